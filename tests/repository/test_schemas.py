"""The notice whether the official schemas are at hand, and the proof that they can refuse."""

import pytest
from lxml import etree

from tests.repository.schemas import SCHEMA_OF_NAMESPACE, schema


@pytest.mark.parametrize("name", ["OAI-PMH.xsd", *SCHEMA_OF_NAMESPACE.values()])
def test_schema_is_at_hand_and_refuses_what_is_not_valid(name):
    assert not schema(name).validate(etree.fromstring("<nonsense/>"))
