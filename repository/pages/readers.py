"""Which languages the reader of a page understands."""

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation.trans_real import parse_accept_lang_header

MAX_LANGUAGES = 8


def reader_languages(request: HttpRequest) -> tuple[str, ...]:
    """Give the interface's language, then those the browser asks for; BCP 47 tags, best first."""
    asked = parse_accept_lang_header(request.headers.get("Accept-Language", "")[:500])
    tags = [get_language() or "en", *(tag for tag, _quality in asked if tag != "*")]
    return tuple(dict.fromkeys(tags))[:MAX_LANGUAGES]
