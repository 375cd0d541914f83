"""The pages of the workbench: who may see and do what, and what they do."""

import json
import re
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from licensing.models import (
    Decision,
    LicenseEvidence,
    LicenseReport,
    RightsJob,
    RightsStatement,
    Ruling,
)
from licensing.roles import CURATORS, SENIOR_CURATORS, create_curators
from licensing.selectors.queue import QueueFilter, find_neighbors, list_statements
from licensing.services.findings import Concerned, note_evidence, report_license
from repository.models import LearningResource, ProviderMember
from repository.rights.applying import run_job
from repository.rights.counting import count_statements
from tests.factories import make_provider, make_resource

pytestmark = pytest.mark.django_db

TERMS = "Free for schools, see our terms of use 2021."
HOSTILE = "<script>alert(1)</script> “Free”"


def account(client, *groups):
    create_curators()
    name = "-".join(groups) or "nobody"
    user = get_user_model().objects.create_user(name, password="x")
    user.groups.set(Group.objects.filter(name__in=groups))
    client.force_login(user)
    return user


@pytest.fixture
def catalogue():
    """Three statements of one source, one of them hostile, and one record that states nothing."""
    provider = make_provider("one")
    for number in range(3):
        make_resource(f"Book {number}", provider=provider, rights_statements=(TERMS,))
    make_resource("Hostile", provider=provider, rights_statements=(HOSTILE,))
    make_resource("Silent", provider=provider)
    count_statements()
    return provider


def row_of(*texts):
    found = json.dumps(list(texts), ensure_ascii=False, separators=(",", ":"))
    return RightsStatement.objects.get(texts_json=found)


def page_of(row):
    return reverse("review-statement", args=[row.pk])


def decision(**given):
    return {"action": "license", "license_id": "cc by 4.0", "reason": "They say so.", **given}


VIEWED = [
    "review",
    "review-decisions",
    "review-export-csv",
    "review-export-json",
    "review-jobs",
    "review-reports",
    "review-conflicts",
]
DECIDED = ["review-bulk"]
SENIOR = ["review-import"]


