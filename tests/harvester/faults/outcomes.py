"""What a harvest came to, in a form that a test can compare."""

from harvester.models import HarvestRun
from repository.models import LearningResource
from tests.fakes.oaipmh_server import OaiServer

COUNTED = ("created", "updated", "unchanged", "deleted", "failed", "held")


def outcomes(run: HarvestRun) -> dict[str, int]:
    """Give the counts of a run that are not zero."""
    counts = {name: getattr(run, f"{name}_count") for name in COUNTED}
    return {name: count for name, count in counts.items() if count}


def titles() -> dict[str, str]:
    """Give the titles of the catalogue by the sources' identifiers; empty where withdrawn."""
    return {
        each.source_identifier: "" if each.is_withdrawn else each.title
        for each in LearningResource.objects.all()
    }


def lists_asked(source: OaiServer) -> list[dict[str, str]]:
    """Give the requests that began a list of records."""
    return [
        each
        for each in source.requests
        if each.get("verb") == "ListRecords" and "resumptionToken" not in each
    ]
