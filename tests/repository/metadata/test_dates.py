"""Dates as catalogues write them."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repository.metadata.dates import UNREADABLE, read_date, years_of
from tests.corpus import corpus_path


@pytest.mark.parametrize(
    ("stated", "value", "precision"),
    [
        # W3CDTF and EDTF as they are
        ("2002", "2002", "year"),
        ("1993-11", "1993-11", "month"),
        ("1999-12-31", "1999-12-31", "day"),
        ("2015-12-08T10:33:43Z", "2015-12-08T10:33:43Z", "second"),
        ("2010-07-15T00:49:46.403+01:00", "2010-07-15T00:49:46+01:00", "second"),
        ("2021-10-01T12:00:00.000+0000", "2021-10-01T12:00:00+00:00", "second"),
        ("2008-06-19 17:55:27", "2008-06-19T17:55:27", "second"),
        ("2019-05-01T10:30Z", "2019-05-01", "day"),
        ("2012-21", "2012-21", "season"),
        ("199X", "199X", "decade"),
        ("2007/2009", "2007/2009", "interval"),
        ("2004/..", "2004/..", "interval"),
        # nothing is filled in, whatever the shape
        ("1984.", "1984", "year"),
        ("[2002]", "2002", "year"),
        ("[c1935]", "1935", "year"),
        ("Month: 3 Year: 2004", "2004-03", "month"),
        ("Month: 11 Day: 1 Year: 2003", "2003-11-01", "day"),
        ("Tue, 28 Oct 2003 22:36:00", "2003-10-28T22:36:00", "second"),
        ("Thu, 10 Oct 2024 13:45:10 GMT", "2024-10-10T13:45:10Z", "second"),
        ("23-9-2015", "2015-09-23", "day"),
        ("03/16/2006", "2006-03-16", "day"),
        ("05/05/2019", "2019-05-05", "day"),
        ("10.09.2022", "2022-09-10", "day"),
        ("2020/11/05", "2020-11-05", "day"),
        ("20221212", "2022-12-12", "day"),
        ("info:eu-repo/date/embargoEnd/2020-11-01", "2020-11-01", "day"),
        # names of months, in any order and many languages
        ("September 2016", "2016-09", "month"),
        ("January 1st, 2000", "2000-01-01", "day"),
        ("1969, April 25", "1969-04-25", "day"),
        ("11. November 2022", "2022-11-11", "day"),
        ("12 mai 2019", "2019-05-12", "day"),
        ("12 de mayo de 2019", "2019-05-12", "day"),
        ("12 мая 2019 г.", "2019-05-12", "day"),
        ("١٢ مايو ٢٠١٩", "2019-05-12", "day"),
        ("2019年5月12日", "2019-05-12", "day"),
        ("Spring 2012", "2012-21", "season"),
        # intervals, decades, centuries
        ("1999-", "1999/..", "interval"),
        ("2008-2009", "2008/2009", "interval"),
        ("1998-99", "1998/1999", "interval"),
        ("1897-1928, bulk 1898-1911", "1897/1928", "interval"),
        ("April 24, 1926-July 10, 1926", "1926-04-24/1926-07-10", "interval"),
        ("between 1905 and 1915", "1905/1915", "interval"),
        ("start=1999; end=2004; scheme=W3C-DTF", "1999/2004", "interval"),
        ("1960's", "196X", "decade"),
        ("19th century", "18XX", "century"),
    ],
)
def test_a_plain_date_keeps_its_precision(stated, value, precision):
    assert read_date(stated) == (value, precision, False)


@pytest.mark.parametrize(
    ("stated", "value", "precision"),
    [
        ("12/05/2019", "2019?", "year"),
        ("9-3-2009", "2009?", "year"),
        ("1978/12", "1978?", "year"),
        ("1891?", "1891?", "year"),
        ("ca. 1900", "1900~", "year"),
        ("circa 1950s", "195X~", "decade"),
        ("[199?]", "199X?", "decade"),
        ("[19--?]", "19XX?", "century"),
        ("Late 19th century", "18XX~", "century"),
        ("1945?-1950?", "1945?/1950?", "interval"),
        ("ca. 1890-ca. 1910", "1890~/1910~", "interval"),
        ("ca. after 1700", "1700~/..", "interval"),
        ("printed at Padua, 1774", "1774?", "year"),
    ],
)
def test_a_doubtful_date_keeps_its_doubt(stated, value, precision):
    assert read_date(stated) == (value, precision, True)


@pytest.mark.parametrize(
    "stated",
    ["2019-02-30", "2019-13", "0000", "9999", "2001-1-49", "7/21/42", "May", "N.D.", "PT2M0S",
     "00:31:33", "1881; 1882", "1974 (1889)", "2009/2007",
     "MONTHS_WITHHELD:1200", "30123013", "10000-01-01",
     "ca. 2144 B.C.-ca. 824 B.C", "2019-01-01T25:00:00Z", "", "x" * 5000],
)  # fmt: skip
def test_an_impossible_or_unreadable_date_stays_unread(stated):
    assert read_date(stated) == UNREADABLE


def test_the_language_of_the_record_tells_which_month_a_name_means():
    assert read_date("listopad 2019", "pl").value == "2019-11"
    assert read_date("listopad 2019", "hr").value == "2019-10"
    assert read_date("listopad 2019").value == "2019?"


def test_only_the_end_of_an_embargo_may_lie_far_ahead():
    assert read_date("2085-01-01") == UNREADABLE
    assert read_date("2085-01-01", may_be_future=True).value == "2085-01-01"


@pytest.mark.parametrize(
    ("value", "years"),
    [("2019-05-12", (2019, 2019)), ("199X?", (1990, 1999)), ("18XX", (1800, 1899)),
     ("2004/..", (2004, 2004)),
     ("../1900", (1900, 1900)), ("1905/1915~", (1905, 1915)), ("-0044", (-44, -44)), ("", None)],
)  # fmt: skip
def test_the_years_of_a_date(value, years):
    assert years_of(value) == years


@given(
    st.text(max_size=30)
    | st.text("0123456789-/.?~[]XT: ", max_size=14)
    | st.dates().map(str)
    | st.datetimes().map(str)
)
def test_reading_what_was_read_changes_nothing(stated):
    read = read_date(stated)

    assert read.value == "" or read_date(read.value) == read
    assert (read.precision is None) == (read.value == "")


def test_nearly_all_dates_of_real_records_are_read():
    with corpus_path("date-shapes.tsv").open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened, delimiter="\t"))

    total = sum(int(row["count"]) for row in rows)
    unread = sum(int(row["count"]) for row in rows if not read_date(row["example"]).value)

    assert unread / total < 0.01
