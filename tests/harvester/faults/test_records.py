"""Records that are odd, doubled, nameless or oversized: the others are none the worse."""

import re
from datetime import timedelta

import pytest

from harvester.models import HarvestedRecord
from harvester.payloads import decompress
from harvester.pipeline import run_harvest
from repository.models import LearningResource
from tests.fakes.oaipmh_server import FakeRecord
from tests.harvester.faults.outcomes import lists_asked, outcomes, titles

pytestmark = pytest.mark.django_db
DC_OPEN = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/">'
)


def dc(inside: str) -> str:
    """Give Dublin Core metadata."""
    return f"{DC_OPEN}{inside}</oai_dc:dc>"


def third(pattern: str, replacement: str):
    """Give a page with something replaced in its third record."""

    def twist(page: str) -> str:
        records = re.findall("<record>.*?</record>", page, re.DOTALL)
        changed = re.sub(pattern, lambda _: replacement, records[2], count=1, flags=re.DOTALL)
        return page.replace(records[2], changed)

    return twist


REJECTED = {
    "no-header": (third("<header>.*</header>", ""), "", "no header"),
    "no-identifier": (third("<identifier>.*</identifier>", ""), "", "no identifier"),
    "identifier-blank": (
        third("<identifier>.*</identifier>", "<identifier> </identifier>"),
        "",
        "no identifier",
    ),
    "identifier-too-long": (
        third("oai:fake:012", "oai:" + "x" * 2001),
        "oai:xxx",
        "is longer than",
    ),
    "no-metadata": (third("<metadata>.*</metadata>", ""), "oai:fake:012", "has no metadata"),
    "metadata-empty": (
        third("<metadata>.*</metadata>", "<metadata/>"),
        "oai:fake:012",
        "has no metadata",
    ),
    "status-unknown-and-no-metadata": (
        third(
            "<header>(.*)</metadata>",
            '<header status="gone"><identifier>oai:fake:012</identifier></header>',
        ),
        "oai:fake:012",
        "has no metadata",
    ),
    "metadata-of-another-format": (
        third(
            "<metadata>.*</metadata>", '<metadata><x xmlns="urn:x"><title>T</title></x></metadata>'
        ),
        "oai:fake:012",
        "unknown metadata format",
    ),
    "record-of-6-mb": (third("Lesson 12", "Lesson " * 870_000), "oai:fake:012", "is larger than"),
    "text-node-of-11-mb": (third("Lesson 12", "x" * 11_000_000), "oai:fake:012", "not well-formed"),
    "no-title": (third("<dc:title>.*</dc:title>", ""), "oai:fake:012", "no title"),
}


@pytest.mark.parametrize(("fault", "identifier", "word"), REJECTED.values(), ids=REJECTED)
def test_record_that_cannot_be_used_is_kept_aside_with_its_reason(
    source, endpoint, fault, identifier, word
):
    source.fail(fault, page=2, times=None)

    run = run_harvest(endpoint)

    [issue] = run.issues.all()
    assert (run.state, outcomes(run)) == ("completed", {"created": 24, "failed": 1})
    assert issue.identifier.startswith(identifier)
    assert bool(issue.identifier) == bool(identifier)
    assert word in issue.reason
    is_of_the_protocol = issue.stage == "parse" and "not well-formed" not in issue.reason
    assert issue.reason.endswith("at /OAI-PMH/ListRecords/record[3]") == is_of_the_protocol
    assert decompress(issue.payload).startswith(b"<record")
    assert len(titles()) == 24