@pytest.mark.parametrize("name", [*VIEWED, *DECIDED, *SENIOR])
def test_who_is_not_logged_in_is_sent_to_log_in(client, name):
    answer = client.get(reverse(name))

    assert answer.status_code == 302
    assert answer["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("name", [*VIEWED, *DECIDED, *SENIOR])
def test_an_account_without_a_role_is_refused(client, name):
    account(client)

    assert client.get(reverse(name)).status_code == 403


@pytest.mark.parametrize("name", [*VIEWED, *DECIDED])
def test_curators_see_every_queue(client, catalogue, name):
    account(client, CURATORS)

    answer = client.get(reverse(name))

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


def test_defaults_and_imports_are_for_senior_curators(client, catalogue):
    account(client, CURATORS)
    pages = [reverse("review-import"), reverse("review-default", args=[catalogue.id])]
    assert [client.get(page).status_code for page in pages] == [403, 403]
    assert client.post(pages[1], {"license_id": "CC0-1.0", "reason": "x"}).status_code == 403

    account(client, SENIOR_CURATORS)
    assert [client.get(page).status_code for page in pages] == [200, 200]


def test_every_writing_address_refuses_an_account_that_may_only_look(client, catalogue):
    user = account(client)
    create_curators()
    user.user_permissions.add(
        *Group.objects.get(name=CURATORS).permissions.filter(codename="view_rightsstatement")
    )
    record = LearningResource.objects.first()
    addresses = [
        reverse("review-bulk"),
        reverse("review-undo-together"),
        reverse("review-job-retry", args=[uuid4()]),
        reverse("review-record", args=[record.id]),
        reverse("review-report-answer", args=[1]),
        reverse("review-settle", args=[1]),
        reverse("review-import"),
    ]

    assert [client.post(each).status_code for each in addresses] == [403] * len(addresses)
    assert client.post(page_of(row_of(TERMS)), decision()).status_code == 409
    assert not Decision.objects.exists()


def test_the_queue_begins_with_what_frees_most_and_marks_the_evidence(client, catalogue):
    account(client, CURATORS)

    content = client.get(reverse("review")).content.decode()

    assert content.index("3 records") < content.index("1 record<")
    assert "<mark>" in content
    assert "<script>alert" not in content


def test_the_queue_can_begin_with_what_is_used_most(client, catalogue):
    account(client, CURATORS)
    RightsStatement.objects.filter(pk=row_of(HOSTILE).pk).update(
        download_count=1_234, freed_download_count=1_234
    )

    content = client.get(f"{reverse('review')}?order=downloads&state=all").content.decode()

    assert content.index("1 record<") < content.index("3 records")
    assert re.search(r"Downloads:\s+1,234", content)
    assert 'aria-current="true">Most downloads first' in content
    assert f"{page_of(row_of(HOSTILE))}?state=all&amp;order=downloads" in content
    assert 'name="order" value="downloads"' in content
    assert content.count("Downloads:") == 1
    assert "Downloads: 1,234" in client.get(page_of(row_of(HOSTILE))).content.decode()


@pytest.mark.parametrize("order", ["", "downloads"])
def test_neighbors_are_those_of_the_order(client, catalogue, order):
    for row, opened in ((row_of(HOSTILE), 9), (row_of(), 9), (row_of(TERMS), 1)):
        RightsStatement.objects.filter(pk=row.pk).update(freed_download_count=opened)
    wanted = QueueFilter(order=order)
    listed = list(list_statements(wanted))

    found = [find_neighbors(wanted, row) for row in listed]

    ids = [row.pk for row in listed]
    assert found == list(zip([None, *ids], [*ids[1:], None], strict=False))
    assert (listed[0] == row_of(TERMS)) == (order == "")


@pytest.mark.parametrize(
    "query",
    [
        "order=nonsense",
        "order=downloads&page=-1",
        "state=nonsense",
        "source=1",
        "kind=%00&confidence=x&language=%22%27",
        "text=%00%25&page=-1",
        "page=99999999999999",
        "done=99999999999999999999999999",
        "source=00000000-0000-0000-0000-000000000000",
    ],
)
def test_a_nonsensical_filter_does_no_harm(client, catalogue, query):
    account(client, CURATORS)

    assert client.get(f"{reverse('review')}?{query}").status_code == 200
    assert client.get(f"{page_of(row_of(TERMS))}?{query}").status_code == 200


def test_filters_restrict_the_queue(client, catalogue):
    account(client, CURATORS)

    def found(query):
        content = client.get(f"{reverse('review')}?{query}").content.decode()
        return len(re.findall(r"data-row", content))

    assert found("text=schools") == 1
    assert found("state=all") == 3
    assert found("state=decided") == 0
    assert found("kind=none") == 1
    assert found(f"source={catalogue.id}&text=alert") == 1
    assert found("language=fr") == 0


def test_a_statement_shows_all_a_decision_needs(client, catalogue):
    account(client, CURATORS)

    content = client.get(page_of(row_of(TERMS))).content.decode()

    assert content.count("decide on this one alone") == 3
    for words in ("Book 0", "Nothing similar", "Accept the reading", 'data-key="p"'):
        assert words in content


def test_deciding_reaches_few_records_at_once_and_leads_to_the_next_statement(client, catalogue):
    account(client, CURATORS)
    row = row_of(TERMS)

    answer = client.post(page_of(row), decision(seen="0"))

    done = Decision.objects.get()
    assert answer["Location"].startswith(page_of(row_of(HOSTILE)).rsplit("/", 1)[0])
    assert answer["Location"].endswith(f"?done={done.pk}")
    ids = set(LearningResource.objects.filter(title__startswith="B").values_list("license_id"))
    assert ids == {("CC-BY-4.0",)}
    assert "Undo" in client.get(answer["Location"]).content.decode()


def test_similar_statements_show_what_was_decided(client, catalogue):
    account(client, CURATORS)
    make_resource(
        provider=make_provider("other"),
        rights_statements=("FREE for schools, see our terms of use (2019)",),
    )
    make_resource(
        provider=make_provider("other"),
        rights_statements=("Free for schools; see our terms of use, 1999",),
    )
    count_statements()
    client.post(page_of(row_of(TERMS)), decision())

    content = client.get(
        page_of(row_of("Free for schools; see our terms of use, 1999"))
    ).content.decode()

    assert "a licence was chosen" in content
    assert "Nothing similar" not in content


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"action": ""}, "Choose what to decide"),
        ({"license_id": "nonsense"}, "There is no licence"),
        ({"reason": " "}, "Write a reason"),
        ({"scope": "record"}, "Choose what to decide"),
        ({"seen": "77"}, "Somebody else decided"),
    ],
)
def test_what_cannot_be_decided_is_said_and_the_form_keeps_its_words(
    client, catalogue, given, said
):
    account(client, CURATORS)

    answer = client.post(page_of(row_of(TERMS)), decision(**given))

    assert answer.status_code == 409
    assert said in answer.content.decode()
    assert not Decision.objects.exists()


