"""The catalogues of the interface: collected, checked and compiled by Babel, without gettext.

One catalogue for each offered language lies in ``config/locale``, for the texts of all rooms.
"""

import io
import tomllib
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

ROOMS = ("config", "harvester", "licensing", "repository", "search")
TABLES = ("licensing/data/clauses.toml",)
"""Tables of texts that pure code has in English, and ``licensing.labels`` gives translated."""
CALLS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
"""The calls that mark a text, and which of their arguments are the text; ``c`` is the context."""


def list_languages() -> list[str]:
    """List the languages that need a catalogue: all that are offered but that of the sources."""
    return [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def catalog_file(language: str) -> Path:
    """Give the place of a language's catalogue; it need not exist."""
    folder = Path(settings.LOCALE_PATHS[0], to_locale(language), "LC_MESSAGES")
    return folder / "django.po"


def compile_catalogs() -> list[Path]:
    """Compile every catalogue that changed since it was compiled last; give the files written."""
    written = []
    for language in list_languages():
        source = catalog_file(language)
        compiled = source.with_suffix(".mo")
        if not source.exists() or is_newer(compiled, than=source):
            continue
        with compiled.open("wb") as file:
            write_mo(file, read_catalog(language))
        written.append(compiled)
    return written


def is_newer(file: Path, *, than: Path) -> bool:
    """Tell whether ``file`` exists and was written after ``than``."""
    return file.exists() and file.stat().st_mtime_ns > than.stat().st_mtime_ns


def read_catalog(language: str) -> Catalog:
    """Read a language's catalogue; an absent one is empty."""
    locale = to_locale(language)
    source = catalog_file(language)
    if not source.exists():
        return Catalog(locale=locale, project="Commonloom", charset="utf-8", fuzzy=False)
    with source.open("rb") as file:
        return read_po(file, locale=locale, domain="django")


def collect_messages() -> Catalog:
    """Give every text of the sources that is marked for translation, with the places it stands."""
    collected = Catalog()
    for file in _iter_sources():
        source = file.read_text()
        if file.suffix != ".py":
            marked = templatize(source, origin=str(file))
            # what is not a mark is blanked out but keeps its indentation, which Python would refuse
            source = "\n".join(line.strip() for line in marked.splitlines())
        place = str(file.relative_to(settings.BASE_DIR))
        found = extract(
            "python", io.BytesIO(source.encode()), keywords=CALLS, comment_tags=("Translators:",)
        )
        for line, text, comments, context in found:
            collected.add(text, locations=[(place, line)], auto_comments=comments, context=context)
    for table in TABLES:
        file = Path(settings.BASE_DIR, table)
        for texts in tomllib.loads(file.read_text()).values() if file.exists() else ():
            for text in texts.values():
                collected.add(text, locations=[(table, 1)])
    return collected


def update_catalogs() -> list[Path]:
    """Bring every catalogue up to the sources: new texts untranslated, dropped ones removed."""
    collected = collect_messages()
    written = []
    for language in list_languages():
        catalog = read_catalog(language)
        catalog.update(collected, no_fuzzy_matching=True)
        file = catalog_file(language)
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as opened:
            write_po(opened, catalog, width=100, ignore_obsolete=True, include_lineno=False)
        written.append(file)
    return written


def iter_problems() -> Iterator[str]:
    """Yield one line for each text that a reader of an offered language would not get right."""
    collected = collect_messages()
    for language in list_languages():
        if not catalog_file(language).exists():
            yield f"{language}: no catalogue; run manage.py update_translations"
            continue
        catalog = read_catalog(language)
        for message in collected:
            if message.id:
                yield from (
                    f"{language}: {problem}: {_first(message.id)!r}"
                    for problem in _problems(catalog, message)
                )
        for message in catalog:
            if message.id and collected.get(message.id, message.context) is None:
                yield f"{language}: no longer in the sources: {_first(message.id)!r}"


def _problems(catalog: Catalog, wanted: Message) -> Iterator[str]:
    held = catalog.get(wanted.id, wanted.context)
    if held is None:
        yield "missing"
        return
    texts = (held.string,) if isinstance(held.string, str) else held.string
    if not texts or not all(texts):
        yield "not translated"
    elif held.fuzzy:
        yield "marked fuzzy"
    else:
        yield from (str(error) for error in held.check(catalog))


def _first(message_id: str | tuple[str, ...] | list[str]) -> str:
    return message_id if isinstance(message_id, str) else message_id[0]


def _iter_sources() -> Iterator[Path]:
    for room in ROOMS:
        for pattern in ("*.py", "*.html", "*.txt"):
            for file in sorted(Path(settings.BASE_DIR, room).rglob(pattern)):
                if "migrations" not in file.parts:
                    yield file
