"""Decisions reach the records, now and later, and can be undone."""

from datetime import date, timedelta

import msgspec
import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.management import call_command

from harvester.models import Endpoint, Letter
from licensing.errors import DecisionIsFinal, DecisionRefused
from licensing.models import Decision, RightsJob, RightsStatement, Ruling
from licensing.selectors.rulings import Held
from licensing.services import answers, decisions
from licensing.services.decisions import Choice
from licensing.services.jobs import list_due_jobs
from licensing.statements import NO_STATEMENT, statement_key
from licensing.verdicts import Verdict, read_verdict
from repository.deposits import deposit_of
from repository.downloads.summing import sum_up_downloads
from repository.metadata.record import LicenseFinding, ResourceMetadata
from repository.models import Change, DownloadDay, LearningResource, ProviderMember
from repository.rights import applying, counting
from repository.rights.holding import find_lagging
from repository.services import store_resources
from repository.tasks import run_due_rights_jobs
from repository.workbench import CatalogueOfRecords
from tests.factories import make_provider

pytestmark = pytest.mark.django_db

OURS = "Free for schools, see our terms."
CC = "https://creativecommons.org/licenses/by/4.0/"
CHOSEN = Choice(action="license", license_id="CC-BY-SA-4.0", reason="The partner says so.")


def make_user(name="curator", *permissions):
    user = get_user_model().objects.create_user(name, password="x")
    wanted = permissions or ("view_rightsstatement", "add_decision", "set_default")
    user.user_permissions.add(
        *Permission.objects.filter(content_type__app_label="licensing", codename__in=wanted)
    )
    return get_user_model().objects.get(pk=user.pk)


@pytest.fixture
def curator():
    return make_user()


def record(*stated, **fields):
    reading = read_verdict(stated)
    finding = msgspec.convert(msgspec.to_builtins(reading), LicenseFinding)
    return ResourceMetadata(
        titles={"en": ("Algebra",)}, rights_statements=stated, license=finding, **fields
    )


def deposit(number, *stated, sets=(), **fields):
    return deposit_of(f"oai:x:{number}", record(*stated, **fields), source_sets=sets)


def store(provider, *deposits):
    stored = store_resources(provider=provider, deposits=deposits)
    counting.count_statements()
    return [each.resource_id for each in stored]


def statement(provider, *stated):
    return RightsStatement.objects.get(source_id=provider.id, statement_key=statement_key(stated))


def licenses(*providers):
    rows = LearningResource.objects.filter(provider__in=providers).order_by("source_identifier")
    return [(row.license_id, row.metadata.license.basis) for row in rows]


def rows(model):
    left_out = {"datestamp"}
    names = [field.attname for field in model._meta.concrete_fields if field.name not in left_out]
    return list(model.objects.order_by("pk").values_list(*names))


def run_jobs():
    run_due_rights_jobs()
    counting.count_statements()


def test_counting_makes_one_row_for_each_statement_of_a_source():
    one, other = make_provider("one"), make_provider("other")

    store(one, *(deposit(number, OURS, languages=("fr",)) for number in range(3)), deposit(9, CC))
    store(other, deposit(1, f"  {OURS} "), deposit(2))

    found = RightsStatement.objects.values_list(
        "source_name", "statement_key", "record_count", "kind", "state", "freed_count"
    )
    assert set(found) == {
        ("One", statement_key((OURS,)), 3, "custom-terms", "review", 3),
        ("One", statement_key((CC,)), 1, "license", "clear", 0),
        ("Other", statement_key((OURS,)), 1, "custom-terms", "review", 1),
        ("Other", NO_STATEMENT, 1, "none", "review", 1),
    }
    assert statement(one, OURS).languages == " fr "


def test_a_record_that_changes_its_statement_is_counted_out_of_the_old_one():
    provider = make_provider("one")
    store(provider, deposit(1, OURS), deposit(2, OURS))

    store(provider, deposit(1, CC))
    store(provider, deposit_of("oai:x:2", None))

    assert statement(provider, OURS).record_count == 0
    assert statement(provider, CC).record_count == 1
    before = rows(RightsStatement)
    counting.recount()
    again = rows(RightsStatement)
    assert [row[:-1] for row in again] == [row[:-1] for row in before]


