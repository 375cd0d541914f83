"""How templates tell that licences are being changed."""

from datetime import datetime

from django import template

from repository.rights.holding import find_change_begun

register = template.Library()


@register.simple_tag
def license_change_begun() -> datetime | None:
    """Give since when licences, or what the index says of them, are being changed; else None."""
    return find_change_begun(is_index_meant=True)
