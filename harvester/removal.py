"""Take all records of a source out of the catalogue, because a person said so.

They are withdrawn as what a source no longer lists is, and so come back in place, as the same
resources, when the source is harvested again.
"""

from collections.abc import Callable

from harvester import absence, runs
from harvester.models import HarvestedRecord, HarvestRun


def set_all_aside(run: HarvestRun, report: Callable[[HarvestRun], object]) -> None:
    """Set the withdrawal of every record of the run's endpoint aside; may be done again.

    A record that another endpoint of the provider has as well stays.

    Args:
        run: Of this worker.
        report: Called with the run after every batch.

    Raises:
        EndpointBusy: The run is another worker's now.
    """
    live = HarvestedRecord.objects.filter(
        endpoint=run.endpoint_id, resource__isnull=False, is_deleted=False
    )
    for rows in absence.batches(live, absence.LISTS_DECIDE.batch_size):
        absence.set_aside(run, rows, {row.identifier for row in rows})
        report(run)
    run.is_read = True
    runs.keep(run)