def test_downloads_are_counted_with_the_statements_of_the_works():
    provider = make_provider("one")
    ours, more, certain = store(provider, deposit(1, OURS), deposit(2, OURS), deposit(3, CC))
    open_often(ours, 2)
    open_often(more, 5)
    open_often(certain, 40)

    counting.count_statements()

    assert downloads(provider) == {OURS: (7, 7), CC: (40, 0)}
    before = rows(RightsStatement)
    counting.recount()
    assert [row[:-1] for row in rows(RightsStatement)] == [row[:-1] for row in before]
    store(provider, deposit(1, CC), deposit_of("oai:x:2", None))
    assert downloads(provider) == {OURS: (0, 0), CC: (42, 0)}
    store(provider, deposit_of("oai:x:1", None), deposit_of("oai:x:3", None))
    assert downloads(provider) == {OURS: (0, 0), CC: (0, 0)}


def open_often(resource_id, count):
    DownloadDay.objects.create(resource_id=resource_id, day=date(2026, 3, 4), count=count)
    sum_up_downloads(every=timedelta(0))


def downloads(provider):
    found = RightsStatement.objects.filter(source_id=provider.id)
    return {
        msgspec.json.decode(row.texts_json)[0]: (row.download_count, row.freed_download_count)
        for row in found
    }


def test_a_reader_of_the_feed_that_is_far_behind_counts_everything_anew(monkeypatch):
    monkeypatch.setattr(counting, "MANY", 1)
    provider = make_provider("one")

    store(provider, deposit(1, OURS), deposit(2, OURS), deposit(3, CC))
    assert statement(provider, OURS).record_count == 2
    assert counting.count_statements() == 0

    store(provider, deposit(1, CC), deposit(2, CC))
    assert statement(provider, OURS).record_count == 0
    assert statement(provider, CC).record_count == 3


def test_a_decision_reaches_every_record_of_its_source_and_no_other(curator):
    one, other = make_provider("one"), make_provider("other")
    store(one, deposit(1, OURS), deposit(2, OURS), deposit(3, CC))
    store(other, deposit(1, OURS))
    Change.objects.all().delete()

    decided = decisions.decide(user=curator, statement=statement(one, OURS), choice=CHOSEN)
    assert RightsJob.objects.get().state == "queued"
    run_jobs()

    assert licenses(one) == [
        ("CC-BY-SA-4.0", "curator"), ("CC-BY-SA-4.0", "curator"), ("CC-BY-4.0", "url"),
    ]  # fmt: skip
    assert licenses(other) == [("", "sentence")]
    assert Change.objects.count() == 2
    job = RightsJob.objects.get()
    assert (job.state, job.record_count, job.seen_count, job.changed_count) == ("done", 2, 2, 2)
    row = statement(one, OURS)
    assert (row.state, row.decided_count) == ("decided", 2)
    assert decided.decision.decided_by_name == "curator"


def test_a_decision_everywhere_yields_to_that_of_a_source(curator):
    one, other = make_provider("one"), make_provider("other")
    store(one, deposit(1, OURS))
    store(other, deposit(1, OURS))

    everywhere = Choice(action="closed", reason="Terms allow nothing.", scope="everywhere")
    decisions.decide(user=curator, statement=statement(other, OURS), choice=everywhere)
    decisions.decide(user=curator, statement=statement(one, OURS), choice=CHOSEN)
    run_jobs()

    assert licenses(one) == [("CC-BY-SA-4.0", "curator")]
    assert LearningResource.objects.get(provider=other).license_class == "closed"


def test_a_later_harvest_has_the_decision_in_its_own_transaction(curator):
    provider = make_provider("one")
    store(provider, deposit(1, OURS))
    decisions.decide(user=curator, statement=statement(provider, OURS), choice=CHOSEN)
    run_jobs()

    store(provider, deposit(1, OURS, keywords={"en": ("new",)}), deposit(2, OURS))

    assert licenses(provider) == [("CC-BY-SA-4.0", "curator")] * 2
    assert not list_due_jobs()


