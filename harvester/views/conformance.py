"""How well a repository keeps to the protocol, point by point, in words."""

from collections.abc import Iterator

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from harvester.probe.report import ProbeReport


class Check(msgspec.Struct, frozen=True):
    """One point: what was found, and what to do where it is not as it should be."""

    label: str | Promise
    found: str
    is_fine: bool
    advice: str | Promise = ""


def list_checks(report: ProbeReport) -> list[Check]:
    """Give every point, in the order of the probe."""
    if report.is_site:
        return [*checks_of_site(report), *checks_of_resources(report)]
    return [*checks_of_identify(report), *checks_of_records(report)]


def checks_of_site(report: ProbeReport) -> Iterator[Check]:
    """Yield what a web site's sitemap is like."""
    size = report.list_size or 0
    yield Check(_("Sitemap"), report.base_url, is_fine=True)
    yield Check(_("Addresses listed"), str(size), is_fine=True)
    yield Check(
        _("Addresses with the time of their last change"),
        str(report.dated_count),
        report.dated_count == size,
        _("State lastmod for each address, so that only changed pages are asked for."),
    )


def checks_of_resources(report: ProbeReport) -> Iterator[Check]:
    """Yield what the pages of a web site are like."""
    used = report.record_count - len(report.rejected)
    yield Check(_("Pages looked at"), str(report.page_count), is_fine=True)
    yield Check(
        _("Pages with a learning resource"),
        str(report.record_count),
        report.record_count == report.page_count,
        _("Describe the resource of each page in JSON-LD, with the words of schema.org."),
    )
    yield Check(
        _("Pages that can be asked for only if they have changed"),
        str(report.validated_count),
        report.validated_count >= used,
        _("Send ETag or Last-Modified, so that unchanged pages cost nothing."),
    )
    yield check_of_rejected(report)


def checks_of_identify(report: ProbeReport) -> Iterator[Check]:
    """Yield what the repository said of itself."""
    yield Check(
        _("Protocol version"),
        report.protocol_version or "–",
        report.protocol_version == "2.0",
        _("Announce protocolVersion 2.0."),
    )
    yield Check(
        _("Base URL it states"),
        report.stated_base_url or "–",
        report.stated_base_url == report.base_url,
        _("Identify should state the address under which it is asked."),
    )
    yield Check(
        _("Deleted records"),
        report.deleted_record or "–",
        report.deleted_record == "persistent",
        _("Keep deleted records listed as deleted (persistent), or they stay here for long."),
    )
    yield Check(_("Datestamps"), report.granularity, is_fine=True)
    yield Check(
        _("Earliest record"),
        report.earliest_datestamp or "–",
        bool(report.earliest_datestamp),
        _("State the earliestDatestamp."),
    )
    yield Check(_("Metadata formats"), ", ".join(report.formats), is_fine=True)
    yield Check(_("Format that would be harvested"), report.metadata_prefix, is_fine=True)


def checks_of_records(report: ProbeReport) -> Iterator[Check]:
    """Yield what its lists are like."""
    yield Check(
        _("Sets"),
        "–" if report.set_count is None else str(report.set_count),
        report.set_count is not None,
        _("ListSets should answer, with noSetHierarchy where there are none."),
    )
    yield Check(
        _("Records in all"),
        "–" if report.list_size is None else str(report.list_size),
        is_fine=True,
    )
    yield Check(
        _("Records looked at"),
        str(report.record_count),
        report.record_count > 0,
        _("The first page holds no records."),
    )
    yield check_of_rejected(report)
    yield Check(
        _("XML as it should be"),
        "; ".join(report.repairs) or "–",
        not report.repairs,
        _("The page had to be repaired before it could be read."),
    )


def check_of_rejected(report: ProbeReport) -> Check:
    """Tell whether all records could be used."""
    return Check(
        _("Rejected records"),
        str(len(report.rejected)),
        not report.rejected,
        _("See below what is wrong with them."),
    )
