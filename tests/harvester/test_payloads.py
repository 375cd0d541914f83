"""Raw records are kept so that they can be read as long as the catalogue lives."""

from hashlib import sha256

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from harvester.payloads import DICTIONARY, UnreadablePayload, compressor, decompress, read_start

pytestmark = pytest.mark.database_independent
RECORD = (
    b'<record xmlns="http://www.openarchives.org/OAI/2.0/"><header><identifier>oai:a.example:1'
    b"</identifier><datestamp>2026-01-05T08:00:00Z</datestamp></header></record>"
)


@pytest.mark.parametrize("kept", [b"", b"not compressed", compressor()(RECORD)[:-1]])
def test_what_is_no_kept_payload_is_refused(kept):
    with pytest.raises(UnreadablePayload):
        decompress(kept)


def test_beginning_of_what_is_no_kept_payload_is_refused():
    with pytest.raises(UnreadablePayload):
        read_start(b"not compressed", 10)


@given(payloads=st.lists(st.binary(max_size=3000), max_size=5))
def test_payload_comes_out_as_it_went_in(payloads):
    compress = compressor()

    kept = [compress(each) for each in payloads]

    assert [decompress(each) for each in kept] == payloads
    assert [read_start(each, 20) for each in kept] == [each[:20] for each in payloads]


def test_payload_kept_without_dictionary_can_still_be_read():
    assert decompress(zstandard.compress(RECORD)) == RECORD
    assert read_start(zstandard.compress(RECORD), 7) == b"<record"


def test_dictionary_is_the_one_that_was_always_used():
    digest = sha256(DICTIONARY.as_bytes()).hexdigest()

    assert digest == "333e91a503d7d78b9be6d191f1a17fad321816f0917ea974a320352167114974", (
        "payloads kept so far could not be read any more"
    )


def test_dictionary_takes_a_third_off_a_small_record():
    assert len(compressor()(RECORD)) < len(zstandard.compress(RECORD)) * 2 / 3