def test_an_accepted_reading_needs_no_words(client, catalogue):
    account(client, CURATORS)

    client.post(page_of(row_of(TERMS)), {"action": "accept"})

    assert Decision.objects.get().reason == "The reading is right."
    assert row_of(TERMS).state == "decided"


def test_undo_from_the_page_leads_back(client, catalogue):
    account(client, CURATORS)
    client.post(page_of(row_of(TERMS)), decision())
    entry = Decision.objects.get()
    undo = {"answer": "undo", "reason": "x", "next": page_of(row_of(TERMS))}

    answer = client.post(reverse("review-answer", args=[entry.pk]), undo)

    assert answer["Location"] == page_of(row_of(TERMS))
    assert set(LearningResource.objects.values_list("license_id", "decision_id")) == {("", 0)}
    assert row_of(TERMS).state == "review"
    again = client.post(reverse("review-answer", args=[entry.pk]), undo, follow=True)
    assert "no longer holds" in again.content.decode()
    assert client.post(reverse("review-answer", args=[entry.pk])).status_code == 400


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/admin/", ""])
def test_the_way_back_stays_in_the_workbench(client, catalogue, target):
    account(client, CURATORS)
    client.post(page_of(row_of(TERMS)), decision())
    entry = Decision.objects.get()

    answer = client.post(
        reverse("review-answer", args=[entry.pk]),
        {"answer": "undo", "reason": "x", "next": target},
    )

    assert answer["Location"] == reverse("review-decisions")


def test_a_partner_does_not_decide_on_their_own_source(client, catalogue):
    user = account(client, SENIOR_CURATORS)
    ProviderMember.objects.create(provider=catalogue, user=user)
    record = LearningResource.objects.first()
    default = reverse("review-default", args=[catalogue.id])

    assert client.post(page_of(row_of(TERMS)), decision()).status_code == 409
    assert client.post(reverse("review-record", args=[record.id]), decision()).status_code == 409
    assert client.post(default, decision()).status_code == 409
    assert client.post(reverse("review-bulk"), {**decision(), "step": "decide"}).status_code == 409
    assert 'name="action"' not in client.get(page_of(row_of(TERMS))).content.decode()
    assert not Decision.objects.exists()


