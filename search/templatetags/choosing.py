"""How the values of a facet are shown.

There are a hundred on a page: in the template language they would take half the page's time.
"""

from collections.abc import Iterable
from html import escape
from typing import Protocol

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

register = template.Library()


class Choice(Protocol):
    """One value of a facet."""

    label: str
    count: int
    is_chosen: bool
    parameters: str
    """Of the page with the value chosen, or without it where it is."""
    depth: int


@register.simple_tag
def choices(options: Iterable[Choice]) -> SafeString:
    """Give the items of a list of values, each a link that chooses it or takes the choice back."""
    return mark_safe("\n".join(map(item, options)))  # noqa: S308 - what is not ours is escaped


def item(option: Choice) -> str:
    """Give one item of the list, as HTML."""
    level = f' class="depth-{option.depth}"' if option.depth else ""
    current = ' aria-current="true"' if option.is_chosen else ""
    remove = f'<span class="hidden">{escape(gettext("Remove:"))} </span>' if current else ""
    number = escape(str(intcomma(option.count))) if option.count > 999 else option.count
    return (
        f'<li{level}><a class="option" rel="nofollow" href="?{escape(option.parameters)}"{current}>'
        f'<span class="box" aria-hidden="true"></span><span class="name">{remove}'
        f"<bdi>{escape(option.label)}</bdi></span>"
        f' <span class="count">{number}</span></a></li>'
    )
