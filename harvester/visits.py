"""What is known of a web site's pages from earlier harvests, so that less has to be asked."""

from collections.abc import Mapping, Sequence

from django.db.models import Q

from harvester.models import HarvestedRecord, HarvestRun, record_key
from harvester.sitemap.fetch import NOTHING_KNOWN, Known


def known_pages(run: HarvestRun) -> Known:
    """Give what a harvest of a web site may rely upon; a full one relies on nothing."""
    if run.is_full:
        return NOTHING_KNOWN
    kept = HarvestedRecord.objects.filter(endpoint=run.endpoint_id)

    def validators(addresses: Sequence[str]) -> Mapping[str, str]:
        """Give the validators of pages that were good; one that was not is to be read anew."""
        keys = [record_key(run.endpoint_id, address) for address in addresses]
        good = kept.filter(pk__in=keys, rejected_because="", is_deleted=False)
        return dict(good.exclude(validator="").values_list("identifier", "validator"))

    again = kept.filter(~Q(rejected_because="") | Q(is_deleted=True, missing_since__isnull=False))
    return Known(validators=validators, again=frozenset(again.values_list("identifier", flat=True)))
