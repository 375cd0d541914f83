"""How single values of a record are put into words."""

import pytest

from repository.labels import babel_locale
from repository.metadata.record import AgeRange, DateValue, Duration, Identifier, ResourceFile
from repository.pages.resource import (
    age_text,
    date_text,
    dates_by_kind,
    duration_text,
    file_link,
    identifier_link,
)


@pytest.mark.parametrize(
    ("value", "precision", "language", "expected"),
    [
        ("2021-03-04", "day", "en", "March 4, 2021"),
        ("2021-03-04", "day", "fr", "4 mars 2021"),
        ("2021-03-04T10:00:00Z", "second", "es", "4 de marzo de 2021"),
        ("2019-05", "month", "zh-hans", "2019年5月"),
        ("2019", "year", "ar", "2019"),
        ("2019~", "year", "en", "2019"),
        ("199X", "decade", "en", "as stated"),
        ("", None, "en", "as stated"),
        ("nonsense", "day", "en", "as stated"),
    ],
)
def test_date_is_told_as_exactly_as_it_is_known(value, precision, language, expected):
    stated = DateValue(value=value, precision=precision, stated="as stated")

    assert date_text(stated, babel_locale(language)) == expected


def test_dates_of_one_kind_stand_together_without_what_cannot_be_read():
    dates = (
        DateValue(stated="NO_RESTRICTION"),
        DateValue(value="2016", precision="year", stated="2016"),
        DateValue(value="2016", precision="year", stated="c2016"),
        DateValue(kind="created", stated="long ago"),
    )

    assert dates_by_kind(dates, babel_locale("en")) == (
        ("issued", ("2016",)),
        ("created", ("long ago",)),
    )


@pytest.mark.parametrize(
    ("seconds", "stated", "expected"),
    [
        (60, "PT1M", "1 minute"),
        (5400, "PT1H30M", "1 hour 30 minutes"),
        (3 * 86400, "P3D", "3 days"),
        (40 * 3600, "PT40H", "40 hours"),
        (48 * 3600, "48 hours", "48 hours"),
        (20, "PT20S", "PT20S"),
        (None, "two terms", "two terms"),
    ],
)
def test_duration_is_told_in_days_hours_and_minutes(seconds, stated, expected):
    assert duration_text(Duration(seconds=seconds, stated=stated)) == expected


@pytest.mark.parametrize(
    ("ages", "expected"),
    [
        (AgeRange(low=6, high=9), "6 to 9 years"),
        (AgeRange(low=1, high=1), "1 year"),
        (AgeRange(low=16), "from 16 years"),
        (AgeRange(high=5), "up to 5 years"),
        (AgeRange(low=0, high=3), "0 to 3 years"),
        (AgeRange(stated="adults"), "adults"),
    ],
)
def test_ages_are_told_in_years(ages, expected):
    assert age_text(ages) == expected


@pytest.mark.parametrize(
    ("scheme", "value", "url"),
    [
        ("doi", "10.1000/182", "https://doi.org/10.1000/182"),
        ("doi", "doi:10.1000/182", "https://doi.org/10.1000/182"),
        ("doi", "10.1000/<x>", "https://doi.org/10.1000/%3Cx%3E"),
        ("handle", "hdl:20.500/1", "https://hdl.handle.net/20.500/1"),
        ("doi", "https://doi.org/10.1000/182", "https://doi.org/10.1000/182"),
        ("isbn", "978-1-947172-12-8", ""),
        ("uri", "javascript:alert(1)", ""),
    ],
)
def test_identifier_leads_to_where_it_resolves(scheme, value, url):
    assert identifier_link(Identifier(value=value, scheme=scheme)).url == url


@pytest.mark.parametrize(
    ("url", "name", "link"),
    [
        ("https://example.org/a/My%20book.pdf", "My book.pdf", True),
        ("https://www.example.org/", "example.org", True),
        ("https://example.org/كتاب.pdf", "كتاب.pdf", True),
        ("ftp://example.org/book.pdf", "ftp://example.org/book.pdf", False),
        ("http://[broken", "http://[broken", False),
    ],
)
def test_file_goes_by_the_last_part_of_its_address(url, name, link):
    shown = file_link(ResourceFile(url=url))

    assert (shown.name, bool(shown.url)) == (name, link)
