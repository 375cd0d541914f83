"""What every page knows about the site."""

from django.conf import settings
from django.http import HttpRequest


def site(_request: HttpRequest) -> dict[str, object]:
    """Give the site's name and address to all templates."""
    return {"site_name": settings.SITE_NAME, "public_url": settings.PUBLIC_URL}
