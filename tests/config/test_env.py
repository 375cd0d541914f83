"""The environment is typed, and nonsense is refused with the name of the variable."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env

pytestmark = pytest.mark.database_independent


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("many", lambda: env.whole_number("SETTING", 1, low=1, high=9)),
        ("10", lambda: env.whole_number("SETTING", 1, low=1, high=9)),
        ("perhaps", lambda: env.flag("SETTING", default=True)),
        ("oer.example.org", lambda: env.web_address("SETTING", "http://localhost")),
        ("ftp://oer.example.org", lambda: env.web_address("SETTING", "http://localhost")),
        ("mysql://localhost/site", lambda: env.database("SETTING", Path("file"))),
        ("postgresql://localhost", lambda: env.database("SETTING", Path("file"))),
        ("mail.example", lambda: env.mail("SETTING")),
        ("smtp://", lambda: env.mail("SETTING")),
        ("file:///", lambda: env.mail("SETTING")),
        ("imap://mail.example", lambda: env.mail("SETTING")),
        ("solr://localhost", lambda: env.search_address("SETTING", "tantivy:/folder")),
        ("opensearch://localhost", lambda: env.search_address("SETTING", "tantivy:/folder")),
        ("de", lambda: env.one_of("SETTING", "en", ("en", "fr"))),
    ],
)
def test_unusable_value_is_refused_with_the_name_of_the_variable(monkeypatch, value, read):
    monkeypatch.setenv("SETTING", value)

    with pytest.raises(ImproperlyConfigured, match=f"SETTING='{value}' is not usable: .+"):
        read()


def test_absent_variables_give_the_defaults(monkeypatch):
    monkeypatch.delenv("SETTING", raising=False)

    assert env.text("SETTING", "said") == "said"
    assert env.flag("SETTING", default=True) is True
    assert env.whole_number("SETTING", 7, low=1, high=9) == 7
    assert env.words("SETTING") == []
    assert env.web_address("SETTING", "http://localhost/") == "http://localhost"


def test_list_drops_empty_parts(monkeypatch):
    monkeypatch.setenv("SETTING", " one, ,two,")

    assert env.words("SETTING") == ["one", "two"]


def test_database_url_is_taken_apart(monkeypatch):
    monkeypatch.setenv("SETTING", "postgresql://me:p%40ss@db.example:5433/site?sslmode=require")

    database = env.database("SETTING", Path("file"))

    assert (database["USER"], database["PASSWORD"]) == ("me", "p@ss")
    assert (database["HOST"], database["PORT"]) == ("db.example", "5433")
    assert database["NAME"] == "site"
    assert database["OPTIONS"] == {"sslmode": "require"}


@pytest.mark.parametrize(
    ("value", "file"),
    [("", "/data/default"), ("sqlite:///near.db", "near.db"), ("sqlite:////far/a.db", "/far/a.db")],
)
def test_sqlite_file_is_the_default_or_the_one_named(monkeypatch, value, file):
    monkeypatch.setenv("SETTING", value)

    assert env.database("SETTING", Path("/data/default"))["NAME"] == Path(file)


@pytest.mark.parametrize(
    ("value", "host", "port", "secured"),
    [
        ("smtp://mail.example", "mail.example", 25, (False, False)),
        ("smtp+tls://me:p%40ss@mail.example", "mail.example", 587, (True, False)),
        ("smtps://me:p%40ss@mail.example:4650", "mail.example", 4650, (False, True)),
    ],
)
def test_mail_server_is_taken_apart(monkeypatch, value, host, port, secured):
    monkeypatch.setenv("SETTING", value)

    server = env.mail("SETTING")

    assert (server.host, server.port, (server.use_tls, server.use_ssl)) == (host, port, secured)
    assert (server.user, server.password) == (("me", "p@ss") if "@" in value else ("", ""))


@pytest.mark.parametrize(
    ("value", "backend", "folder"),
    [
        ("", "console", ""),
        ("console:", "console", ""),
        ("file:///tmp/mail", "filebased", "/tmp/mail"),
    ],
)
def test_mail_without_a_server_is_printed_or_kept_in_a_folder(monkeypatch, value, backend, folder):
    monkeypatch.setenv("SETTING", value) if value else monkeypatch.delenv("SETTING", raising=False)

    server = env.mail("SETTING")

    assert (server.backend.split(".")[-2], server.folder) == (backend, folder)
