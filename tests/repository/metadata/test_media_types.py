"""Media types and sizes."""

import pytest

from repository.metadata.media_types import (
    is_media_type,
    is_size,
    normalize_media_type,
    read_size,
    split_media_type,
)


@pytest.mark.parametrize(
    ("stated", "media_type"),
    [
        ("application/pdf", "application/pdf"),
        ("Text/HTML; charset=utf-8", "text/html"),
        ("image/jpg", "image/jpeg"),
        ("audio/mp3", "audio/mpeg"),
        ("PDF", "application/pdf"),
        (".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("image/image", ""),
        ("12 pages", ""),
        ("text", ""),
        ("and/or", ""),
        ("", ""),
    ],
)
def test_a_media_type_is_read(stated, media_type):
    assert normalize_media_type(stated) == media_type


def test_a_format_may_hold_a_file():
    stated = "application/pdf https://example.org/003.pdf"

    assert split_media_type(stated) == ("application/pdf", "https://example.org/003.pdf")
    assert split_media_type("application/pdf") == ("application/pdf", "")


def test_the_form_of_a_media_type_is_enough_to_be_one():
    assert is_media_type("text/ct-schema")
    assert not is_media_type("Audio/Visual | Illustration")


@pytest.mark.parametrize(
    ("stated", "size"),
    [("24576 bytes", 24576), ("115416", 115416), ("1.2 MB", 1_200_000), ("1,5 Mo", 1_500_000),
     ("300 KiB", 307_200), ("0", 0), ("12 pages", None),
     ("56 - 66", None), ("", None), ("9" * 20, None)],
)  # fmt: skip
def test_a_size_is_read_in_bytes(stated, size):
    assert read_size(stated) == size


def test_only_a_number_with_its_unit_is_plainly_a_size():
    assert is_size("24576 bytes")
    assert not is_size("1494")