def test_undo_restores_every_row_of_the_catalogue(curator):
    provider = make_provider("one")
    store(provider, deposit(1, OURS), deposit(2, CC), deposit(3), deposit(4, OURS))
    run_jobs()
    before = [rows(model) for model in (LearningResource, Ruling)]
    states = list(RightsStatement.objects.order_by("pk").values_list("state", "decided_count"))

    decided = decisions.decide(user=curator, statement=statement(provider, OURS), choice=CHOSEN)
    run_jobs()
    assert rows(LearningResource) != before[0]
    answers.undo(user=curator, decision=decided.decision, reason="A mistake.")
    run_jobs()

    assert [rows(model) for model in (LearningResource, Ruling)] == before
    after = list(RightsStatement.objects.order_by("pk").values_list("state", "decided_count"))
    assert after == states


def test_undoing_the_later_decision_lets_the_earlier_one_hold(curator):
    provider = make_provider("one")
    store(provider, deposit(1, OURS))
    first = decisions.decide(user=curator, statement=statement(provider, OURS), choice=CHOSEN)
    closed = Choice(action="closed", reason="They changed their mind.")
    second = decisions.decide(user=curator, statement=statement(provider, OURS), choice=closed)
    run_jobs()

    with pytest.raises(DecisionRefused):
        answers.undo(user=curator, decision=first.decision, reason="Out of order.")
    answers.undo(user=curator, decision=second.decision, reason="Back again.")
    run_jobs()

    assert licenses(provider) == [("CC-BY-SA-4.0", "curator")]


def test_an_override_of_one_record_wins_over_the_statement_and_stays(curator):
    provider = make_provider("one")
    ids = store(provider, deposit(1, OURS), deposit(2, OURS))
    found = CatalogueOfRecords().find_example(ids[0])
    override = Choice(action="license", license_id="CC0-1.0", reason="Says so in the book.")

    decisions.decide_record(user=curator, record=found, choice=override)
    decisions.decide(user=curator, statement=statement(provider, OURS), choice=CHOSEN)
    run_jobs()
    store(provider, deposit(1, OURS, keywords={"en": ("new",)}))

    assert licenses(provider) == [("CC0-1.0", "curator-record"), ("CC-BY-SA-4.0", "curator")]


def test_a_default_holds_only_where_nothing_is_stated(curator):
    provider = make_provider("one")
    noise = "Paris, Musée du Louvre"
    store(provider, deposit(1), deposit(2, CC), deposit(3, OURS), deposit(4, noise))

    decided = decisions.set_default(
        user=curator, source_id=provider.id, source_name="One", set_spec="",
        license_id="CC-BY-4.0", reason="Their agreement with us.",
    )  # fmt: skip
    run_jobs()

    assert licenses(provider) == [
        ("CC-BY-4.0", "source-default"), ("CC-BY-4.0", "url"), ("", "sentence"),
        ("CC-BY-4.0", "source-default"),
    ]  # fmt: skip
    answers.undo(user=curator, decision=decided.decision, reason="The agreement has ended.")
    run_jobs()
    assert [license_id for license_id, _ in licenses(provider)] == ["", "CC-BY-4.0", "", ""]


def test_the_default_of_a_set_holds_for_what_is_in_it_and_below(curator):
    provider = make_provider("one")
    store(provider, deposit(1, sets=("books",)), deposit(2, sets=("books:maths", "x")), deposit(3))
    decisions.set_default(
        user=curator, source_id=provider.id, source_name="One", set_spec="books",
        license_id="CC0-1.0", reason="All books.",
    )  # fmt: skip
    run_jobs()
    held = [("CC0-1.0", "set-default"), ("CC0-1.0", "set-default"), ("", "none")]
    assert licenses(provider) == held
    stamps = dict(LearningResource.objects.values_list("source_identifier", "datestamp"))

    store(
        provider, deposit(1, sets=("maps",)), deposit(2, sets=("books",)), deposit(3, sets=("a",))
    )

    assert licenses(provider) == [("", "none"), held[1], ("", "none")]
    assert LearningResource.objects.get(source_identifier="oai:x:3").source_sets == "a"
    for row in LearningResource.objects.exclude(source_identifier="oai:x:1"):
        assert row.datestamp == stamps[row.source_identifier]


