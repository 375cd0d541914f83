"""Build, size and query time of the search index, on synthetic records, on each engine.

    python bench/search.py [--records 100000] [--queries 300] [--engines tantivy opensearch]

The records, in eight languages, lie in a private SQLite catalogue: six title words, sixty words of
description, Zipf's law. Prints records/s of ``rebuild`` (read, analyze, write, commit), the size of
the index a record, and the time of a search with all facets: for one word, for three words, with
two filters, for everything, and for a query of 1,000 characters; of suggestions; and of the search
page with four readers at once. Of a server also how long the same JSON takes by curl, and how fast
the client's own ``helpers.bulk`` writes the same documents. Lines with a bar say if it is met.
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
IS_KEPT = "BENCH_SEARCH_DATA" in os.environ
"""Name a folder by it to keep the catalogue for the next time; else it is removed at the end."""
FOLDER = os.environ.setdefault("BENCH_SEARCH_DATA", "") or tempfile.mkdtemp(prefix="bench-search-")
os.environ["BENCH_SEARCH_DATA"] = FOLDER  # further processes begin with this module, too
os.environ |= {"COMMONLOOM_DATA": FOLDER, "DJANGO_SETTINGS_MODULE": "config.settings"}
for name in ("SEARCH_URL", "DATABASE_URL"):
    os.environ.pop(name, None)

import django  # noqa: E402 - the settings are named above

django.setup()

from django.conf import settings  # noqa: E402 - Django has to be set up
from django.core.management import call_command  # noqa: E402 - likewise
from search_cluster import measure_cluster  # noqa: E402 - likewise
from search_corpus import Corpus, fill  # noqa: E402 - likewise
from search_page import measure_page  # noqa: E402 - likewise

from repository.models import LearningResource  # noqa: E402 - likewise
from search import services  # noqa: E402 - likewise
from search.queries import SearchQuery  # noqa: E402 - likewise
from tests.engines import elasticsearch, opensearch  # noqa: E402 - likewise

ENGINES = {"opensearch": opensearch, "elasticsearch": elasticsearch}
JAVA_OPTIONS = ("-Xms2g", "-Xmx2g")
LARGE = 500_000
"""Records from which on the bars are those of a million."""


def say(what: str, measured: float, unit: str, *, bar: float = 0, most: bool = True) -> None:
    """Print one measurement, and whether it keeps to its bar (the most, or else the least)."""
    kept = measured <= bar if most else measured >= bar
    verdict = f"   bar {bar:,g}: {'met' if kept else 'MISSED'}" if bar else ""
    print(f"{what:34} {measured:10,.2f} {unit}{verdict}", flush=True)


def milliseconds(calls: Sequence) -> tuple[float, float]:
    """Give the median and the 95th percentile of the time of calls, warmed up by a few."""
    for call in calls[:5]:
        call()
    seconds = []
    for call in calls:
        begun = perf_counter()
        call()
        seconds.append(perf_counter() - begun)
    return statistics.median(seconds) * 1000, statistics.quantiles(seconds, n=20)[-1] * 1000


def kinds(corpus: Corpus, count: int) -> dict[str, list[SearchQuery]]:
    """Give queries of each kind."""
    filters = (("language", ("en", "fr")), ("license_class", ("open",)))
    return {
        "one word": [SearchQuery(text=text) for text in corpus.typed(count, 1)],
        "three words": [SearchQuery(text=text) for text in corpus.typed(count, 3)],
        "one word, two filters": [
            SearchQuery(text=text, filters=filters) for text in corpus.typed(count, 1)
        ],
        "everything": [SearchQuery() for _ in range(count)],
        "1,000 characters": [SearchQuery(text=text[:1000]) for text in corpus.typed(count, 200)],
    }


def measure_queries(corpus: Corpus, *, records: int, queries: int, is_embedded: bool) -> None:
    """Print the times of searches and suggestions."""
    bar = (25 if records >= LARGE else 5) if is_embedded else 0
    every = []
    for kind, asked in kinds(corpus, queries).items():
        median, tail = milliseconds([lambda query=query: services.search(query) for query in asked])
        say(kind, median, f"ms median {tail:8.2f} ms p95")
        if kind != "1,000 characters":
            every.append(median)
    say("search, median of the kinds", statistics.median(every), "ms", bar=bar)
    typed = [text[: 2 + number % 5] for number, text in enumerate(corpus.typed(queries, 2))]
    _, tail = milliseconds(
        [lambda text=text: services.suggest(text, languages=("en", "fr")) for text in typed]
    )
    say("suggestions", tail, "ms p95", bar=20 if records < LARGE else 0)


def measure_rebuild(records: int, *, is_embedded: bool) -> None:
    """Print how fast the index is built, and how large it is."""
    begun = perf_counter()
    services.rebuild()
    rate = records / (perf_counter() - begun)
    bar = 8_000 if is_embedded and records >= LARGE else 0
    say("rebuild", rate, "records/s", bar=bar, most=False)
    if is_embedded:
        files = [file for file in Path(FOLDER, "search").rglob("*") if file.is_file()]
        size = sum(file.stat().st_size for file in files)
        say("index", size / records, "bytes a record", bar=1_500)


def addresses(names: Sequence[str], stack: ExitStack) -> Iterator[tuple[str, str]]:
    """Yield the engines with their addresses, starting those that are servers."""
    for name in names:
        if name == "tantivy":
            yield name, f"tantivy:{FOLDER}/search"
        else:
            address = stack.enter_context(ENGINES[name].server(JAVA_OPTIONS))
            yield name, f"{name}+{address}/bench?timeout_seconds=60"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument(
        "--engines", nargs="+", default=["tantivy", "opensearch"], choices=["tantivy", *ENGINES]
    )
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    corpus = Corpus()
    if not LearningResource.objects.exists():
        fill(corpus, options.records)
    records = LearningResource.objects.count()
    print(f"{records:,} records, all facets counted in every search")
    with ExitStack() as stack:
        for name, url in addresses(options.engines, stack):
            settings.SEARCH_URL = url
            is_embedded = name == "tantivy"
            print(f"-- {name}")
            measure_rebuild(records, is_embedded=is_embedded)
            measure_queries(
                corpus, records=records, queries=options.queries, is_embedded=is_embedded
            )
            if is_embedded:
                measure_page(corpus, folder=FOLDER, bar=60 if records < LARGE else 0, say=say)
            else:
                measure_cluster(url, corpus, queries=options.queries, say=say)
    if not IS_KEPT:
        shutil.rmtree(FOLDER)


if __name__ == "__main__":
    main()
