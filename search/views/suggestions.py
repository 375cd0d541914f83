"""What the search field offers while somebody types, for the script of the page."""

import hashlib

from django.core.cache import cache
from django.http import HttpRequest, JsonResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from repository.metadata.languages import text_direction
from repository.pages.readers import reader_languages
from search import services
from search.errors import BackendUnavailable

MAX_TYPED_CHARACTERS = 100
KEPT_SECONDS = 300


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """Give texts that go on as typed; none while the engine does not answer."""
    typed = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:MAX_TYPED_CHARACTERS]
    languages = reader_languages(request)
    key = f"{typed.lower()}|{','.join(languages)}"
    name = f"search.suggest:{hashlib.sha256(key.encode(errors='replace')).hexdigest()}"
    found: list[dict[str, str]] | None = cache.get(name)
    if found is None:
        try:
            found = look_up(typed, languages)
        except BackendUnavailable:
            return JsonResponse({"suggestions": []})
        cache.set(name, found, KEPT_SECONDS)
    answer = JsonResponse({"suggestions": found})
    answer["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    patch_vary_headers(answer, ["Accept-Language", "Cookie"])
    return answer


def look_up(typed: str, languages: tuple[str, ...]) -> list[dict[str, str]]:
    """Ask the engine.

    Raises:
        BackendUnavailable: It does not answer.
    """
    return [
        {
            "text": each.text,
            "kind": each.kind,
            "language": "" if each.language == "und" else each.language,
            "direction": text_direction(each.language),
        }
        for each in services.suggest(typed, languages=languages)
    ]
