"""Keeping the index level with the catalogue, and asking it.

The index reads the repository's change feed at its own pace, at least once and in order. What was
read is committed in the engine first and noted in ``IndexState`` after that, so that a crash or a
dead engine costs delay, never data.
"""

import uuid
from collections.abc import Callable, Iterator, Sequence

import msgspec
from django.conf import settings

from repository import selectors
from repository.models import LearningResource
from search import folding, spelling, suggesting
from search.analysis import folded_words
from search.backends import get_backend
from search.backends.base import Entry, IndexWriter, SearchBackend
from search.backends.explaining import Share
from search.encoding import Changes, EncodeBatches, Range, encoders
from search.errors import BackendBusy
from search.likeness import find_similar
from search.models import IndexState
from search.openness import by_class, with_openness
from search.queries import NamedConcepts, SearchPage, SearchQuery
from search.semantic.fusion import fuse
from search.suggesting import MAX_SUGGESTIONS, Suggestion
from search.vocabularies.services import label_index
from search.vocabularies.tree import subjects_in_sight

BATCH = 1_000
"""Changes read and written at a time."""
FUSED_HITS = 100
"""Hits by words that are ranked together with those by meaning."""
FUSED_WEIGHT = 100_000.0
"""Lifts joined ranks above every score of words."""
BATCHES_PER_COMMIT = 20
"""Commits are what costs; after a crash everything since the last one is read again."""

Report = Callable[["IndexProgress"], None]


class IndexProgress(msgspec.Struct, frozen=True, kw_only=True):
    """How far indexing has come."""

    written: int = 0
    """Documents written, each time one was."""
    deleted: int = 0
    position: int = 0
    """The last change that is in the index."""
    remaining: int = 0
    """Changes behind the position, when last counted."""
    is_busy: bool = False
    """Nothing was done because another process is writing the index."""


def search(query: SearchQuery, *, backend: SearchBackend | None = None) -> SearchPage:
    """Run a query on the configured engine.

    Raises:
        PageTooDeep: The page lies behind the first ``MAX_HITS`` hits.
        BackendUnavailable: The engine does not answer.
    """
    engine = backend or get_backend()
    return with_openness(engine.search(understood(query, engine)), query)


def explain(
    query: SearchQuery, resource_id: str, *, backend: SearchBackend | None = None
) -> Share | None:
    """Tell how the engine scores a resource by relevance; None where it is no hit.

    Raises:
        BackendUnavailable: The engine does not answer.
    """
    engine = backend or get_backend()
    return engine.explain(understood(query, engine), resource_id)


def understood(query: SearchQuery, backend: SearchBackend) -> SearchQuery:
    """Give the query as the engine is asked it, with what it names and what means the same."""
    asked = with_subjects(with_concepts(by_class(query)))
    return with_meaning(asked, backend) if settings.SEARCH_SEMANTIC else asked


def with_subjects(query: SearchQuery) -> SearchQuery:
    """Give the query with the subjects that have to be counted for their tree to be whole."""
    if not query.has_facets:
        return query
    chosen = dict(query.filters).get("subject", ())
    return msgspec.structs.replace(query, counted=(("subject", subjects_in_sight(chosen)),))


def embed_next() -> bool:
    """Embed some of the records that have no vector yet, where search by meaning is turned on.

    Returns:
        Whether any were left to embed.
    """
    if not settings.SEARCH_SEMANTIC:
        return False
    from search.semantic.services import BATCH, embed_changes  # noqa: PLC0415 - an optional extra

    try:
        return bool(embed_changes(limit=BATCH).embedded)
    except BackendBusy:
        return False


def with_meaning(query: SearchQuery, backend: SearchBackend) -> SearchQuery:
    """Give the query with the records that mean nearly the same, ranked among those of the words.

    The best of both rankings are joined by their reciprocal ranks; behind them the words decide.
    """
    if query.sort != "relevance" or not query.text.strip() or '"' in query.text:
        return query  # in quotes stand the very words that are wanted
    from search.semantic.services import nearest  # noqa: PLC0415 - an optional extra

    first = msgspec.structs.replace(
        query, page=1, page_size=FUSED_HITS, cursor="", has_facets=False
    )
    by_words = [hit.resource_id for hit in backend.search(first).hits]
    fused = fuse([by_words, nearest(query.text)])
    return msgspec.structs.replace(
        query, favored=tuple((key, FUSED_WEIGHT * score) for key, score in fused)
    )