def test_bulk_shows_what_would_change_then_decides_and_can_be_undone(client, catalogue):
    account(client, CURATORS)
    address = f"{reverse('review-bulk')}?kind=custom-terms"
    before = list(LearningResource.objects.order_by("pk").values_list("license_id", "decision_id"))

    shown = client.post(address, {**decision(), "step": "preview"}).content.decode()
    assert "What would change" in shown
    assert not Decision.objects.exists()
    mark = re.search(r'name="mark" value="(\w+)"', shown)[1]
    stale = client.post(address, {**decision(), "step": "decide", "mark": "x"})
    assert stale.status_code == 409
    answer = client.post(address, {**decision(), "step": "decide", "mark": mark})

    job = RightsJob.objects.get()
    assert answer["Location"] == reverse("review-job", args=[job.pk])
    assert (job.state, job.changed_count) == ("done", 4)
    assert Decision.objects.count() == Ruling.objects.count() == 2
    client.post(reverse("review-undo-together"), {"batch": job.pk, "reason": "x"})
    client.get(reverse("review-job", args=[job.pk]))
    for open_job in RightsJob.objects.filter(state="queued"):
        run_job(open_job.pk)
    after = list(LearningResource.objects.order_by("pk").values_list("license_id", "decision_id"))
    assert after == before
    assert not Ruling.objects.exists()


def test_bulk_leaves_out_what_states_nothing(client, catalogue):
    account(client, CURATORS)

    shown = client.post(reverse("review-bulk"), {**decision(), "step": "preview"})

    assert "1 statement is left out" in shown.content.decode()


def step_through(client, address, **given):
    """Go on with what is left of a filter by its button alone; give what each preview showed."""
    shown, answer = [], client.post(address, {**decision(**given), "step": "preview"})
    for _ in range(10):
        page = answer.content.decode()
        shown.append(" ".join(re.sub(r"<[^>]+>", " ", page).split()))
        form = page[page.index('id="preview"') : page.index('id="decide"')]
        fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))
        answer = client.post(address, fields, follow=True)
        address = answer.redirect_chain[-1][0]
        if "review/bulk" not in address:
            break
    return shown


@pytest.mark.parametrize("state", ["review", "all"])
@pytest.mark.parametrize(
    "given", [{}, {"scope": "everywhere"}, {"action": "closed", "license_id": ""}]
)
def test_a_filter_of_any_size_is_decided_on_part_by_part(
    client, catalogue, monkeypatch, state, given
):
    monkeypatch.setattr("licensing.views.bulk.MAX_STATEMENTS", 2)
    for number in range(5):
        make_resource(f"More {number}", provider=catalogue, rights_statements=(f"Terms {number}",))
    count_statements()
    account(client, CURATORS)

    shown = step_through(client, f"{reverse('review-bulk')}?state={state}", **given)

    assert len(shown) == 4
    assert "5 statements are left (records: 5)" in shown[0]
    assert "3 statements are left (records: 3)" in shown[1]
    assert "1 statement is left (records: 1)" in shown[2]
    assert "left (" not in shown[3]
    assert "2 statements · 4 records" in shown[0]
    assert Ruling.objects.count() == Decision.objects.count() == 7
    assert set(Decision.objects.values_list("reason", flat=True)) == {"They say so."}
    left = LearningResource.objects.filter(decision_id=0).values_list("title", flat=True)
    assert list(left) == ["Silent"]


def test_parts_of_proposals_come_to_an_end(client, catalogue, monkeypatch, settings):
    settings.SECOND_CURATOR = True
    monkeypatch.setattr("licensing.views.bulk.MAX_STATEMENTS", 1)
    for words in ("All rights reserved.", "All rights reserved by us."):
        make_resource(provider=catalogue, rights_statements=(words,))
    count_statements()
    account(client, CURATORS)

    address = f"{reverse('review-bulk')}?state=all&kind=all-rights-reserved"
    shown = step_through(client, address)

    assert len(shown) == 2
    assert Decision.objects.filter(is_proposal=True).count() == 2
    again = client.post(address, {**decision(), "step": "preview"})
    assert again.status_code == 409


def test_statements_of_one_s_own_do_not_keep_the_rest_waiting(client, catalogue, monkeypatch):
    monkeypatch.setattr("licensing.views.bulk.MAX_STATEMENTS", 1)
    make_resource("Other", provider=make_provider("two"), rights_statements=("Terms",))
    count_statements()
    user = account(client, CURATORS)
    ProviderMember.objects.create(provider=catalogue, user=user)

    step_through(client, reverse("review-bulk"))

    assert Decision.objects.get().source_name == "Two"


