"""Mail: written as rows, sent by a worker. Nobody waits for a mail server, and no run fails by one.

A letter goes out at least once: a worker that dies between sending and noting it sends it again.
"""

import logging
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from harvester.models import Endpoint, Letter

logger = logging.getLogger(__name__)

MAX_TRIES = 7
FIRST_PAUSE = timedelta(minutes=1)
"""After a try that failed; four times as long after each further one, almost a day in all."""
CLAIMED_FOR = timedelta(minutes=10)
MAX_SUBJECT_CHARS = 200
AT_ONCE = 50


def write_letter(
    template: str,
    context: Mapping[str, object],
    *,
    key: str,
    recipients: Iterable[str],
    endpoint: Endpoint | None = None,
) -> None:
    """Write a letter to each recipient, in the site's language; what was told is not told again.

    Args:
        template: Name of a template in ``harvester/mail``; its first line is the subject.
        context: What the template needs, besides the site's name and address.
        key: What the letter is about; each recipient gets one with this key, ever.
        recipients: Addresses; empty ones are passed over.
        endpoint: What it is about, if it is about one.
    """
    given = {"site_name": settings.SITE_NAME, "site_url": settings.PUBLIC_URL, **context}
    with translation.override(settings.MAIL_LANGUAGE):
        text = render_to_string(f"harvester/mail/{template}.txt", given)
    subject, _, body = text.strip().partition("\n")
    for recipient in dict.fromkeys(filter(None, recipients)):
        Letter.objects.get_or_create(
            key=f"{key}:{recipient}"[:300],
            defaults={
                "endpoint": endpoint,
                "recipient": recipient,
                "subject": " ".join(subject.split())[:MAX_SUBJECT_CHARS],
                "body": body.strip() + "\n",
                "due_at": datetime.now(UTC),
            },
        )


def send_due_letters() -> int:
    """Send what is due, the oldest first; give how many went out.

    After a failure the rest waits for the next round, so that a mail server that does not answer
    keeps its worker from other work for one letter's time only.
    """
    count = 0
    for letter in Letter.objects.filter(due_at__lte=datetime.now(UTC)).order_by("pk")[:AT_ONCE]:
        if not send(letter):
            break
        count += 1
    return count


def send(letter: Letter) -> bool:
    """Send a letter unless another worker is at it; what cannot be sent is tried again later."""
    now = datetime.now(UTC)
    claimed = Letter.objects.filter(pk=letter.pk, due_at=letter.due_at).update(
        due_at=now + CLAIMED_FOR, try_count=letter.try_count + 1
    )
    if not claimed:
        return False
    message = EmailMessage(
        letter.subject,
        letter.body,
        to=[letter.recipient],
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        message.send()
    except (OSError, SMTPException, ValueError) as error:  # ValueError: an address nobody can use
        logger.warning("letter %s to %s: %s", letter.pk, letter.recipient, error)
        pause = FIRST_PAUSE * 4**letter.try_count
        due_at = now + pause if letter.try_count + 1 < MAX_TRIES else None
        problem = str(error) or type(error).__name__
        Letter.objects.filter(pk=letter.pk).update(due_at=due_at, problem=problem[:1000])
        return False
    Letter.objects.filter(pk=letter.pk).update(due_at=None, sent_at=datetime.now(UTC), problem="")
    return True
