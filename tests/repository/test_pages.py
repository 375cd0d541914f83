"""The pages of resources as a reader's browser gets them."""

import re
from html.parser import HTMLParser
from uuid import uuid4

import pytest

from repository.metadata.record import (
    Accessibility,
    AgeRange,
    Competency,
    Contributor,
    DateValue,
    Duration,
    Identifier,
    LicenseFinding,
    Relation,
    ResourceFile,
    Subject,
)
from tests.factories import make_provider, make_resource

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("interface_languages")]

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
HOSTILE_ADDRESS = "javascript:alert(document.cookie)"


class Links(HTMLParser):
    """Collects the attributes of every link of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.found.append(dict(attrs))


def links_of(html: str) -> list[dict[str, str | None]]:
    parser = Links()
    parser.feed(html)
    return parser.found


def text_of(html: str) -> str:
    joined = re.sub(r"</?(?:a|bdi|span|time)\b[^>]*>", "", html)
    return " ".join(re.sub(r"<[^>]+>", " ", joined).split())


def page_of(client, resource, language: str = "en") -> str:
    answer = client.get(f"/resources/{resource.id}", headers={"Accept-Language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def make_full_resource(**changes):
    fields = {
        "titles": {"en": ("College algebra",), "ar": ("جبر الجامعة",), "und": ("Algebra",)},
        "descriptions": {"en": ("Functions and graphs.",), "ar": ("الدوال والرسوم.",)},
        "keywords": {"en": ("functions",), "und": ("math",)},
        "languages": ("en", "ar"),
        "contributors": (
            Contributor(name="Jay Abramson", identifier="https://orcid.org/0000-0002-1825-0097"),
            Contributor(name="Ana Pérez", role="translator"),
        ),
        "publishers": ("OpenStax",),
        "dates": (DateValue(value="2019-05", precision="month", stated="2019-05"),),
        "resource_types": ("textbook",),
        "educational_levels": ("3", "34"),
        "age_ranges": (AgeRange(low=15, high=19),),
        "audiences": ("teacher",),
        "subjects": (Subject(label="Mathematics", language="en"),),
        "delivery_channels": ("print",),
        "accessibility": Accessibility(
            access_modes=("textual",), features=("MathML", "own-word"), hazards=("none",)
        ),
        "competencies": (Competency(code="ictcft3:KA.1", label="Policy"),),
        "durations": (Duration(seconds=5400, stated="PT1H30M"),),
        "url": "https://openstax.org/details/books/college-algebra",
        "files": (
            ResourceFile(
                url="https://openstax.org/files/College%20Algebra.pdf",
                media_type="application/pdf",
                size_bytes=84_000_000,
            ),
        ),
        "identifiers": (Identifier(value="10.1000/182", scheme="doi"),),
        "relations": (Relation(kind="is-based-on", target="https://cnx.org/algebra"),),
        "rights_statements": ("Licensed under CC BY-SA 4.0.",),
        "license": LicenseFinding(
            id="CC-BY-SA-4.0",
            license_class="open",
            kind="license",
            basis="code",
            confidence=0.98,
            evidence="CC BY-SA 4.0",
        ),
    }
    return make_resource(**{**fields, **changes})


def test_page_shows_every_field_in_words(client):
    text = text_of(page_of(client, make_full_resource()))

    for expected in (
        "College algebra", "Functions and graphs.", "functions", "math", "English", "Arabic",
        "Jay Abramson", "Ana Pérez (Translator)", "OpenStax", "May 2019", "Textbook",
        "Upper secondary, general", "15 to 19 years", "Teachers", "Mathematics", "Print",
        "formulas as MathML", "own-word", "ictcft3:KA.1", "1 hour 30 minutes", "on openstax.org",
        "College Algebra.pdf (PDF, 84 MB)", "DOI: 10.1000/182", "Based on:",
        "Licensed under CC BY-SA 4.0.", "were read as CC BY-SA 4.0",
    ):  # fmt: skip
        assert expected in text, expected


def test_language_leads_to_the_search_that_counts_it(client):
    links = links_of(page_of(client, make_resource(languages=("en-US", "zh-TW"))))

    addresses = [link["href"] for link in links]
    assert "/search?language=en" in addresses
    assert "/search?language=zh-Hant" in addresses


@pytest.mark.parametrize(
    ("language", "title", "others"),
    [
        ("en", "College algebra", ["جبر الجامعة", "Algebra"]),
        ("ar", "جبر الجامعة", ["College algebra", "Algebra"]),
        ("fr", "College algebra", ["جبر الجامعة", "Algebra"]),
    ],
)
def test_title_is_in_the_reader_s_language_or_else_the_work_s_own(client, language, title, others):
    html = page_of(client, make_full_resource(languages=("en",)), language)

    [heading] = re.findall(r"<h1[^>]*>(.*?)</h1>", html)
    assert heading == title
    assert all(other in text_of(html) for other in others)


@pytest.mark.parametrize(
    ("tag", "attributes"),
    [
        ("ar", 'lang="ar" dir="rtl"'),
        ("ur", 'lang="ur" dir="rtl"'),
        ("pa-Arab", 'lang="pa-Arab" dir="rtl"'),
        ("sw", 'lang="sw" dir="ltr"'),
        ("und", 'lang="" dir="auto"'),
    ],
)
def test_texts_carry_their_language_and_direction(client, tag, attributes):
    html = page_of(client, make_resource(titles={tag: ("T",)}, descriptions={tag: ("D",)}))

    assert f"<h1 {attributes}>T</h1>" in html
    assert f'<p class="description" {attributes}>D</p>' in html


def test_page_of_an_arabic_reader_runs_right_to_left(client):
    html = page_of(client, make_full_resource(), "ar")

    assert '<html lang="ar" dir="rtl">' in html
    assert "افتح المورد" in html


def test_record_without_anything_still_has_a_page(client):
    resource = make_resource(titles={}, identifier="oai:partner.example:bare")

    text = text_of(page_of(client, resource))

    assert "oai:partner.example:bare" in text
    assert "The source gives no web address for this resource." in text
    assert "The source gives no description." in text
    assert "The source states nothing about rights." in text
    assert "Licence not known" in text


def test_hundreds_of_authors_are_folded_away(client):
    authors = tuple(Contributor(name=f"Author {number}") for number in range(300))

    html = page_of(client, make_resource(contributors=authors))

    shown, _details, folded = html.partition("All the others")
    assert "Author 9<" in shown
    assert "Author 10<" not in shown
    assert "Author 299<" in folded


def test_hostile_texts_are_shown_as_text(client):
    provider = make_provider("hostile", home_url="https://example.org/")
    provider.name = HOSTILE
    provider.save()
    resource = make_full_resource(
        provider=provider,
        titles={"en": (HOSTILE,), "ar": (HOSTILE + "2",)},
        descriptions={"en": (HOSTILE,)},
        keywords={"und": (HOSTILE,)},
        contributors=(Contributor(name=HOSTILE), Contributor(name=HOSTILE, role="editor")),
        publishers=(HOSTILE,),
        subjects=(Subject(label=HOSTILE, concept=HOSTILE),),
        rights_statements=(HOSTILE,),
        levels_stated=(HOSTILE,),
        identifiers=(Identifier(value=HOSTILE),),
        license=LicenseFinding(evidence=HOSTILE, id="CC-BY-4.0", license_class="open"),
    )

    html = page_of(client, resource)

    assert "<script>" not in html
    assert "<img src=x" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_only_web_addresses_become_links(client):
    resource = make_full_resource(
        url=HOSTILE_ADDRESS,
        files=(ResourceFile(url=HOSTILE_ADDRESS), ResourceFile(url="data:text/html,x")),
        contributors=(Contributor(name="A", identifier=HOSTILE_ADDRESS),),
        identifiers=(Identifier(value=HOSTILE_ADDRESS, scheme="uri"),),
        relations=(Relation(kind="related", target="vbscript:x"),),
    )

    addresses = [link["href"] for link in links_of(page_of(client, resource))]

    assert all(re.match(r"https?://|/|#", address) for address in addresses), addresses


def test_links_to_other_sites_pass_nothing_on(client):
    links = links_of(page_of(client, make_full_resource()))

    outward = [link for link in links if link["href"].startswith("http")]
    assert len(outward) >= 5
    for link in outward:
        assert {"nofollow", "noopener", "noreferrer"} <= set(link["rel"].split()), link


@pytest.mark.parametrize(
    ("license_id", "license_class", "said", "not_said"),
    [
        ("CC-BY-4.0", "open", ["name the author", "change it:"], ["same licence", "You may not"]),
        ("CC-BY-SA-4.0", "open", ["under the same licence"], ["You may not"]),
        ("CC-BY-NC-4.0", "open-with-nc", ["You may not use it to earn money"], ["same licence"]),
        ("CC-BY-ND-4.0", "view-only", ["You may not share changed versions"], ["change it:"]),
        ("CC0-1.0", "public-domain", ["No copyright", "CC0 1.0"], ["You may not"]),
        ("rs:InC", "closed", ["ask the owner", "In Copyright"], ["You may copy"]),
        ("", "conflict", ["contradict each other"], ["as long as you"]),
        ("", "unknown", ["It is not clear what is allowed"], ["as long as you"]),
    ],
)
def test_licence_is_explained_in_words(client, license_id, license_class, said, not_said):
    finding = LicenseFinding(id=license_id, license_class=license_class)

    text = text_of(page_of(client, make_resource(license=finding)))

    assert [words for words in said if words not in text] == []
    assert [words for words in not_said if words in text] == []


def test_doubtful_reading_of_a_licence_says_so(client):
    finding = LicenseFinding(id="CC-BY", license_class="open", confidence=0.6, evidence="by")

    html = page_of(client, make_full_resource(license=finding))

    assert "This reading is not certain." in html


def test_withdrawn_resource_is_gone_and_says_so_kindly(client):
    provider = make_provider("storybook", name="African Storybook")
    resource = make_resource("Secret title", provider=provider, withdrawn=True)

    answer = client.get(f"/resources/{resource.id}")

    html = answer.content.decode()
    assert answer.status_code == 410
    assert "This resource has been withdrawn" in html
    assert "African Storybook" in html
    assert 'type="search"' in html
    assert "Secret title" not in html


@pytest.mark.parametrize("address", [f"/resources/{uuid4()}", "/resources/nonsense", "/nope"])
def test_unknown_address_offers_a_search(client, address):
    answer = client.get(address)

    assert answer.status_code == 404
    assert 'type="search"' in answer.content.decode()
    assert "There is no such page" in answer.content.decode()


def test_canonical_address_is_the_public_one(client, settings):
    settings.PUBLIC_URL = "https://oer.example.org"
    resource = make_full_resource()

    html = page_of(client, resource)

    address = f"https://oer.example.org/resources/{resource.id}"
    assert f'<link rel="canonical" href="{address}">' in html
    assert f'<meta property="og:url" content="{address}">' in html


def test_page_has_no_inline_style_or_script(client):
    answer = client.get(f"/resources/{make_full_resource().id}")

    html = answer.content.decode()
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert not re.search(r"<style|<script(?! src=)|\sstyle=|\son\w+=", html)


def test_page_refuses_to_be_posted_to(client):
    assert client.post(f"/resources/{make_full_resource().id}").status_code == 405


def test_about_page_explains_every_licence_class(client):
    text = text_of(client.get("/about").content.decode())

    for words in ("Public domain", "Open", "No changes allowed", "Licence not known"):
        assert words in text


@pytest.mark.parametrize(
    ("language", "direction", "words"),
    [
        ("ar", "rtl", "بحث"),
        ("es", "ltr", "Buscar"),
        ("fr", "ltr", "Rechercher"),
        ("ru", "ltr", "Поиск"),
        ("zh-hans", "ltr", "搜索"),
    ],
)
def test_language_is_switched_by_a_plain_form_and_stays(client, language, direction, words):
    resource = make_full_resource()
    address = f"/resources/{resource.id}"

    answer = client.post("/i18n/setlang/", {"language": language, "next": address}, follow=True)

    html = answer.content.decode()
    assert answer.redirect_chain == [(address, 302)]
    assert f'<html lang="{language}" dir="{direction}">' in html
    assert words in html
