"""Search documents of the recorded real records, and queries as their readers might type them."""

import random
from collections.abc import Iterator
from itertools import islice

from harvester.crosswalks import crosswalk
from repository.metadata.languages import normalize_language
from search.documents import SearchDocument
from search.folding import spans
from search.stop_words import STOP_WORDS
from tests.corpus import corpus_path
from tests.harvester.crosswalks.golden import parsed
from tests.harvester.crosswalks.test_corpus import roots_of
from tests.search.samples import make_document

MAX_TEXT_CHARACTERS = 2_000


def recorded_documents(limit: int) -> list[SearchDocument]:
    """Give documents of Dublin Core records, each title once, in the order of the files."""
    files = sorted(corpus_path("oai").rglob("*.xml"))
    roots = (root for file in files for root in roots_of(file) if root.tag.endswith("}dc"))
    return list({one.id: one for one in islice(iter_documents(roots), limit)}.values())


def iter_documents(roots) -> Iterator[SearchDocument]:
    for number, root in enumerate(roots):
        stated = crosswalk(parsed(root))
        if not stated.titles:
            continue
        languages = [tag for value in stated.languages for tag in normalize_language(value)]
        yield make_document(
            stated.titles[0].text,
            language=languages[0] if len(languages) == 1 else "und",
            recency=number,
            keywords=[keyword.text for keyword in stated.keywords],
            text=" ".join(one.text for one in stated.descriptions)[:MAX_TEXT_CHARACTERS],
            names=[contributor.name for contributor in stated.contributors],
            resource_type=stated.types[:3],
        )


def typed_queries(documents: list[SearchDocument], count: int) -> list[str]:
    """Give queries of one to three words of titles and keywords, the same for the same records."""
    chance = random.Random(6)
    idle = frozenset().union(*STOP_WORDS.values())
    queries: dict[str, None] = {}
    while len(queries) < count:
        document = chance.choice(documents)
        text = chance.choice(
            [one.text for one in document.texts if one.field in {"title", "keywords"}]
        )
        words = [text[start:end] for start, end in spans(text)]
        words = [word for word in words if len(word) > 2 and word.lower() not in idle]
        if words:
            picked = chance.sample(words, min(len(words), chance.randint(1, 3)))
            queries[" ".join(picked)] = None
    return list(queries)
