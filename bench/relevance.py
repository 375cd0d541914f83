"""Relevance of search on the recorded corpus: known items, subjects, and across languages.

    python bench/relevance.py [--each 25] [--semantic 2000]

Reads the corpus (variable COMMONLOOM_CORPUS), fills private embedded indexes, and prints for every
language the mean reciprocal rank and nDCG@10 of known-item queries (two to four words of a title,
half of them typed carelessly) and the recall@10 of titles asked of a collection in another
language, by pair of languages as well, for words only, with concepts, and by meaning where the
extra ``semantic`` is installed. ``--semantic 0`` leaves that out; else it says how many records at
most are embedded.
"""

import argparse
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from pathlib import Path
from statistics import mean

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
FOLDER = tempfile.TemporaryDirectory()
os.environ |= {"COMMONLOOM_DATA": FOLDER.name, "DJANGO_SETTINGS_MODULE": "config.settings"}
for name in ("SEARCH_URL", "DATABASE_URL"):
    os.environ.pop(name, None)

import django  # noqa: E402 - the settings are named above

django.setup()

from django.core.management import call_command  # noqa: E402 - Django has to be set up

from search.concepts.reading import concepts_of  # noqa: E402 - Django has to be set up
from search.semantic import is_installed  # noqa: E402 - Django has to be set up
from search.vocabularies.services import label_index  # noqa: E402 - Django has to be set up
from tests.corpus import FOLDER as CORPUS  # noqa: E402 - likewise
from tests.search.judged import asking, measures, queries, records  # noqa: E402 - likewise

ATLEAST = 8
WAYS = ("words", "concepts", "meaning")


def table(
    heading: str,
    judged: Iterable[queries.JudgedQuery],
    group: Callable[[queries.JudgedQuery], str],
    ways: Sequence[str],
    ask: Callable[[queries.JudgedQuery, str], list[str]],
    named: dict[str, Callable[..., float]],
) -> None:
    """Print a line for each language, and one for all."""
    scores = defaultdict(lambda: defaultdict(list))
    for query in judged:
        relevant = set(map(str, query.relevant))
        for way in ways:
            found = ask(query, way)
            for name, measure in named.items():
                for key in (group(query), "all"):
                    scores[key][way, name].append(measure(found, relevant))
    columns = [(way, name) for way in ways for name in named]
    print(f"\n{heading}\n{'':8}{'queries':>8}", *(f"{w} {n}".rjust(18) for w, n in columns))
    for key in sorted(scores, key=lambda each: (each == "all", each)):
        row = scores[key]
        cells = (f"{mean(row[column]):18.3f}" for column in columns)
        print(f"{key:8}{len(row[columns[0]]):8}", *cells)


def main() -> None:
    """Read, fill, ask, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--each", type=int, default=25, help="queries of each language")
    options.add_argument("--semantic", type=int, default=2000, help="records embedded at most")
    chosen = options.parse_args()
    if not CORPUS.exists():
        sys.exit(f"no recorded corpus at {CORPUS}: COMMONLOOM_CORPUS names its folder")
    call_command("migrate", verbosity=0)
    labels = label_index()
    trees = [*records.nalibali(), *records.pradigi()]
    everything = [*trees, *records.harvested()]
    languages = records.frequent_languages(everything, at_least=ATLEAST)
    print(f"{len(everything)} records, {len(languages)} languages with {ATLEAST} or more")
    both = {"MRR": measures.reciprocal_rank, "nDCG@10": measures.ndcg}
    whole = asking.Library(Path(FOLDER.name) / "all", everything, labels)
    known = queries.known_items(everything, languages, each=chosen.each)
    ask = whole.ask
    table("Known items", known, lambda query: query.language, WAYS[:2], ask, both)
    named = queries.subjects(everything, labels, concepts_of)
    table("Subjects", named, lambda query: query.language, WAYS[:2], ask, both)
    ways = WAYS if chosen.semantic and is_installed() else WAYS[:2]
    lessons = [record for record in trees if record.work.startswith(records.LESSON)]
    naming = list(queries.cross_language(lessons, each=chosen.each))
    crossing = list(queries.cross_language(trees, each=chosen.each))
    wanted = set(chain.from_iterable(query.relevant for query in (*naming, *crossing)))
    first = sorted(trees, key=lambda record: record.id not in wanted)
    kept = first[: chosen.semantic] if "meaning" in ways else trees
    shelves = asking.shelves(Path(FOLDER.name) / "shelves", kept, labels, ways=ways)
    print(f"\n{len(kept)} records asked across languages")
    asked = lambda query, way: shelves[query.target].ask(query, way)  # noqa: E731 - one expression
    judged = {"recall@10": measures.recall, **both}
    for heading, crossed in (
        ("Names of lessons asked in another language", naming),
        ("Titles asked in another language", crossing),
    ):
        table(
            f"{heading}, by the language of the records", crossed,
            lambda query: query.target, ways, asked, judged,
        )  # fmt: skip
    table(
        "Both, by pair of languages: the query's, the records'", chain(naming, crossing),
        lambda query: f"{query.language}-{query.target}", ways, asked,
        {"recall@10": measures.recall},
    )  # fmt: skip


if __name__ == "__main__":
    main()