def test_not_a_license_leaves_room_for_the_default(curator):
    provider = make_provider("one")
    store(provider, deposit(1, OURS))
    decisions.set_default(
        user=curator, source_id=provider.id, source_name="One", set_spec="",
        license_id="CC-BY-4.0", reason="Agreed.",
    )  # fmt: skip
    noise = Choice(action="not-license", reason="Only a greeting.")
    decisions.decide(user=curator, statement=statement(provider, OURS), choice=noise)

    run_jobs()

    assert licenses(provider) == [("CC-BY-4.0", "source-default")]


def test_of_two_curators_the_second_is_told_what_the_first_decided(curator):
    provider = make_provider("one")
    store(provider, deposit(1, OURS))
    row = statement(provider, OURS)
    decisions.decide(user=curator, statement=row, choice=CHOSEN, seen=0)

    with pytest.raises(DecisionRefused, match="meanwhile"):
        decisions.decide(user=make_user("second"), statement=row, choice=CHOSEN, seen=0)

    assert Decision.objects.count() == 1


def test_opening_up_waits_for_a_second_curator(curator, settings):
    settings.SECOND_CURATOR = True
    provider = make_provider("one")
    reserved = "© 2020 One. All rights reserved."
    store(provider, deposit(1, reserved))

    proposed = decisions.decide(
        user=curator, statement=statement(provider, reserved), choice=CHOSEN
    )
    assert proposed.job is None
    assert statement(provider, reserved).state == "proposed"
    with pytest.raises(DecisionRefused, match="own proposal"):
        answers.confirm(user=curator, proposal=proposed.decision)
    answers.confirm(user=make_user("second"), proposal=proposed.decision)
    run_jobs()

    assert licenses(provider) == [("CC-BY-SA-4.0", "curator")]
    assert statement(provider, reserved).state == "decided"
    with pytest.raises(DecisionRefused, match="already"):
        answers.decline(user=curator, proposal=proposed.decision, reason="No.")


def test_a_declined_proposal_changes_nothing(curator, settings):
    settings.SECOND_CURATOR = True
    provider = make_provider("one")
    reserved = "All rights reserved."
    store(provider, deposit(1, reserved))
    proposed = decisions.decide(
        user=curator, statement=statement(provider, reserved), choice=CHOSEN
    )

    answers.decline(user=make_user("second"), proposal=proposed.decision, reason="No proof.")

    assert licenses(provider) == [("", "sentence")]
    assert statement(provider, reserved).state == "review"
    assert not RightsJob.objects.exists()


def test_undoing_a_closure_is_opening_up(curator, settings):
    provider = make_provider("one")
    store(provider, deposit(1, CC))
    closed = Choice(action="closed", reason="A third party complains.")
    decided = decisions.decide(user=curator, statement=statement(provider, CC), choice=closed)
    run_jobs()
    settings.SECOND_CURATOR = True

    proposal = answers.undo(user=curator, decision=decided.decision, reason="Settled.")
    assert proposal.job is None
    assert LearningResource.objects.get().license_class == "closed"
    answers.confirm(user=make_user("second"), proposal=proposal.decision)
    run_jobs()

    assert licenses(provider) == [("CC-BY-4.0", "url")]


def test_nobody_decides_on_a_source_of_their_own_unless_allowed(curator, settings):
    provider = make_provider("one")
    store(provider, deposit(1, OURS))
    ProviderMember.objects.create(provider=provider, user=curator)
    row = statement(provider, OURS)
    everywhere = msgspec.structs.replace(CHOSEN, scope="everywhere")

    for choice in (CHOSEN, everywhere):
        with pytest.raises(DecisionRefused, match="partner"):
            decisions.decide(user=curator, statement=row, choice=choice)
    settings.PARTNERS_MAY_DECIDE = True
    decisions.decide(user=curator, statement=row, choice=CHOSEN)


