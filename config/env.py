"""The environment, read once and typed; nonsense is refused at start with the name of the variable.

Nothing else in the project reads ``os.environ``. Every setting is optional: with none of them set,
all data of the embedded services lies below ``COMMONLOOM_DATA``.
"""

import os
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from search.addresses import parse_address, without_secrets

TRUE_WORDS = {"1", "true", "yes", "on"}
FALSE_WORDS = {"0", "false", "no", "off", ""}


def refuse(name: str, value: str, wanted: str) -> ImproperlyConfigured:
    """Say which variable is wrong, what it holds and what it should hold."""
    return ImproperlyConfigured(f"{name}={value!r} is not usable: {wanted}.")


def text(name: str, default: str = "") -> str:
    """Give the variable's value without surrounding space."""
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool) -> bool:
    """Give a yes/no variable."""
    value = text(name, "1" if default else "0").lower()
    if value in TRUE_WORDS:
        return True
    if value in FALSE_WORDS:
        return False
    raise refuse(name, value, "write 1 or 0")


def whole_number(name: str, default: int, *, low: int, high: int) -> int:
    """Give a whole number between ``low`` and ``high``, both included."""
    value = text(name, str(default))
    if not value.isdecimal() or not low <= int(value) <= high:
        raise refuse(name, value, f"write a whole number from {low} to {high}")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """Give a comma-separated list; empty parts are dropped."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def one_of(name: str, default: str, known: Collection[str]) -> str:
    """Give one of the known words."""
    value = text(name, default)
    if value not in known:
        raise refuse(name, value, f"write one of {', '.join(known)}")
    return value


def folder(name: str, default: Path) -> Path:
    """Give an absolute folder path; it need not exist yet."""
    return Path(text(name) or default).expanduser().resolve()


def web_address(name: str, default: str) -> str:
    """Give an http or https address without a final slash."""
    value = text(name) or default
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise refuse(name, value, "write an address such as https://oer.example.org")
    return value.rstrip("/")


def search_address(name: str, default: str) -> str:
    """Give the address of the search engine, as ``search.addresses`` reads it."""
    value = text(name) or default
    try:
        parse_address(value)
    except ValueError as error:
        raise refuse(name, without_secrets(value), str(error)) from error
    return value


def database(name: str, default_file: Path) -> dict[str, object]:
    """Give Django's database settings: PostgreSQL from a URL, else SQLite in ``default_file``.

    Accepted: ``postgresql://user:password@host:port/name?sslmode=require`` (host may also be given
    as the parameter ``host=/socket/folder``) and ``sqlite:///relative/or//absolute/file``.
    """
    value = text(name)
    if not value:
        return sqlite(default_file)
    parts = urlsplit(value)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path.removeprefix("/"))))
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise refuse(
            name, value, "write postgresql://user:password@host:5432/name or sqlite:///file"
        )
    options: dict[str, object] = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": str(options.pop("host", "") or parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def sqlite(file: Path) -> dict[str, object]:
    """Give Django's settings for SQLite shared by several processes.

    WAL, and write locks taken at once.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


class MailServer(NamedTuple):
    """How mail is sent, in the words of Django's settings."""

    backend: str
    folder: str = ""
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    use_tls: bool = False
    use_ssl: bool = False


def mail(name: str) -> MailServer:
    """Give how mail is sent: by a server, into a folder, or printed on the console (the default).

    Accepted: ``smtp://user:password@host:25``, ``smtp+tls://`` (STARTTLS, port 587), ``smtps://``
    (TLS from the start, port 465), ``file:///folder`` and ``console:``.
    """
    value = text(name, "console:")
    parts = urlsplit(value)
    kinds = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
    if parts.scheme == "console":
        return MailServer("django.core.mail.backends.console.EmailBackend")
    if parts.scheme == "file" and parts.path.strip("/"):
        return MailServer("django.core.mail.backends.filebased.EmailBackend", unquote(parts.path))
    if parts.scheme not in kinds or not parts.hostname:
        wanted = "write smtp://user:password@host:25, smtp+tls://..., smtps://... or file:///folder"
        raise refuse(name, value, wanted)
    return MailServer(
        "django.core.mail.backends.smtp.EmailBackend",
        host=parts.hostname,
        port=parts.port or kinds[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_tls=parts.scheme == "smtp+tls",
        use_ssl=parts.scheme == "smtps",
    )
