"""The Arabic article, before Snowball's stemmer, which knows only the bare one."""

import re

_ARTICLE = re.compile(r"^(?:[وفبك]?ال|لل)(?=..)")


def without_article(word: str) -> str:
    """Give a word without its article, also behind a conjunction or preposition: والكتاب."""
    return _ARTICLE.sub("", word)
