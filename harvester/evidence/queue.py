"""Which works are looked at next: those asked for, then those whose licence is in doubt."""

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from time import monotonic
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from harvester.evidence.looking import Looker, looking_policy
from harvester.http import HttpClient, HttpPolicy
from harvester.models import EvidenceCheck
from licensing.licenses import LicenseClass
from repository.models import LearningResource

logger = logging.getLogger(__name__)

IN_DOUBT = (LicenseClass.CONFLICT, LicenseClass.UNKNOWN)
"""Classes of works that are looked at without being asked for, the more urgent first."""
CANDIDATES = 200
WORKS_A_ROUND = 20
WORKS_A_HOST = 4
"""In one round, so that one large source does not hold up the others, nor is asked too much."""
ROUND_SECONDS = 30.0
CLAIM = timedelta(minutes=30)
"""A work that is being looked at is nobody else's for so long; after a crash it is due again."""


def want(resource_ids: Sequence[UUID]) -> int:
    """Put works at the head of the queue because a curator asks; give how many."""
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
    with HttpClient(policy or looking_policy()) as http:
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
        is_wanted=False,
        due_at=look.again_at,
        looked_at=datetime.now(UTC),
        validators_json=msgspec.json.encode(look.validators).decode(),
        message=look.message,
    )
    if look.message:
        logger.info("work %s: %s", resource_id, look.message)


@transaction.atomic
def take(limit: int) -> list[UUID]:
    """Claim the next works: wanted ones, then new ones in doubt, then those due again.

    Only wanted ones, unless the operator has works sought out.
    """
    now = datetime.now(UTC)
    due = EvidenceCheck.objects.filter(due_at__lte=now).order_by("-is_wanted", "due_at")
    waiting = list(due.select_related("resource")[:CANDIDATES])
    wanted = [check.resource for check in waiting if check.is_wanted]
    others = [check.resource for check in waiting if not check.is_wanted]
    unasked = [*list_new(CANDIDATES), *others] if settings.SEEK_EVIDENCE else []
    chosen = one_host_at_a_time([*wanted, *unasked], limit)
    claimed = now + CLAIM
    known = {check.resource_id for check in waiting}
    EvidenceCheck.objects.filter(pk__in=[each for each in chosen if each in known]).update(
        due_at=claimed
    )
    EvidenceCheck.objects.bulk_create(
        [EvidenceCheck(resource_id=each, due_at=claimed) for each in chosen if each not in known],
        ignore_conflicts=True,
    )
    return chosen


def list_new(limit: int) -> list[LearningResource]:
    """Give works in doubt that nobody has looked at yet, the more urgent and the newest first."""
    seen = EvidenceCheck.objects.filter(resource_id=OuterRef("pk"))
    found: list[LearningResource] = []
    for license_class in IN_DOUBT:
        resources = LearningResource.objects.filter(
            ~Exists(seen), license_class=license_class, is_withdrawn=False
        )
        found += resources.order_by("-datestamp", "-id")[: limit - len(found)]
    return found


def one_host_at_a_time(resources: Sequence[LearningResource], limit: int) -> list[UUID]:
    """Choose works in their order, few of one host."""
    asked: Counter[str] = Counter()
    chosen: dict[UUID, None] = {}
    for resource in resources:
        host = urlsplit(resource.metadata.url).netloc
        if asked[host] < WORKS_A_HOST and len(chosen) < limit:
            asked[host] += 1
            chosen[resource.id] = None
    return list(chosen)


def release(resource_ids: Sequence[UUID]) -> None:
    """Give claimed works back: they are due at once."""
    EvidenceCheck.objects.filter(pk__in=resource_ids).update(due_at=datetime.now(UTC))
