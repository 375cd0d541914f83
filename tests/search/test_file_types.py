"""Which kind of file a media type is."""

import pytest

from search.file_types import is_kept, kind_of

pytestmark = pytest.mark.database_independent


@pytest.mark.parametrize(
    ("media_type", "kind", "kept"),
    [
        ("", "", False),
        ("nonsense", "nonsense", True),
        ("Application/PDF; charset=binary", "pdf", True),
        ("application/msword", "document", True),
        ("video/mp4", "video", True),
        ("audio/x-wav", "audio", True),
        ("text/html; charset=utf-8", "web-page", False),
        ("application/x-odd", "application/x-odd", True),
        ("application/x-mpegURL", "application/x-mpegurl", False),
    ],
)
def test_media_types_fall_into_kinds(media_type, kind, kept):
    assert kind_of(media_type) == kind
    assert is_kept(media_type) is kept
