"""Counting which records state what about their rights, from the change feed, at its own pace."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby, islice

import msgspec
from django.db import connection, transaction
from django.db.models import Count, Q, Sum

from licensing.models import RightsStatement
from licensing.services.statements import Counted, list_unknown, note_statements
from repository import bulk, selectors
from repository.models import Change, DownloadTotal, FeedReader, LearningResource, Provider

READER = "statements"
WINDOW = 10_000
"""Changes a transaction."""
MANY = 50_000
"""So many changes cost more than counting everything anew."""
CHUNK = 500
"""Statements written at a time."""
SAMPLE = 10
"""Records of a new statement whose languages are taken for its own."""
FREED = ("freed_count", "freed_download_count")
Pair = tuple[uuid.UUID, uuid.UUID]
"""(provider, statement key)."""
Samples = dict[Pair, list[uuid.UUID]]


class Tally(msgspec.Struct, frozen=True):
    """How many records of a provider state something, decided ones among them, and downloads."""

    pair: Pair
    record_count: int = 0
    decided_count: int = 0
    download_count: int = 0
    sample: tuple[uuid.UUID, ...] = ()


class _Stated(msgspec.Struct, frozen=True):
    """Of a canonical record, what a statement's row is made of."""

    rights_statements: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


_decode = msgspec.json.Decoder(_Stated).decode


def count_statements() -> int:
    """Count anew the statements that records came to or left since the last time.

    Running it twice changes nothing; of two workers one does it.

    Returns:
        How many changes were read.
    """
    position = FeedReader.objects.filter(name=READER).values_list("last_change_id", flat=True)
    behind = selectors.count_changes(after=position.first() or 0)
    if not behind:
        return 0
    FeedReader.objects.get_or_create(name=READER)
    until = selectors.last_settled_change_id()
    if behind > MANY:
        recount()
        FeedReader.objects.filter(name=READER).update(last_change_id=until)
        return behind
    total = 0
    while read := count_window(until):
        total += read
    return total


@transaction.atomic
def count_window(until: int) -> int:
    """Take the next changes into account; give how many there were."""
    readers = FeedReader.objects.filter(name=READER)
    if connection.features.has_select_for_update_skip_locked:
        readers = readers.select_for_update(skip_locked=True)
    reader = readers.first()
    if reader is None:
        return 0
    changes = Change.objects.filter(id__gt=reader.last_change_id, id__lte=until).order_by("id")
    rows = changes.values_list(
        "id",
        "resource_id",
        "resource__provider_id",
        "resource__statement_key",
        "left_statement_key",
    )
    samples: Samples = {}
    read = 0
    for change_id, resource_id, provider_id, key, left in rows[:WINDOW]:
        read, reader.last_change_id = read + 1, change_id
        sample = samples.setdefault((provider_id, key), [])
        if len(sample) < SAMPLE:
            sample.append(resource_id)
        if left is not None:
            samples.setdefault((provider_id, left), [])
    note(tally(samples))
    reader.save(update_fields=["last_change_id"])
    return read


def tally(samples: Samples) -> Iterator[Tally]:
    """Yield the counts of these pairs; zero where no record states it any more."""
    by_provider: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for provider_id, key in samples:
        by_provider[provider_id].append(key)
    for provider_id, keys in by_provider.items():
        for begin in range(0, len(keys), CHUNK):
            chunk = keys[begin : begin + CHUNK]
            resources = LearningResource.objects.order_by().filter(
                provider=provider_id, statement_key__in=chunk, is_withdrawn=False
            )
            counts = resources.values_list("statement_key").annotate(
                records=Count("id"), decided=Count("id", filter=~Q(decision_id=0))
            )
            found = {key: (records, decided) for key, records, decided in counts}
            downloads = count_downloads(provider_id, chunk)
            for key in chunk:
                pair = (provider_id, key)
                records, decided = found.get(key, (0, 0))
                yield Tally(pair, records, decided, downloads.get(key, 0), tuple(samples[pair]))


def count_downloads(provider_id: uuid.UUID, keys: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Give how often works were opened whose records state something, by statement key."""
    totals = DownloadTotal.objects.filter(
        resource__provider=provider_id,
        resource__statement_key__in=keys,
        resource__is_withdrawn=False,
    )
    summed = totals.values_list("resource__statement_key").annotate(downloads=Sum("count"))
    return dict(summed)


def recount() -> int:
    """Count all statements anew; give how many there are.

    Goes through the index of statements once, in bounded memory.
    """
    begun = datetime.now(UTC)
    total = note(iter_tallies())
    vanished = RightsStatement.objects.filter(last_counted_at__lt=begun)
    nothing = dict.fromkeys(("record_count", "decided_count", "download_count", *FREED), 0)
    vanished.update(**nothing, last_counted_at=begun)
    return total


def iter_tallies() -> Iterator[Tally]:
    """Yield the counts of every pair that there is, in the order of the index."""
    resources = LearningResource.objects.filter(is_withdrawn=False)
    rows = resources.order_by("provider_id", "statement_key", "id").values_list(
        "provider_id", "statement_key", "id", "decision_id", "download_total__count"
    )
    for pair, group in groupby(rows.iterator(chunk_size=5_000), key=lambda row: row[:2]):
        records = decided = downloads = 0
        sample: list[uuid.UUID] = []
        for _, _, resource_id, decision_id, opened in group:
            records += 1
            decided += decision_id != 0
            downloads += opened or 0
            if records <= SAMPLE:
                sample.append(resource_id)
        yield Tally(pair, records, decided, downloads, tuple(sample))


def note(tallies: Iterable[Tally]) -> int:
    """Write the counts, and what the new statements say; give how many were written."""
    names = dict(Provider.objects.values_list("id", "name"))
    left, total = iter(tallies), 0
    while chunk := list(islice(left, CHUNK)):
        stated = read_new(chunk)
        counted = [
            Counted(
                source_id=each.pair[0],
                source_name=names.get(each.pair[0], ""),
                statement_key=each.pair[1],
                record_count=each.record_count,
                decided_count=each.decided_count,
                download_count=each.download_count,
                texts=stated[each.pair].rights_statements if each.pair in stated else None,
                languages=stated[each.pair].languages if each.pair in stated else (),
            )
            for each in chunk
        ]
        total += note_statements(counted)
    return total


def read_new(chunk: Iterable[Tally]) -> Mapping[Pair, _Stated]:
    """Read what the statements say that have no row yet, and the languages of some records."""
    tallies = {each.pair: each for each in chunk if each.record_count}
    by_provider: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for provider_id, key in tallies:
        by_provider[provider_id].append(key)
    new = [
        (provider_id, key)
        for provider_id, keys in by_provider.items()
        for key in list_unknown(provider_id, keys)
    ]
    pair_of = {key: pair for pair in new for key in tallies[pair].sample}
    columns = ("id", "statement_key", "metadata_json")
    found: dict[Pair, _Stated] = {}
    for resource_id, key, document in bulk.fetch_rows(LearningResource, columns, pair_of):
        pair, stated = pair_of[resource_id], _decode(document)
        if key == pair[1]:
            known = found.get(pair, stated).languages
            languages = tuple(dict.fromkeys((*known, *stated.languages)))
            found[pair] = _Stated(stated.rights_statements, languages)
    return found
