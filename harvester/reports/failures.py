"""Why whole runs failed, and what can be done: one text for the pages and for letters."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from harvester.reports.causes import Cause

OWN_CODES = frozenset({"stopped", "reader-ended", "busy", "defect"})
"""What happened on our side: the partner is not bothered with it."""

CHECK_BASE_URL = _("Check the base URL: with ?verb=Identify it should show the repository’s name.")
CHECK_SERVER = _("See that the server runs and can be reached from outside, then run again.")
ALLOW_HARVESTER = _(
    "Allow our requests in the firewall or bot wall; their User-Agent names this site."
)
SMALLER_PAGES = _("Send smaller pages: a hundred records each is usual.")
MEND_XML = _("Send well-formed XML in UTF-8 without a DTD; an XML validator shows the place.")
CHECK_CHOICE = _("Check the metadata format and the set: the repository may have renamed them.")
GIVE_SITEMAP = _("Give the address of the sitemap, or name it in robots.txt.")
RUN_AGAIN = _("Nothing needs to be mended at the source. Run again.")

OTHER = Cause("other", _("The run failed"), _("Read the message of the run."))
SERVER_ERROR = Cause("http", _("The server answered with an error"), CHECK_SERVER)
FAILURES = (
    Cause("unreachable", _("The server cannot be reached"), CHECK_SERVER),
    Cause("timeout", _("The server takes too long to answer"), SMALLER_PAGES),
    Cause(
        "retry-later", _("The server asks for patience"), _("Wait; it is tried again by itself.")
    ),
    Cause("certificate", _("The certificate is not valid"), _("Renew the server’s certificate.")),
    Cause("http-401", _("The server wants a password"), ALLOW_HARVESTER),
    Cause("http-403", _("The server forbids the harvest"), ALLOW_HARVESTER),
    Cause("http-404", _("There is nothing at the base URL"), CHECK_BASE_URL),
    Cause("http-410", _("There is nothing at the base URL any more"), CHECK_BASE_URL),
    Cause("half-body", _("The answer breaks off"), CHECK_SERVER),
    Cause("truncated", _("The answer breaks off"), CHECK_SERVER),
    Cause("empty", _("The answer is empty"), CHECK_SERVER),
    Cause("too-large", _("The answer is too large"), SMALLER_PAGES),
    Cause(
        "bad-encoding",
        _("The answer is compressed in a way not asked for"),
        _("Send gzip or none."),
    ),
    Cause("html", _("A web page came instead of an answer"), CHECK_BASE_URL),
    Cause("not-oai", _("This is no OAI-PMH repository"), CHECK_BASE_URL),
    Cause("bad-xml", _("The answer is no well-formed XML"), MEND_XML),
    Cause("doctype", _("The answer declares a DTD"), MEND_XML),
    Cause("redirects", _("The server redirects without end"), CHECK_BASE_URL),
    Cause("bad-address", _("The address cannot be used"), CHECK_BASE_URL),
    Cause(
        "refused-address",
        _("The address is not on the public internet"),
        _("Use a public address, over http or https on a usual port."),
    ),
    Cause(
        "loop",
        _("The list would never end"),
        _("See that every page has a new resumption token, and the last page none."),
    ),
    Cause("incomplete-list", _("The list breaks off"), CHECK_SERVER),
    Cause(
        "badResumptionToken",
        _("The resumption token died"),
        _("Let resumption tokens live for a day at least."),
    ),
    Cause("badArgument", _("The repository refused the request"), CHECK_CHOICE),
    Cause("badVerb", _("The repository refused the request"), CHECK_BASE_URL),
    Cause("cannotDisseminateFormat", _("The metadata format is not offered"), CHECK_CHOICE),
    Cause("noMetadataFormats", _("The metadata format is not offered"), CHECK_CHOICE),
    Cause("noSuchSet", _("The set is not offered"), CHECK_CHOICE),
    Cause("noSetHierarchy", _("The set is not offered"), CHECK_CHOICE),
    Cause("noRecordsMatch", _("The repository has no such records"), CHECK_CHOICE),
    Cause("idDoesNotExist", _("The repository has no such record"), CHECK_CHOICE),
    Cause(
        "robots",
        _("robots.txt forbids the harvest"),
        _("Allow our requests in robots.txt; their User-Agent names this site."),
    ),
    Cause("not-sitemap", _("There is no sitemap"), GIVE_SITEMAP),
    Cause(
        "empty-sitemap",
        _("The sitemap lists nothing that may be fetched"),
        _("See that its addresses are of the same site and that robots.txt allows them."),
    ),
    Cause("stopped", _("The worker was stopped"), RUN_AGAIN),
    Cause("reader-ended", _("The worker was stopped"), RUN_AGAIN),
    Cause(
        "defect",
        _("A defect of this program"),
        _("Tell those who run this site, with the message."),
    ),
    Cause("busy", _("Another worker was at it"), RUN_AGAIN),
)
FAILURE_BY_CODE: Mapping[str, Cause] = {cause.code: cause for cause in FAILURES}


def failure_cause(code: str) -> Cause:
    """Give the cause of a run's failure by its error code."""
    found = FAILURE_BY_CODE.get(code)
    return found or (SERVER_ERROR if code.startswith("http-") else OTHER)
