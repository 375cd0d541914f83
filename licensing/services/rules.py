"""Who may decide what. Views ask here, and so do the services themselves."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from licensing.catalogue import get_catalogue
from licensing.errors import DecisionRefused
from licensing.models import Decision, RightsStatement
from licensing.statements import ANY
from licensing.verdicts import Verdict, opens_up

VIEW = "licensing.view_rightsstatement"
DECIDE = "licensing.add_decision"
SET_DEFAULT = "licensing.set_default"
IMPORT = "licensing.import_decisions"


def require(user: Any, permission: str) -> None:
    """Refuse who lacks a permission.

    Raises:
        DecisionRefused: Says so.
    """
    if not user.has_perm(permission):
        raise DecisionRefused(_("Your account may not do this."))


def require_impartial(user: Any, *, source_id: UUID, statement_keys: Iterable[UUID] = ()) -> None:
    """Refuse who would decide about a source that they look after as a partner.

    Args:
        user: Who decides.
        source_id: The source, or ``ANY``: then the sources that state one of ``statement_keys``.
        statement_keys: The statements.

    Raises:
        DecisionRefused: Says so.
    """
    if settings.PARTNERS_MAY_DECIDE:
        return
    own = get_catalogue().list_administered(user.pk)
    if not own:
        return
    is_own = source_id in own
    if source_id == ANY:
        stated = RightsStatement.objects.filter(source_id__in=own, record_count__gt=0)
        is_own = stated.filter(statement_key__in=list(statement_keys)).exists()
    if is_own:
        raise DecisionRefused(_("You look after this source as its partner: others decide on it."))


def needs_second(before: Verdict, after: Verdict) -> bool:
    """Tell whether a decision holds only once a second curator has confirmed it."""
    return settings.SECOND_CURATOR and opens_up(before.license_class, after.license_class)


def require_second(user: Any, proposal: Decision) -> None:
    """Refuse who would confirm a proposal of their own.

    Raises:
        DecisionRefused: Says so.
    """
    if proposal.decided_by_id == user.pk:
        raise DecisionRefused(_("This is your own proposal: another curator has to confirm it."))
