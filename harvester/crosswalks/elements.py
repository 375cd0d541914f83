"""Reading elements: names, texts, languages. Every crosswalk of an XML format stands on these."""

from lxml import etree

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
_MAX_NAMES = 4096
"""A feed has some hundred different tags; more than this is noise and must not be remembered."""


class LocalNames(dict[object, str]):
    """Tag of an element -> its case-folded local name, remembered; "" for a comment."""

    def __missing__(self, tag: object) -> str:
        name = tag.rpartition("}")[2].casefold() if isinstance(tag, str) else ""
        if len(self) >= _MAX_NAMES:
            self.clear()
        self[tag] = name
        return name


NAMES = LocalNames()


def namespace_of(tag: str) -> str:
    """Give the namespace URI of a tag; "" when it has none."""
    return tag[1:].partition("}")[0] if tag.startswith("{") else ""


def text_of(element: etree._Element) -> str:
    """Give all text of an element and what is nested in it, trimmed; "" when there is none."""
    text = inner_text(element) if len(element) else element.text
    return text.strip() if text else ""


def inner_text(element: etree._Element) -> str:
    """Join all text inside an element, untrimmed; comments are left out."""
    return "".join(map(str, element.itertext()))


def child_text(element: etree._Element, name: str) -> str:
    """Give the text of the first child of this case-folded name that has one; "" when none has."""
    for child in element:
        if NAMES[child.tag] == name and (text := text_of(child)):
            return text
    return ""


def find_element(root: etree._Element, name: str) -> etree._Element | None:
    """Find the first element of this case-folded name at or below ``root``, in document order."""
    for element in root.iter():
        if NAMES[element.tag] == name:
            return element
    return None
