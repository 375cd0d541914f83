"""Remember who did what to an endpoint, in the transaction of the act itself."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from harvester.models import Endpoint, EndpointEvent


def record_event(
    endpoint: Endpoint,
    user: AbstractBaseUser | AnonymousUser | None,
    what: EndpointEvent.What,
    why: str = "",
    *,
    before: str = "",
    after: str = "",
) -> EndpointEvent:
    """Add a row to the endpoint's history; nothing ever changes or removes one.

    Args:
        endpoint: What was acted upon.
        user: Who did it; None for the command line.
        what: The act.
        why: The reason given, or which run or set it was about.
        before: What stood there, where something was replaced.
        after: What stands there now.
    """
    is_known = user is not None and user.is_authenticated
    return EndpointEvent.objects.create(
        endpoint=endpoint,
        user_id=user.pk if user is not None and is_known else None,
        user_name=user.get_username()[:150] if user is not None and is_known else "",
        what=what,
        before=before,
        after=after,
        why=why,
    )
