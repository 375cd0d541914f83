"""Resumption tokens."""

import time
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repository.oaipmh import tokens
from repository.oaipmh.tokens import Continuation, issue_token, read_token

CONTINUATION = Continuation(
    verb="ListRecords",
    metadata_prefix="oai_dc",
    set_spec="source:partner",
    since=1_700_000_000,
    until=1_800_000_000,
    is_until_asked=True,
    datestamp=1_750_000_000,
    resource_id=uuid.UUID(int=7),
    cursor=100,
    size=250,
)


def test_token_gives_back_everything_it_was_issued_for():
    token, _expires_at = issue_token(CONTINUATION)

    assert read_token(token) == CONTINUATION


def test_token_needs_no_escaping_in_an_address():
    token, _expires_at = issue_token(CONTINUATION)

    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")


def test_every_single_changed_character_makes_a_token_worthless():
    token, _expires_at = issue_token(CONTINUATION)

    changed = [
        token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        for at in range(len(token))
    ]

    assert [read_token(text) for text in changed] == [None] * len(token)


@pytest.mark.parametrize("days", [6.9, 7.1])
def test_token_is_good_for_seven_days(days, monkeypatch):
    token, expires_at = issue_token(CONTINUATION)

    later = time.time() + days * 86_400
    monkeypatch.setattr(time, "time", lambda: later)

    assert (read_token(token) is None) is (days > 7)
    assert abs(expires_at.timestamp() - time.time() - (7 - days) * 86_400) < 5


def test_token_of_another_key_is_worthless(settings):
    token, _expires_at = issue_token(CONTINUATION)

    settings.SECRET_KEY = "another key"

    assert read_token(token) is None


def test_token_of_an_older_form_is_refused_though_well_signed():
    assert read_token(tokens.signer().sign("WzEsMl0")) is None
    assert read_token(tokens.signer().sign("!")) is None


@given(st.text(max_size=200))
def test_any_text_is_no_token(text):
    assert read_token(text) is None