KEPT = {
    "identifier-with-blanks-around": third("oai:fake:012", "\n  oai:fake:012\t"),
    "identifier-in-cdata": third("oai:fake:012", "<![CDATA[oai:fake:012]]>"),
    "status-unknown": third("<header>", '<header status="active">'),
    "datestamp-missing": third("<datestamp>.*</datestamp>", ""),
    "datestamp-nonsense": third("<datestamp>.*</datestamp>", "<datestamp>May</datestamp>"),
    "datestamp-endless": third("<datestamp>.*</datestamp>", f"<datestamp>{'9' * 5000}</datestamp>"),
    "datestamp-of-days": third("T00:12:00Z", ""),
    "datestamp-local-without-z": third("T00:12:00Z", "T08:12:00"),
    "datestamp-with-zone": third("T00:12:00Z", "T08:12:00+08:00"),
    "datestamp-with-fraction": third("T00:12:00Z", "T00:12:00.123456Z"),
    "datestamp-in-the-future": third("2026-01-01T00:12", "2999-01-01T00:12"),
    "datestamp-before-all-time": third("2026-01-01T00:12:00Z", "0000-00-00T00:00:00Z"),
    "headers-twice": third("<header>", "<header><identifier>x</identifier></header><header>"),
    "set-spec-odd": third("</header>", f"<setSpec>{'a:' * 3000}</setSpec><setSpec/></header>"),
    "metadata-twice": third("</metadata>", "</metadata><about><rights/></about>"),
    "thousands-of-attributes": third(
        "<dc:title>", "<dc:title " + " ".join(f'a{n}="x"' for n in range(5000)) + ">"
    ),
    "nested-two-hundred-deep": third("Lesson 12", "<b>" * 200 + "Lesson 12" + "</b>" * 200),
}


@pytest.mark.parametrize("fault", KEPT.values(), ids=KEPT)
def test_record_that_is_odd_and_can_be_used_is(source, endpoint, fault):
    source.fail(fault, page=2, times=None)

    first, second = run_harvest(endpoint), run_harvest(endpoint, is_full=True)

    assert (first.state, outcomes(first)) == ("completed", {"created": 25}), first.message
    assert outcomes(second) == {"unchanged": 25}
    assert titles()["oai:fake:012"] == "Lesson 12"


def test_record_twice_on_a_page_and_on_two_pages_is_stored_once(source, endpoint):
    again = FakeRecord("oai:fake:003", "2026-01-01T00:20:30Z", "The later words")
    source.fail("duplicate", page=1)
    source.records.append(again)

    run = run_harvest(endpoint)

    assert run.state == "completed"
    assert titles()["oai:fake:003"] == "The later words"
    assert len(titles()) == HarvestedRecord.objects.count() == 25


def test_identifiers_that_differ_in_case_are_two_records_and_in_blanks_one(source, endpoint):
    source.records += [
        FakeRecord("OAI:FAKE:003", "2026-01-01T00:20:30Z", "In capitals"),
        FakeRecord("  oai:fake:003 ", "2026-01-01T00:20:31Z", "With blanks"),
    ]

    run_harvest(endpoint)

    assert len(titles()) == 26
    assert titles()["OAI:FAKE:003"] == "In capitals"
    assert titles()["oai:fake:003"] == "With blanks"


@pytest.mark.parametrize(
    "identifier",
    ["oai:x:a\nb", "oai:x:<&\"'>", "oai:x:標本", "oai:x:/../../etc", "%00", "=1+1", "x" * 2000],
)
def test_identifier_of_any_characters_is_found_again(source, endpoint, identifier):
    source.records[3].identifier = identifier
    run_harvest(endpoint)
    source.records[3].title = "New words"

    run = run_harvest(endpoint, is_full=True)

    assert outcomes(run) == {"updated": 1, "unchanged": 24}
    assert titles()[identifier] == "New words"


def test_values_without_measure_are_stored_or_rejected_and_harm_nobody(source, endpoint):
    long = "y" * 200_000
    fields = {
        name: [long, f"https://x.example/{long}", "a" * 10_000]
        for name in (
            "title",
            "creator",
            "subject",
            "description",
            "publisher",
            "contributor",
            "date",
            "type",
            "format",
            "identifier",
            "source",
            "language",
            "relation",
            "coverage",
            "rights",
        )
    }
    source.records[12].fields = fields

    run = run_harvest(endpoint)

    assert run.state == "completed"
    assert outcomes(run).get("created", 0) >= 24


def test_page_of_exactly_as_many_records_as_allowed_passes_and_one_more_does_not(
    source, endpoint, monkeypatch
):
    monkeypatch.setattr("harvester.parse.MAX_PAGE_RECORDS", 10)
    passed = run_harvest(endpoint)
    source.page_size = 11

    refused = run_harvest(endpoint, is_full=True)

    assert (passed.state, outcomes(passed)) == ("completed", {"created": 25})
    assert refused.state == "failed"
    assert "holds 11 records, more than 10" in refused.message


