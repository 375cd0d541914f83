"""Put a credit line together: title, author, source, licence, and what was changed."""

from collections.abc import Sequence
from functools import cache

from licensing.attribution.works import CreditedWork, Form, clean, web_address
from licensing.attribution.writers import Writer, html_element, writer_for
from licensing.licenses import License, LicenseClass, find_license, read_data

DEFAULT_LANGUAGE = "en"
_UNLICENSED = {LicenseClass.CLOSED.value: "reserved", LicenseClass.CONFLICT.value: "contradictory"}
"""Phrases for works that have no licence, by their class."""


@cache
def _phrases() -> dict[str, dict[str, str]]:
    return read_data("attribution.toml")


def credit_languages() -> tuple[str, ...]:
    """Give the languages that credit lines are written in."""
    return tuple(_phrases())


def closest_language(tag: str) -> str:
    """Give our language that is closest to a tag (``zh_CN``, ``es-MX``); English if none is."""
    wanted = tag.replace("_", "-").lower()
    while wanted:
        if wanted in _phrases():
            return wanted
        wanted = wanted.rpartition("-")[0]
    is_chinese = tag.lower().startswith("zh")
    return "zh-hans" if is_chinese else DEFAULT_LANGUAGE


def credit(work: CreditedWork, *, form: Form | str = Form.TEXT, language: str = "en") -> str:
    """Write the credit line of one work.

    Parts that are missing are left out politely; a licence that is not known is said to be so. All
    text is escaped for the form, links are http or https only, and parts that run in another
    direction are isolated. HTML is one ``p`` with RDFa.

    Source: Creative Commons, "Recommended practices for attribution"; ccREL.
    """
    form = Form(form)
    language = closest_language(language)
    line = _line(work, form=form, language=language)
    return _element("p", work, line, language=language) if form is Form.HTML else line


def credit_list(
    works: Sequence[CreditedWork], *, form: Form | str = Form.TEXT, language: str = "en"
) -> str:
    """Write the credit lines of several works as a list, in their order; empty for none."""
    form = Form(form)
    language = closest_language(language)
    lines = [_line(work, form=form, language=language) for work in works]
    if not lines:
        return ""
    if form is Form.HTML:
        items = (
            _element("li", work, line, language=language)
            for work, line in zip(works, lines, strict=True)
        )
        return f'<ul class="credits">{"".join(items)}</ul>'
    if form is Form.PRINT:
        return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))
    return "\n".join(f"- {line}" for line in lines)


def _element(name: str, work: CreditedWork, line: str, *, language: str) -> str:
    return html_element(
        name,
        line,
        url=web_address(work.url),
        language="zh-Hans" if language == "zh-hans" else language,
        direction=_phrases()[language]["direction"],
    )


def _line(work: CreditedWork, *, form: Form, language: str) -> str:
    """Write all sentences about a work."""
    words = _phrases()[language]
    writer = writer_for(form, is_rtl=words["direction"] == "rtl")
    sentences = [_sentence(work, words, writer)]
    if work.original is not None:
        told = _sentence(work.original, words, writer, is_original=True)
        original = writer.original(told, url=web_address(work.original.url))
        sentences.append(words[work.relation].format(original=original))
    if changes := clean(work.changes):
        sentences.append(words["changes"].format(changes=writer.text(changes)))
    elif work.original is not None and work.relation == "adaptation":
        sentences.append(words["changed"])
    return words["space"].join(sentences)


def _sentence(
    work: CreditedWork, words: dict[str, str], writer: Writer, *, is_original: bool = False
) -> str:
    """Write title, authors, source and licence; of an original, as far as they are known."""
    url = web_address(work.url)
    is_address_alone = bool(is_original and url and not (clean(work.title) or work.creators))
    named = writer.address(url) if is_address_alone else _work(work, words, writer)
    if url and not is_address_alone and not (clean(work.title) and writer.has_links):
        named = words["addressed"].format(text=named, url=writer.address(url))
    found = find_license(work.license_id)
    license_text = writer.license(found, url=url) if found else ""
    if found and found.url and not writer.has_links:
        address = writer.address(found.url)
        license_text = words["addressed"].format(text=license_text, url=address)
    key = _UNLICENSED.get(work.license_class, "unstated")
    if found is not None:
        key = _license_key(found)
    elif is_original and key == "unstated":
        key = "named"
    return words[key].format(work=named, license=license_text)


def _license_key(found: License) -> str:
    """Give the phrase for what a licence is."""
    if found.is_rights_statement:
        return "statement"
    if found.license_class is LicenseClass.PUBLIC_DOMAIN:
        if not found.url:
            return "public_domain_plain"
        return "public_domain" if found.family == "PDM" else "dedicated"
    return "licensed"


def _work(work: CreditedWork, words: dict[str, str], writer: Writer) -> str:
    """Write title and authors, as far as there are any."""
    url = web_address(work.url)
    title = clean(work.title)
    names = [writer.creator(name, url=url) for name in map(clean, work.creators) if name]
    first = words["separator"].join(names[:-1])
    creators = words["last_separator"].join(part for part in (first, *names[-1:]) if part)
    titled = writer.title(title, url=url, language=work.title_language) if title else ""
    parts = [name for name, part in (("title", titled), ("creators", creators)) if part]
    return words["_".join(parts) or "nothing"].format(title=titled, creators=creators)
