"""The four forms: how the parts of a credit line are written, with everything escaped."""

import html
import re
from typing import Protocol

from licensing.attribution.works import Form, is_right_to_left, language_tag
from licensing.licenses import License

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~>])")
_FIRST_STRONG, _POP = "\u2068", "\u2069"
_PREFIX = "cc: http://creativecommons.org/ns# dct: http://purl.org/dc/terms/"


class Writer(Protocol):
    """Writes the parts of a credit line in one form."""

    has_links: bool
    """A title or a licence can hide its address in a link."""

    def text(self, text: str) -> str:
        """Write text that comes from outside."""

    def title(self, title: str, *, url: str, language: str) -> str:
        """Write a title, as a link where the form has links and ``url`` is not empty."""

    def creator(self, name: str, *, url: str) -> str:
        """Write one name; ``url`` is the address of the work, for RDFa."""

    def license(self, found: License, *, url: str) -> str:
        """Write a licence; ``url`` is the address of the work, for RDFa."""

    def address(self, url: str) -> str:
        """Write an address on its own."""

    def original(self, sentence: str, *, url: str) -> str:
        """Wrap what is said of the original work."""


class PlainWriter:
    """Plain text. In print the licence has its full name, and addresses have no scheme."""

    has_links = False

    def __init__(self, *, is_rtl: bool, is_print: bool) -> None:
        self._is_rtl, self._is_print = is_rtl, is_print

    def text(self, text: str) -> str:
        """Isolate what could turn the sentence around; leave other text as it is, to be copied."""
        is_isolated = self._is_rtl or is_right_to_left(text)
        return f"{_FIRST_STRONG}{text}{_POP}" if text and is_isolated else text

    def title(self, title: str, *, url: str, language: str) -> str:
        """Write the title; address and language are not part of it."""
        del url, language
        return self.text(title)

    def creator(self, name: str, *, url: str) -> str:
        """Write one name."""
        del url
        return self.text(name)

    def license(self, found: License, *, url: str) -> str:
        """Write the licence by its short name, in print by both names."""
        del url
        if self._is_print and found.short_name not in found.name:
            return self.text(f"{found.name} ({found.short_name})")
        return self.text(found.short_name)

    def address(self, url: str) -> str:
        """Write an address."""
        return self.text(url.split("://", 1)[-1].rstrip("/") if self._is_print else url)

    def original(self, sentence: str, *, url: str) -> str:
        """Give the sentence as it is."""
        del url
        return sentence


class MarkdownWriter:
    """Markdown (CommonMark): links on title and licence, all signs that mean something escaped."""

    has_links = True

    def __init__(self, *, is_rtl: bool) -> None:
        self._is_rtl = is_rtl

    def text(self, text: str) -> str:
        """Escape, and isolate what could turn the sentence around."""
        escaped = _MARKDOWN.sub(r"\\\1", html.escape(text, quote=False))
        is_isolated = self._is_rtl or is_right_to_left(text)
        return f"{_FIRST_STRONG}{escaped}{_POP}" if text and is_isolated else escaped

    def title(self, title: str, *, url: str, language: str) -> str:
        """Write the title as a link."""
        del language
        return self._link(title, url)

    def creator(self, name: str, *, url: str) -> str:
        """Write one name."""
        del url
        return self.text(name)

    def license(self, found: License, *, url: str) -> str:
        """Write the licence as a link."""
        del url
        return self._link(found.short_name, found.url)

    def address(self, url: str) -> str:
        """Write an address as a link to itself."""
        return self._link(url, url)

    def original(self, sentence: str, *, url: str) -> str:
        """Give the sentence as it is."""
        del url
        return sentence

    def _link(self, label: str, url: str) -> str:
        return f"[{self.text(label)}](<{url}>)" if url else self.text(label)


class HTMLWriter:
    """HTML with rel=license and RDFa: title, name and licence are statements about the work.

    Without an address of the work they would be statements about the page, so they are left out.
    """

    has_links = True

    def text(self, text: str) -> str:
        """Escape and isolate."""
        return f"<bdi>{html.escape(text)}</bdi>"

    def title(self, title: str, *, url: str, language: str) -> str:
        """Write the title as a link, in its own language."""
        tag = language_tag(language)
        said = f' lang="{tag}"' if tag else ""
        text = f"<bdi{said}>{html.escape(title)}</bdi>"
        if not url:
            return text
        about = 'property="dct:title" rel="cc:attributionURL"'
        return f'<a {about} href="{html.escape(url)}">{text}</a>'

    def creator(self, name: str, *, url: str) -> str:
        """Write one name."""
        said = ' property="cc:attributionName"' if url else ""
        return f"<bdi{said}>{html.escape(name)}</bdi>"

    def license(self, found: License, *, url: str) -> str:
        """Write the licence as a link; a rights statement is no licence."""
        text = self.text(found.short_name)
        if not found.url:
            return text
        said = ' rel="license"' if url and not found.is_rights_statement else ""
        name = html.escape(found.name)
        return f'<a{said} href="{html.escape(found.url)}" title="{name}">{text}</a>'

    def address(self, url: str) -> str:
        """Write an address as a link to itself."""
        return f'<a href="{html.escape(url)}">{self.text(url)}</a>'

    def original(self, sentence: str, *, url: str) -> str:
        """Say that the work was made of the original, and that the sentence is about that."""
        said = f' rel="dct:source" resource="{html.escape(url)}"' if url else ""
        return f"<span{said}>{sentence}</span>"


def writer_for(form: Form, *, is_rtl: bool) -> Writer:
    """Give the writer of a form."""
    if form is Form.HTML:
        return HTMLWriter()
    if form is Form.MARKDOWN:
        return MarkdownWriter(is_rtl=is_rtl)
    return PlainWriter(is_rtl=is_rtl, is_print=form is Form.PRINT)


def html_element(name: str, line: str, *, url: str, language: str, direction: str) -> str:
    """Wrap a credit line in an element that says what it is about, and in which language."""
    about = f' prefix="{_PREFIX}" about="{html.escape(url)}"' if url else ""
    return f'<{name} class="credit" lang="{language}" dir="{direction}"{about}>{line}</{name}>'
