"""Look at one work: its page and its PDF file, as its site allows."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import msgspec

from harvester.errors import EndpointBusy, EndpointError, HttpStatusError, RetryLater
from harvester.evidence.hints import Found, Hint, agrees, read_hints
from harvester.evidence.page import page_hints
from harvester.evidence.pdf import open_pdf, pdf_hints
from harvester.fetch import policy_from_settings
from harvester.http import HttpAnswer, HttpClient, HttpPolicy
from harvester.sitemap.pages import conditions, validator_of
from harvester.sitemap.robots import Robots, fetch_robots
from licensing.models import LicenseEvidence
from licensing.services.findings import Concerned, note_evidence
from repository.metadata.record import ResourceMetadata
from repository.models import LearningResource

PDF = "application/pdf"
MAX_PAGE_BYTES = 5_000_000
MAX_PDF_BYTES = 25_000_000
PAUSE_SECONDS = 2.0
"""Between two requests to one host, or as long as its robots.txt asks."""
AGAIN = timedelta(days=180)
AGAIN_AFTER_TROUBLE = timedelta(days=7)
AGAIN_AFTER_OTHERS = timedelta(minutes=10)
ACCEPT = "text/html, application/xhtml+xml, application/pdf;q=0.9, */*;q=0.1"


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """What came of looking at a work."""

    validators: dict[str, str]
    """Address -> validator of what was read there."""
    message: str = ""
    again_at: datetime
    is_put_off: bool = False
    """A host was busy, and is asked another time."""


class Looker:
    """Looks at works, one request after the other; keeps the rules of the hosts it has asked."""

    def __init__(self, http: HttpClient) -> None:
        """Ask for nothing yet."""
        self.http = http
        self._robots: dict[str, Robots] = {}

    def look(self, resource: LearningResource, validators: dict[str, str]) -> Look:
        """Look at a work's page and at its first PDF file, and keep what is found as evidence.

        Args:
            resource: The work.
            validators: Those of the last time: what has not changed since is not read again.
        """
        metadata = resource.metadata
        seen: dict[str, str] = {}
        problems = []
        again, is_put_off = AGAIN, False
        for url in addresses_of(metadata):
            try:
                seen[url] = self._look_at(resource, metadata, url, validators.get(url, ""))
            except EndpointError as error:
                problems.append(str(error))
                is_put_off = is_put_off or isinstance(error, EndpointBusy)
                again = min(again, wait_after(error))
        return Look(
            validators=seen,
            message="\n".join(problems),
            again_at=datetime.now(UTC) + again,
            is_put_off=is_put_off,
        )

    def _look_at(
        self, resource: LearningResource, metadata: ResourceMetadata, url: str, validator: str
    ) -> str:
        """Look at one address; give its validator.

        Raises:
            EndpointError: It may not be asked for, or cannot be had.
        """
        robots = self._rules(url)
        if not robots.may_fetch(url):
            raise EndpointError("robots.txt forbids the address", url=url, code="robots")
        if robots.crawl_delay_seconds > PAUSE_SECONDS:
            self.http.sleep(robots.crawl_delay_seconds)
        is_file = is_pdf_address(metadata, url)
        answer = self.http.get(
            url,
            headers={"Accept": ACCEPT, **conditions(validator)},
            max_bytes=MAX_PDF_BYTES if is_file else MAX_PAGE_BYTES,
        )
        if answer.is_unchanged:
            return validator
        kind, hints = hints_of(answer)
        self._note(resource, metadata, url, kind, read_hints(hints))
        return validator_of(answer)

    def _rules(self, url: str) -> Robots:
        parts = urlsplit(url)
        host = f"{parts.scheme}://{parts.netloc}"
        if host not in self._robots:
            self._robots[host] = fetch_robots(self.http, url)
        return self._robots[host]

    def _note(
        self,
        resource: LearningResource,
        metadata: ResourceMetadata,
        url: str,
        kind: LicenseEvidence.Kind,
        found: Found | None,
    ) -> None:
        """Keep what was found; nothing found is kept only where something was before."""
        known = LicenseEvidence.objects.filter(resource_id=resource.id, kind=kind, url=url)
        if found is None:
            known.delete()
            return
        note_evidence(
            record=Concerned(resource.id, resource.provider_id, resource.statement_key),
            kind=kind,
            url=url,
            license_id=found.license_id,
            snippet=found.snippet,
            agrees=agrees(
                found,
                license_id=metadata.license.id,
                license_class=metadata.license.license_class,
            ),
        )


def looking_policy() -> HttpPolicy:
    """Give what a look may do: fewer attempts and less time than a harvest."""
    return msgspec.structs.replace(
        policy_from_settings(),
        pause_seconds=PAUSE_SECONDS,
        max_attempts=2,
        read_seconds=20,
        total_seconds=60,
        max_wait_seconds=5,
        max_page_bytes=MAX_PDF_BYTES,
    )


def addresses_of(metadata: ResourceMetadata) -> list[str]:
    """Give the work's page and its first PDF file, as far as there are any."""
    files = [file.url for file in metadata.files if is_pdf_address(metadata, file.url)]
    return list(dict.fromkeys(url for url in (metadata.url, *files[:1]) if is_web(url)))


def is_web(url: str) -> bool:
    """Tell whether an address can be asked for at all."""
    return url.startswith(("http://", "https://"))


def is_pdf_address(metadata: ResourceMetadata, url: str) -> bool:
    """Tell whether an address is that of a PDF file, by what the record or its ending says."""
    stated = any(file.media_type == PDF for file in metadata.files if file.url == url)
    return stated or url.partition("?")[0].lower().endswith(".pdf")


def hints_of(answer: HttpAnswer) -> tuple[LicenseEvidence.Kind, list[Hint]]:
    """Take an answer apart by what it is, whatever it is called."""
    if answer.body[:1024].lstrip().startswith(b"%PDF-"):
        return LicenseEvidence.Kind.PDF, pdf_hints(open_pdf(answer.body))
    return LicenseEvidence.Kind.LANDING_PAGE, page_hints(answer)


def wait_after(error: EndpointError) -> timedelta:
    """Give how long to leave an address alone that could not be had."""
    if isinstance(error, EndpointBusy):
        return AGAIN_AFTER_OTHERS
    if isinstance(error, RetryLater):
        return max(timedelta(seconds=error.retry_after_seconds), timedelta(hours=1))
    is_gone = isinstance(error, HttpStatusError) and not error.is_temporary
    return AGAIN if is_gone or error.code == "robots" else AGAIN_AFTER_TROUBLE
