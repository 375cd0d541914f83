"""Reading and decompressing with caps."""

import gzip
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.bodies import decompress, read_capped, read_start
from harvester.errors import EndpointError

PAGE = b"<OAI-PMH>" + b"x" * 1000 + b"</OAI-PMH>"


def unpacked(body, *, encoding="", max_bytes=10_000):
    return decompress(body, encoding=encoding, max_bytes=max_bytes, url="http://a.example")


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (PAGE, ""),
        (PAGE, "identity"),
        (PAGE, "gzip"),
        (PAGE, "br"),
        (gzip.compress(PAGE), "gzip"),
        (gzip.compress(PAGE), "GZIP "),
        (gzip.compress(PAGE), "x-gzip"),
        (gzip.compress(PAGE), ""),
        (gzip.compress(gzip.compress(PAGE)), "gzip"),
        (gzip.compress(PAGE[:300]) + gzip.compress(PAGE[300:]), "gzip"),
        (gzip.compress(PAGE) + b"\0\0\0", "gzip"),
        (zlib.compress(PAGE), "deflate"),
        (zlib.compress(PAGE)[2:-4], "deflate"),
    ],
)
def test_decompress_gives_the_page_whatever_it_is_called(body, encoding):
    assert unpacked(body, encoding=encoding) == PAGE


def test_decompress_stops_at_the_cap():
    with pytest.raises(EndpointError) as caught:
        unpacked(gzip.compress(b" " * 10_001), max_bytes=10_000)

    assert caught.value.code == "too-large"
    assert unpacked(gzip.compress(b" " * 10_000), max_bytes=10_000) == b" " * 10_000


def test_decompress_many_members_count_together():
    with pytest.raises(EndpointError) as caught:
        unpacked(gzip.compress(b" " * 6_000) * 2, max_bytes=10_000)

    assert caught.value.code == "too-large"


@pytest.mark.parametrize("cut", [3, 12, 100, -1])
def test_decompress_half_a_body_may_be_tried_again(cut):
    whole = gzip.compress(bytes(range(256)) * 4)

    with pytest.raises(EndpointError) as caught:
        unpacked(whole[:cut])

    assert (caught.value.code, caught.value.is_temporary) == ("half-body", True)


def test_decompress_compression_that_was_not_asked_for_is_named():
    with pytest.raises(EndpointError, match="compressed with br") as caught:
        unpacked(b"\x0b\x02\x80rubbish", encoding="br")

    assert caught.value.code == "bad-encoding"


@given(st.binary(max_size=300))
def test_decompress_any_bytes_give_bytes_or_an_endpoint_error(body):
    for encoding in ("", "gzip", "deflate"):
        with suppress(EndpointError):
            assert isinstance(unpacked(body, encoding=encoding), bytes)


def test_read_capped_takes_no_more_than_it_may():
    taken = []

    def chunks():
        for _ in range(100):
            taken.append(1)
            yield b"x" * 10

    with pytest.raises(EndpointError):
        read_capped(chunks(), max_bytes=35, url="")

    assert len(taken) == 4


def test_read_start_of_a_long_refusal_is_left_out():
    assert read_start([b"<error/>"], encoding="") == b"<error/>"
    assert read_start([b"x" * 200_000] * 3, encoding="") == b""
    assert read_start([b"\x1f\x8bbroken"], encoding="gzip") == b""
