"""Digests: what is new and only that, once, and that no mail server or dead worker can harm."""

import re
import socketserver
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from smtplib import SMTPServerDisconnected

import pytest
from django.contrib.auth.models import User
from django.core import mail

from repository.metadata.record import LicenseFinding
from repository.models import LearningResource
from search.models import SavedSearch
from search.saved import news, sending
from search.saved.letters import MAX_ITEMS
from search.saved.links import private_url, unsubscribe_url
from search.saved.sending import MAX_REFUSALS, send_due
from search.services import index_changes
from tests.factories import make_provider, make_resource
from tests.search.saved.conftest import READER, Interval, add, free, send
from tests.services.processes import free_port


@contextmanager
def mail_server(settings, *, refuses: str = ""):
    """A real SMTP server; gives the letters it took. It refuses recipients with ``refuses``."""
    taken: list[bytes] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            self.wfile.write(b"220 test\r\n")
            while line := self.rfile.readline():
                verb = line[:4].upper()
                if verb == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    taken.append(self.read_letter())
                    self.wfile.write(b"250 taken\r\n")
                elif verb == b"QUIT":
                    self.wfile.write(b"221 bye\r\n")
                    return
                elif verb == b"RCPT" and refuses and refuses.encode() in line:
                    self.wfile.write(b"550 no such mailbox\r\n")
                else:
                    self.wfile.write(b"250 yes\r\n")

        def read_letter(self) -> bytes:
            lines = []
            while (line := self.rfile.readline()) != b".\r\n":
                lines.append(line)
            return b"".join(lines)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        yield taken
        server.shutdown()
        thread.join()


def test_nothing_is_sent_when_nothing_is_new(followed):
    search = followed()
    add("Algebra of last year", minutes_ago=600)

    assert send() == []
    search.refresh_from_db()
    assert search.last_sent_at is None
    assert search.due_at > datetime.now(UTC) + timedelta(hours=23)


def test_record_that_was_only_changed_is_not_new(followed):
    followed()
    old = add("Algebra of last year", minutes_ago=600)
    LearningResource.objects.filter(pk=old.pk).update(datestamp=datetime.now(UTC))
    index_changes()

    assert send() == []


def test_records_that_do_not_match_or_are_gone_or_have_some_words_only_are_not_told(followed):
    followed("q=algebra+beginners&language=fr")
    add("Geometry for beginners", languages=("fr",))
    add("Algebra for beginners", languages=("ar",))
    add("Algebra", languages=("fr",))
    add("Algebra for beginners", languages=("fr",), identifier="oai:x:1")
    make_resource("", identifier="oai:x:1", withdrawn=True)

    assert send() == []


def test_new_records_are_told_with_title_licence_source_and_links(followed):
    search = followed("q=algebra&language=fr")
    resource = add(
        "Algebra",
        titles={"en": ("Algebra <1> & more",)},
        descriptions={"en": ("How to add <x>.",)},
        languages=("fr",),
        provider=make_provider("openstax", name="OpenStax"),
        license=LicenseFinding(id="CC-BY-4.0", license_class="open"),
    )

    assert send() == [(READER, "New at Commonloom: “algebra” · French")]
    [letter] = mail.outbox
    [(html, kind)] = letter.alternatives
    link = private_url(search)
    for words in ("Algebra <1> & more", "How to add <x>.", "OpenStax", str(resource.id),
                  "CC BY 4.0", link, "/search?q=algebra&language=fr"):  # fmt: skip
        assert words in letter.body, words
    assert kind == "text/html"
    assert "Algebra &lt;1&gt; &amp; more" in html
    assert "<x>" not in html
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"


def test_letter_offers_to_end_the_letters_at_one_click(followed, settings):
    search = followed()
    add("Algebra")

    with mail_server(settings) as taken:
        send_due()

    letter = message_from_bytes(taken[0], policy=policy.default)
    assert letter["List-Unsubscribe"].strip() == f"<{unsubscribe_url(search)}>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert {part.get_content_type() for part in letter.walk()} >= {"text/plain", "text/html"}
    assert letter["To"] == READER


@pytest.mark.parametrize(
    ("language", "title", "direction"), [("ar", "الجبر", "rtl"), ("zh-hans", "代数", "ltr")]
)
def test_letter_is_in_the_language_of_the_search(followed, language, title, direction):
    followed("", language=language)
    titles = {"en": ("Algebra",), "ar": ("الجبر",), "zh-Hans": ("代数",)}
    add("Algebra", titles=titles, languages=("en",))

    [(_to, subject)] = send()

    [(html, _kind)] = mail.outbox[0].alternatives
    assert re.search(r"[\u0600-\u06ff]|[\u4e00-\u9fff]", subject)
    assert title in mail.outbox[0].body
    assert f'<html lang="{language}" dir="{direction}">' in html


def test_each_record_is_told_once(followed):
    search = followed()
    add("Algebra one")
    first = send()
    free(search)
    again = send()
    add("Algebra two", minutes_ago=0)
    search.refresh_from_db()
    LearningResource.objects.filter(title="Algebra two").update(created_at=search.told_until)
    free(search)
    news_of_that_second = send()

    assert (len(first), again) == (1, [])
    if news_of_that_second:  # else the second is not over yet, and the next letter tells of it
        assert "Algebra one" not in mail.outbox[0].body


def test_more_than_fit_are_told_to_be_there(followed):
    followed()
    for number in range(MAX_ITEMS + 2):
        add(f"Algebra number{number}", is_indexed=False)
    index_changes()

    send()

    assert len(re.findall(r"number\d+", mail.outbox[0].body)) == MAX_ITEMS
    assert "There is more:" in mail.outbox[0].body


