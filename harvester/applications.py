"""Partners apply, and somebody decides. Each step is one transaction."""

from datetime import UTC, datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from harvester.audit import record_event
from harvester.endpoints import find_or_make_provider
from harvester.letters import tell_application, tell_decision
from harvester.models import Endpoint, EndpointEvent, PartnerApplication
from harvester.schedule import renew_partner_key, request_run


@transaction.atomic
def submit(
    *,
    protocol: str,
    base_url: str,
    metadata_prefix: str,
    repository_name: str,
    contact: str,
    report_json: str,
) -> PartnerApplication:
    """Keep an application and tell the operators; sent again while it waits, it is kept once."""
    application, is_new = PartnerApplication.objects.update_or_create(
        base_url=base_url,
        contact=contact,
        state=PartnerApplication.State.WAITING,
        defaults={
            "protocol": protocol,
            "metadata_prefix": metadata_prefix,
            "repository_name": repository_name,
            "report_json": report_json,
        },
    )
    if is_new:
        tell_application(application)
    return application


@transaction.atomic
def approve(application_id: int, *, by: AbstractBaseUser) -> PartnerApplication:
    """Register what an application is about, due now, and tell the applicant.

    The applicant gets the private link, and is written to when something goes wrong. An application
    that was decided stays as it is.
    """
    application = PartnerApplication.objects.select_for_update().get(pk=application_id)
    if application.state != PartnerApplication.State.WAITING:
        return application
    endpoint, _is_new = Endpoint.objects.get_or_create(
        base_url=application.base_url,
        metadata_prefix=application.metadata_prefix,
        set_spec="",
        defaults={
            "provider": find_or_make_provider(
                application.base_url, "", application.repository_name
            ),
            "protocol": application.protocol,
            "contact": application.contact,
        },
    )
    if not endpoint.partner_key:
        renew_partner_key(endpoint)
    request_run(endpoint, is_full=False)
    application.endpoint = endpoint
    decide(application, PartnerApplication.State.APPROVED, by=by)
    record_event(endpoint, by, EndpointEvent.What.APPROVED, str(application))
    return application


@transaction.atomic
def decline(application_id: int, *, reason: str, by: AbstractBaseUser) -> PartnerApplication:
    """Decline an application, and tell the applicant why; a decided one stays as it is.

    Raises:
        ValueError: No reason is given.
    """
    if not reason.strip():
        raise ValueError("a reason is needed")
    application = PartnerApplication.objects.select_for_update().get(pk=application_id)
    if application.state == PartnerApplication.State.WAITING:
        application.reason = reason.strip()
        decide(application, PartnerApplication.State.DECLINED, by=by)
    return application


def decide(
    application: PartnerApplication, state: PartnerApplication.State, *, by: AbstractBaseUser
) -> None:
    """Write a decision with who made it and when."""
    application.state = state
    application.decided_at = datetime.now(UTC)
    application.decided_by_id = by.pk
    application.save()
    tell_decision(application)