def suggest(
    typed: str,
    *,
    languages: Sequence[str] = (),
    limit: int = MAX_SUGGESTIONS,
    backend: SearchBackend | None = None,
) -> list[Suggestion]:
    """Give titles and subjects that go on as somebody types, the reader's languages first.

    Raises:
        BackendUnavailable: The engine does not answer.
    """
    return suggesting.suggest(
        typed, languages=languages, limit=limit, backend=backend or get_backend()
    )


def correct(text: str, *, backend: SearchBackend | None = None) -> str:
    """Give a query that found nothing, or not all its words, spelled as records spell it.

    Returns:
        Empty when there is nothing to correct.

    Raises:
        BackendUnavailable: The engine does not answer.
    """
    return spelling.correct(text, backend=backend or get_backend())


def similar(
    resource_id: uuid.UUID,
    *,
    languages: Sequence[str] = (),
    limit: int = 6,
    backend: SearchBackend | None = None,
) -> list[LearningResource]:
    """Give the resources most like one, the best first; none of one that is not there.

    Raises:
        BackendUnavailable: The engine does not answer.
    """
    for resource in selectors.get_resources([resource_id]):
        found = find_similar(
            resource, languages=tuple(languages), limit=limit, backend=backend or get_backend()
        )
        resources = selectors.get_resources([uuid.UUID(one) for one in found])
        return [one for one in resources if not one.is_withdrawn]
    return []


def with_concepts(query: SearchQuery) -> SearchQuery:
    """Give the query with the concepts that its text names.

    In scripts written without spaces what is named is set apart from what stands beside it, so that
    no pair of characters reaches over its edge.
    """
    text = query.text
    found = label_index().find(text, hints=query.reader_languages)
    for match in found:
        if folding.has_runs(match.text):
            text = text.replace(match.text, f" {match.text} ")
    named = [NamedConcepts(folded_words(match.text), match.concepts) for match in found]
    return msgspec.structs.replace(query, text=text, concepts=tuple(named))


def index_changes(
    *,
    limit: int | None = None,
    wait_seconds: float = 0,
    backend: SearchBackend | None = None,
    report: Report | None = None,
) -> IndexProgress:
    """Bring the index up to the change feed; running it twice changes nothing.

    Args:
        limit: Stop after so many changes, rounded up to a batch; None goes on to the end.
        wait_seconds: How long to wait for another writer to finish before giving up as busy.
        backend: Another engine than the configured one.
        report: Called after every batch.

    Raises:
        BackendUnavailable: The engine does not answer; what was committed so far stands.
    """
    backend = backend or get_backend()
    if is_level(backend):
        return progress_of(backend)
    try:
        with backend.open_writer(wait_seconds=wait_seconds) as writer:
            start = starting_position(writer, is_empty=not backend.count())
            if start is not None:
                behind = selectors.count_changes(after=start)
                resources = behind if limit is None else min(behind, limit)
                with encoders(backend.encode, resources=resources) as encode:
                    return catch_up(writer, encode, start=start, limit=limit, report=report)
        return rebuild(wait_seconds=wait_seconds, backend=backend, report=report)
    except BackendBusy:
        return msgspec.structs.replace(progress_of(backend), is_busy=True)


def rebuild(
    *,
    wait_seconds: float = 0,
    backend: SearchBackend | None = None,
    report: Report | None = None,
) -> IndexProgress:
    """Build a new index beside the one in use, bring it up to date, and swap them.

    Searches go on in the old one meanwhile, and changes made during the rebuild are in the new one.

    Raises:
        BackendBusy: Another process is writing the index.
        BackendUnavailable: The engine does not answer; the old index stays in use.
    """
    backend = backend or get_backend()
    count = LearningResource.objects.filter(is_withdrawn=False).count()
    with (
        encoders(backend.encode, resources=count) as encode,
        backend.open_rebuild(wait_seconds=wait_seconds) as writer,
    ):
        start = selectors.last_settled_change_id()
        progress = IndexProgress(remaining=count)
        for _, entries in encode(ranges(version=start)):
            writer.write(entries, are_new=True)
            progress = add_up(
                progress, entries, remaining=max(progress.remaining - len(entries), 0)
            )
            if report:
                report(progress)
        writer.commit(start)
        progress = catch_up(writer, encode, start=start, limit=None, report=report, before=progress)
        name = writer.name
    IndexState.objects.exclude(name=name).delete()
    return progress


