"""Search as programs see it."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from repository.api.representation import represent
from repository.metadata.record import LicenseFinding
from repository.models import DownloadTotal, LearningResource
from search.queries import MAX_HITS, OFFERED_FACETS
from search.services import index_changes, rebuild
from tests.factories import make_provider, make_resource

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_settings")]
ADDRESS = "/api/v1/search"


@pytest.fixture
def catalog(db, search_settings):
    partner = make_provider("open-books", name="Open Books")
    for number in range(5):
        make_resource(
            f"Algebra {number}",
            provider=partner,
            languages=("fr",) if number % 2 else ("en",),
            resource_types=("textbook",),
            educational_levels=("6",),
            license=LicenseFinding(id="CC-BY-4.0", license_class="open"),
        )
    make_resource("Poems", languages=("sw",))
    index_changes()


def get(client, address: str, status: int = 200, **headers):
    answer = client.get(address, headers=headers)
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/json"
    return answer.json()


def title_of(result) -> str:
    return next(iter(result["title"].values()))


@pytest.mark.usefixtures("catalog")
def test_an_empty_query_finds_everything(client):
    answer = get(client, ADDRESS)

    assert answer["count"] == 6
    assert answer["next"] is None
    assert len(answer["results"]) == 6
    assert list(answer["facets"]) == list(OFFERED_FACETS)


@pytest.mark.usefixtures("catalog")
def test_results_have_the_fields_of_the_list_of_resources(client):
    [result] = get(client, f"{ADDRESS}?q=poems")["results"]

    assert result == represent(LearningResource.objects.get(title="Poems"))


@pytest.mark.usefixtures("catalog")
def test_next_leads_through_all_hits_once(client):
    seen, address = [], f"{ADDRESS}?q=algebra&page_size=2&language=en&language=fr&sort=title"
    while address:
        answer = get(client, address)
        seen += [title_of(result) for result in answer["results"]]
        address = answer["next"]
        assert answer["count"] == 5
        assert address is None or urlsplit(address).scheme == "http"

    assert seen == [f"Algebra {number}" for number in range(5)]


@pytest.mark.usefixtures("catalog")
def test_what_is_used_most_comes_first_page_by_page(client):
    for title, count in (("Algebra 3", 7), ("Algebra 1", 9)):
        work = LearningResource.objects.get(title=title)
        DownloadTotal.objects.create(resource=work, count=count, counted_at=datetime.now(UTC))
    rebuild()

    seen, address = [], f"{ADDRESS}?q=algebra&page_size=2&sort=downloads"
    while address:
        answer = get(client, address)
        seen += [(title_of(each), each["download_count"]) for each in answer["results"]]
        address = answer["next"]

    assert seen[:2] == [("Algebra 1", 9), ("Algebra 3", 7)]
    assert len({title for title, _count in seen}) == len(seen) == 5


@pytest.mark.usefixtures("catalog")
def test_facets_have_labels_in_the_reader_s_language_and_mark_the_chosen(client):
    facets = get(client, f"{ADDRESS}?q=algebra&language=fr&lang=fr")["facets"]

    assert facets["language"] == [
        {"value": "en", "label": "Anglais", "count": 3, "chosen": False},
        {"value": "fr", "label": "Français", "count": 2, "chosen": True},
    ]
    assert facets["provider"] == [
        {"value": "open-books", "label": "Open Books", "count": 2, "chosen": False}
    ]
    assert facets["license"][0]["label"] == "CC BY 4.0"
    english = get(client, f"{ADDRESS}?lang=en")["facets"]
    assert english["resource_type"][0]["label"] == "Textbook"
    assert english["level"][0]["label"] == "Bachelor or equivalent"
    assert {each["label"] for each in english["license_class"]} == {"Open", "Licence not known"}


@pytest.mark.usefixtures("catalog")
@pytest.mark.parametrize(
    ("address", "headers"),
    [("?q=algebra&lang=fr-CA", {}), ("?q=algebra", {"Accept-Language": "fr"})],
)
def test_the_reader_s_languages_come_first(client, address, headers):
    results = get(client, ADDRESS + address, **headers)["results"]

    assert [result["languages"] for result in results[:2]] == [["fr"], ["fr"]]


@pytest.mark.usefixtures("catalog")
def test_it_is_said_when_only_most_words_matched(client):
    assert get(client, f"{ADDRESS}?q=algebra+zebra")["is_relaxed"] is True
    assert get(client, f"{ADDRESS}?q=algebra")["is_relaxed"] is False


@pytest.mark.usefixtures("catalog")
def test_records_withdrawn_since_they_were_indexed_are_not_shown(client):
    make_resource(
        "Poems",
        identifier=LearningResource.objects.get(title="Poems").source_identifier,
        withdrawn=True,
    )

    assert get(client, f"{ADDRESS}?q=poems")["results"] == []


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        ("page=0", "page"),
        ("page=two", "page"),
        ("page=-1", "page"),
        ("page=²", "page"),
        ("page=1&page=2", "page"),
        ("page_size=0", "page_size"),
        ("page_size=", "page_size"),
        ("sort=oldest", "sort"),
        ("lang=a%20b", "lang"),
        ("lang=", "lang"),
        ("q=a&q=b", "q"),
        ("colour=red", "colour"),
        ("language=" + "x" * 300, "language"),
        ("&".join(f"provider=p{number}" for number in range(60)), "provider"),
        (f"page={MAX_HITS // 20 + 1}", "page"),
        ("cursor=x", "cursor"),
        ("cursor=%00", "cursor"),
        ("page=999999999999999999999999", "page"),
    ],
)
def test_nonsense_is_refused_by_name(client, parameters, name):
    refusal = get(client, f"{ADDRESS}?{parameters}", status=400)

    assert list(refusal) == [name]
    assert refusal[name][0].endswith(".")


@pytest.mark.parametrize(
    "parameters", ["q=%00", "q=%ED%A0%80", "language=%00", "q=" + "%E5%85%89" * 900]
)
def test_odd_characters_are_answered(client, parameters):
    assert get(client, f"{ADDRESS}?{parameters}")["count"] == 0


@pytest.mark.usefixtures("catalog")
def test_large_pages_are_cut_to_the_limit(client):
    assert len(get(client, f"{ADDRESS}?page_size=100000")["results"]) == 6


def test_a_dead_engine_is_said_to_be_temporary(client, search_settings, tmp_path):
    (tmp_path / "file").write_text("in the way")
    search_settings.SEARCH_URL = f"tantivy:{tmp_path / 'file'}"

    assert "temporarily" in get(client, ADDRESS, status=503)["detail"]


def test_nothing_but_reading_is_offered(client):
    assert client.post(ADDRESS).status_code == 405
