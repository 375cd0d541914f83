"""Licences offered for choosing by hand; any other can be typed."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LICENSE_CHOICES: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (
        _("Creative Commons, version 4.0"),
        ("CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-NC-SA-4.0", "CC-BY-ND-4.0",
         "CC-BY-NC-ND-4.0"),
    ),
    (pgettext_lazy("licence class", "Public domain"), ("CC0-1.0", "PDM-1.0", "PD")),
    (
        _("Creative Commons, earlier versions"),
        ("CC-BY-3.0", "CC-BY-SA-3.0", "CC-BY-NC-3.0", "CC-BY-NC-SA-3.0", "CC-BY-ND-3.0",
         "CC-BY-NC-ND-3.0", "CC-BY-2.0", "CC-BY-SA-2.0", "CC-BY-NC-2.0", "CC-BY-NC-SA-2.0"),
    ),
    (
        _("For intergovernmental organisations (IGO)"),
        ("CC-BY-3.0-IGO", "CC-BY-SA-3.0-IGO", "CC-BY-NC-SA-3.0-IGO", "CC-BY-NC-ND-3.0-IGO"),
    ),
    (
        _("Other licences"),
        ("GFDL-1.3", "LAL-1.3", "MIT", "Apache-2.0", "GPL-2.0-or-later", "GPL-3.0", "LGPL-3.0",
         "AGPL-3.0", "MPL-2.0", "EUPL-1.2", "OGL-UK-3.0", "etalab-2.0", "ODbL-1.0"),
    ),
    (_("No licence"), ("rs:InC",)),
)  # fmt: skip
"""Groups of canonical ids."""
