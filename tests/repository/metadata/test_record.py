"""The JSON form of the canonical record, and the page that describes it."""

import json
import re
from io import StringIO
from pathlib import Path

import msgspec
import pytest
from django.core.management import call_command

from repository.metadata import record
from repository.metadata.record import ResourceMetadata, from_json, to_json

PAGE = Path(__file__).resolve().parents[3] / "docs" / "record.md"
PARTS = [
    part
    for part in vars(record).values()
    if isinstance(part, type) and issubclass(part, record.Value) and part is not record.Value
]


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def test_the_example_of_the_page_is_a_record_in_its_one_form(page):
    example = re.search(r"```json\n(.*?)```", page, re.DOTALL)[1]

    read = from_json(example)

    assert json.loads(to_json(read)) == json.loads(example)
    empty = {name for name in read.__struct_fields__ if not getattr(read, name)}
    assert empty == set()


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_every_field_stands_on_the_page(page, part):
    documented = set(re.findall(r"`(\w+)`", page))

    assert set(part.__struct_fields__) <= documented


def test_equal_records_have_equal_bytes_whatever_the_order_of_their_maps():
    one = ResourceMetadata(titles={"en": ("A",), "fr": ("B",)})
    other = ResourceMetadata(titles={"fr": ("B",), "en": ("A",)})

    assert to_json(one) == to_json(other) == b'{"titles":{"en":["A"],"fr":["B"]}}'


@pytest.mark.parametrize(
    "document",
    [b"{}", b'{"titles":{"en":"A"}}', b'{"titles":{},"colour":"red"}',
     b'{"titles":{},"languages":["e n"]}',
     b'{"titles":{},"resource_types":["spell"]}'],
)  # fmt: skip
def test_what_is_no_record_is_refused(document):
    with pytest.raises(msgspec.ValidationError):
        from_json(document)


def test_the_schema_is_printed():
    printed = StringIO()
    call_command("record_schema", stdout=printed)

    schema = json.loads(printed.getvalue())

    properties = schema["$defs"]["ResourceMetadata"]["properties"]
    assert list(properties) == list(ResourceMetadata.__struct_fields__)
