"""The operators' pages: who may see them, what they show, what they escape."""

import csv
import re
from datetime import UTC, datetime, timedelta

import pytest

from harvester.models import Endpoint, HarvestRun, Letter, RecordIssue
from tests.harvester.views.conftest import HOSTILE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("interface_languages")]
PAGES = (
    "/harvest/",
    "/harvest/{}/",
    "/harvest/{}/rejected",
    "/harvest/{}/progress",
    "/harvest/{}/issues.csv",
)


def text_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def make_run(endpoint, state="completed", **fields) -> HarvestRun:
    return HarvestRun.objects.create(endpoint=endpoint, state=state, **fields)


@pytest.mark.parametrize("page", PAGES)
def test_page_is_for_operators_alone(client, outsider, operator, endpoint, page):
    address = page.format(endpoint.pk)

    asked_to_log_in = client.get(address)

    assert asked_to_log_in.status_code == 302
    assert asked_to_log_in.headers["Location"].startswith("/admin/login/?next=/harvest/")
    assert outsider.get(address).status_code == 403
    assert operator.get(address).status_code == 200


@pytest.mark.parametrize("page", PAGES[1:])
def test_page_of_no_endpoint_is_not_found(operator, page):
    assert operator.get(page.format(99)).status_code == 404


def test_only_operators_find_the_way_to_the_harvests(client, outsider, operator):
    assert b'href="/harvest/"' not in client.get("/about").content
    assert b'href="/harvest/"' not in outsider.get("/about").content
    assert b'href="/harvest/"' in operator.get("/about").content


@pytest.mark.parametrize("page", [*PAGES[:3], "/harvest/{}/rejected?cause=no-title"])
def test_harvested_text_is_escaped(operator, endpoint, page):
    html = operator.get(page.format(endpoint.pk)).content.decode()

    assert "<script" not in html
    assert "<img src=x" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


@pytest.mark.parametrize("page", PAGES[:3])
def test_page_needs_no_inline_style_or_script(operator, endpoint, page):
    html = operator.get(page.format(endpoint.pk)).content.decode()

    assert not re.search(r"<style|<script|\sstyle=|\son[a-z]+=(?![^<]*&gt;)", html)


def test_endpoint_page_shows_what_the_source_said_and_what_became_of_it(operator, endpoint, server):
    text = text_of(operator.get(f"/harvest/{endpoint.pk}/"))

    assert server.url in text
    assert "YYYY-MM-DDThh:mm:ssZ" in text
    assert "persistent" in text
    assert "Needs attention" in text
    assert "3 of 10 records were rejected" in text
    assert "Looked at in all records. Records: 7" in text
    assert re.search(
        r"Licence 6 85 Open licence 6 85 Language 6 85 Description 6 85 Link 6 85 Type 0 0", text
    )
    assert re.search(r"No title 2 Give every record at least one title", text)
    assert re.search(r"No metadata 1 Send the metadata, or mark the header", text)
    assert "Language not recognised 1" in text


@pytest.mark.parametrize("overstates", [True, False])
def test_page_says_whether_the_sizes_of_a_source_are_believed(operator, endpoint, overstates):
    Endpoint.objects.filter(pk=endpoint.pk).update(overstates_size=overstates)

    html = operator.get(f"/harvest/{endpoint.pk}/").content.decode()

    assert ("It announces more records than it sends" in html) is overstates


def test_chart_has_a_title_a_description_and_a_table_beside_it(operator, endpoint):
    html = operator.get(f"/harvest/{endpoint.pk}/").content.decode()

    assert '<title id="outcomes-title">Outcome of the runs</title>' in html
    assert '<desc id="outcomes-desc">' in html
    assert re.search(r'<rect class="part-created" x="4" y="\d+" width="32" height="\d+"/>', html)
    assert re.search(r'<rect class="part-failed" x="4" y="0" width="32" height="\d+"/>', html)
    assert '<td class="number">7</td><td class="number">0</td>' in html


def test_endpoint_without_runs_has_a_page(operator, endpoint):
    other = Endpoint.objects.create(
        provider=endpoint.provider, base_url="https://x.example/oai", metadata_prefix="lom"
    )

    text = text_of(operator.get(f"/harvest/{other.pk}/"))

    assert "Not harvested yet" in text
    assert "There are no records yet." in text


def test_running_run_shows_its_progress_and_reloads_only_when_followed(operator, endpoint):
    make_run(
        endpoint, "running", lease_until=datetime.now(UTC) + timedelta(minutes=1),
        created_count=40, page_number=2, complete_list_size=100,
    )  # fmt: skip

    quiet = operator.get(f"/harvest/{endpoint.pk}/").content.decode()
    followed = operator.get(f"/harvest/{endpoint.pk}/?watch").content.decode()

    assert '<progress value="40" max="100"' in quiet
    assert "http-equiv" not in quiet
    assert "live.js" in quiet
    assert '<meta http-equiv="refresh" content="5">' in followed
    assert "live.js" not in followed


