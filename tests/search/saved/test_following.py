"""Following by mail: asked, confirmed, changed, stopped; strangers learn nothing."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.signing import Signer
from django.test import Client

from search.models import SavedSearch
from search.saved.limits import ASKED_AN_HOUR, LETTERS_A_DAY
from search.saved.links import SIGNER, private_url, token_of
from tests.search.saved.conftest import READER, Interval, add, follow, free, send

PAGE = "/search/follow?q=algebra&language=fr"


def ask(client, address: str = READER, interval: str = "weekly", **fields):
    return client.post(PAGE, {"address": address, "interval": interval, **fields})


def link_in_mail() -> str:
    return re.search(r"/search/saved/by-link/\S+", mail.outbox[-1].body)[0]


@pytest.mark.parametrize(
    "fields",
    [
        {"address": "", "interval": "daily"},
        {"address": "nobody", "interval": "daily"},
        {"address": "a@b.example\nBcc: c@d.example", "interval": "daily"},
        {"address": READER, "interval": "hourly"},
        {"address": READER, "interval": "never"},
        {"address": READER},
    ],
)
def test_form_that_is_not_filled_in_keeps_nothing(client, fields):
    answer = client.post(PAGE, fields)

    assert answer.status_code == 422
    assert not SavedSearch.objects.exists()


def test_search_that_is_too_long_is_not_kept(client):
    page = "/search/follow?q=" + "%D8%A7" * 900

    answer = client.post(page, {"address": READER, "interval": "daily"})

    assert answer.status_code == 422
    assert "too long" in answer.content.decode()
    assert not SavedSearch.objects.exists()


def test_program_that_falls_into_the_trap_is_told_the_same_and_keeps_nothing(client):
    answer = ask(client, website="http://spam.example")

    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}&sent")
    assert not SavedSearch.objects.exists()


def test_form_without_its_token_is_refused():
    assert ask(Client(enforce_csrf_checks=True)).status_code == 403
    assert not SavedSearch.objects.exists()


def test_nothing_is_told_before_the_owner_of_the_address_has_confirmed(client):
    ask(client)
    first = send()
    add("Algebra", languages=("fr",), minutes_ago=0)
    page = client.get(link_in_mail())

    assert first == [(READER, "Commonloom: please confirm")]
    assert page.status_code == 200
    assert SavedSearch.objects.get().confirmed_at is None, "looking at the link is not confirming"
    assert send() == []


def test_confirmed_search_is_told_of_what_comes_from_then_on(client):
    add("Algebra before", languages=("fr",), minutes_ago=1)
    ask(client)
    send()

    answer = client.post(link_in_mail(), {"confirm": "1"}, follow=True)

    search = SavedSearch.objects.get()
    assert "every week" in answer.content.decode()
    assert search.told_until == search.confirmed_at
    assert search.due_at == search.confirmed_at + timedelta(days=7)
    free(search)
    assert send() == []


def test_what_nobody_confirms_is_forgotten(client):
    ask(client)
    send()
    search = SavedSearch.objects.get()
    kept_until = search.due_at - datetime.now(UTC)
    free(search)

    assert send() == []
    assert timedelta(days=2, hours=23) < kept_until < timedelta(days=3)
    assert not SavedSearch.objects.exists()


def test_stranger_does_not_learn_whether_an_address_follows(client, followed):
    followed("q=algebra&language=fr", address="known@x.example")

    known, unknown = ask(client, "known@x.example"), ask(client, "unknown@x.example")

    assert known["Location"] == unknown["Location"]
    assert known.content == unknown.content
    sent = dict(send())
    assert sent["known@x.example"] == "Commonloom: your search"
    assert sent["unknown@x.example"] == "Commonloom: please confirm"


def test_stranger_cannot_change_what_an_address_follows(client, followed):
    search = followed("q=algebra&language=fr", interval=Interval.WEEKLY)

    ask(client, interval="daily")

    assert SavedSearch.objects.get().interval == Interval.WEEKLY
    assert SavedSearch.objects.get().due_at == search.due_at


def test_nobodys_mailbox_is_filled_by_strangers(client):
    for number in range(LETTERS_A_DAY + 3):
        follow(f"q=word{number}")

    assert len(send()) == LETTERS_A_DAY


def test_network_address_may_not_ask_without_end(client, monkeypatch):
    monkeypatch.setattr("search.saved.limits.ASKED_AN_HOUR", 2)
    answers = [ask(client, f"a{number}@x.example").status_code for number in range(3)]

    assert answers == [302, 302, 429]
    assert ASKED_AN_HOUR < 1000
    assert SavedSearch.objects.count() == 2


def test_letter_to_a_stranger_shows_no_address_that_was_typed(client):
    follow("q=win+http://spam.example/x+www.spam.example+mail@spam.example+algebra")

    send()

    assert "“win algebra”" in mail.outbox[0].body
    assert "spam" not in mail.outbox[0].body


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "a:b",
        Signer(salt="another").sign_object({"search": 1, "key": "k"}),
        SIGNER.sign_object([1]),
        SIGNER.sign_object({"search": 1}),
    ],
)
@pytest.mark.parametrize("end", ["", "unsubscribe"])
def test_link_that_is_none_of_ours_is_not_found(client, token, end):
    address = f"/search/saved/by-link/{token}/{end}"

    assert client.get(address).status_code == 404
    assert client.post(address, {"stop": "1"}).status_code == 404


def test_link_with_another_key_changes_nothing(client, followed):
    search = followed()
    token = token_of(search)
    SavedSearch.objects.update(key="another")

    assert client.get(f"/search/saved/by-link/{token}/").status_code == 410
    client.post(f"/search/saved/by-link/{token}/unsubscribe", {"List-Unsubscribe": "One-Click"})
    assert SavedSearch.objects.exists()


def test_mail_program_stops_the_letters_without_session_or_form(followed):
    search = followed()
    client = Client(enforce_csrf_checks=True)
    address = f"/search/saved/by-link/{token_of(search)}/unsubscribe"

    looked_at = client.get(address)
    still_there = SavedSearch.objects.exists()
    answer = client.post(address, {"List-Unsubscribe": "One-Click"})
    again = client.post(address, {"List-Unsubscribe": "One-Click"})

    assert (looked_at.status_code, still_there) == (302, True)
    assert (answer.status_code, again.status_code) == (200, 200)
    assert not SavedSearch.objects.exists()


def test_who_has_the_link_changes_how_often_and_stops(client, followed):
    search = followed()
    address = f"/search/saved/by-link/{token_of(search)}/"

    client.post(address, {"interval": "weekly"})
    search.refresh_from_db()
    nonsense = client.post(address, {"interval": "hourly"})
    stopped = client.post(address, {"stop": "1"})

    assert search.interval == Interval.WEEKLY
    assert search.due_at == search.told_until + timedelta(days=7)
    assert nonsense.status_code == 400
    assert "not kept here any more" in stopped.content.decode()
    assert client.get(address).status_code == 410
    assert not SavedSearch.objects.exists()


def test_all_letters_to_an_address_are_stopped_and_no_others(client, followed):
    followed("q=geometry")
    other = followed(address="other@x.example")
    search = followed()

    client.post(f"/search/saved/by-link/{token_of(search)}/", {"stop_all": "1"})

    assert list(SavedSearch.objects.all()) == [other]


def test_unconfirmed_search_has_no_letters_to_change(client):
    follow()
    search = SavedSearch.objects.get()

    answer = client.post(f"/search/saved/by-link/{token_of(search)}/", {"interval": "weekly"})

    assert answer.status_code == 400


def test_private_page_is_kept_from_caches_search_engines_and_other_sites(client, followed):
    answer = client.get(f"/search/saved/by-link/{token_of(followed())}/")

    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Referrer-Policy"] == "same-origin"


def test_search_page_leads_to_its_feeds_and_letters(client):
    html = client.get("/search?q=algebra&page=2&sort=title").content.decode()

    feeds = re.findall(r'<link rel="alternate" type="([^"]+)" title="[^"]+" href="([^"]+)">', html)
    assert [kind for kind, _ in feeds] == [
        "application/rss+xml", "application/atom+xml", "application/feed+json",
    ]  # fmt: skip
    for _kind, address in feeds:
        path = unescape(address).removeprefix("http://127.0.0.1:8000")
        assert client.get(path).status_code == 200
    link = re.search(r'<p class="follow"><a rel="nofollow" href="([^"]+)">', html)[1]
    assert unescape(link) == "/search/follow?q=algebra"
    assert client.get(unescape(link)).status_code == 200


def test_hostile_search_is_text_on_its_pages(client):
    html = client.get('/search/follow?q="><script>alert(1)</script>').content.decode()

    assert "<script>alert" not in html


class TestAccount:
    """The searches of those who are signed in."""

    @pytest.fixture
    def amina(self) -> User:
        return User.objects.create_user("amina", "amina@school.example")

    @pytest.fixture
    def hers(self, followed, amina) -> SavedSearch:
        return followed(address="", user=amina)

    def test_only_accounts_have_a_list(self, client):
        answer = client.get("/search/saved")

        assert answer.status_code == 302
        assert answer["Location"] == "/account/sign-in?next=/search/saved"

    @pytest.mark.parametrize("fields", [{"remove": "1"}, {"interval": "never"}])
    def test_search_of_somebody_else_is_not_found(self, client, hers, fields):
        client.force_login(User.objects.create_user("ben", "ben@school.example"))

        answer = client.post(f"/search/saved/{hers.pk}", fields)

        assert answer.status_code == 404
        assert "algebra" not in client.get("/search/saved").content.decode()
        assert SavedSearch.objects.get().interval == Interval.DAILY

    def test_search_of_an_address_is_not_found_by_an_account_with_that_address(
        self, client, followed, amina
    ):
        search = followed(address=amina.email)
        client.force_login(amina)

        assert client.post(f"/search/saved/{search.pk}", {"remove": "1"}).status_code == 404

    def test_stranger_is_sent_to_log_in(self, client, hers):
        answer = client.post(f"/search/saved/{hers.pk}", {"remove": "1"})

        assert answer.status_code == 302
        assert SavedSearch.objects.exists()

    def test_search_is_saved_listed_changed_and_removed(self, client, amina):
        client.force_login(amina)

        saved = client.post(PAGE, {"interval": "never"}, follow=True).content.decode()
        search = SavedSearch.objects.get()
        client.post(f"/search/saved/{search.pk}", {"interval": "daily"})
        search.refresh_from_db()

        assert "“algebra” · French" in saved
        assert (search.user, search.address, search.interval) == (amina, "", Interval.DAILY)
        assert search.due_at > datetime.now(UTC) + timedelta(hours=23)
        assert client.post(f"/search/saved/{search.pk}", {"interval": "x"}).status_code == 400
        client.post(f"/search/saved/{search.pk}", {"remove": "1"})
        assert not SavedSearch.objects.exists()

    def test_search_saved_again_is_one_with_the_new_interval(self, client, amina):
        client.force_login(amina)
        client.post(PAGE, {"interval": "never"})
        client.post(PAGE, {"interval": "weekly"})

        assert SavedSearch.objects.get().interval == Interval.WEEKLY

    def test_account_saves_no_more_than_its_share(self, client, amina, monkeypatch):
        monkeypatch.setattr("search.saved.services.MAX_SEARCHES", 1)
        client.force_login(amina)
        client.post(PAGE, {"interval": "never"})

        assert client.post("/search/follow?q=b", {"interval": "never"}).status_code == 422
        assert SavedSearch.objects.count() == 1

    def test_unsubscribing_keeps_the_search_in_the_account(self, client, hers):
        client.post(private_url(hers).removeprefix("http://127.0.0.1:8000"), {"stop": "1"})

        hers.refresh_from_db()
        assert (hers.interval, hers.due_at) == (Interval.NEVER, None)

    def test_nothing_is_left_of_an_account_that_is_deleted(self, hers):
        hers.user.delete()

        assert not SavedSearch.objects.exists()
