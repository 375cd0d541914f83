"""Which works are looked at next, and by whom: nobody else looks at a work that is taken.

Works in doubt are gone through from the newest to the oldest, and then anew; how far is kept, so
that every one has its turn, however many there are and however slowly one site answers.
"""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from harvester.models import EvidenceCheck, EvidenceWalk
from licensing.licenses import LicenseClass
from repository.metadata.record import from_json
from repository.models import LearningResource
from repository.selectors import is_placed

WANTED, AGAIN = "wanted", "again"
IN_DOUBT = (LicenseClass.CONFLICT.value, LicenseClass.UNKNOWN.value)
"""Classes of works that are looked at without being asked for, the more urgent first."""
STREAMS = (*IN_DOUBT, AGAIN)
WINDOW = 1_000
"""Works in doubt that are passed in one go at most: most were looked at before."""
CANDIDATES = 200
"""Works of a stream whose hosts are looked up."""
WORKS_A_HOST = 4
"""In one round, so that one large source does not hold up the others, nor is asked too much."""
CLAIM = timedelta(minutes=30)
"""A work that is being looked at is nobody else's for so long; after a crash it is due again."""


class Candidate(NamedTuple):
    """A work that may be looked at; ``stream`` says why."""

    stream: str
    resource_id: UUID
    url: str


@transaction.atomic
def take(limit: int) -> list[UUID]:
    """Claim the next works: wanted ones, then in turns new ones in doubt and those due again.

    Only wanted ones, unless the operator has works sought out.
    """
    walks = lock_walks()
    chosen = one_host_at_a_time(chain(wanted(), sought(walks)), limit)
    keep(walks, {work.stream for work in chosen})
    ids = [work.resource_id for work in chosen]
    now = datetime.now(UTC)
    EvidenceCheck.objects.bulk_create(
        [EvidenceCheck(resource_id=each, due_at=now, claimed_until=now + CLAIM) for each in ids],
        update_conflicts=True,
        unique_fields=("resource",),
        update_fields=("claimed_until",),
    )
    return ids


def release(resource_ids: Sequence[UUID]) -> None:
    """Give claimed works back."""
    EvidenceCheck.objects.filter(pk__in=resource_ids).update(claimed_until=None)


def lock_walks() -> list[EvidenceWalk]:
    """Give the streams, that first which was not chosen from for longest; one worker at a time."""
    known = EvidenceWalk.objects.select_for_update().order_by("pk")
    if len(known) < len(STREAMS):
        EvidenceWalk.objects.bulk_create(map(EvidenceWalk, STREAMS), ignore_conflicts=True)
        known = known.all()
    rank = {stream: place for place, stream in enumerate(STREAMS)}
    never = datetime.min.replace(tzinfo=UTC)
    return sorted(known, key=lambda walk: (walk.chosen_at or never, rank[walk.stream]))


def keep(walks: Iterable[EvidenceWalk], chosen_from: set[str]) -> None:
    """Keep how far the streams were gone through, and which of them had their turn."""
    for walk in walks:
        if walk.stream in chosen_from:
            walk.chosen_at = datetime.now(UTC)
        walk.save()


def wanted() -> Iterator[Candidate]:
    """Yield the works that curators ask for."""
    for check in due().filter(is_wanted=True)[:CANDIDATES]:
        yield Candidate(WANTED, check.pk, check.resource.metadata.url)


def sought(walks: Sequence[EvidenceWalk]) -> Iterator[Candidate]:
    """Yield works that nobody asks for, of the streams in turns."""
    if not settings.SEEK_EVIDENCE:
        return
    streams = deque(again() if walk.stream == AGAIN else in_doubt(walk) for walk in walks)
    while streams:
        stream = streams.popleft()
        for found in stream:
            streams.append(stream)
            yield found
            break


def due() -> QuerySet[EvidenceCheck]:
    """Give works whose time has come and that nobody is looking at, the longest due first."""
    now = datetime.now(UTC)
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    return (
        EvidenceCheck.objects.filter(free, due_at__lte=now)
        .select_related("resource")
        .order_by("due_at")
    )


def again() -> Iterator[Candidate]:
    """Yield works that were looked at before and are due again."""
    for check in due().filter(is_wanted=False)[:CANDIDATES]:
        yield Candidate(AGAIN, check.pk, check.resource.metadata.url)


def in_doubt(walk: EvidenceWalk) -> Iterator[Candidate]:
    """Yield the next works of a class that nobody has looked at; the walk goes on behind them.

    Those left for the sake of their host have their turn when the walk begins anew.
    """
    works = LearningResource.objects.filter(license_class=walk.stream, is_withdrawn=False)
    if walk.datestamp and walk.resource_id:
        works = works.filter(is_placed("<", (walk.datestamp, walk.resource_id)))
    passed = list(works.order_by("-datestamp", "-id").values_list("datestamp", "id")[:WINDOW])
    checks = EvidenceCheck.objects.filter(pk__in=[key for _, key in passed])
    seen = set(checks.values_list("pk", flat=True))
    new = [place for place in passed if place[1] not in seen][:CANDIDATES]
    ids = [key for _, key in new]
    documents = dict(LearningResource.objects.filter(pk__in=ids).values_list("pk", "metadata_json"))
    for place in new:
        walk.datestamp, walk.resource_id = place
        yield Candidate(walk.stream, place[1], from_json(documents[place[1]]).url)
    if len(new) < CANDIDATES:
        walk.datestamp, walk.resource_id = passed[-1] if len(passed) == WINDOW else (None, None)


def one_host_at_a_time(works: Iterable[Candidate], limit: int) -> list[Candidate]:
    """Choose works in their order, few of one host; no more are asked for than it takes."""
    asked: Counter[str] = Counter()
    chosen: list[Candidate] = []
    for work in works:
        host = urlsplit(work.url).netloc
        if asked[host] < WORKS_A_HOST:
            asked[host] += 1
            chosen.append(work)
            if len(chosen) == limit:
                break
    return chosen
