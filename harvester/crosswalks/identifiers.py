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
_AUTHORITIES = {
    "orcid": "https://orcid.org/",
    "ror": "https://ror.org/",
    "isni": "https://isni.org/isni/",
    "gnd": "https://d-nb.info/gnd/",
    "viaf": "https://viaf.org/viaf/",
    "wikidata": "https://www.wikidata.org/entity/",
    "idref": "https://www.idref.fr/",
}


def identifier_of(scheme: str, value: str) -> str:
    """Give the value with its scheme's customary prefix, unless it shows its scheme itself.

    ``("DOI", "10.1000/182")`` gives ``"doi:10.1000/182"``; a URI and a value of an unknown scheme
    stay as they are.
    """
    prefix = _PREFIXES.get(scheme.casefold())
    if prefix is None or value.casefold().startswith((prefix, *_URI_SCHEMES)):
        return value
    return prefix + value


def contributor_uri(scheme: str, value: str) -> str:
    """Give the URI of a person or body; "" when it is neither a URI nor of a known authority."""
    if value.startswith(("http://", "https://")):
        return value
    folded = scheme.casefold()
    bases = (base for name, base in _AUTHORITIES.items() if name in folded)
    base = next(bases, "") if value else ""
    return base and base + "".join(value.split())
