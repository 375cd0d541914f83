"""The frame around every answer. Source: OAI-PMH 2.0, section 3.2."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from django.conf import settings

from repository.formats.xml import escaped, finished, quoted
from repository.oaipmh.errors import Fault

NAMESPACE = "http://www.openarchives.org/OAI/2.0/"
OPENING = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<OAI-PMH xmlns="{NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    f' xsi:schemaLocation="{NAMESPACE} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">\n'
)
CLOSING = b"</OAI-PMH>\n"


def base_url() -> str:
    """Give the one address of this repository, as the outside knows it."""
    return f"{settings.PUBLIC_URL}/oai"


def utc(moment: datetime) -> str:
    """Give an aware UTC time in the protocol's form, to the second."""
    return f"{moment.isoformat()[:19]}Z"


def answer(
    content: Iterable[bytes], *, arguments: Mapping[str, str], responded_at: datetime | None = None
) -> bytes:
    """Give a whole document around the verb's element.

    Args:
        content: Parts of the verb's element, or of the errors.
        arguments: What the ``request`` element repeats; empty when the arguments are what is wrong.
        responded_at: Aware UTC time of the answer; now, where the answer promises nothing about
            that time.
    """
    attributes = "".join(f" {name}={quoted(value)}" for name, value in arguments.items())
    head = (
        OPENING,
        f"<responseDate>{utc(responded_at or datetime.now(UTC))}</responseDate>\n",
        f"<request{attributes}>{escaped(base_url())}</request>\n",
    )
    return b"".join((finished(head), *content, CLOSING))


def refusal(faults: Iterable[Fault], *, arguments: Mapping[str, str]) -> bytes:
    """Give a whole document that says what is wrong."""
    errors = (f'<error code="{fault.code}">{escaped(fault.message)}</error>\n' for fault in faults)
    return answer([finished(errors)], arguments=arguments)
