"""Giving and taking the roles of those who review licences, each with a line of the audit."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from licensing.errors import DecisionRefused
from licensing.models import RoleChange
from licensing.roles import ALLOWED
from licensing.services import rules
from licensing.services.entries import name_of, require_reason

Action = RoleChange.Action


def find_account(stated: str) -> Any:
    """Give the account of a user name, or of an address of mail that only one account has.

    Raises:
        DecisionRefused: There is none, or several.
    """
    accounts = get_user_model().objects
    exact = accounts.filter(username=stated).first()
    found = [exact] if exact or not stated else list(accounts.filter(email__iexact=stated)[:2])
    if len(found) != 1 or found[0] is None:
        raise DecisionRefused(_("There is no account of this name, or more than one."))
    return found[0]


@transaction.atomic
def give_role(*, user: Any, account: Any, role: str, reason: str) -> RoleChange:
    """Let an account have a role, and log in.

    Raises:
        DecisionRefused: This person may not, or the account cannot have it.
    """
    group, account = begin(user, account, role)
    if not account.is_active:
        raise DecisionRefused(_("This account is not active."))
    if account.groups.filter(pk=group.pk).exists():
        raise DecisionRefused(_("The account has this role already."))
    account.groups.add(group)
    if not account.is_staff:
        account.is_staff = True  # without it nobody gets past the page to log in
        account.save(update_fields=["is_staff"])
    return note(user, account, Action.GIVE, role, reason)


@transaction.atomic
def take_role(*, user: Any, account: Any, role: str, reason: str) -> RoleChange:
    """Take a role away from an account.

    Raises:
        DecisionRefused: This person may not, or the account has no such role.
    """
    group, account = begin(user, account, role)
    if not account.groups.filter(pk=group.pk).exists():
        raise DecisionRefused(_("The account does not have this role."))
    account.groups.remove(group)
    return note(user, account, Action.TAKE, role, reason)


def begin(user: Any, account: Any, role: str) -> tuple[Group, Any]:
    """Check who changes a role; give the group, and the account locked."""
    rules.require(user, rules.ASSIGN)
    if account.pk == user.pk and not user.is_superuser:
        raise DecisionRefused(_("Nobody changes their own roles."))
    if role not in ALLOWED:
        raise DecisionRefused(_("Choose a role."))
    group, _is_new = Group.objects.get_or_create(name=role)
    locked = get_user_model().objects.select_for_update()
    return group, locked.get(pk=account.pk)


def note(user: Any, account: Any, action: str, role: str, reason: str) -> RoleChange:
    """Write the line of the audit."""
    return RoleChange.objects.create(
        action=action,
        role=role,
        account=account,
        account_name=name_of(account),
        reason=require_reason(reason),
        changed_by=user,
        changed_by_name=name_of(user),
    )
