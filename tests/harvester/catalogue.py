"""All that a harvest leaves behind, in a form that two sites can be compared by."""

from hashlib import sha256
from typing import Any

from harvester.models import HarvestedRecord, HarvestRun, RecordIssue
from harvester.payloads import decompress
from repository.models import Change, LearningResource

COUNTED = ("created", "updated", "unchanged", "deleted", "failed", "held")


def everything() -> dict[str, Any]:
    """Give resources, raw records, rejections and runs, and what the change feed lacks.

    Times are left out, and so is the number of rows in the feed: a page that was not yet committed
    when its worker died leaves none.
    """
    resources = LearningResource.objects.order_by("source_identifier")
    fed = set(Change.objects.values_list("resource_id", flat=True))
    return {
        "resources": [
            [each.source_identifier, str(each.pk), each.metadata_json, each.is_withdrawn]
            for each in resources
        ],
        "kept": [
            [
                each.identifier,
                str(each.resource_id),
                sha256(decompress(bytes(each.payload))).hexdigest(),
                each.digest,
                each.is_deleted,
                each.rejected_because,
            ]
            for each in HarvestedRecord.objects.order_by("identifier")
        ],
        "rejected": sorted(RecordIssue.objects.values_list("identifier", flat=True)),
        "lacking in the change feed": [str(each.pk) for each in resources if each.pk not in fed],
        "runs": [
            [run.state, run.page_number, *(getattr(run, f"{name}_count") for name in COUNTED)]
            for run in HarvestRun.objects.all()
        ],
    }
