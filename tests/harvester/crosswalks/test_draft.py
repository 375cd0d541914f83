"""The lists that a crosswalk fills."""

from harvester.crosswalks.draft import Draft
from harvester.records import SourceMetadata, Stated


def test_draft_has_the_fields_of_the_source_metadata_in_their_order() -> None:
    assert Draft.__struct_fields__ == SourceMetadata.__struct_fields__


def test_freeze_keeps_each_list_in_its_field_and_order() -> None:
    draft = Draft(titles=[Stated("b", "en"), Stated("a")], accessibility=[("accessMode", "visual")])

    source = draft.freeze()

    assert source == SourceMetadata(
        titles=(Stated("b", "en"), Stated("a")), accessibility=(("accessMode", "visual"),)
    )
