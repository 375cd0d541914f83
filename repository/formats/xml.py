"""What keeps XML valid that is built by hand, several times as fast as by way of a tree.

Text goes through ``escaped``, attribute values through ``quoted``, and a finished fragment through
``finished``, which takes out every character that XML 1.0 does not allow (section 2.2) at a
fraction of the cost of looking for them in each text.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

ILLEGAL_CONTROLS = bytes(set(range(0x20)) - {0x09, 0x0A, 0x0D})
"""In UTF-8 a byte below 0x20 is always a character of its own."""
NONCHARACTERS = ("\ufffe", "\uffff")
LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)
"""What XML Schema accepts as xs:language."""
UNSTATED_LANGUAGES = frozenset({"und", "zxx", "mis", "mul"})


def escaped(text: str) -> str:
    """Give text as element content."""
    if "&" in text or "<" in text or ">" in text or "\r" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        text = text.replace("\r", "&#13;")
    return text


def quoted(text: str) -> str:
    """Give text as an attribute value, quotation marks included."""
    text = escaped(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
    return f'"{text}"'


def finished(parts: Iterable[str]) -> bytes:
    """Join a fragment: UTF-8, characters that XML forbids left out."""
    fragment = "".join(parts)
    for noncharacter in NONCHARACTERS:
        if noncharacter in fragment:
            fragment = fragment.replace(noncharacter, "")
    return fragment.encode("utf-8", "ignore").translate(None, ILLEGAL_CONTROLS)


@lru_cache(maxsize=4096)
def language_attribute(tag: str, name: str = "xml:lang") -> str:
    """Give `` xml:lang="fr"`` with its leading space; empty where the language is not known."""
    if tag in UNSTATED_LANGUAGES or not LANGUAGE.fullmatch(tag):
        return ""
    return f' {name}="{tag}"'
