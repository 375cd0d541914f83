import pytest

from licensing.licenses import (
    CC_PORTS,
    CC_VERSIONS,
    LicenseClass,
    cc_id,
    counts_as_oer,
    find_license,
    license_class,
    license_url,
    listed_licenses,
)

pytestmark = pytest.mark.database_independent

UNITS = ("BY", "BY-SA", "BY-NC", "BY-ND", "BY-NC-SA", "BY-NC-ND")


@pytest.mark.parametrize(
    ("license_id", "url", "spdx_id", "name"),
    [
        (
            "CC-BY-4.0",
            "https://creativecommons.org/licenses/by/4.0/",
            "CC-BY-4.0",
            "Creative Commons Attribution 4.0 International",
        ),
        (
            "CC-BY-NC-SA-3.0-IGO",
            "https://creativecommons.org/licenses/by-nc-sa/3.0/igo/",
            "CC-BY-NC-SA-3.0-IGO",
            "Creative Commons Attribution-NonCommercial-ShareAlike 3.0 IGO",
        ),
        (
            "CC-BY-3.0-ES",
            "https://creativecommons.org/licenses/by/3.0/es/",
            "LicenseRef-CC-BY-3.0-ES",
            "Creative Commons Attribution 3.0 Spain",
        ),
        (
            "CC-BY-NC-ND-1.0",
            "https://creativecommons.org/licenses/by-nd-nc/1.0/",
            "CC-BY-NC-ND-1.0",
            "Creative Commons Attribution-NonCommercial-NoDerivatives 1.0 Generic",
        ),
        ("CC-BY-SA", "", "", "Creative Commons Attribution-ShareAlike"),
        ("CC-BY-SA-DE", "", "", "Creative Commons Attribution-ShareAlike Germany"),
        (
            "CC0-1.0",
            "https://creativecommons.org/publicdomain/zero/1.0/",
            "CC0-1.0",
            "CC0 1.0 Universal",
        ),
        (
            "PDM-1.0",
            "https://creativecommons.org/publicdomain/mark/1.0/",
            "CC-PDM-1.0",
            "Public Domain Mark 1.0 Universal",
        ),
        ("PD", "", "", "Public domain"),
        (
            "GPL-3.0-or-later",
            "https://www.gnu.org/licenses/gpl-3.0.html",
            "GPL-3.0-or-later",
            "GNU General Public License 3.0 or later",
        ),
        ("GPL", "", "", "GNU General Public License"),
        ("MIT", "https://opensource.org/license/mit", "MIT", "MIT License"),
        (
            "rs:InC-EDU",
            "http://rightsstatements.org/vocab/InC-EDU/1.0/",
            "",
            "In Copyright - Educational Use Permitted",
        ),
    ],
)
def test_find_license_gives_address_spdx_id_and_name(license_id, url, spdx_id, name):
    found = find_license(license_id)

    assert (found.id, found.url, found.spdx_id, found.name) == (license_id, url, spdx_id, name)
    assert license_url(license_id) == url


@pytest.mark.parametrize(
    "license_id",
    ["", "-", "CC-BY-5.0", "CC-BY-4.0-DE", "CC-BY-3.0-XX", "CC-SA-ND", "access:open", "cc-by", "X"],
)
def test_find_license_of_an_id_that_does_not_exist_gives_none(license_id):
    assert find_license(license_id) is None
    assert license_url(license_id) == ""
    assert license_class(license_id) is LicenseClass.UNKNOWN


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("version", ["", *CC_VERSIONS])
def test_every_family_and_version_is_built_with_what_it_permits(unit, version):
    found = find_license(cc_id(unit.split("-"), version))

    assert found.family == f"CC-{unit}"
    assert found.version == version
    assert found.may_be_adapted == ("ND" not in unit)
    assert ("commercial-use" in found.prohibits) == ("NC" in unit)
    assert ("share-alike" in found.requires) == ("SA" in unit)
    assert "attribution" in found.requires
    assert found.is_open_definition == (unit in {"BY", "BY-SA"})


@pytest.mark.parametrize("port", sorted(CC_PORTS))
def test_every_port_of_version_3_is_built(port):
    found = find_license(cc_id(("BY", "SA"), "3.0", port))

    assert found.port == port.upper()
    assert found.url == f"https://creativecommons.org/licenses/by-sa/3.0/{port}/"


@pytest.mark.parametrize(
    ("license_id", "expected"),
    [
        ("CC0-1.0", "public-domain"),
        ("PDM-1.0", "public-domain"),
        ("PD", "public-domain"),
        ("PDDL-1.0", "public-domain"),
        ("CC-BY-2.5-AR", "open"),
        ("CC-BY-SA", "open"),
        ("OGL-UK-3.0", "open"),
        ("GFDL-1.3", "open"),
        ("MIT", "open"),
        ("CC-BY-NC-4.0", "open-with-nc"),
        ("CC-BY-NC-SA-3.0-IGO", "open-with-nc"),
        ("CC-BY-ND-4.0", "view-only"),
        ("CC-BY-NC-ND-2.0", "view-only"),
        ("CC-DEVNATIONS-2.0", "closed"),
        ("rs:InC", "closed"),
        ("rs:InC-EDU", "view-only"),
        ("rs:NoC-US", "unknown"),
        ("access:open", "unknown"),
        ("", "unknown"),
    ],
)
def test_license_class_of_an_id(license_id, expected):
    assert license_class(license_id) == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("all-rights-reserved", "closed"),
        ("custom-terms", "unknown"),
        ("not-rights", "unknown"),
        ("ambiguous", "unknown"),
        ("none", "unknown"),
    ],
)
def test_license_class_without_an_id_follows_the_kind(kind, expected):
    assert license_class("", kind) == expected


@pytest.mark.parametrize(
    ("value", "without_nc", "with_nc"),
    [
        (LicenseClass.PUBLIC_DOMAIN, True, True),
        (LicenseClass.OPEN, True, True),
        (LicenseClass.OPEN_WITH_NC, False, True),
        (LicenseClass.VIEW_ONLY, False, False),
        (LicenseClass.CLOSED, False, False),
        (LicenseClass.CONFLICT, False, False),
        (LicenseClass.UNKNOWN, False, False),
    ],
)
def test_the_operator_decides_whether_non_commercial_counts_as_oer(value, without_nc, with_nc):
    assert counts_as_oer(value, is_nc_counted=False) is without_nc
    assert counts_as_oer(value, is_nc_counted=True) is with_nc


def test_all_twelve_rights_statements_are_listed():
    assert sum(found.is_rights_statement for found in listed_licenses().values()) == 12


def test_rights_statements_permit_nothing():
    stated = [found for found in listed_licenses().values() if found.is_rights_statement]

    assert {found.permits for found in stated} == {()}
