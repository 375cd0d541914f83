"""Languages: what a catalogue writes -> BCP 47 tags; tags -> facet values, names, direction.

Codes and names come from ``langcodes`` (CLDR and the IANA registry); what catalogues write beside
them stands in ``language_names``. Nothing is guessed: a value that is no code and no name of a
language gives no tag.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

import babel
import langcodes
from language_data import names as language_data_names  # type: ignore[import-untyped]

from repository.metadata import language_names as table
from repository.metadata.texts import clean_line

MAX_STATED_CHARS = 200
"""Longer values are prose, not the name of a language."""

_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*")
_RUN_TOGETHER = re.compile(r"([A-Za-z][a-z])([A-Z][A-Za-z])")
_URI = re.compile(
    r"https?://(?:www\.)?(?:lexvo\.org|id\.loc\.gov|publications\.europa\.eu|iso639-3\.sil\.org|id\.kb\.se"
    r"|vocabulary\.curriculum\.edu\.au|w3id\.org)/(?:\S*/)?([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)(?:\.html)?/?",
    re.IGNORECASE,
)
_SCHEME = re.compile(
    r"(?:iso[ -]?639(?:-[123][bt]?)?|rfc ?\d{4}|bcp ?47|marc(?:21)?|dcterms)[ :;=/]+", re.IGNORECASE
)
_SEPARATOR = re.compile(
    r"\s*[;,|/\n\t、，；／،&+]\s*(?:(?:and|et|und|y)\s+)?|\s+(?:-|–|and|et|und|y|e|og|och|en|dan|и|و)\s+",
    re.IGNORECASE,
)
_STRONG_SEPARATOR = re.compile(r"[;|]")
_QUALIFIED = re.compile(r"([^()\[\]（）]+?)\s*[(\[（]([^()\[\]（）]*)[)\]）]?")
_YEARS = re.compile(r"\s*[(（][^()（）]*\d{3,4}[^()（）]*[)）]")
_GENERIC_WORDS = re.compile(
    r"^(?:lengua|langue|idioma|língua|lingua|bahasa)\s+|\s+(?:language|langue|sprache|taal|язык|мова|dili|tili|хэл)$"
)
_LOCAL_USE = re.compile(r"q[a-t][a-z]")

_RIGHT_TO_LEFT = frozenset(
    {"Adlm", "Arab", "Aran", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"}
)
_SCRIPTED = frozenset({"az", "pa", "sr", "uz", "zh"})
"""Languages whose scripts readers tell apart in a facet."""


@lru_cache(maxsize=8192)
def normalize_language(stated: str) -> tuple[str, ...]:
    """Give the languages that one stated value names, as canonical BCP 47 tags in the order stated.

    Codes of ISO 639-1, -2 (B and T), -3 and BCP 47, URIs of lexvo.org and id.loc.gov, names in the
    languages of CLDR, lists of all these, and MARC codes run together are read.

    Returns:
        Distinct tags; ``("und",)`` when it is said to be a language but not which, ``("zxx",)``
        when it is said to be none, and ``()`` when the value names no language.
    """
    if len(stated) > MAX_STATED_CHARS:
        return ()
    text = _tidy(stated)
    if not text:
        return ()
    tags = _read_one(text) or _read_list(text)
    return drop_undetermined(tags)


def drop_undetermined(tags: tuple[str, ...]) -> tuple[str, ...]:
    """Give the distinct tags in order, without ``und`` where another one says more."""
    distinct = tuple(dict.fromkeys(tags))
    return tuple(tag for tag in distinct if tag != "und") or distinct


def fold_name(text: str) -> str:
    """Bring a name to the form it is looked up in: lower case, single spaces."""
    return " ".join(text.split()).strip(" .").lower()


@lru_cache(maxsize=8192)
def facet_language(tag: str) -> str:
    """Fold a tag for counting: macrolanguage, no region; script kept for Chinese and its like.

    ``zh-TW`` counts as ``zh-Hant``, ``cmn`` as ``zh``, ``nb`` as ``no``. A tag that cannot be read
    is ``und``.
    """
    if not langcodes.tag_is_valid(tag):
        return "und"
    language = langcodes.Language.get(tag, normalize=False)
    code = language.language or "und"
    code = table.FACET_LANGUAGES.get(code) or langcodes.standardize_tag(code, macro=True)
    code, _, implied_script = code.partition("-")
    script = language.script or implied_script
    if code == "zh" and not script and language.territory:
        script = langcodes.Language.get(tag).maximize().script or ""
    return f"{code}-{script}" if script and code in _SCRIPTED else code


@lru_cache(maxsize=8192)
def language_name(tag: str, in_language: str = "en") -> str:
    """Give the name of a language for people, in the language of the page; else in English."""
    for display in (in_language, "en"):
        try:
            locale = babel.Locale.parse(display.replace("-", "_"))
            parsed = langcodes.Language.get(tag)
        except (ValueError, babel.UnknownLocaleError):
            continue
        if name := _name_in(locale, parsed):
            return name
    try:
        return langcodes.Language.get(tag).display_name()
    except ValueError:
        return tag


@lru_cache(maxsize=8192)
def text_direction(tag: str) -> Literal["ltr", "rtl", "auto"]:
    """Give the value of HTML's ``dir`` for a text in this language; ``auto`` where unknown."""
    try:
        language = langcodes.Language.get(tag)
    except ValueError:
        return "auto"
    if language.language in {None, "und", "mul", "mis"} and not language.script:
        return "auto"
    return "rtl" if language.maximize().script in _RIGHT_TO_LEFT else "ltr"


