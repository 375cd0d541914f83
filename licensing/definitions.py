"""By which definitions a licence is open, the operator's choice included.

Whether works that may not be used commercially count as open educational resources is one setting,
and everything that asks, asks here.
"""

from typing import Literal

from django.conf import settings

from licensing.licenses import LicenseClass, counts_as_oer, find_license

Answer = Literal["yes", "no", "unknown"]
_UNTOLD = frozenset({LicenseClass.UNKNOWN, LicenseClass.CONFLICT})


def is_oer(license_class: str) -> Answer:
    """Tell whether works of a class are open educational resources.

    Source: UNESCO Recommendation on Open Educational Resources (2019), I.1 and I.2.
    """
    if license_class in _UNTOLD or license_class not in set(LicenseClass):
        return "unknown"
    is_counted = counts_as_oer(LicenseClass(license_class), is_nc_counted=settings.NC_COUNTS_AS_OER)
    return "yes" if is_counted else "no"


def is_open(license_id: str, license_class: str) -> Answer:
    """Tell whether a licence conforms to the Open Definition.

    Source: https://opendefinition.org/od/2.1/.
    """
    if license_class in _UNTOLD:
        return "unknown"
    found = find_license(license_id)
    return "yes" if found is not None and found.is_open_definition else "no"