@pytest.mark.parametrize(
    "choice",
    [
        Choice(action="license", license_id="CC-BY-9.9", reason="x"),
        Choice(action="license", license_id="", reason="x"),
        Choice(action="closed", reason="  "),
        Choice(action="undo", reason="x"),
        Choice(action="", reason="x"),
        Choice(action="closed", reason="x", scope="record"),
    ],
)
def test_what_cannot_be_decided_is_refused(curator, choice):
    provider = make_provider("one")
    store(provider, deposit(1, OURS))

    with pytest.raises(DecisionRefused):
        decisions.decide(user=curator, statement=statement(provider, OURS), choice=choice)

    assert not Decision.objects.exists()


def test_nothing_stated_is_decided_by_a_default_only(curator):
    provider = make_provider("one")
    store(provider, deposit(1))

    with pytest.raises(DecisionRefused, match="default"):
        decisions.decide(user=curator, statement=statement(provider), choice=CHOSEN)


def test_an_account_without_the_permission_decides_nothing():
    provider = make_provider("one")
    store(provider, deposit(1, OURS))

    with pytest.raises(DecisionRefused):
        decisions.decide(
            user=make_user("reader", "view_rightsstatement"),
            statement=statement(provider, OURS),
            choice=CHOSEN,
        )


def test_the_audit_cannot_be_changed(curator):
    provider = make_provider("one")
    store(provider, deposit(1, OURS))
    entry = decisions.decide(
        user=curator, statement=statement(provider, OURS), choice=CHOSEN
    ).decision

    for attempt in (entry.save, entry.delete, Decision.objects.all().delete):
        with pytest.raises(DecisionIsFinal):
            attempt()
    with pytest.raises(DecisionIsFinal):
        Decision.objects.update(reason="another")


def test_while_a_job_is_open_the_records_it_has_not_reached_are_marked(curator, monkeypatch):
    provider = make_provider("one")
    ids = store(provider, *(deposit(number, OURS) for number in range(5)), deposit(9, CC))
    decisions.decide(user=curator, statement=statement(provider, OURS), choice=CHOSEN)
    assert set(find_lagging(ids)) == set(ids[:5])
    monkeypatch.setattr(applying, "BATCH", 2)
    job = RightsJob.objects.get()

    applying.apply_batch(
        LearningResource.objects.filter(statement_key=statement_key((OURS,))), after=None
    )
    changed = set(LearningResource.objects.exclude(decision_id=0).values_list("id", flat=True))
    assert len(changed) == 2
    assert set(find_lagging(ids)) == set(ids[:5]) - changed
    assert set(find_lagging(ids).values()) == {job.created_at}
    run_jobs()
    assert find_lagging(ids) == {}


def test_a_record_on_its_way_says_so_wherever_it_is_shown(curator, client):
    provider = make_provider("one")
    ids = store(provider, deposit(1, OURS), deposit(2, CC))
    decisions.decide(user=curator, statement=statement(provider, OURS), choice=CHOSEN)
    oai = "/oai?verb=ListRecords&metadataPrefix=oai_dc"

    begun = f"{RightsJob.objects.get().created_at:%Y-%m-%dT%H:%M:%SZ}"
    shown = client.get("/api/v1/resources").json()["results"]
    assert {each["license"]["changing_since"] for each in shown} == {begun, None}
    assert f"The licence is being changed since {begun}." in client.get(oai).content.decode()
    assert "being changed since" in client.get(f"/resources/{ids[0]}").content.decode()
    assert "being changed since" not in client.get(f"/resources/{ids[1]}").content.decode()
    assert "Licences are being changed" in client.get("/search").content.decode()
    assert client.get("/sources/one").content.decode().count("licence is being changed") == 1

    run_jobs()

    shown = client.get("/api/v1/resources").json()["results"]
    assert {each["license"]["changing_since"] for each in shown} == {None}
    assert {each["license"]["id"] for each in shown} == {"CC-BY-SA-4.0", "CC-BY-4.0"}
    assert "being changed" not in client.get(oai).content.decode()
    assert "licenses/by-sa/4.0/" in client.get(oai).content.decode()