def _name_in(locale: babel.Locale, language: langcodes.Language) -> str:
    """Name a language in one locale: by the whole tag, else language (script, region)."""
    parts = [part for part in (language.language, language.script, language.territory) if part]
    if name := locale.languages.get("_".join(parts)):
        return str(name)
    code = language.language or "und"
    name = locale.languages.get(code) or locale.languages.get(
        langcodes.standardize_tag(code, macro=True), ""
    )
    details = (
        locale.scripts.get(language.script or ""),
        locale.territories.get(language.territory or ""),
    )
    detail = ", ".join(str(one) for one in details if one)
    return f"{name} ({detail})" if name and detail else str(name)


def _tidy(stated: str) -> str:
    text = clean_line(stated).strip(" .;,|\"'<>[]")
    return _YEARS.sub("", _SCHEME.sub("", text, count=1))


def _read_one(text: str) -> tuple[str, ...]:
    """Read a value that is not a list; empty when it is not plainly one language."""
    folded = fold_name(text)
    if folded in table.NO_LANGUAGE:
        return ("zxx",)
    if folded.strip("()") in table.UNSTATED_LANGUAGE:
        return ("und",)
    if address := _URI.fullmatch(text):
        return _read_code(address[1])
    return _read_code(text) or _read_name(folded) or _read_qualified(text) or _read_marc_run(text)


def _read_list(text: str) -> tuple[str, ...]:
    """Read a list of languages, or one name with its words turned around ("Greek, Ancient")."""
    parts = [part.strip() for part in _SEPARATOR.split(text) if part.strip()]
    tags = [_read_one(part) for part in parts]
    if (
        len(parts) == 2
        and "," in text
        and (turned := _read_name(fold_name(f"{parts[1]} {parts[0]}")))
    ):
        return turned
    if not all(tags) and not _STRONG_SEPARATOR.search(text):
        # "Wiley Periodicals, Inc.": beside words that are no language, three letters are no code
        tags = [
            () if _CODE.fullmatch(part) else read for part, read in zip(parts, tags, strict=True)
        ]
    if any(tags):
        return tuple(tag for read in tags for tag in read)
    words = text.split()
    tags = [_read_code(word) for word in words]
    return tuple(tag for read in tags for tag in read) if all(tags) else ()


