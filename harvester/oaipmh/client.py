"""Ask an OAI-PMH repository: one request per call, nothing remembered but where it lives.

Lists are given a page per call, so that whoever harvests can stop, save and go on at any page.
Source: OAI-PMH 2.0, section 4.
"""

import logging
from datetime import datetime
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

import msgspec

from harvester.ahead import Ahead
from harvester.errors import (
    BadResumptionToken,
    EndpointError,
    HttpStatusError,
    NotXML,
    ProtocolError,
)
from harvester.http import HttpClient
from harvester.oaipmh.envelope import content_named, not_oai, read_envelope
from harvester.oaipmh.errors import NoSetHierarchy
from harvester.oaipmh.messages import (
    DAYS,
    SECONDS,
    Envelope,
    Identify,
    MetadataFormat,
    SetInfo,
    format_datestamp,
    read_formats,
    read_identify,
    read_sets,
    read_token,
)
from harvester.xml import local_name

logger = logging.getLogger(__name__)

MAX_SET_PAGES = 200
WORTH_A_SECOND_TRY = frozenset({"html", "empty", "truncated", "bad-xml"})
PAUSE_BEFORE_SECOND_TRY_SECONDS = 1.0
REFUSES_DATE = frozenset({"badArgument", "http-400", "http-422"})
"""What sources say to a ``from`` in a form they do not like, whatever they announced."""
FORGOT_TOKEN = frozenset({400, 404, 410, 422})
"""What some sources say by HTTP of a token that they no longer know."""


