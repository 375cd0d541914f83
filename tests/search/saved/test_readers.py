"""Readers' accounts: signed in to by a mailed link; strangers learn and reach nothing."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.core.signing import Signer
from django.test import Client

from repository.models import ProviderMember
from search.models import Reader, SavedSearch, SignInLink
from search.saved import readers
from search.saved.limits import ASKED_AN_HOUR, LINKS_AN_HOUR
from tests.factories import make_provider
from tests.search.saved.conftest import READER, Interval, add, follow, free, send

SIGN_IN = "/account/sign-in"
MINE = "/search/saved"


def ask(client, address: str = READER, **fields):
    return client.post(SIGN_IN, {"address": address, **fields})


def link_in_mail() -> str:
    bodies = "\n".join(letter.body for letter in mail.outbox)
    return re.findall(r"/account/sign-in/\S+", bodies)[-1]


def sign_in(client, address: str = READER):
    ask(client, address)
    send()
    return client.post(link_in_mail(), follow=True)


@pytest.fixture
def reader(client):
    """A reader who is signed in."""
    sign_in(client)
    return User.objects.get(reader__address=READER)


@pytest.mark.parametrize("address", ["", "nobody", "a@b.example\nBcc: c@d.example", "x" * 300])
def test_what_is_no_address_gets_no_link(client, address):
    assert ask(client, address).status_code == 422
    assert not SignInLink.objects.exists()


def test_program_that_falls_into_the_trap_is_told_the_same_and_gets_no_link(client):
    answer = ask(client, website="http://spam.example")

    assert (answer.status_code, answer["Location"]) == (302, f"{SIGN_IN}?sent")
    assert not SignInLink.objects.exists()


@pytest.mark.parametrize("address", [SIGN_IN, "/account/sign-out", "/account/delete"])
def test_forms_without_their_token_are_refused(address):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.create_user("somebody"))

    assert strict.post(address, {"address": READER}).status_code == 403
    assert User.objects.exists()


def test_the_link_needs_the_token_of_its_page_too(client):
    ask(client)
    send()

    assert Client(enforce_csrf_checks=True).post(link_in_mail()).status_code == 403
    assert not Reader.objects.exists()


def test_the_owner_of_an_address_signs_in_with_the_link_and_gets_an_account(client):
    page = sign_in(client)

    account = User.objects.get()
    assert page.request["PATH_INFO"] == MINE
    assert READER in page.content.decode()
    assert (account.email, account.reader.address) == (READER, READER)
    assert not account.has_usable_password()
    assert not account.is_staff
    assert not account.get_all_permissions()
    assert client.get("/admin/").status_code == 302, "a reader is no administrator"


def test_looking_at_the_link_neither_spends_it_nor_signs_in(client):
    ask(client)
    send()
    page = client.get(link_in_mail())

    assert READER in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"
    assert "noindex" in page["X-Robots-Tag"]
    assert "_auth_user_id" not in client.session
    assert SignInLink.objects.exists()


def test_the_link_works_once(client):
    sign_in(client)
    used = link_in_mail()
    other = Client()

    assert other.get(used).status_code == 410
    assert other.post(used).status_code == 410
    assert "_auth_user_id" not in other.session


def test_a_new_link_ends_the_one_before(client):
    ask(client)
    send()
    first = link_in_mail()
    ask(client)
    send()

    assert client.post(first).status_code == 410
    assert client.post(link_in_mail()).status_code == 302


def test_the_link_ends_after_an_hour_and_is_forgotten(client):
    ask(client)
    kept_for = SignInLink.objects.get().expires_at - datetime.now(UTC)
    send()
    SignInLink.objects.update(expires_at=datetime.now(UTC) - timedelta(seconds=1))

    assert timedelta(minutes=59) < kept_for <= timedelta(hours=1)
    assert client.post(link_in_mail()).status_code == 410
    assert send() == []
    assert not SignInLink.objects.exists()


@pytest.mark.parametrize(
    "token",
    ["x", "a:b", Signer().sign_object({"link": 1, "key": "k"}), readers.SIGNER.sign_object([1])],
)
def test_a_link_that_is_none_of_ours_is_not_found(client, token):
    assert client.get(f"{SIGN_IN}/{token}/").status_code == 404
    assert client.post(f"{SIGN_IN}/{token}/").status_code == 404


def test_a_link_with_another_key_signs_nobody_in(client):
    ask(client)
    forged = readers.SIGNER.sign_object({"link": SignInLink.objects.get().pk, "key": "guessed"})

    assert client.post(f"{SIGN_IN}/{forged}/").status_code == 410


def test_a_stranger_does_not_learn_who_has_an_account(client, reader):
    known, unknown = ask(Client()), ask(Client(), "unknown@x.example")

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert known.content == unknown.content
    assert {to for to, _ in send()} == {READER, "unknown@x.example"}
    assert not User.objects.filter(email="unknown@x.example").exists()


def test_nobody_s_mailbox_is_filled_by_strangers_and_they_are_told_the_same(client):
    answers = {ask(client)["Location"] for _ in range(LINKS_AN_HOUR)}
    SignInLink.objects.update(is_letter_wanted=False)

    assert {ask(client)["Location"]} == answers
    assert send() == []


def test_who_asks_too_often_is_told_to_wait(client):
    for number in range(ASKED_AN_HOUR):
        ask(client, f"{number}@x.example")

    assert ask(client).status_code == 429


def test_the_session_is_a_new_one_and_its_cookie_is_kept_from_scripts(client):
    client.get(SIGN_IN)
    session = client.session
    session["before"] = 1
    session.save()
    client.cookies["sessionid"] = fixed = session.session_key
    sign_in(client)

    cookie = client.cookies["sessionid"]
    assert cookie.value != fixed
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize(
    "become",
    [
        lambda user: user.set_password("secret"),
        lambda user: setattr(user, "is_staff", True),
        lambda user: setattr(user, "is_superuser", True),
        lambda user: setattr(user, "is_active", False),
        lambda user: user.groups.add(Group.objects.create(name="any")),
        lambda user: ProviderMember.objects.create(user=user, provider=make_provider()),
    ],
    ids=["password", "staff", "superuser", "closed", "group", "member"],
)
def test_an_account_that_may_more_is_not_opened_by_a_mailbox(client, reader, become):
    become(reader)
    reader.save()
    other = Client()
    ask(other)
    send()

    assert other.post(link_in_mail()).status_code == 410
    assert "_auth_user_id" not in other.session


def test_an_account_with_a_password_and_the_same_address_is_left_alone(client):
    staff = User.objects.create_user("staff", READER, "secret", is_staff=True)

    sign_in(client)

    assert client.session["_auth_user_id"] != str(staff.pk)
    assert Reader.objects.get().user != staff


class TestJoining:
    def test_what_the_address_follows_is_in_the_account_and_its_links_go_on_to_work(
        self, client, followed
    ):
        search = followed("q=algebra")
        followed("q=other", address="other@school.example")
        sign_in(client)

        search.refresh_from_db()
        assert (search.user.email, search.address) == (READER, "")
        assert SavedSearch.objects.filter(user=None).count() == 1
        add("Algebra")
        free(search, told_until=datetime.now(UTC) - timedelta(hours=1))
        assert [to for to, _ in send()] == [READER]

    def test_what_was_not_confirmed_is_not(self, client):
        follow("q=algebra")
        sign_in(client)

        assert SavedSearch.objects.get().user is None

    def test_what_is_confirmed_later_joins_it(self, client, reader):
        follow("q=algebra", address=READER.replace("school", "SCHOOL"))
        send()
        client.post(
            re.search(r"/search/saved/by-link/\S+", mail.outbox[-1].body)[0], {"confirm": 1}
        )

        assert SavedSearch.objects.get().user == reader

    @pytest.mark.parametrize("own", [Interval.NEVER, Interval.WEEKLY])
    def test_of_the_same_search_the_one_with_letters_is_kept(self, reader, followed, own):
        SavedSearch.objects.create(user=reader, parameters="q=algebra", language="en", interval=own)
        followed("q=algebra", interval=Interval.DAILY)
        readers.join_account(reader.reader)

        kept = SavedSearch.objects.get()
        assert kept.user == reader
        assert kept.interval == (Interval.DAILY if own == Interval.NEVER else own)


class TestMySearches:
    @pytest.fixture
    def search(self, reader):
        return SavedSearch.objects.create(
            user=reader, parameters="q=algebra", language="en", interval=Interval.NEVER
        )

    def test_who_is_not_signed_in_is_led_there(self):
        for address in (MINE, "/account/data", "/account/delete"):
            answer = Client().get(address)
            assert (answer.status_code, answer["Location"]) == (302, f"{SIGN_IN}?next={address}")

    def test_what_is_new_is_counted_until_it_was_looked_at(self, client, search):
        SavedSearch.objects.update(created_at=datetime.now(UTC) - timedelta(hours=1))
        add("Algebra one"), add("Algebra two"), add("Poems")
        before = client.get(MINE).content.decode()
        answer = client.post(f"{MINE}/{search.pk}", {"look": "1"})

        assert "<strong>2 new</strong>" in before
        assert answer["Location"] == "/search?q=algebra&sort=newest"
        assert "Nothing new" in client.get(MINE).content.decode()

    @pytest.mark.parametrize("button", ["look", "remove"])
    def test_nobody_changes_the_searches_of_somebody_else(self, search, button):
        other = Client()
        sign_in(other, "other@school.example")

        assert other.post(f"{MINE}/{search.pk}", {button: "1"}).status_code == 404
        assert b"algebra" not in other.get(MINE).content
        kept = SavedSearch.objects.get()
        assert (kept.pk, kept.seen_at) == (search.pk, None)

    @pytest.mark.usefixtures("search")
    def test_all_that_is_kept_can_be_taken_away(self, client):
        answer = client.get("/account/data")
        kept = json.loads(answer.content)

        assert "attachment" in answer["Content-Disposition"]
        assert (kept["address"], len(kept["searches"])) == (READER, 1)
        assert kept["searches"][0]["search"].endswith("/search?q=algebra")
        assert "key" not in answer.content.decode()

    @pytest.mark.usefixtures("search")
    def test_deleting_it_leaves_nothing_and_ends_the_session(self, client):
        page = client.get("/account/delete")
        assert page.status_code == 200
        assert User.objects.exists(), "looking is not deleting"

        assert client.post("/account/delete").status_code == 200

        assert not User.objects.exists()
        assert not SavedSearch.objects.exists()
        assert not Reader.objects.exists()
        assert client.get(MINE).status_code == 302

    def test_an_account_somebody_works_with_loses_its_searches_only(self, client):
        staff = User.objects.create_user("staff", READER, "secret", is_staff=True)
        SavedSearch.objects.create(user=staff, parameters="q=a", language="en", interval="never")
        client.force_login(staff)

        assert "ask an administrator" in client.get("/account/delete").content.decode()
        client.post("/account/delete")

        assert User.objects.filter(pk=staff.pk).exists()
        assert not SavedSearch.objects.exists()

    @pytest.mark.usefixtures("reader")
    def test_signing_out_ends_the_session(self, client):
        assert client.get("/account/sign-out").status_code == 405
        client.post("/account/sign-out")

        assert client.get(MINE).status_code == 302

    @pytest.mark.usefixtures("reader")
    def test_every_page_offers_to_sign_out_and_to_log_in_only_afterwards(self, client):
        signed_in = client.get("/about").content.decode()
        client.post("/account/sign-out")
        signed_out = client.get("/about").content.decode()

        assert ("Sign out" in signed_in, "Log in" in signed_in) == (True, False)
        assert ("Sign out" in signed_out, "Log in" in signed_out) == (False, True)