def test_progress_says_whether_it_will_change_any_more(operator, endpoint):
    run = make_run(endpoint, "queued")
    queued = operator.get(f"/harvest/{endpoint.pk}/progress")
    HarvestRun.objects.filter(pk=run.pk).update(
        state="running", lease_until=SOON, created_count=40, complete_list_size=100, failed_count=2
    )
    running = operator.get(f"/harvest/{endpoint.pk}/progress")
    HarvestRun.objects.filter(pk=run.pk).update(state="completed")
    done = operator.get(f"/harvest/{endpoint.pk}/progress")

    assert [each.headers["X-Under-Way"] for each in (queued, running, done)] == [
        f"1 {run.pk}", f"1 {run.pk}", f"0 {run.pk}",
    ]  # fmt: skip
    assert '<progress value="42" max="100"' in running.content.decode()
    assert "Rejected: 2" in text_of(running)
    assert b"<html" not in running.content


def test_page_does_not_reload_when_nothing_runs(operator, endpoint):
    assert b"http-equiv" not in operator.get(f"/harvest/{endpoint.pk}/?watch").content


SOON = datetime.max.replace(tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("run", "fields", "health", "words"),
    [
        ({"state": "completed"}, {}, "Good", "read to its end"),
        ({"state": "failed"}, {"due_at": SOON}, "Failed", "it is tried again by itself"),
        ({"state": "failed"}, {}, "Failed", "No other run is planned"),
        ({"state": "partial"}, {}, "Needs attention", "too many of its records"),
        ({"state": "running", "lease_until": SOON}, {}, "Running", "is under way"),
        ({"state": "running", "lease_until": LONG_AGO}, {}, "Interrupted", "goes on from the last"),
        ({"state": "queued"}, {}, "Queued", "as soon as a worker is free"),
        ({"state": "waiting"}, {"waiting_until": SOON}, "Waiting", "9999-12-31"),
        ({"state": "held"}, {}, "Waits for a decision", "somebody has to look at it"),
        ({"state": "held"}, {"is_active": False}, "Waits for a decision", "has to look at it"),
        ({"state": "cancelled"}, {}, "Cancelled", "stopped by somebody"),
        ({"state": "completed"}, {"due_at": LONG_AGO}, "Overdue", "See that a worker runs"),
        ({"state": "failed"}, {"is_active": False}, "Paused", "before it is resumed"),
    ],
)
def test_health_is_told_in_words(operator, endpoint, run, fields, health, words):
    make_run(endpoint, **run)
    Endpoint.objects.filter(pk=endpoint.pk).update(**{"due_at": None, **fields})

    assert f">{health}</span>" in operator.get("/harvest/").content.decode()
    assert words in text_of(operator.get(f"/harvest/{endpoint.pk}/"))


def test_replay_does_not_hide_that_the_source_fails(operator, endpoint):
    make_run(endpoint, "failed", error_code="html", message="a web page at http://x")
    make_run(endpoint, "completed", kind="replay")

    assert ">Failed</span>" in operator.get("/harvest/").content.decode()
    text = text_of(operator.get(f"/harvest/{endpoint.pk}/"))
    assert "A web page came instead of an answer – Check the base URL" in text
    assert "a web page at http://x" in text
    assert "replay of kept records" in text


def test_failed_run_is_explained_to_the_reader_in_words(operator, endpoint):
    make_run(endpoint, "failed", error_code="robots", message="robots.txt forbids the sitemap")

    text = text_of(operator.get(f"/harvest/{endpoint.pk}/"))

    assert "robots.txt forbids the harvest – Allow our requests in robots.txt" in text


@pytest.mark.parametrize("protocol", ["oai-pmh", "sitemap"])
def test_page_says_by_which_protocol_a_source_is_harvested(operator, endpoint, protocol):
    Endpoint.objects.filter(pk=endpoint.pk).update(protocol=protocol)

    text = text_of(operator.get(f"/harvest/{endpoint.pk}/"))

    assert ("Web site: sitemap and JSON-LD" in text) is (protocol == "sitemap")
    assert ("Metadata format" in text) is (protocol == "oai-pmh")


def test_quality_over_time_has_a_line_a_field_and_a_table(operator, endpoint):
    for license_count in (2, 4, 8):
        quality = f'{{"total": 8, "stated": {{"license": {license_count}, "language": 8}}}}'
        make_run(endpoint, quality_json=quality)
    make_run(endpoint, quality_json="{}")
    make_run(endpoint, quality_json="nonsense")

    html = operator.get(f"/harvest/{endpoint.pk}/").content.decode()

    assert 'class="line line-license" points="20,225 60,150 100,0"' in html
    assert 'class="line line-language" points="20,0 60,0 100,0"' in html
    row = r"<td class=\"number\">25</td><td class=\"number\">0</td><td class=\"number\">100</td>"
    assert re.search(row, html)


