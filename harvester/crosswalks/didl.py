"""MPEG-21 DIDL as repositories use it: description, landing page and files as items of one object.

Source: ISO/IEC 21000-2; the items are told apart by the info:eu-repo object types.
"""

from lxml import etree

from harvester.crosswalks.base import Crosswalk
from harvester.crosswalks.draft import Draft
from harvester.crosswalks.dublin_core import read_dublin_core
from harvester.crosswalks.elements import NAMES, find_element, text_of
from harvester.crosswalks.mods import read_mods
from harvester.records import SourceMetadata, StatedFile

_FILE = "objectfile"
_LANDING_PAGE = "humanstartpage"


def crosswalk_didl(root: etree._Element) -> SourceMetadata:
    """Map the description inside, MODS before Dublin Core, and add landing page and files."""
    draft = Draft()
    items = [element for element in root.iter() if NAMES[element.tag] == "item"]
    for item in items:
        if _kind_of(item) == _LANDING_PAGE:
            draft.identifiers.extend(url for url, _ in _resources_of(item))
    description = find_element(root, "mods")
    if description is not None:
        read_mods(description, draft)
    elif (description := find_element(root, "dc")) is not None:
        read_dublin_core(description, draft)
    if items:
        draft.identifiers.extend(_statements_of(items[0], "identifier"))
    for item in items:
        if _kind_of(item) == _FILE:
            _read_file(item, draft)
    return draft.freeze()


def _read_file(item: etree._Element, draft: Draft) -> None:
    for url, media_type in _resources_of(item):
        draft.files.append(StatedFile(url=url, media_type=media_type))
    for access in _statements_of(item, "accessrights"):
        if access not in draft.access:
            draft.access.append(access)


def _kind_of(item: etree._Element) -> str:
    """Give the last word of the object type, which stands in an attribute or, earlier, as text."""
    for name in ("type", "objecttype"):
        for element in _described(item, name):
            stated = next(iter(element.attrib.values()), "") or text_of(element)
            return str(stated).rpartition("/")[2].casefold()
    return ""


def _statements_of(item: etree._Element, name: str) -> list[str]:
    return [text for element in _described(item, name) if (text := text_of(element))]


def _described(item: etree._Element, name: str) -> list[etree._Element]:
    """Find elements of a name in the item's own descriptors, not in those of items inside it."""
    return [
        element
        for descriptor in item
        if NAMES[descriptor.tag] == "descriptor"
        for element in descriptor.iter()
        if NAMES[element.tag] == name
    ]


def _resources_of(item: etree._Element) -> list[tuple[str, str]]:
    """Give address and media type of the item's own resources."""
    return [
        (resource.get("ref") or "", resource.get("mimeType") or "")
        for component in item
        if NAMES[component.tag] == "component"
        for resource in component
        if NAMES[resource.tag] == "resource" and resource.get("ref")
    ]


DIDL = Crosswalk(
    name="didl",
    namespaces=("urn:mpeg:mpeg21:2002:02-DIDL-NS", "urn:mpeg:mpeg21:2002:01-DIDL-NS"),
    roots=("didl",),
    apply=crosswalk_didl,
)
