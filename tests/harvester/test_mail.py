"""Letters: who is told what, once, and that no mail server can harm anything."""

import socketserver
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from harvester.follow_up import follow_up, follow_up_ended_runs
from harvester.letters import tell_application, tell_decision
from harvester.mail import MAX_TRIES, send_due_letters, write_letter
from harvester.models import Endpoint, HarvestRun, Letter, PartnerApplication, RecordIssue
from harvester.private_links import private_url
from harvester.schedule import renew_partner_key
from tests.factories import make_endpoint
from tests.services.processes import free_port

pytestmark = pytest.mark.django_db
PARTNER = "librarian@partner.example"
OPERATOR = "operator@oer.example"


@pytest.fixture(autouse=True)
def _operators(settings):
    settings.OPERATOR_EMAILS = [OPERATOR]


@pytest.fixture
def endpoint() -> Endpoint:
    registered = make_endpoint(contact=PARTNER)
    renew_partner_key(registered)
    return registered


def ended(endpoint: Endpoint, state: str, *reasons: str, **fields) -> HarvestRun:
    run = HarvestRun.objects.create(
        endpoint=endpoint,
        state=state,
        finished_at=datetime.now(UTC),
        failed_count=len(reasons),
        **fields,
    )
    for number, reason in enumerate(reasons):
        RecordIssue.objects.create(
            run=run, identifier=f"oai:x:{number}", stage="normalize", reason=reason, payload=b""
        )
    follow_up(run)
    return run


def failed(endpoint: Endpoint, code: str = "timeout", **fields) -> HarvestRun:
    message = "the source did not answer within 60 s at https://partner.example/oai"
    return ended(endpoint, "failed", error_code=code, message=message, **fields)


def told() -> list[tuple[str, str]]:
    """Send what is due; gives recipient and subject of each."""
    mail.outbox.clear()
    send_due_letters()
    return [(message.to[0], message.subject) for message in mail.outbox]


@pytest.mark.parametrize(
    ("code", "kind"), [("stopped", "harvest"), ("", "harvest"), ("timeout", "replay")]
)
def test_failure_that_is_ours_is_not_the_partners_business(endpoint, code, kind):
    failed(endpoint, code, kind=kind)

    assert told() == []


@pytest.mark.parametrize("state", ["completed", "cancelled"])
def test_run_without_trouble_is_not_told(endpoint, state):
    ended(endpoint, state)

    assert told() == []


def test_endpoint_without_contact_is_told_to_nobody():
    endpoint = make_endpoint()
    failed(endpoint)
    ended(endpoint, "completed", "no title")

    assert told() == []


def test_failure_is_told_with_what_where_and_what_to_do(endpoint):
    failed(endpoint)

    assert told() == [(PARTNER, f"Commonloom could not harvest {endpoint.provider.name}")]
    body = mail.outbox[0].body
    assert endpoint.base_url in body
    assert "What was wrong: The server takes too long to answer" in body
    assert "did not answer within 60 s" in body
    assert "What to do: Send smaller pages" in body
    assert private_url(endpoint) in body
    assert "&" not in body
    assert mail.outbox[0].extra_headers["Auto-Submitted"] == "auto-generated"


def test_failures_in_a_row_are_told_once_and_again_after_a_success(endpoint):
    failed(endpoint, "stopped")
    failed(endpoint)
    failed(endpoint, "http-500")
    of_the_first_row = told()
    ended(endpoint, "completed")
    failed(endpoint)

    assert len(of_the_first_row) == 1
    assert len(told()) == 1


def test_causes_are_told_where_the_runs_before_had_none_of_them(endpoint):
    ended(endpoint, "completed", "no title: add at least one dc:title", "no title: add")
    first = told(), mail.outbox[0].body
    ended(endpoint, "completed", "no title: add")
    second = told()
    ended(endpoint, "partial", "the record has no header", "no title: add")

    assert first[0] == [(PARTNER, "Records of Partner that could not be used")]
    assert "* No title: 2" in first[1]
    assert "For example: oai:x:0" in first[1]
    assert second == []
    assert len(told()) == 1
    assert "* No identifier: 1" in mail.outbox[0].body
    assert "No title" not in mail.outbox[0].body