def test_page_of_50_001_records_is_refused(source, endpoint):
    empty = "<record/>" * 50_001
    source.fail(lambda page: page.replace("<record>", f"{empty}<record>", 1), times=None)

    run = run_harvest(endpoint)

    assert (run.state, run.seen_count) == ("failed", 0)
    assert "more than 50,000" in run.message


def test_formats_mixed_in_one_list_are_each_read_as_what_they_are(source, endpoint):
    lom = "http://ltsc.ieee.org/xsd/LOM"
    mods = "http://www.loc.gov/mods/v3"
    source.records[3].metadata = (
        f'<lom xmlns="{lom}"><general><title><string language="fr">Algèbre</string></title>'
        "</general></lom>"
    )
    source.records[
        4
    ].metadata = f'<mods xmlns="{mods}"><titleInfo><title>Geometry</title></titleInfo></mods>'

    run = run_harvest(endpoint)

    assert (run.state, outcomes(run)) == ("completed", {"created": 25})
    assert (titles()["oai:fake:003"], titles()["oai:fake:004"]) == ("Algèbre", "Geometry")


def test_rejections_beyond_a_share_are_partial(source, endpoint):
    for record in source.records[:5]:
        record.title = ""

    run = run_harvest(endpoint)

    assert (run.state, outcomes(run)) == ("partial", {"created": 20, "failed": 5})
    assert "5 of 25 records were rejected" in run.message


def test_nothing_but_rejections_is_never_completed(source, endpoint):
    for record in source.records:
        record.title = ""

    run = run_harvest(endpoint)

    assert (run.state, outcomes(run)) == ("partial", {"failed": 25})
    assert "25 of 25 records were rejected" in run.message


def test_deleted_record_with_metadata_is_deleted(source, endpoint):
    run_harvest(endpoint)
    status = third("<header>", '<header status=" Deleted ">')
    source.fail(status, page=2, times=None)

    run = run_harvest(endpoint, is_full=True)

    assert outcomes(run) == {"deleted": 1, "unchanged": 24}
    assert titles()["oai:fake:012"] == ""


def test_deleted_record_never_seen_before_is_a_tombstone(source, endpoint):
    source.records[12].is_deleted = True

    run = run_harvest(endpoint)

    assert outcomes(run) == {"created": 24, "deleted": 1}
    assert LearningResource.objects.get(source_identifier="oai:fake:012").is_withdrawn


def test_deleted_record_that_is_listed_again_is_the_same_resource(source, endpoint):
    run_harvest(endpoint)
    before = LearningResource.objects.get(source_identifier="oai:fake:012").pk
    source.records[12].is_deleted = True
    run_harvest(endpoint, is_full=True)
    source.records[12].is_deleted = False

    run = run_harvest(endpoint, is_full=True)

    after = LearningResource.objects.get(source_identifier="oai:fake:012")
    assert (after.pk, after.is_withdrawn, outcomes(run)["updated"]) == (before, False, 1)


def test_deleted_and_alive_on_one_page_the_later_word_counts(source, endpoint):
    source.records.append(
        FakeRecord("oai:fake:003", "2026-01-01T00:02:30Z", "Gone", is_deleted=True)
    )

    run = run_harvest(endpoint)

    assert run.state == "completed"
    assert titles()["oai:fake:003"] == "Lesson 3"


def test_set_that_vanished_is_not_taken_for_an_empty_one(source, register):
    for record in source.records:
        record.sets = ("math",)
    endpoint = register(source, set_spec="math")
    run_harvest(endpoint)
    for record in source.records:
        record.sets = ("mathematics",)

    endpoint.refresh_from_db()
    endpoint.sets_listed_at -= timedelta(days=2)
    endpoint.save()

    run = run_harvest(endpoint, is_full=True)

    assert lists_asked(source)[-1]["set"] == "math"
    assert len([title for title in titles().values() if title]) == 25
    assert "no longer lists the set 'math'" in run.message