def test_quality_of_a_single_run_is_no_line(operator, endpoint):
    make_run(endpoint, quality_json='{"total": 8, "stated": {"license": 2}}')

    assert "Quality over time" not in operator.get(f"/harvest/{endpoint.pk}/").content.decode()


def test_letters_are_shown_with_what_became_of_them(operator, endpoint):
    for key, fields in {
        "sent": {"sent_at": LONG_AGO},
        "not sent yet": {"due_at": LONG_AGO, "problem": "554 no"},
        "given up": {"problem": HOSTILE},
    }.items():
        Letter.objects.create(
            key=key, endpoint=endpoint, recipient="a@b.example", subject=HOSTILE, body="", **fields
        )

    html = operator.get(f"/harvest/{endpoint.pk}/").content.decode()

    assert re.findall(r"sent <time|not sent yet|given up", html) == [
        "given up", "not sent yet", "sent <time",
    ]  # fmt: skip
    assert "<script>alert" not in html


def test_list_begins_with_what_needs_somebody(operator, endpoint):
    for number, state in enumerate(("completed", "failed", "partial")):
        other = Endpoint.objects.create(
            provider=endpoint.provider, base_url=f"https://{number}.example/", metadata_prefix="lom"
        )
        make_run(other, state)

    found = re.findall(r"https://\d\.example/", operator.get("/harvest/").content.decode())

    assert found == ["https://1.example/", "https://2.example/", "https://0.example/"]


def test_list_of_a_site_without_endpoints_says_so(operator):
    assert "Nothing is harvested yet." in text_of(operator.get("/harvest/"))


def test_rejected_records_are_shown_with_reason_advice_and_what_was_sent(operator, endpoint):
    html = operator.get(f"/harvest/{endpoint.pk}/rejected").content.decode()

    assert html.count("<article") == 3
    assert html.count("How to repair it: Give every record at least one title.") == 2
    assert "&lt;identifier&gt;=HYPERLINK(1)&lt;/identifier&gt;" in html
    assert "x …</pre>" in html
    assert "x" * 3_001 not in html


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("cause=no-title", 2),
        ("cause=no-metadata", 1),
        ("cause=other", 0),
        ("cause=x", 3),
        ("run=0", 3),
        ("run=999999", 0),
        ("before=1", 0),
        ("before=x&run=²", 3),
    ],
)
def test_rejected_records_are_chosen_by_cause_and_run(operator, endpoint, query, count):
    html = operator.get(f"/harvest/{endpoint.pk}/rejected?{query}").content.decode()

    assert html.count("<article") == count


def test_rejected_records_are_paged(operator, endpoint):
    run = make_run(endpoint)
    RecordIssue.objects.bulk_create(
        RecordIssue(run=run, identifier=f"oai:x:{number:02}", stage="parse", payload=b"no zstd")
        for number in range(25)
    )
    first = operator.get(f"/harvest/{endpoint.pk}/rejected?run={run.pk}").content.decode()

    [following] = re.findall(r'rel="next" href="([^"]+)"', first)
    address = f"/harvest/{endpoint.pk}/rejected{following.replace('&amp;', '&')}"
    second = operator.get(address).content.decode()

    shown = re.findall(r"oai:x:\d\d", first) + re.findall(r"oai:x:\d\d", second)
    assert shown == [f"oai:x:{number:02}" for number in reversed(range(25))]
    assert 'rel="next"' not in second


def test_issues_come_as_csv_that_no_spreadsheet_runs(operator, endpoint):
    answer = operator.get(f"/harvest/{endpoint.pk}/issues.csv")

    rows = list(csv.DictReader(answer.getvalue().decode().splitlines()))
    assert (
        answer.headers["Content-Disposition"] == f'attachment; filename="issues-{endpoint.pk}.csv"'
    )
    assert {row["identifier"] for row in rows if row["kind"] == "rejected"} == {
        "'=HYPERLINK(1)", f"oai:fake:{HOSTILE}", "oai:fake:bare",
    }  # fmt: skip
    assert {row["cause"] for row in rows if row["kind"] == "issue"} >= {
        "unknown-license", "unknown-language",
    }  # fmt: skip
    assert all(row["advice"] for row in rows)


def test_pages_speak_the_readers_language(operator, endpoint):
    answer = operator.get(f"/harvest/{endpoint.pk}/", headers={"Accept-Language": "ar"})

    assert b'lang="ar" dir="rtl"' in answer.content
    assert b"Quality of the records" not in answer.content
