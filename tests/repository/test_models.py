"""What a stored resource gives of itself."""

import pytest

from repository.metadata.record import ResourceMetadata, to_json
from repository.models import LearningResource

pytestmark = pytest.mark.database_independent


def stored(title: str) -> str:
    return to_json(ResourceMetadata(titles={"en": (title,)})).decode()


def test_metadata_is_what_is_stored_now():
    resource = LearningResource(metadata_json=stored("Algebra"), license_json="")
    before = resource.metadata

    resource.metadata_json = stored("Geometry")

    assert before.titles == {"en": ("Algebra",)}
    assert resource.metadata.titles == {"en": ("Geometry",)}


def test_metadata_is_decoded_once():
    resource = LearningResource(metadata_json=stored("Algebra"), license_json="")

    assert resource.metadata is resource.metadata