def test_held_run_is_told_to_the_operators_alone(endpoint, settings):
    settings.OPERATOR_EMAILS = [OPERATOR, "second@oer.example", OPERATOR]
    ended(endpoint, "held", held_count=80)

    assert [recipient for recipient, _subject in told()] == [OPERATOR, "second@oer.example"]
    assert "Records held: 80" in mail.outbox[0].body
    assert f"/harvest/{endpoint.pk}/" in mail.outbox[0].body
    assert private_url(endpoint) not in mail.outbox[0].body


def test_run_is_followed_up_once_and_by_another_worker_when_one_died(endpoint):
    run = HarvestRun.objects.create(
        endpoint=endpoint, state="failed", error_code="html", finished_at=datetime.now(UTC)
    )
    long_ago = datetime.now(UTC) - timedelta(days=3)
    HarvestRun.objects.create(
        endpoint=endpoint, state="failed", error_code="html", finished_at=long_ago
    )
    HarvestRun.objects.create(endpoint=endpoint, state="running")

    assert (follow_up_ended_runs(), follow_up_ended_runs()) == (1, 0)
    run.refresh_from_db()
    assert '"total":0' in run.quality_json
    assert Letter.objects.count() == 1


def test_hostile_names_stay_text_and_subjects_one_line(endpoint):
    endpoint.provider.name = "Evil\r\nBcc: all@example.org <b>&"
    endpoint.provider.save()

    failed(endpoint)

    assert told() == [(PARTNER, "Commonloom could not harvest Evil Bcc: all@example.org <b>&")]


def test_letters_are_in_the_language_of_the_site(endpoint, settings, interface_languages):
    settings.MAIL_LANGUAGE = "fr"

    failed(endpoint)

    [(_recipient, subject)] = told()
    assert "could not harvest" not in subject


def test_applicants_and_operators_are_told(endpoint):
    application = PartnerApplication.objects.create(
        base_url="https://b.example/",
        metadata_prefix="lom",
        repository_name="B",
        contact=PARTNER,
        report_json="{}",
    )
    tell_application(application)
    application.state, application.endpoint = "approved", endpoint
    tell_decision(application)
    tell_decision(application)

    assert told() == [
        (OPERATOR, "B wants to become a partner"),
        (PARTNER, "Welcome to Commonloom"),
    ]
    assert private_url(endpoint) in mail.outbox[1].body


def test_declined_applicant_is_told_why():
    application = PartnerApplication.objects.create(
        base_url="https://b.example/",
        metadata_prefix="lom",
        repository_name="B",
        contact=PARTNER,
        report_json="{}",
        state="declined",
        reason="Nothing of it is open.",
    )

    tell_decision(application)

    assert told() == [(PARTNER, "Your application to Commonloom")]
    assert "Reason: Nothing of it is open." in mail.outbox[0].body


class Refusing(socketserver.BaseRequestHandler):
    """A mail server that wants nothing."""

    def handle(self) -> None:
        self.request.sendall(b"554 no\r\n")


@pytest.fixture(params=["nobody there", "refuses"])
def _bad_mail_server(request, settings) -> Iterator[None]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS = "127.0.0.1", False
    if request.param == "nobody there":
        settings.EMAIL_PORT = free_port()
        yield
        return
    with socketserver.TCPServer(("127.0.0.1", 0), Refusing) as server:
        settings.EMAIL_PORT = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield
        server.shutdown()
        thread.join()


@pytest.mark.usefixtures("_bad_mail_server")
def test_letter_that_cannot_be_sent_is_tried_later_and_given_up_in_the_end(endpoint):
    failed(endpoint)

    assert send_due_letters() == 0
    letter = Letter.objects.get()
    assert (letter.sent_at, letter.try_count, bool(letter.problem)) == (None, 1, True)
    assert letter.due_at > datetime.now(UTC)
    assert send_due_letters() == 0

    Letter.objects.update(due_at=datetime.now(UTC), try_count=MAX_TRIES - 1)
    send_due_letters()

    letter.refresh_from_db()
    assert (letter.due_at, letter.sent_at, letter.try_count) == (None, None, MAX_TRIES)


def test_letter_that_another_worker_is_sending_is_left_alone(endpoint):
    failed(endpoint)
    mine, theirs = Letter.objects.get(), Letter.objects.get()

    from harvester.mail import send  # noqa: PLC0415 - the step under test

    assert (send(mine), send(theirs)) == (True, False)
    assert len(mail.outbox) == 1


def test_letter_without_recipients_is_not_written():
    write_letter("run_failed", {}, key="x", recipients=["", ""])

    assert Letter.objects.count() == 0
