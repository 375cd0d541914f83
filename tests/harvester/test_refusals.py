"""What a source asks for by Retry-After."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.refusals import retry_after_seconds

pytestmark = pytest.mark.database_independent
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@given(st.integers(0, 10**8), st.sampled_from(["{}", " {} ", "{}\t", "00{}"]))
def test_seconds_are_read_as_they_stand(seconds, written):
    assert retry_after_seconds(written.format(seconds), now=NOW) == seconds


@given(st.timedeltas(timedelta(days=-9000), timedelta(days=9000)))
def test_date_is_the_time_until_then_and_never_less_than_none(distance):
    moment = (NOW + distance).replace(microsecond=0)

    seconds = retry_after_seconds(format_datetime(moment, usegmt=True), now=NOW)

    assert seconds == max(0.0, (moment - NOW).total_seconds())


@pytest.mark.parametrize(
    "header",
    ["Friday, 01-May-26 13:00:00 GMT", "Fri May  1 13:00:00 2026", "Fri, 01 May 2026 15:00 +0200"],
)
def test_dates_of_old_forms_and_zones_are_read(header):
    assert retry_after_seconds(header, now=NOW) == 3600


@given(st.text(max_size=40) | st.text("0123456789:-+ GMTJanuaryFi,", max_size=40))
def test_any_header_says_a_time_or_nothing(header):
    seconds = retry_after_seconds(header, now=NOW)

    assert seconds is None or 0 <= seconds < float("inf")
