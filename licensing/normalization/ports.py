"""Names of jurisdictions in other languages: "3.0 Österreich", "2.1 日本".

The names are those of the Unicode CLDR as Babel ships it, read when the first one is needed.
"""

from functools import cache

from licensing.licenses import CC_PORTS
from licensing.normalization.text import fold, word_key
from licensing.normalization.words import Words

_LOCALES = (
    "ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fr", "gl", "he",
    "hi", "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "nb", "nl", "pl", "pt", "ro", "ru", "sk",
    "sl", "sr", "sr_Latn", "sv", "th", "tr", "uk", "vi", "zh", "zh_Hant",
)  # fmt: skip
_TERRITORIES = {"uk": "GB"}
_LONGEST = 7


@cache
def _names() -> dict[str, str]:
    from babel import Locale  # noqa: PLC0415 - a third of a second, needed by few statements

    names: dict[str, str] = {}
    for locale in _LOCALES:
        territories = Locale.parse(locale).territories
        for port in CC_PORTS:
            name = territories.get(_TERRITORIES.get(port, port.upper()))
            if name:
                names.setdefault(word_key(fold(name).text), port)
    return names


def foreign_port(words: Words, index: int) -> tuple[str, int]:
    """Give (port, index of its last lexeme) for the longest name that starts at a lexeme."""
    names = _names()
    found, last = "", index
    for end in range(index, min(index + _LONGEST, len(words))):
        if end > index and not words.is_joint(end - 1):
            break
        if port := names.get(word_key(words.text[words[index].start : words[end].end])):
            found, last = port, end
    return found, last
