"""Who may see the pages of the workbench."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponseBase
from django.views.decorators.cache import never_cache

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def needs(permission: str) -> Callable[[View], View]:
    """Let in who has a permission; others may log in, or are refused when they have."""

    def wrap(view: View) -> View:
        guarded: Any = permission_required(permission, raise_exception=True)(view)
        return never_cache(login_required(guarded, login_url="admin:login"))

    return wrap
