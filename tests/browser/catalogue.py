"""Records as varied as those of partners: many scripts, long titles, no licence, nothing."""

from datetime import UTC, datetime
from itertools import cycle

import msgspec
from django.urls import reverse

from repository.metadata.record import (
    Accessibility,
    AgeRange,
    Contributor,
    DateValue,
    Duration,
    Identifier,
    LicenseFinding,
    Relation,
    ResourceFile,
    Subject,
)
from search.models import SavedSearch
from search.saved.links import token_of
from tests.factories import make_provider, make_resource

TITLES = {
    "en": "College algebra with an extraordinarily long title about functions, equations and "
    "graphs, with teacher’s notes, work sheets and suggestions (third, enlarged edition)",
    "ar": "مقدمة في الجبر: الدوال والمعادلات والرسوم البيانية لطلاب السنة الأولى",
    "zh-Hans": "大学代数：函数、方程与图像",
    "fr": "Introduction à l’algèbre",
    "es": "Cuentos del río: lecturas para los primeros grados",
    "sw": "Hadithi ya sungura na kobe",
    "ru": "Основы физики: механика и теплота",
    "hi": "पौधों का जीवन: प्रकाश संश्लेषण",
    "ur": "سائنس کے آسان تجربات",
    "am": "የሂሳብ መማሪያ",
    "he": "מבוא לביולוגיה",
    "ja": "やさしい日本語",
    "zh-Hant": "光合作用實驗",
    "und": "Photosynthesis / Photosynthèse / التركيب الضوئي",
    "de": "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2,
}
LICENSES = (
    ("CC-BY-4.0", "open"),
    ("CC-BY-NC-SA-3.0-IGO", "open-with-nc"),
    ("CC0-1.0", "public-domain"),
    ("CC-BY-NC-ND-4.0", "view-only"),
    ("rs:InC", "closed"),
    ("", "unknown"),
    ("", "conflict"),
)


class Catalogue(msgspec.Struct, frozen=True):
    """Addresses of pages worth looking at."""

    full: str
    """A resource of which everything is known."""
    bare: str
    """A resource of which nothing is known."""
    withdrawn: str
    source: str
    followed: str
    """A saved search by its private link."""
    stopped: str
    """The same of one that is kept no more."""

    @property
    def works(self) -> str:
        """The query of a list of works that cannot be mixed, and of a licence."""
        works = (each.rpartition("/")[2] for each in (self.full, self.bare))
        return "&".join([*(f"work={each}" for each in works), "license=CC-BY-SA-4.0"])

    @property
    def pages(self) -> dict[str, str]:
        """Every kind of page, by name."""
        return {
            "home": "/",
            "search": "/search",
            "filtered": "/search?language=en&language=ar&license_class=open&q=a",
            "nothing": "/search?q=xyzzyxyzzy&language=ar",
            "full": self.full,
            "bare": self.bare,
            "withdrawn": self.withdrawn,
            "missing": "/nothing-here",
            "sources": "/sources",
            "source": self.source,
            "about": "/about",
            "list": f"/remix?{self.works}",
            "empty list": "/remix",
            "credits": f"/remix/credits?{self.works}",
            "report": f"{self.full}/report-licence",
            "follow": "/search/follow?q=a&language=ar",
            "followed": self.followed,
            "stopped": self.stopped,
        }


def fill() -> Catalogue:
    """Store the records."""
    providers = [
        make_provider("openstax", name="OpenStax", home_url="https://openstax.org/"),
        make_provider("maktaba", name="مكتبة الموارد التعليمية المفتوحة"),
        make_provider(
            "ministry", name="Ministère de l’Éducation nationale – Bibliothèque numérique"
        ),
    ]
    terms = cycle(LICENSES)
    for number, (tag, title) in enumerate([*TITLES.items(), *TITLES.items()]):
        license_id, license_class = next(terms)
        make_resource(
            provider=providers[number % 3],
            titles={tag: (f"{title} {number}",)},
            descriptions={tag: (title * 4,)} if number % 4 else {},
            languages=() if tag == "und" else (tag,),
            resource_types=("textbook", "story")[: number % 3],
            educational_levels=(str(number % 9),),
            contributors=(Contributor(name="منى الخطيب"), Contributor(name="Jay Abramson")),
            license=LicenseFinding(id=license_id, license_class=license_class),
            url="https://openstax.org/details",
        )
    full = make_full_resource(providers[0])
    bare = make_resource(titles={}, provider=providers[1])
    withdrawn = make_resource("Gone", provider=providers[1], withdrawn=True)
    return Catalogue(
        full=f"/resources/{full.id}",
        bare=f"/resources/{bare.id}",
        withdrawn=f"/resources/{withdrawn.id}",
        source="/sources/openstax",
        followed=saved_search("q=algebra&language=ar"),
        stopped=saved_search("q=stopped", is_stopped=True),
    )


def saved_search(parameters: str, *, is_stopped: bool = False) -> str:
    """Store a search that somebody follows; give its private link."""
    saved = SavedSearch.objects.create(
        address="teacher@school.example",
        parameters=parameters,
        language="en",
        interval=SavedSearch.Interval.DAILY,
        confirmed_at=datetime.now(UTC),
    )
    link = reverse("saved-search", args=[token_of(saved)])
    if is_stopped:
        saved.delete()
    return link


def make_full_resource(provider):
    """Store a record with every field filled."""
    return make_resource(
        provider=provider,
        titles={
            "en": ("Photosynthesis for all",),
            "ar": ("التركيب الضوئي للجميع",),
            "zh-Hans": ("光合作用入门",),
        },
        descriptions={
            "en": ("How plants live on light. " * 20,),
            "ar": ("كيف تعيش النباتات. " * 20,),
        },
        keywords={"en": ("plants", "light"), "und": ("biology",)},
        languages=("en",),
        contributors=(
            Contributor(name="Wanjiku Kabira", identifier="https://orcid.org/0000-0002-1825-0097"),
            Contributor(name="Ana Pérez", role="translator"),
        ),
        publishers=("OpenStax",),
        dates=(DateValue(value="2019-05", precision="month", stated="2019-05"),),
        resource_types=("course",),
        educational_levels=("2", "3"),
        age_ranges=(AgeRange(low=12, high=15),),
        audiences=("teacher", "learner"),
        subjects=(Subject(label="Biology", language="en"),),
        delivery_channels=("online", "print"),
        accessibility=Accessibility(
            access_modes=("textual", "visual"), features=("alternativeText",), hazards=("none",)
        ),
        durations=(Duration(seconds=5400, stated="PT1H30M"),),
        url="https://openstax.org/details/books/biology",
        files=(
            ResourceFile(
                url="https://openstax.org/files/a-very-long-file-name-of-a-book-about-photosynthesis.pdf",
                media_type="application/pdf",
                size_bytes=84_000_000,
            ),
            ResourceFile(url="https://openstax.org/book.epub", media_type="application/epub+zip"),
        ),
        identifiers=(Identifier(value="10.1000/182", scheme="doi"),),
        relations=(Relation(kind="is-based-on", target="https://cnx.org/" + "x" * 120),),
        rights_statements=("This work is licensed under CC BY-NC-SA 4.0.",),
        license=LicenseFinding(
            id="CC-BY-NC-SA-4.0",
            license_class="open-with-nc",
            confidence=0.98,
            evidence="CC BY-NC-SA 4.0",
        ),
    )
