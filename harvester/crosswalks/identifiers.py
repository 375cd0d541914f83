"""Identifiers whose scheme a format states beside the value."""

_PREFIXES = {
    "doi": "doi:",
    "hdl": "hdl:",
    "handle": "hdl:",
    "isbn": "isbn:",
    "issn": "issn:",
    "eissn": "issn:",
    "lissn": "issn:",
    "issn-l": "issn:",
}
_URI_SCHEMES = ("http://", "https://", "urn:", "info:")


def identifier_of(scheme: str, value: str) -> str:
    """Give the value with its scheme's customary prefix, unless it shows its scheme itself.

    ``("DOI", "10.1000/182")`` gives ``"doi:10.1000/182"``; a URI and a value of an unknown scheme
    stay as they are.
    """
    prefix = _PREFIXES.get(scheme.casefold())
    if prefix is None or value.casefold().startswith((prefix, *_URI_SCHEMES)):
        return value
    return prefix + value
