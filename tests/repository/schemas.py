"""Validation against the official schemas, offline, where they are at hand."""

import re
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from tests.corpus import schema_path

OAI = "{http://www.openarchives.org/OAI/2.0/}"


class FolderResolver(etree.Resolver):
    """Answers an address that is no file by its last part, from the folder of schemas."""

    def resolve(self, url, _public_id, context):
        folder = schema_path("OAI-PMH.xsd").parent
        if (folder / "lom") in Path(url).parents:
            return self.resolve_string(base_lom(Path(url)), context, base_url=url)
        if Path(url).is_file() or not (found := next(folder.rglob(url.rpartition("/")[2]), None)):
            return None
        return self.resolve_filename(str(found), context)


def base_lom(file: Path) -> bytes:
    """Give a file of the LOM schema as the base schema has it: all is optional, any vocabulary.

    The folder holds a profile that asks for elements which only its own members can fill.
    """
    text = file.read_text().replace('minOccurs="1"', 'minOccurs="0"')
    text = text.replace('<xs:group ref="ex:customElements"/>', "")  # a choice of nothing
    text = re.sub(r'(<xs:group ref="\w+")(?![^>]*minOccurs)', r'\1 minOccurs="0"', text)
    if file.parent.name == "vocab":
        text = re.sub(r"<xs:union [^>]*/>", '<xs:restriction base="xs:string"/>', text)
    return text.encode()


@cache
def schema(name: str) -> etree.XMLSchema:
    """Load a schema of the folder by its path in there, or skip the test."""
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(FolderResolver())
    return etree.XMLSchema(etree.parse(str(schema_path(name)), parser))


def assert_valid(element: etree._Element, name: str) -> None:
    """Fail unless an element is valid by a schema; do nothing where the schemas are absent.

    ``test_schemas.py`` gives the notice of their absence, once, so that all else is tested anyway.
    """
    try:
        found = schema(name)
    except pytest.skip.Exception:
        return
    found.assertValid(element)


SCHEMA_OF_NAMESPACE = {
    "http://www.openarchives.org/OAI/2.0/oai_dc/": "oai_dc.xsd",
    "http://www.openarchives.org/OAI/2.0/oai-identifier": "oai-identifier.xsd",
    "http://ltsc.ieee.org/xsd/LOM": "lom/lom.xsd",
}


def assert_valid_part(element: etree._Element) -> None:
    """Fail unless an element is valid by the schema of its namespace."""
    alone = etree.fromstring(etree.tostring(element, with_tail=False))
    assert_valid(alone, SCHEMA_OF_NAMESPACE[etree.QName(element).namespace])


def assert_valid_answer(document: bytes) -> etree._Element:
    """Fail unless a whole answer and everything in it is valid; give its root."""
    root = etree.fromstring(document)
    assert_valid(root, "OAI-PMH.xsd")
    for container in root.iter(f"{OAI}metadata", f"{OAI}about", f"{OAI}description"):
        for element in container:
            assert_valid_part(element)
    return root