def _read_code(text: str) -> tuple[str, ...]:
    if text in table.OTHER_CODES:
        return (table.OTHER_CODES[text],)
    if apart := _RUN_TOGETHER.fullmatch(text):
        text = f"{apart[1]}-{apart[2]}"
    if not _CODE.fullmatch(text):
        return ()
    if not langcodes.tag_is_valid(text):
        head, *rest = re.split("[-_]", text)
        if [len(part) for part in rest] != [2] or not langcodes.tag_is_valid(head):
            return ()
        text = head  # "en-en": the region is none, the language is plain
    tag = _canonical(text)
    return (tag,) if tag else ()


def _canonical(code: str) -> str:
    """Give the shortest canonical tag of a valid one, without extensions; may be empty."""
    head, *rest = code.replace("_", "-").split("-")
    kept = table.KEPT_CODES.get(head.lower())
    if kept is None:
        standard = langcodes.standardize_tag(code)
    else:
        standard = langcodes.standardize_tag("-".join(("en", *rest))).replace("en", kept, 1)
    language = langcodes.Language.get(standard, normalize=False)
    if _LOCAL_USE.fullmatch(language.language or ""):
        return "und"
    if not language.language:
        return "und" if head.lower() == "und" else ""
    parts = (language.language, *(language.extlangs or ()), language.script, language.territory)
    return "-".join(part for part in (*parts, *(language.variants or ())) if part)


def _read_name(folded: str) -> tuple[str, ...]:
    for name in dict.fromkeys((folded, _GENERIC_WORDS.sub("", folded).strip())):
        if code := table.NAMES.get(name) or _cldr_code(name):
            return (_canonical(code),)
    return ()


def _cldr_code(name: str) -> str:
    """Look a name up in CLDR's names of languages; empty when it is not one."""
    if name in table.NOT_NAMES or (len(name) < 4 and name.isascii()):
        return ""
    if _exact_code("territory", name, "en"):
        return ""  # "Sweden" names the language in some language; in a catalogue it is the country
    return _exact_code("language", name)


def _exact_code(category: str, name: str, in_language: str = "und") -> str:
    """Give the code of exactly this name in CLDR; ``und`` looks through all languages.

    The look-up function of ``language_data`` also takes longer words that only begin like a name,
    which would make a language of many a title word; hence the second look into its table.
    """
    code = language_data_names.name_to_code(category, name, in_language)
    names = language_data_names.TRIES[f"{in_language}/name_to_{category}"]
    return str(code) if code and language_data_names.normalize_name(name) in names else ""


def _read_qualified(text: str) -> tuple[str, ...]:
    """Read a name with a region, a script or a second name in parentheses behind it."""
    match = _QUALIFIED.fullmatch(text)
    if not match:
        return ()
    base, qualifier = match[1].strip(), fold_name(match[2])
    tags = _read_code(base) or _read_name(fold_name(base))
    if len(tags) != 1 or not qualifier:
        return tags
    (tag,) = tags
    finer = _read_name(qualifier)
    if finer and finer[0] != tag and facet_language(finer[0]) == facet_language(tag):
        return finer
    detail = "".join(_details(qualifier))
    return (_canonical(f"{tag}-{detail}"),) if detail and "-" not in tag else tags


def _details(qualifier: str) -> Iterator[str]:
    """Yield the subtag that words in parentheses stand for, if they stand for one."""
    if script := table.SCRIPTS.get(qualifier):
        yield script
        return
    for category in ("territory", "script"):
        if code := _exact_code(category, qualifier):
            yield code
            return


def _read_marc_run(text: str) -> tuple[str, ...]:
    """Read MARC 041's older habit of writing codes together: ``itafreeng``."""
    if not (text.islower() or text.isupper()):
        return ()
    codes = [text[at : at + 3].lower() for at in range(0, len(text), 3)]
    if len(codes) < 2 or not all(code in table.ISO_639_2 for code in codes):
        return ()
    return tuple(tag for code in codes for tag in _read_code(code))
