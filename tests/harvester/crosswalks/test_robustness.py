"""Whatever a provider leaves out, repeats, empties or misplaces: no crosswalk raises."""

from copy import deepcopy
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from harvester.crosswalks import REGISTRY, crosswalk, rank
from tests.harvester.crosswalks.golden import golden_cases, parsed

ROOTS = {
    known.name: [
        case.record.metadata
        for case in golden_cases(known.name)
        if rank(case.record.namespace) is not None
    ]
    for known in REGISTRY
}
ODD_TEXTS = (
    " \n ",
    " / : ; , =",
    "...",
    ";;;@;;",
    "http://[",
    "\u202e\u00a0PT\x85",
    "BEGIN:VCARD FN:a@b ORG:; N:;;",
    "BEGIN:VCARD\n FN;ENCODING=QUOTED-PRINTABLE:=ZZ=\nEND",
    "0123456789" * 50,
)
CHANGES = st.tuples(
    st.sampled_from(["remove", "repeat", "empty", "text", "strip", "move", "comment"]),
    st.integers(min_value=0),
    st.integers(min_value=0),
)


def change(root: etree._Element, action: str, which: int, where: int) -> None:
    """Do one thing to one element of a record, never to the root itself."""
    elements = list(root.iterdescendants("*"))
    if not elements:
        return
    element, other = elements[which % len(elements)], elements[where % len(elements)]
    if action == "remove":
        element.getparent().remove(element)
    elif action == "repeat":
        element.addnext(deepcopy(element))
    elif action == "empty":
        element.clear()
    elif action == "text":
        element.text = ODD_TEXTS[where % len(ODD_TEXTS)]
    elif action == "strip":
        element.attrib.clear()
    elif action == "comment":
        element.insert(0, etree.Comment("kept out"))
    elif element not in other.iterancestors() and element is not other:
        other.append(element)


def texts_in(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    items = value.values() if isinstance(value, dict) else value
    return [text for item in items for text in texts_in(item)]


@pytest.mark.parametrize("name", list(ROOTS))
@given(data=st.data())
def test_crosswalk_of_a_disturbed_record_gives_trimmed_texts(name: str, data: st.DataObject):
    root = deepcopy(data.draw(st.sampled_from(ROOTS[name])))
    for action, which, where in data.draw(st.lists(CHANGES, max_size=12)):
        change(root, action, which, where)

    stated = msgspec.to_builtins(crosswalk(parsed(root)))

    texts = texts_in(stated)
    assert texts == [text.strip() for text in texts]
    assert not any("kept out" in text for text in texts)
    for field in ("languages", "publishers", "types", "levels", "identifiers", "rights", "access"):
        assert all(stated[field]), field
    for field in ("titles", "descriptions", "keywords", "dates"):
        assert all(item["text"] for item in stated[field]), field
    assert all(contributor["name"] for contributor in stated["contributors"])
    assert all(subject["label"] or subject["id"] for subject in stated["subjects"])
    assert all(relation["target"] for relation in stated["relations"])
