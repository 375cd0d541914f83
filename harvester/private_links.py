"""The partner's private link: it names the endpoint and a key that is kept with it, signed.

Another key ends the link.
"""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from harvester.models import Endpoint

SIGNER = Signer(salt="harvester.partner")


def private_token(endpoint: Endpoint) -> str:
    """Give the token of an endpoint's private link; empty where there is none."""
    if not endpoint.partner_key:
        return ""
    return SIGNER.sign_object({"endpoint": endpoint.pk, "key": endpoint.partner_key})


def private_url(endpoint: Endpoint) -> str:
    """Give the whole private link; empty where there is none."""
    token = private_token(endpoint)
    return settings.PUBLIC_URL + reverse("partner", args=[token]) if token else ""


def find_by_token(token: str) -> Endpoint | None:
    """Give the endpoint of a private link; None when it is not, or no longer, good."""
    try:
        said = SIGNER.unsign_object(token)
        endpoint = Endpoint.objects.select_related("provider").get(pk=said["endpoint"])
    except (BadSignature, Endpoint.DoesNotExist, ValueError):
        return None
    is_good = endpoint.partner_key and constant_time_compare(endpoint.partner_key, said["key"])
    return endpoint if is_good else None
