"""How templates show credit lines."""

import re
from collections.abc import Mapping

from django import template
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext_lazy

from licensing.attribution import Form

register = template.Library()

LINK = re.compile(r'<a (?P<before>(?:property="[^"]*" )?)(?:rel="(?P<rel>[^"]*)" )?href=')

FORM_LABELS: dict[Form, Promise] = {
    Form.TEXT: pgettext_lazy("form of a credit line", "Plain text"),
    Form.HTML: pgettext_lazy("form of a credit line", "HTML, for web pages"),
    Form.MARKDOWN: pgettext_lazy("form of a credit line", "Markdown"),
    Form.PRINT: pgettext_lazy("form of a credit line", "For print"),
}


@register.simple_tag
def credit_forms() -> list[tuple[str, Promise]]:
    """Give the forms of credit lines with their names."""
    return [(form.value, label) for form, label in FORM_LABELS.items()]


@register.filter
def item(values: Mapping[str, str], key: str) -> str:
    """Give one value by a key that is itself a variable."""
    return values[key]


@register.filter
def safe_credit(line: str) -> SafeString:
    """Give the HTML form of credit lines as HTML: their writer escapes all that comes from outside.

    On a page of this site their links lead elsewhere, as all others do; copied ones are the
    author's own. See ``licensing.attribution.writers.HTMLWriter``.
    """
    return mark_safe(LINK.sub(leading_elsewhere, line))  # noqa: S308 - escaped by its writer


def leading_elsewhere(link: re.Match[str]) -> str:
    """Give the beginning of a link that passes nothing on."""
    relations = f"{link['rel'] or ''} nofollow noopener noreferrer".strip()
    return f'<a {link["before"]}rel="{relations}" href='
