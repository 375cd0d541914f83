"""Partners apply, and somebody decides. Each step is one transaction."""

from datetime import UTC, datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from harvester.endpoints import find_or_make_provider
from harvester.models import Endpoint, PartnerApplication
from harvester.schedule import request_run


def submit(
    *, base_url: str, metadata_prefix: str, repository_name: str, contact: str, report_json: str
) -> PartnerApplication:
    """Keep an application; the same one sent again while it waits is kept once."""
    application, _is_new = PartnerApplication.objects.update_or_create(
        base_url=base_url,
        contact=contact,
        state=PartnerApplication.State.WAITING,
        defaults={
            "metadata_prefix": metadata_prefix,
            "repository_name": repository_name,
            "report_json": report_json,
        },
    )
    return application


@transaction.atomic
def approve(application_id: int, *, by: AbstractBaseUser) -> PartnerApplication:
    """Register what an application is about, due now; one that was decided stays as it is."""
    application = PartnerApplication.objects.select_for_update().get(pk=application_id)
    if application.state != PartnerApplication.State.WAITING:
        return application
    endpoint, _is_new = Endpoint.objects.get_or_create(
        base_url=application.base_url,
        metadata_prefix=application.metadata_prefix,
        set_spec="",
        defaults={
            "provider": find_or_make_provider(application.base_url, "", application.repository_name)
        },
    )
    request_run(endpoint, is_full=False)
    application.endpoint = endpoint
    decide(application, PartnerApplication.State.APPROVED, by=by)
    return application


@transaction.atomic
def decline(application_id: int, *, reason: str, by: AbstractBaseUser) -> PartnerApplication:
    """Decline an application; one that was decided stays as it is.

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
