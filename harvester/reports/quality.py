"""How good the records of a source are: what they state, and what of it could not be read."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from harvester.models import Endpoint, HarvestedRecord
from harvester.records import MetadataIssue
from harvester.reports.causes import Cause, issue_cause
from licensing.licenses import LicenseClass
from repository.metadata.record import ResourceMetadata, from_json
from repository.models import LearningResource

SAMPLE_SIZE = 2_000
"""Records looked at for a page. Their keys are digests, so the first by key are a random sample."""
MAX_EXAMPLES = 3
OPEN_CLASSES = frozenset({LicenseClass.PUBLIC_DOMAIN.value, LicenseClass.OPEN.value})
"""Open as the Open Definition has it."""

FIELDS: Mapping[str, tuple[str | Promise, Callable[[ResourceMetadata], object]]] = {
    "license": (pgettext_lazy("stated by a record", "Licence"), lambda each: each.license.id),
    "open": (
        pgettext_lazy("stated by a record", "Open licence"),
        lambda each: each.license.license_class in OPEN_CLASSES,
    ),
    "language": (pgettext_lazy("stated by a record", "Language"), lambda each: each.languages),
    "description": (
        pgettext_lazy("stated by a record", "Description"),
        lambda each: each.descriptions,
    ),
    "link": (pgettext_lazy("stated by a record", "Link"), lambda each: each.url or each.files),
    "type": (pgettext_lazy("stated by a record", "Type"), lambda each: each.resource_types),
    "level": (
        pgettext_lazy("stated by a record", "Level"),
        lambda each: each.educational_levels or each.age_ranges,
    ),
    "subject": (
        pgettext_lazy("stated by a record", "Subject or keywords"),
        lambda each: each.subjects or each.keywords,
    ),
    "author": (
        pgettext_lazy("stated by a record", "Author"),
        lambda each: each.contributors or each.publishers,
    ),
    "date": (
        pgettext_lazy("stated by a record", "Date"),
        lambda each: any(date.value for date in each.dates),
    ),
}
"""What a good record states, and how it is told that it does."""


class Share(msgspec.Struct, frozen=True):
    """How many records state something that is understood."""

    code: str
    label: str | Promise
    count: int
    total: int

    @property
    def percent(self) -> int:
        """In whole percent, rounded down: 100 means all."""
        return 100 * self.count // self.total if self.total else 0


class CauseCount(msgspec.Struct, frozen=True):
    """How many records have an issue, with some of the values that caused it."""

    cause: Cause
    count: int
    examples: tuple[str, ...] = ()


class Quality(msgspec.Struct, frozen=True, kw_only=True):
    """The quality of a source's records."""

    total: int
    """Records looked at; deleted and rejected ones are not among them."""
    is_sample: bool = False
    shares: tuple[Share, ...] = ()
    issues: tuple[CauseCount, ...] = ()

    @classmethod
    def restored(
        cls,
        *,
        total: int,
        stated: Mapping[str, int],
        issues: Iterable[tuple[str, int, tuple[str, ...]]],
    ) -> "Quality":
        """Give a quality again of which the numbers were kept, by code."""
        return cls(
            total=total,
            shares=tuple(
                Share(code, label, stated.get(code, 0), total)
                for code, (label, _states) in FIELDS.items()
            ),
            issues=tuple(
                CauseCount(issue_cause(code), count, examples) for code, count, examples in issues
            ),
        )


def measure(
    records: Sequence[ResourceMetadata], issues: Iterable[Sequence[MetadataIssue]]
) -> Quality:
    """Measure records and the issues of each."""
    shares = tuple(
        Share(code, label, sum(1 for each in records if states(each)), len(records))
        for code, (label, states) in FIELDS.items()
    )
    return Quality(total=len(records), shares=shares, issues=count_issues(issues))


def count_issues(issues: Iterable[Sequence[MetadataIssue]]) -> tuple[CauseCount, ...]:
    """Count the records that have each issue, the most frequent first."""
    counts: Counter[str] = Counter()
    stated: dict[str, dict[str, None]] = {}
    for of_record in issues:
        counts.update({each.code for each in of_record})
        for each in of_record:
            examples = stated.setdefault(each.code, {})
            if each.stated and len(examples) < MAX_EXAMPLES:
                examples[each.stated] = None
    return tuple(
        CauseCount(issue_cause(code), count, tuple(stated[code]))
        for code, count in counts.most_common()
    )


def measure_endpoint(endpoint: Endpoint) -> Quality:
    """Measure what is kept of an endpoint: all of it, or a random sample where it is much."""
    rows = list(
        HarvestedRecord.objects.filter(endpoint=endpoint, is_deleted=False, rejected_because="")
        .order_by("key")
        .values_list("resource_id", "issues_json")[:SAMPLE_SIZE]
    )
    documents = LearningResource.objects.filter(
        id__in=[resource_id for resource_id, _issues in rows if resource_id], is_withdrawn=False
    ).values_list("metadata_json", flat=True)
    quality = measure(
        [from_json(document) for document in documents],
        [read_issues(document) for _resource_id, document in rows if document],
    )
    return msgspec.structs.replace(quality, is_sample=len(rows) == SAMPLE_SIZE)


_read_issues = msgspec.json.Decoder(tuple[MetadataIssue, ...]).decode


def read_issues(document: str) -> tuple[MetadataIssue, ...]:
    """Read the issues kept with a record; none where they were kept in another form."""
    try:
        return _read_issues(document)
    except (msgspec.ValidationError, msgspec.DecodeError):
        return ()
