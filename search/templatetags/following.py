"""How pages of search lead to their feeds and letters."""

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from search.feeds.views import FORMS, feed_url
from search.queries import SearchQuery
from search.saved.services import parameters_of
from search.wording import describe

register = template.Library()


@register.simple_tag
def feed_links(query: SearchQuery) -> SafeString:
    """Give the elements by which programs find the feeds of a page; for its head."""
    title, language = describe(query), get_language() or "en"
    return format_html_join(
        "\n",
        '<link rel="alternate" type="{}" title="{}" href="{}">',
        (
            (form.content_type.partition(";")[0], title, feed_url(name, query, language))
            for name, form in FORMS.items()
        ),
    )


@register.simple_tag
def follow_link(query: SearchQuery) -> SafeString:
    """Give the visible link to what can be followed."""
    parameters = parameters_of(query)
    address = reverse("follow-search") + (f"?{parameters}" if parameters else "")
    text = _("Follow this search by feed or e-mail")
    return format_html('<p class="follow"><a rel="nofollow" href="{}">{}</a></p>', address, text)
