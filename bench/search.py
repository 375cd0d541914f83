"""Build, size and query time of the embedded search index, on synthetic records.

    python bench/search.py [--records 20000] [--queries 300]

The records, in eight languages, lie in a private SQLite catalogue: six title words, sixty words of
description, Zipf's law. Prints records/s of ``rebuild`` (read, analyze, write, commit), the size of
the index a record, and the time of a search with all facets: for one word, for three words, with
two filters, for everything, and for a query of 1,000 characters.
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import uuid
from collections.abc import Iterator
from itertools import accumulate, islice
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
FOLDER = tempfile.TemporaryDirectory()
os.environ |= {"COMMONLOOM_DATA": FOLDER.name, "DJANGO_SETTINGS_MODULE": "config.settings"}
for name in ("SEARCH_URL", "DATABASE_URL"):
    os.environ.pop(name, None)

import django  # noqa: E402 - the settings are named above

django.setup()

from django.core.management import call_command  # noqa: E402 - Django has to be set up

from repository.deposits import Deposit, deposit_of  # noqa: E402
from repository.metadata.record import (  # noqa: E402 - Django has to be set up
    Contributor,
    LicenseFinding,
    ResourceMetadata,
)
from repository.models import Provider  # noqa: E402 - Django has to be set up
from repository.services import store_resources  # noqa: E402 - Django has to be set up
from search import services  # noqa: E402 - Django has to be set up
from search.queries import SearchQuery  # noqa: E402 - Django has to be set up

VOCABULARY = 8_000
SYLLABLES = {
    "en": "an er in on th re st ing tion ed al ic",
    "fr": "é er en ou re tion ai on ment que eau",
    "es": "ar ción en os es ra do mente ía er a",
    "de": "er en ge ung sch ei ü st lich keit an",
    "sw": "wa ki ma ni ka li tu u sha mbo na ja",
    "ar": "ال م ك ت ب ر ي ون ة س ع د",
    "hi": "का ने ि या र त वि द्या प्र म न सि",
    "zh": "光合作用教育学数语文历史地理生物化工程",
}
LICENSES = (
    ("CC-BY-4.0", "open"),
    ("CC-BY-SA-4.0", "open"),
    ("CC-BY-NC-4.0", "open-with-nc"),
    ("", "unknown"),
)
TYPES = ("text", "video", "course", "exercise", "lesson-plan", "simulation", "image", "audio")


def vocabulary(language: str, chance: random.Random) -> list[str]:
    """Give invented words, the most frequent first."""
    parts = list(SYLLABLES[language]) if language == "zh" else SYLLABLES[language].split()
    words = ("".join(chance.choices(parts, k=chance.randint(2, 5))) for _ in range(VOCABULARY * 9))
    return list(islice(dict.fromkeys(words), VOCABULARY))


class Corpus:
    """Synthetic records, the same for the same numbers."""

    def __init__(self) -> None:
        self.chance = random.Random(1)
        self.words = {language: vocabulary(language, self.chance) for language in SYLLABLES}
        self.weights = list(accumulate(1 / place for place in range(1, VOCABULARY + 1)))

    def text(self, language: str, length: int) -> str:
        words = self.words[language]
        chosen = self.chance.choices(words, cum_weights=self.weights[: len(words)], k=length)
        return ("" if language == "zh" else " ").join(chosen)

    def deposits(self, records: int) -> Iterator[Deposit]:

        languages = list(SYLLABLES)
        for number in range(records):
            language = self.chance.choices(languages, weights=(8, 4, 4, 3, 1, 2, 2, 2))[0]
            license_id, license_class = self.chance.choice(LICENSES)
            metadata = ResourceMetadata(
                titles={language: (self.text(language, 6),)},
                descriptions={language: (self.text(language, 60),)},
                keywords={language: tuple(self.text(language, 1) for _ in range(4))},
                languages=(language,),
                contributors=(
                    Contributor(name=self.text("en", 2)),
                    Contributor(name=self.text("es", 2)),
                ),
                resource_types=(self.chance.choice(TYPES),),
                educational_levels=(str(self.chance.randint(0, 8)),),
                license=LicenseFinding(id=license_id, license_class=license_class),
            )
            yield deposit_of(f"oai:bench.example:{number}", metadata)


def fill(corpus: Corpus, records: int) -> None:
    """Store the records in the catalogue."""

    deposits = corpus.deposits(records)
    providers = [
        Provider.objects.create(
            id=uuid.UUID(int=number), slug=f"partner-{number}", name=f"Partner {number}"
        )
        for number in range(20)
    ]
    while page := list(islice(deposits, 1000)):
        store_resources(provider=corpus.chance.choice(providers), deposits=page)


def median_milliseconds(queries: list) -> tuple[float, float, float]:
    """Give the median and the 95th percentile of the time of searches, and the mean count."""

    seconds, counts = [], []
    for query in queries:
        begun = perf_counter()
        page = services.search(query)
        seconds.append(perf_counter() - begun)
        counts.append(page.count)
    tail = statistics.quantiles(seconds, n=20)[-1]
    return statistics.median(seconds) * 1000, tail * 1000, statistics.mean(counts)


def measure(corpus: Corpus, queries: int) -> None:
    """Print the times of the kinds of queries."""

    def texts(length: int) -> list[str]:
        return [corpus.text(corpus.chance.choice(list(SYLLABLES)), length) for _ in range(queries)]

    filters = (("language", ("en", "fr")), ("license_class", ("open",)))
    kinds = {
        "one word": [SearchQuery(text=text) for text in texts(1)],
        "three words": [SearchQuery(text=text) for text in texts(3)],
        "one word, two filters": [SearchQuery(text=text, filters=filters) for text in texts(1)],
        "everything": [SearchQuery() for _ in range(queries)],
        "1,000 characters": [SearchQuery(text=text[:1000]) for text in texts(200)],
    }
    for kind, asked in kinds.items():
        median_milliseconds(asked[:5])
        median, tail, count = median_milliseconds(asked)
        print(f"{kind:24} {median:8.2f} ms median {tail:8.2f} ms p95   {count:9,.0f} hits")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--queries", type=int, default=300)
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    corpus = Corpus()
    fill(corpus, options.records)
    begun = perf_counter()
    services.rebuild()
    seconds = perf_counter() - begun
    files = [file for file in Path(FOLDER.name, "search").rglob("*") if file.is_file()]
    size = sum(file.stat().st_size for file in files)
    print(f"{options.records:,} records, all facets counted in every search")
    print(f"{'rebuild':24} {options.records / seconds:8,.0f} records/s")
    print(f"{'index':24} {size / options.records:8,.0f} bytes a record")
    measure(corpus, options.queries)


if __name__ == "__main__":
    main()