def test_a_killed_job_goes_on_where_it_stopped(curator, monkeypatch):
    provider = make_provider("one")
    store(provider, *(deposit(number, OURS) for number in range(7)))
    decisions.decide(user=curator, statement=statement(provider, OURS), choice=CHOSEN)
    monkeypatch.setattr(applying, "BATCH", 2)
    real, calls = applying.apply_batch, []

    def dies_at_the_third(records, *, after):
        calls.append(after)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(records, after=after)

    monkeypatch.setattr(applying, "apply_batch", dies_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        run_jobs()
    job = RightsJob.objects.get()
    assert (job.state, job.seen_count) == ("running", 4)

    run_jobs()

    job.refresh_from_db()
    assert (job.state, job.seen_count, job.changed_count) == ("done", 7, 7)
    assert {license_id for license_id, _ in licenses(provider)} == {"CC-BY-SA-4.0"}


def test_a_verdict_has_the_form_of_a_records_license():
    verdict = read_verdict([CC])
    same = msgspec.convert(msgspec.to_builtins(verdict), LicenseFinding, strict=True)

    assert Verdict.__struct_fields__ == LicenseFinding.__struct_fields__
    assert msgspec.json.encode(same, order="deterministic") == msgspec.json.encode(
        verdict, order="deterministic"
    )
    assert Held().verdict == Verdict()


def test_undoing_a_decision_everywhere_restores_the_one_before_at_a_ruled_source_too(curator):
    one, other = make_provider("one"), make_provider("other")
    store(one, deposit(1, OURS))
    store(other, deposit(1, OURS))
    closed = Choice(action="closed", reason="x", scope="everywhere")
    decisions.decide(user=curator, statement=statement(one, OURS), choice=closed)
    decisions.decide(user=curator, statement=statement(one, OURS), choice=CHOSEN)
    everywhere = msgspec.structs.replace(CHOSEN, scope="everywhere")
    last = decisions.decide(user=curator, statement=statement(one, OURS), choice=everywhere)

    answers.undo(user=curator, decision=last.decision, reason="x")
    run_jobs()

    assert LearningResource.objects.get(provider=other).license_class == "closed"


def test_the_partner_is_asked_by_mail_and_the_statement_waits(curator):
    provider = make_provider("one")
    store(provider, deposit(1, OURS))
    Endpoint.objects.create(
        provider=provider,
        base_url="https://one.example/oai",
        metadata_prefix="oai_dc",
        contact="librarian@one.example",
    )
    question = Choice(action="ask", reason="Is this CC BY?")

    asked = decisions.decide(user=curator, statement=statement(provider, OURS), choice=question)

    letter = Letter.objects.get()
    assert letter.recipient == "librarian@one.example"
    assert OURS in letter.body
    assert "Is this CC BY?" in letter.body
    assert (asked.job, statement(provider, OURS).state) == (None, "asked")
    decisions.decide(user=curator, statement=statement(provider, OURS), choice=CHOSEN)
    assert statement(provider, OURS).state == "decided"


def test_the_command_counts_everything_anew(capsys):
    provider = make_provider("one")
    store(provider, deposit(1, OURS), deposit(2, CC))
    LearningResource.objects.filter(statement_key=statement_key((CC,))).delete()

    call_command("recount_statements")

    assert "1 statements counted" in capsys.readouterr().out
    assert statement(provider, CC).record_count == 0
    assert statement(provider, OURS).record_count == 1


@pytest.mark.parametrize(("is_counted", "answer"), [(True, True), (False, False)])
def test_the_operator_says_whether_nc_is_oer(client, settings, is_counted, answer):
    settings.NC_COUNTS_AS_OER = is_counted
    store(make_provider("one"), deposit(1, "CC BY-NC 4.0"))

    shown = client.get("/api/v1/resources").json()["results"]

    assert shown[0]["license"]["is_oer"] is answer
