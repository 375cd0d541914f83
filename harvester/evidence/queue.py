"""Looking at works, one after the other: those asked for, then those whose licence is in doubt."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from time import monotonic
from uuid import UUID

import msgspec

from harvester.evidence.choosing import release, take
from harvester.evidence.looking import Looker, looking_policy
from harvester.hosts import SharedTurns
from harvester.http import HttpClient, HttpPolicy
from harvester.models import EvidenceCheck

logger = logging.getLogger(__name__)

WORKS_A_ROUND = 20
ROUND_SECONDS = 30.0


def want(resource_ids: Sequence[UUID]) -> int:
    """Put works at the head of the queue because a curator asks; give how many.

    One that is being looked at stays with who looks.
    """
    now = datetime.now(UTC)
    for resource_id in resource_ids:
        EvidenceCheck.objects.update_or_create(
            resource_id=resource_id,
            defaults={"is_wanted": True, "due_at": now},
            create_defaults={"is_wanted": True, "due_at": now},
        )
    return len(resource_ids)


def look_at_next(*, policy: HttpPolicy | None = None, limit: int = WORKS_A_ROUND) -> int:
    """Look at the next works, for a while; give how many were looked at.

    Each is kept before the next begins, so whatever ends this loses nothing.

    Args:
        policy: How to ask; that of the settings unless told.
        limit: At most so many works.
    """
    taken = take(limit)
    if not taken:
        return 0
    ends_at = monotonic() + ROUND_SECONDS
    count = 0
    with SharedTurns() as turns, HttpClient(policy or looking_policy(), turns=turns) as http:
        looker = Looker(http)
        for resource_id in taken:
            if monotonic() > ends_at:
                release(taken[count:])
                break
            look_at(looker, resource_id)
            count += 1
    return count


def look_at(looker: Looker, resource_id: UUID) -> None:
    """Look at one work and keep what came of it."""
    check = EvidenceCheck.objects.select_related("resource").get(resource_id=resource_id)
    if check.resource.is_withdrawn:
        check.delete()
        return
    validators = msgspec.json.decode(check.validators_json or "{}", type=dict[str, str])
    look = looker.look(check.resource, validators)
    EvidenceCheck.objects.filter(pk=check.pk).update(
        is_wanted=check.is_wanted and look.is_put_off,
        due_at=look.again_at,
        claimed_until=None,
        looked_at=datetime.now(UTC),
        validators_json=msgspec.json.encode(look.validators).decode(),
        message=look.message,
    )
    if look.message:
        logger.info("work %s: %s", resource_id, look.message)
