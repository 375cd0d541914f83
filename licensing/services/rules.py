"""Who may decide what. Views ask here, and so do the services themselves."""

from collections.abc import Iterable, Sequence
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
ASSIGN = "licensing.assign_roles"


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
    own = own_sources(user)
    if source_id in own or (source_id == ANY and keys_stated(own, statement_keys)):
        raise DecisionRefused(own_source())


def split_by_permission(
    user: Any, statements: Sequence[RightsStatement], scope: str
) -> tuple[list[RightsStatement], list[RightsStatement]]:
    """Part statements into those that a person may decide on in this scope, and the others."""
    own = own_sources(user)
    if scope == Decision.Scope.EVERYWHERE:
        stated = keys_stated(own, [each.statement_key for each in statements])
        refused = [each for each in statements if each.statement_key in stated]
    else:
        refused = [each for each in statements if each.source_id in own]
    left_out = {each.pk for each in refused}
    return [each for each in statements if each.pk not in left_out], refused


def own_sources(user: Any) -> frozenset[UUID]:
    """Give the sources that a person may not decide about."""
    if settings.PARTNERS_MAY_DECIDE:
        return frozenset()
    return get_catalogue().list_administered(user.pk)


def own_source() -> str:
    """Say why somebody may not decide about a source of their own."""
    return _("You look after this source as its partner: others decide on it.")


def keys_stated(sources: frozenset[UUID], statement_keys: Iterable[UUID]) -> set[UUID]:
    """Give those of these statements that one of the sources states."""
    if not sources:
        return set()
    stated = RightsStatement.objects.filter(
        source_id__in=sources, statement_key__in=list(statement_keys), record_count__gt=0
    )
    return set(stated.values_list("statement_key", flat=True))


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
