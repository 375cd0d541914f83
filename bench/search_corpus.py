"""Synthetic records in eight languages, the same for the same numbers."""

import random
import uuid
from collections.abc import Iterator
from itertools import accumulate, islice

from repository.deposits import Deposit, deposit_of
from repository.metadata.record import Contributor, LicenseFinding, ResourceMetadata
from repository.models import Provider
from repository.services import store_resources

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

    def typed(self, count: int, length: int) -> list[str]:
        """Give texts of some words, each in one of the languages."""
        return [self.text(self.chance.choice(list(SYLLABLES)), length) for _ in range(count)]

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
