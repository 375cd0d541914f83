"""What partners, applicants and operators are told by mail, and when."""

from collections.abc import Sequence
from hashlib import blake2b
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from harvester.mail import write_letter
from harvester.models import Endpoint, HarvestRun, PartnerApplication, SourceSet
from harvester.private_links import private_url
from harvester.reports.failures import OWN_CODES, failure_cause
from harvester.reports.rejected import count_causes, first_of_each
from repository.metadata.texts import clean_line

READ_TO_THE_END = (HarvestRun.State.COMPLETED, HarvestRun.State.PARTIAL, HarvestRun.State.HELD)
RUNS_REMEMBERED = 30
"""A cause of rejections that none of so many runs before has had is new."""
MAX_SETS_NAMED = 20


def tell_of_run(run: HarvestRun) -> None:
    """Tell whoever has to know of a run that has ended; to call it again tells nothing twice."""
    if run.state == HarvestRun.State.FAILED:
        tell_failure(run)
    elif run.state == HarvestRun.State.HELD:
        tell_held(run)
    if run.failed_count:
        tell_new_causes(run)


def tell_failure(run: HarvestRun) -> None:
    """Tell the partner that harvests fail, once for all failures in a row.

    What was no fault of the source is none of the partner's business.
    """
    is_theirs = run.kind not in HarvestRun.ASKS_NOTHING and run.error_code not in OWN_CODES
    if not is_theirs or not run.error_code:
        return
    of_endpoint = HarvestRun.objects.filter(endpoint=run.endpoint_id).exclude(
        kind__in=HarvestRun.ASKS_NOTHING
    )
    good = of_endpoint.filter(state__in=READ_TO_THE_END, pk__lt=run.pk).first()
    failed = of_endpoint.filter(state=HarvestRun.State.FAILED, pk__gt=good.pk if good else 0)
    first = failed.exclude(error_code__in=["", *OWN_CODES]).last()
    write_letter(
        "run_failed",
        {**about(run.endpoint), "run": run, "cause": failure_cause(run.error_code)},
        key=f"failed:{first.pk if first else run.pk}",
        recipients=[run.endpoint.contact],
        endpoint=run.endpoint,
    )


def tell_new_causes(run: HarvestRun) -> None:
    """Tell the partner of causes of rejections that the runs before did not have."""
    if not run.endpoint.contact:
        return
    before = list(
        HarvestRun.objects.filter(endpoint=run.endpoint_id, pk__lt=run.pk)[:RUNS_REMEMBERED]
    )
    known = {counted.cause.code for counted in count_causes(before)}
    new = [counted for counted in count_causes([run]) if counted.cause.code not in known]
    if not new:
        return
    write_letter(
        "new_causes",
        {**about(run.endpoint), "run": run, "causes": first_of_each(run, new)},
        key=f"causes:{run.pk}",
        recipients=[run.endpoint.contact],
        endpoint=run.endpoint,
    )


def tell_held(run: HarvestRun) -> None:
    """Tell the operators that a run waits for a decision."""
    address = settings.PUBLIC_URL + reverse("endpoint", args=[run.endpoint_id])
    write_letter(
        "run_held",
        {**about(run.endpoint), "run": run, "address": address},
        key=f"held:{run.pk}",
        recipients=settings.OPERATOR_EMAILS,
        endpoint=run.endpoint,
    )


def tell_new_sets(endpoint: Endpoint, sets: Sequence[SourceSet]) -> None:
    """Tell the operators that a source has sets that it did not have."""
    address = settings.PUBLIC_URL + reverse("endpoint", args=[endpoint.pk])
    write_letter(
        "new_sets",
        {
            **about(endpoint),
            "sets": sets[:MAX_SETS_NAMED],
            "more": max(0, len(sets) - MAX_SETS_NAMED),
            "address": address,
        },
        key=f"sets:{endpoint.pk}:{max(each.pk for each in sets)}",
        recipients=settings.OPERATOR_EMAILS,
        endpoint=endpoint,
    )


def tell_application(application: PartnerApplication) -> None:
    """Tell the operators that somebody wants to be harvested."""
    write_letter(
        "application_received",
        {
            "application": application,
            "name": clean_line(application.repository_name),
            "address": settings.PUBLIC_URL + reverse("applications"),
        },
        key=f"application:{application.pk}",
        recipients=settings.OPERATOR_EMAILS,
    )


def tell_decision(application: PartnerApplication) -> None:
    """Tell the applicant what was decided."""
    endpoint = application.endpoint
    write_letter(
        "application_decided",
        {
            "application": application,
            "name": clean_line(application.repository_name),
            "link": private_url(endpoint) if endpoint else "",
        },
        key=f"decision:{application.pk}",
        recipients=[application.contact],
        endpoint=endpoint,
    )


def tell_question(
    *, source_id: UUID, texts: Sequence[str], question: str, **_signal: object
) -> None:
    """Ask a partner what a rights statement means; of several endpoints each contact once."""
    endpoints = Endpoint.objects.filter(provider=source_id).exclude(contact="")
    asked = blake2b("\0".join((*texts, question)).encode(), digest_size=16).hexdigest()
    for endpoint in endpoints.select_related("provider").order_by("pk"):
        write_letter(
            "question",
            {**about(endpoint), "texts": list(map(clean_line, texts)), "question": question},
            key=f"question:{source_id}:{asked}",
            recipients=[endpoint.contact],
            endpoint=endpoint,
        )


def about(endpoint: Endpoint) -> dict[str, object]:
    """Give what every letter on an endpoint needs."""
    name = clean_line(endpoint.provider.name)
    return {"endpoint": endpoint, "name": name, "link": private_url(endpoint)}