@pytest.mark.parametrize("again", ["", "x", "0", "99999999999999999999", "1", "-1"])
def test_the_choice_to_go_on_with_is_one_s_own(client, catalogue, again):
    other = get_user_model().objects.create_superuser("other")
    Decision.objects.create(
        pk=1, action="closed", scope="source", source_id=catalogue.id, statement_key=uuid4(),
        resource_id=uuid4(), reason="Secret", decided_by=other,
    )  # fmt: skip
    account(client, CURATORS)

    answer = client.get(f"{reverse('review-bulk')}?again={again}")

    assert answer.status_code == 200
    assert "What would change" not in answer.content.decode()


def test_one_record_is_decided_on_alone(client, catalogue):
    account(client, CURATORS)
    record = LearningResource.objects.get(title="Book 1")
    address = reverse("review-record", args=[record.id])

    assert client.get(address).status_code == 200
    client.post(address, decision())

    assert set(LearningResource.objects.exclude(license_id="").values_list("title")) == {
        ("Book 1",)
    }
    assert client.get(reverse("review-record", args=[uuid4()])).status_code == 404


def test_a_default_is_set_and_shown_as_such(client, catalogue):
    account(client, SENIOR_CURATORS)
    address = reverse("review-default", args=[catalogue.id])

    assert client.post(address, {"license_id": "zzz", "reason": "x"}).status_code == 409
    client.post(address, {"license_id": "CC BY 4.0", "reason": "Agreement.", "set_spec": ""})

    silent = LearningResource.objects.get(title="Silent")
    assert (silent.license_id, silent.metadata.license.basis) == ("CC-BY-4.0", "source-default")
    assert "default of the source" in client.get(address).content.decode()
    assert client.get(reverse("review-default", args=[uuid4()])).status_code == 404


def concerned():
    record = LearningResource.objects.get(title="Book 1")
    return Concerned(record.id, record.provider_id, record.statement_key)


def test_reports_are_answered_once_with_a_reason(client, catalogue):
    account(client, CURATORS)
    report = report_license(record=concerned(), license_id="", reason="not-open", text=HOSTILE)
    content = client.get(reverse("review-reports")).content.decode()
    assert "Book 1" in content
    assert "<script>alert" not in content
    address = reverse("review-report-answer", args=[report.pk])

    assert client.post(address, {"state": "x", "answer": "y"}).status_code == 400
    client.post(address, {"state": "upheld", "answer": " "})
    assert LicenseReport.objects.get().state == "open"
    client.post(address, {"state": "upheld", "answer": "Right."})
    client.post(address, {"state": "dismissed", "answer": "Wrong."})

    found = LicenseReport.objects.get()
    assert (found.state, found.answer, found.answered_by_name) == ("upheld", "Right.", "curators")


def test_conflicts_wait_until_somebody_has_looked(client, catalogue):
    account(client, CURATORS)
    note_evidence(
        record=concerned(), kind="pdf", url="https://x.example/a.pdf", license_id="CC-BY-4.0",
        snippet=HOSTILE, agrees=False,
    )  # fmt: skip
    evidence = LicenseEvidence.objects.get()
    assert "a.pdf" in client.get(reverse("review-conflicts")).content.decode()
    assert "a.pdf" in client.get(page_of(row_of(TERMS))).content.decode()

    client.post(reverse("review-settle", args=[evidence.pk]))

    assert "a.pdf" not in client.get(reverse("review-conflicts")).content.decode()