class Client:
    """Speaks to one repository. For one thread at a time."""

    def __init__(self, base_url: str, http: HttpClient) -> None:
        """Send nothing yet.

        Args:
            base_url: Address of the repository; a query in it is kept.
            http: What the requests go through; the caller closes it.
        """
        self.base_url = base_url
        self.http = http
        self.granularity = DAYS
        """As announced by Identify; until then days, which every repository has to accept."""
        self.moved_to = ""
        """Where the repository now lives if it said by permanent redirects that it has moved."""
        self.ahead: Ahead | None = None
        """Where answers are kept until they are stored; None keeps none."""
        self._target = base_url

    def identify(self) -> Identify:
        """Ask the repository what it is, and note its granularity.

        Raises:
            EndpointError: It cannot be asked, or is no OAI-PMH repository.
        """
        identify = read_identify(content_named(self._ask({"verb": "Identify"}), "Identify"))
        self.granularity = identify.granularity
        return identify

    def list_metadata_formats(self) -> tuple[MetadataFormat, ...]:
        """Give the formats of the repository, in its order."""
        envelope = self._ask({"verb": "ListMetadataFormats"})
        return read_formats(content_named(envelope, "ListMetadataFormats"))

    def list_sets(self) -> tuple[SetInfo, ...]:
        """Give all sets, in the repository's order; empty when it has none."""
        sets: dict[str, SetInfo] = {}
        token = ""
        for _ in range(MAX_SET_PAGES):
            arguments = {"resumptionToken": token} if token else {}
            try:
                envelope = self._ask({"verb": "ListSets", **arguments})
            except NoSetHierarchy:
                break
            content = content_named(envelope, "ListSets")
            sets |= {each.spec: each for each in read_sets(content)}
            asked, token = token, next_token(envelope)
            if token in {"", asked}:
                break
        return tuple(sets.values())

    def list_records_page(
        self,
        *,
        metadata_prefix: str = "",
        since: datetime | None = None,
        set_spec: str = "",
        token: str = "",
    ) -> Envelope:
        """Give one page of records: the first of a list, or the one that ``token`` stands for.

        Args:
            metadata_prefix: Format to ask for, e.g. ``"oai_dc"``; not sent with a token.
            since: Aware time; cut to the granularity that Identify announced. None asks for all.
            set_spec: Colon-separated set path; empty for the whole repository.
            token: Resumption token of the page before; the other arguments are then left out.

        Returns:
            An envelope around ``ListRecords``, or around nothing when no record matches.

        Raises:
            BadResumptionToken: The token is dead; start the list again.
            RetryLater: The source asks for more patience than is had in place.
            EndpointError: No usable answer after all retries.
        """
        return self._list("ListRecords", metadata_prefix, since, set_spec, token)

    def list_identifiers_page(
        self,
        *,
        metadata_prefix: str = "",
        since: datetime | None = None,
        set_spec: str = "",
        token: str = "",
    ) -> Envelope:
        """Give one page of headers; arguments and errors are those of ``list_records_page``."""
        return self._list("ListIdentifiers", metadata_prefix, since, set_spec, token)

    def get_record(self, *, identifier: str, metadata_prefix: str) -> Envelope:
        """Give one record, as a page with one record in it.

        Raises:
            IdDoesNotExist: There is no such item.
            CannotDisseminateFormat: It does not have this format.
        """
        arguments = {"identifier": identifier, "metadataPrefix": metadata_prefix}
        return self._list_page("GetRecord", arguments)

    def _list(
        self, verb: str, metadata_prefix: str, since: datetime | None, set_spec: str, token: str
    ) -> Envelope:
        """Ask for a page of a list; a token goes alone.

        A source that refuses the date it is asked with is asked in the other granularity, and then
        for everything: more comes than was wanted, and nothing is lost.
        """
        if token:
            return self._list_page(verb, {"resumptionToken": token})
        arguments = {"metadataPrefix": metadata_prefix} | ({"set": set_spec} if set_spec else {})
        if since is None:
            return self._list_page(verb, arguments)
        announced = self.granularity
        refusal: EndpointError | None = None
        for granularity in (announced, DAYS if announced == SECONDS else SECONDS, ""):
            stamp = format_datestamp(since, granularity=granularity) if granularity else ""
            try:
                page = self._list_page(verb, arguments | ({"from": stamp} if stamp else {}))
            except (ProtocolError, HttpStatusError) as error:
                if error.code not in REFUSES_DATE:
                    raise
                refusal = refusal or error
            else:
                return page if refusal is None else asked_otherwise(page, stamp)
        raise refusal or not_oai("it refuses every list", url=self.base_url)

    def _list_page(self, verb: str, arguments: dict[str, str]) -> Envelope:
        """Ask for a page and see that it is one."""
        envelope = self._ask({"verb": verb, **arguments})
        if envelope.content is not None:
            content_named(envelope, verb)
        return envelope

    def _ask(self, arguments: dict[str, str]) -> Envelope:
        """Send a request; an answer that is no XML is asked for once more.

        Raises:
            EndpointError: No usable answer.
        """
        try:
            return self._ask_once(arguments)
        except NotXML as error:
            if error.code not in WORTH_A_SECOND_TRY:
                raise
            logger.info("%s; asking once more", error)
        except ProtocolError as error:
            if error.code == "badArgument" and "resumptionToken" in arguments:
                raise BadResumptionToken(  # what some repositories say of a token they forgot
                    error.args[0], url=error.url, advice=error.advice, code=error.code
                ) from error
            raise
        except HttpStatusError as error:
            if "resumptionToken" in arguments and error.status in FORGOT_TOKEN:
                raise BadResumptionToken(
                    error.args[0], url=error.url, advice="start the list again", code=error.code
                ) from error
            raise
        self.http.sleep(PAUSE_BEFORE_SECOND_TRY_SECONDS)
        return self._ask_once(arguments)

    def _ask_once(self, arguments: dict[str, str]) -> Envelope:
        """Send a request and take the envelope off its answer."""
        query = urlencode(arguments, quote_via=quote, safe="")
        url = with_query(self._target, query)
        kept = self.ahead.find(url) if self.ahead else None
        try:
            answer = kept or self.http.get(url)
        except HttpStatusError as error:
            return read_refusal(error)
        envelope = read_envelope(answer.body, url=answer.url)
        if self.ahead and not kept:
            self.ahead.keep(url, answer)
        if answer.url.endswith(query):
            self._target = answer.url.removesuffix(query).rstrip("?&")
            if answer.has_moved:
                self.moved_to = self._target
        return envelope


def asked_otherwise(page: Envelope, stamp: str) -> Envelope:
    """Note on a page that the source refused to be asked as it had announced."""
    how = f"since {stamp}" if stamp else "for everything"
    note = f"the source refused the date of the request and was asked {how}"
    return msgspec.structs.replace(page, repairs=(*page.repairs, note))


def read_refusal(error: HttpStatusError) -> Envelope:
    """Read the protocol's own error out of an HTTP error, where some repositories put it.

    Raises:
        ProtocolError: It was there.
        HttpStatusError: It was not.
    """
    try:
        envelope = read_envelope(error.body, url=error.url)
    except ProtocolError as stated:
        raise stated from error
    except EndpointError:
        raise error from None
    if envelope.content is not None:
        raise error
    return envelope


def with_query(address: str, query: str) -> str:
    """Add a query to an address that may have one already."""
    parts = urlsplit(address)
    return urlunsplit(
        parts._replace(query="&".join(filter(None, (parts.query, query))), fragment="")
    )


def next_token(envelope: Envelope) -> str:
    """Give the token of a list of sets; empty on the last page."""
    children = envelope.content if envelope.content is not None else ()
    tokens = [read_token(child) for child in children if local_name(child.tag) == "resumptionToken"]
    return tokens[-1].value if tokens else ""
