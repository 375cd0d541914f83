"""What the repository says of itself. Source: OAI-PMH 2.0, section 4.2."""

from datetime import UTC, datetime

from django.conf import settings
from django.db.models import Min

from repository.formats.xml import escaped, finished
from repository.models import LearningResource, Provider
from repository.oaipmh.envelope import base_url, utc
from repository.oaipmh.identifiers import has_registered_form, prefix

GRANULARITY = "YYYY-MM-DDThh:mm:ssZ"
SAMPLE_ID = "00000000-0000-0000-0000-000000000000"


def identify() -> bytes:
    """Give the ``Identify`` element."""
    return finished(
        (
            "<Identify>\n",
            f"<repositoryName>{escaped(settings.SITE_NAME)}</repositoryName>\n",
            f"<baseURL>{escaped(base_url())}</baseURL>\n",
            "<protocolVersion>2.0</protocolVersion>\n",
            f"<adminEmail>{escaped(settings.ADMIN_EMAIL)}</adminEmail>\n",
            f"<earliestDatestamp>{utc(earliest_datestamp())}</earliestDatestamp>\n",
            "<deletedRecord>persistent</deletedRecord>\n",
            f"<granularity>{GRANULARITY}</granularity>\n",
            "<compression>gzip</compression>\n",
            identifier_description(),
            "</Identify>\n",
        )
    )


def earliest_datestamp() -> datetime:
    """Give a time, UTC, that no datestamp is or ever will be before.

    Not simply the earliest datestamp there is: that one moves on when its record changes, and a
    writer may be about to commit an earlier one. Every record is stamped after its provider was
    registered.
    """
    registered_at = Provider.objects.aggregate(least=Min("created_at"))["least"]
    stamped_at = (
        LearningResource.objects.order_by("datestamp", "id").values_list("datestamp", flat=True)
    ).first()
    least = min(each for each in (registered_at, stamped_at, datetime.now(UTC)) if each)
    return least.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def identifier_description() -> str:
    """Give the description of the identifiers' form, where it may be claimed."""
    if not has_registered_form():
        return ""
    namespace = "http://www.openarchives.org/OAI/2.0/oai-identifier"
    return (
        f'<description><oai-identifier xmlns="{namespace}"'
        f' xsi:schemaLocation="{namespace} {namespace}.xsd"><scheme>oai</scheme>'
        f"<repositoryIdentifier>{settings.PUBLIC_HOST}</repositoryIdentifier>"
        f"<delimiter>:</delimiter><sampleIdentifier>{prefix()}{SAMPLE_ID}</sampleIdentifier>"
        "</oai-identifier></description>\n"
    )