def test_an_export_taken_in_elsewhere_decides_the_same(client, catalogue):
    account(client, SENIOR_CURATORS)
    client.post(page_of(row_of(TERMS)), decision())
    client.post(page_of(row_of(HOSTILE)), {"action": "closed", "reason": "=1+1"})
    files = {
        kind: b"".join(client.get(reverse(f"review-export-{kind}")).streaming_content)
        for kind in ("csv", "json")
    }
    assert b"'=1+1" in files["csv"]
    for entry in Decision.objects.filter(answered_by=None):
        client.post(
            reverse("review-answer", args=[entry.pk]), {"answer": "undo", "reason": "moved"}
        )
    assert not Ruling.objects.exists()

    for kind, document in files.items():
        upload = SimpleUploadedFile(f"decisions.{kind}", document)
        shown = client.post(reverse("review-import"), {"file": upload}).content.decode()
        token = re.search(r'name="token" value="(\w+)"', shown)
        if kind == "csv":
            client.post(reverse("review-import"), {"step": "take", "token": token[1]})
        else:
            assert token is None or "Take in" not in shown.split("preview")[-1]

    held = set(Ruling.objects.values_list("scope", "decision__action", "decision__reason"))
    assert held == {("everywhere", "license", "They say so."), ("everywhere", "closed", "=1+1")}
    assert LearningResource.objects.filter(license_id="CC-BY-4.0").count() == 3


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"{}",
        b'{"format":"other","decisions":[]}',
        b'{"format":"commonloom-decisions","decisions":[{"action":1}]}',
        b"a,b\n1,2\n",
        b"statement,action\n[1],closed\n",
        b'statement,action\n"not json",closed\n',
        b"[" * 100_000,
    ],
)
def test_a_file_that_is_no_export_is_refused_in_words(client, catalogue, content):
    account(client, SENIOR_CURATORS)

    upload = SimpleUploadedFile("decisions", content)
    answer = client.post(reverse("review-import"), {"file": upload})

    assert answer.status_code == 409
    assert 'role="alert"' in answer.content.decode()


def test_entries_that_cannot_be_taken_in_are_named(client, catalogue):
    account(client, SENIOR_CURATORS)
    entries = [
        {"statement": ["x"], "action": "license", "license": "CC-BY-9.9"},
        {"statement": [], "action": "closed"},
        {"statement": ["y"], "action": "undo"},
        {"statement": ["z"], "action": "closed", "scope": "default"},
        {"statement": ["z"], "action": "closed"},
    ]
    document = json.dumps({"format": "commonloom-decisions", "decisions": entries}).encode()

    shown = client.post(
        reverse("review-import"), {"file": SimpleUploadedFile("d.json", document)}
    ).content.decode()

    for words in ("There is no licence", "names no statement", "nothing about a licence", "twice"):
        assert words in shown


def test_a_job_is_shown_with_its_progress(client, catalogue):
    user = account(client, CURATORS)
    job = RightsJob.objects.create(title=HOSTILE, record_count=10, seen_count=4, created_by=user)

    content = client.get(f"{reverse('review-job', args=[job.pk])}?watch=1").content.decode()

    assert '<progress id="progress" max="10" value="4">' in content
    assert 'http-equiv="refresh"' in content
    assert "<script>alert" not in content
    assert client.get(reverse("review-job", args=[uuid4()])).status_code == 404


def test_a_failed_job_can_be_tried_again(client, catalogue):
    account(client, CURATORS)
    job = RightsJob.objects.create(title="x", state="failed", message="It broke.")
    assert "It broke." in client.get(reverse("review-job", args=[job.pk])).content.decode()

    client.post(reverse("review-job-retry", args=[job.pk]))

    job.refresh_from_db()
    assert job.state == "queued"


def test_an_administrator_makes_somebody_the_partner_of_a_source(admin_client, catalogue):
    user = get_user_model().objects.create_user("librarian")

    assert admin_client.get("/admin/repository/provider/").status_code == 200
    assert admin_client.get("/admin/repository/provider/add/").status_code == 403
    admin_client.post(
        "/admin/repository/providermember/add/", {"provider": catalogue.id, "user": user.pk}
    )

    assert ProviderMember.objects.get().user == user
