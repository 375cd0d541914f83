"""What Identify, formats, sets, tokens and datestamps are read as."""

from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from harvester.oaipmh.client import with_query
from harvester.oaipmh.messages import (
    DAYS,
    SECONDS,
    Identify,
    MetadataFormat,
    ResumptionToken,
    SetInfo,
    format_datestamp,
    parse_clock,
    parse_datestamp,
    read_formats,
    read_identify,
    read_sets,
    read_token,
)
from harvester.xml import ILLEGAL

OAI = "http://www.openarchives.org/OAI/2.0/"


def element(name, inside):
    return etree.fromstring(f'<{name} xmlns="{OAI}">{inside}</{name}>')


def test_read_identify_gives_what_is_stated():
    identify = read_identify(
        element(
            "Identify",
            "<repositoryName> Open Shelf\n</repositoryName><baseURL>http://a.example/oai</baseURL>"
            "<protocolVersion>2.0</protocolVersion><adminEmail>a@b.example</adminEmail>"
            "<adminEmail>c@d.example</adminEmail>"
            "<earliestDatestamp>2011-01-01T00:00:00Z</earliestDatestamp>"
            "<deletedRecord>Persistent</deletedRecord><granularity>YYYY-MM-DDThh:mm:ssZ</granularity>"
            "<compression>gzip</compression><compression>deflate</compression>"
            "<description><baseURL>http://other.example</baseURL></description>",
        )
    )

    assert identify == Identify(
        repository_name="Open Shelf",
        base_url="http://a.example/oai",
        protocol_version="2.0",
        admin_emails=("a@b.example", "c@d.example"),
        earliest_datestamp="2011-01-01T00:00:00Z",
        deleted_record="persistent",
        granularity=SECONDS,
        compressions=("gzip", "deflate"),
    )


@pytest.mark.parametrize("stated", ["", "YYYY-MM-DD", "yyyy-mm-ddThh:mm", "day"])
def test_read_identify_other_granularity_counts_as_days(stated):
    inside = f"<granularity>{stated}</granularity>" if stated else ""

    assert read_identify(element("Identify", inside)).granularity == DAYS


def test_read_formats_leaves_out_what_has_no_prefix():
    formats = read_formats(
        element(
            "ListMetadataFormats",
            "<metadataFormat><metadataPrefix>lom</metadataPrefix><schema>s</schema>"
            "<metadataNamespace>n</metadataNamespace></metadataFormat>"
            "<metadataFormat><schema>s</schema></metadataFormat>"
            "<metadataFormat><metadataPrefix>bare</metadataPrefix></metadataFormat>",
        )
    )

    assert formats == (MetadataFormat("lom", "s", "n"), MetadataFormat("bare", "", ""))


def test_read_sets_leaves_out_what_has_no_spec():
    sets = read_sets(
        element(
            "ListSets",
            "<set><setSpec>a:b</setSpec><setName>Maths</setName></set><set><setName>x</setName></set>"
            "<resumptionToken>t</resumptionToken>",
        )
    )

    assert sets == (SetInfo("a:b", "Maths"),)


@pytest.mark.parametrize(
    ("xml", "token"),
    [
        (
            "<t completeListSize='230' cursor='100'> abc&amp;d </t>",
            ResumptionToken("abc&d", 230, 100),
        ),
        ("<t completeListSize='many' cursor='-1'/>", ResumptionToken("", None, None)),
        ("<t completeListSize=' 7 '>x</t>", ResumptionToken("x", 7, None)),
        ("<t completeListSize='99999999999999999999'>x</t>", ResumptionToken("x", None, None)),
    ],
)
def test_read_token_leaves_out_counts_that_are_none(xml, token):
    assert read_token(etree.fromstring(xml)) == token


@given(st.text(st.characters(codec="utf-8"), max_size=80).map(lambda text: ILLEGAL.sub("", text)))
def test_any_token_is_read_as_it_was_written_and_sent_back_so(stated):
    written = etree.Element("resumptionToken")
    written.text = stated

    token = read_token(etree.fromstring(etree.tostring(written))).value
    sent = with_query("http://x.example/oai?a=1", urlencode({"resumptionToken": token}))

    assert token == stated.strip()
    assert parse_qsl(urlsplit(sent).query, keep_blank_values=True) == [
        ("a", "1"),
        ("resumptionToken", token),
    ]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-02-29T12:30:59Z", datetime(2024, 2, 29, 12, 30, 59, tzinfo=UTC)),
        ("2024-02-29", datetime(2024, 2, 29, tzinfo=UTC)),
        ("2024-02-29T12:30:59.123Z", datetime(2024, 2, 29, 12, 30, 59, tzinfo=UTC)),
        ("2024-02-29T12:30:59", datetime(2024, 2, 29, 12, 30, 59, tzinfo=UTC)),
        ("2024-02-29T12:30:59+02:00", datetime(2024, 2, 29, 10, 30, 59, tzinfo=UTC)),
        ("2024-02-30", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("yesterday", None),
        ("", None),
        ("T", None),
        ("T-Z", None),
        ("0000-00-00T00:00:00Z", None),
    ],
)
def test_parse_datestamp_is_utc_or_none(text, moment):
    assert parse_datestamp(text) == moment


def test_format_datestamp_is_cut_to_the_granularity_in_utc():
    moment = datetime(2024, 3, 1, 0, 30, 59, 999_999, tzinfo=timezone(timedelta(hours=2)))

    assert format_datestamp(moment, granularity=SECONDS) == "2024-02-29T22:30:59Z"
    assert format_datestamp(moment, granularity=DAYS) == "2024-02-29"


@given(st.timedeltas(timedelta(0), timedelta(days=400_000)), st.timezones())
def test_datestamp_written_and_read_is_never_later(since_1970, zone):
    moment = (datetime(1970, 1, 1, tzinfo=UTC) + since_1970).astimezone(zone)

    for granularity in (SECONDS, DAYS):
        read = parse_datestamp(format_datestamp(moment, granularity=granularity))

        assert read is not None
        assert timedelta(0) <= moment - read < timedelta(days=1)


@given(st.text(max_size=30))
def test_parse_datestamp_any_text_is_a_time_or_none(text):
    assert parse_datestamp(text) is None or parse_datestamp(text).tzinfo is UTC


@given(st.text(max_size=30) | st.datetimes().map(lambda moment: f"{moment:%Y-%m-%dT%H:%M:%SZ}"))
@example("0001-01-01T00:00:00Z")
@example("9999-12-31T23:59:59Z")
def test_parse_clock_gives_no_time_that_a_window_could_not_begin_at(text):
    clock = parse_clock(text)

    if clock is not None:
        assert datetime(1970, 1, 1, tzinfo=UTC) <= clock < datetime.now(UTC) + timedelta(days=367)
        assert format_datestamp(clock - timedelta(days=1), granularity=SECONDS)