def is_level(backend: SearchBackend) -> bool:
    """Tell cheaply whether there is nothing to do, without becoming the writer."""
    name = backend.index_name()
    position = find_position(name) if name else None
    return (
        position is not None
        and position == backend.position()
        and not selectors.count_changes(after=position)
    )


def progress_of(backend: SearchBackend) -> IndexProgress:
    """Give how far the index in use has come."""
    position = find_position(backend.index_name()) or 0
    return IndexProgress(position=position, remaining=selectors.count_changes(after=position))


def starting_position(writer: IndexWriter, *, is_empty: bool) -> int | None:
    """Give the change to go on behind.

    The engine and the catalogue each know a position; the lower one is right, since what is written
    again does no harm. An index that holds documents but has no state belongs to another catalogue,
    or to this one before it was put back to an earlier state.

    Returns:
        None when the index has to be built anew.
    """
    position = find_position(writer.name)
    if is_empty:
        return 0
    if position is None or writer.position > selectors.last_settled_change_id():
        return None
    return min(position, writer.position)


def catch_up(
    writer: IndexWriter,
    encode: EncodeBatches,
    *,
    start: int,
    limit: int | None,
    report: Report | None,
    before: IndexProgress | None = None,
) -> IndexProgress:
    """Write what has changed behind ``start``, until nothing is left or ``limit`` is reached."""
    progress = msgspec.structs.replace(
        before or IndexProgress(), position=start, remaining=selectors.count_changes(after=start)
    )
    uncommitted = 0
    for batch, entries in encode(changes_behind(start, limit=limit)):
        writer.write(entries)
        progress = add_up(
            progress,
            entries,
            remaining=max(progress.remaining - len(batch.changes), 0),
            position=batch.changes[-1][0],
        )
        uncommitted += 1
        if uncommitted == BATCHES_PER_COMMIT:
            commit(writer, progress.position)
            uncommitted = 0
        if report:
            report(progress)
    if not writer.position == find_position(writer.name) == progress.position:
        commit(writer, progress.position)
    return progress


def changes_behind(start: int, *, limit: int | None) -> Iterator[Changes]:
    """Yield the changes behind ``start`` that are there now, in batches, up to ``limit``."""
    until = selectors.last_settled_change_id()
    taken = 0
    while limit is None or taken < limit:
        changes = selectors.list_changes(after=start, until=until, limit=BATCH)
        if not changes:
            return
        taken += len(changes)
        start = changes[-1][0]
        yield Changes(changes)


def ranges(*, version: int) -> Iterator[Range]:
    """Yield all resources that are not withdrawn, by their ids, in batches."""
    ids = LearningResource.objects.filter(is_withdrawn=False).order_by("id")
    last = uuid.UUID(int=0)
    while found := list(ids.filter(id__gt=last).values_list("id", flat=True)[:BATCH]):
        last = found[-1]
        yield Range(found[0], last, version)


def find_position(name: str) -> int | None:
    """Give how far the catalogue knows an index to be; None of an index that it does not know."""
    return IndexState.objects.filter(name=name).values_list("last_change_id", flat=True).first()


def commit(writer: IndexWriter, position: int) -> None:
    """Make the engine keep what it was given, then note how far that was."""
    writer.commit(position)
    IndexState.objects.update_or_create(name=writer.name, defaults={"last_change_id": position})


def add_up(
    progress: IndexProgress,
    entries: list[Entry],
    *,
    remaining: int,
    position: int | None = None,
) -> IndexProgress:
    """Add a batch to the account."""
    deleted = sum(not entry.body for entry in entries)
    return msgspec.structs.replace(
        progress,
        written=progress.written + len(entries) - deleted,
        deleted=progress.deleted + deleted,
        remaining=remaining,
        position=progress.position if position is None else position,
    )