def test_news_are_found_among_many_changed_records(followed, monkeypatch):
    monkeypatch.setattr(news, "BATCH", 3)
    followed()
    add("Algebra new", minutes_ago=30)
    for number in range(8):
        old = add(f"Algebra old{number}", minutes_ago=600, is_indexed=False)
        LearningResource.objects.filter(pk=old.pk).update(datestamp=datetime.now(UTC))
    index_changes()

    assert len(send()) == 1
    assert "old" not in mail.outbox[0].body


def test_record_that_the_index_has_not_read_is_told_next_time(followed):
    search = followed()
    add("Algebra late", is_indexed=False)
    add("Algebra early", minutes_ago=40, is_indexed=False)
    before = send()
    index_changes()
    free(search)

    assert before == []
    assert len(send()) == 1
    assert "late" in mail.outbox[0].body


def test_index_far_behind_makes_letters_wait(followed, monkeypatch):
    monkeypatch.setattr(news, "MAX_BACKLOG", 1)
    search = followed()
    add("Algebra one", is_indexed=False)
    add("Algebra two", is_indexed=False)
    before = send()
    index_changes()
    free(search)

    assert before == []
    assert len(send()) == 1


def test_engine_that_does_not_answer_costs_delay_only(followed, search_settings, tmp_path):
    search = followed()
    add("Algebra")
    url = search_settings.SEARCH_URL
    (tmp_path / "file").write_text("no index")
    search_settings.SEARCH_URL = f"tantivy:{tmp_path / 'file'}"
    before = send()
    search_settings.SEARCH_URL = url
    free(search)

    assert before == []
    assert len(send()) == 1


def test_mail_server_that_does_not_answer_is_asked_once_a_round(followed, settings):
    add("Algebra")
    first, second = followed(address="a@x.example"), followed(address="b@x.example")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()

    assert send_due() == 0
    first.refresh_from_db()
    second.refresh_from_db()
    assert [first.held_until is None, second.held_until is None].count(True) == 1
    assert {first.refused_count, second.refused_count} == {0}
    free(first)
    free(second)
    with mail_server(settings) as taken:
        send_due()
    assert len(taken) == 2


def test_address_that_is_refused_holds_up_nobody_and_is_forgotten_in_the_end(followed, settings):
    add("Algebra")
    bad = followed(address="bad@x.example")
    good = followed(address="good@x.example", due_at=datetime.now(UTC) - timedelta(seconds=1))
    with mail_server(settings, refuses="bad@") as taken:
        send_due()
        bad.refresh_from_db()
        waits = bad.held_until > datetime.now(UTC) + timedelta(minutes=5)
        free(bad, refused_count=MAX_REFUSALS - 1)
        send_due()

    assert len(taken) == 1
    assert waits
    assert list(SavedSearch.objects.all()) == [good]


def test_worker_that_died_while_sending_is_followed_by_the_same_letter(followed, settings):
    search = followed()
    add("Algebra one")
    names = []
    with mail_server(settings) as taken:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sending, "next_due", die)
            with pytest.raises(KeyboardInterrupt):
                send_due()
        assert send_due() == 0, "the dead worker still holds it"
        add("Algebra two", minutes_ago=20)
        free(search)
        send_due()
        names = [message_from_bytes(each)["Message-ID"] for each in taken]
        bodies = [message_from_bytes(each, policy=policy.default).get_body(("plain",))
                  .get_content() for each in taken]  # fmt: skip
        free(search)
        send_due()

    assert len(set(names)) == 1
    assert len(taken) == 2 == len(names)
    assert "Algebra one" in bodies[0]


def die(_search):
    raise KeyboardInterrupt


def test_other_workers_leave_alone_what_one_is_at(followed):
    search = followed()
    add("Algebra")
    assert sending.hold(search)

    assert not sending.hold(search)
    assert send() == []


def test_search_that_was_stopped_while_its_letter_was_sent_stays_stopped(followed, monkeypatch):
    search = followed()
    add("Algebra")
    real = sending.send
    monkeypatch.setattr(sending, "send", lambda letter: (real(letter), search.delete()))

    assert len(send()) == 1
    assert not SavedSearch.objects.exists()


def test_account_gets_its_letters_at_its_own_address(followed):
    user = User.objects.create_user("amina", "amina@school.example")
    followed(address="", user=user)
    add("Algebra")

    assert send() == [("amina@school.example", "New at Commonloom: “algebra”")]


@pytest.mark.parametrize("fields", [{"is_active": False}, {"email": ""}])
def test_account_that_is_closed_or_has_no_address_is_not_written_to(followed, fields):
    user = User.objects.create_user("amina", **{"email": "amina@school.example"} | fields)
    search = followed(address="", user=user)
    add("Algebra")

    assert send() == []
    search.refresh_from_db()
    assert search.due_at > datetime.now(UTC)


def test_weekly_search_is_looked_at_a_week_later_at_the_same_time(followed):
    search = followed(interval=Interval.WEEKLY)
    was_due = search.due_at

    send()

    search.refresh_from_db()
    assert search.due_at == was_due + timedelta(days=7)


def test_round_ends_after_its_time(followed, monkeypatch):
    monkeypatch.setattr(sending, "ROUND_SECONDS", -1.0)
    followed()
    add("Algebra")

    assert send() == []


def test_server_that_hangs_up_is_unreachable(monkeypatch, followed):
    class Letter:
        def send(self):
            raise SMTPServerDisconnected("gone")

    with pytest.raises(sending.Unreachable):
        sending.send(Letter())
