"""The pages of the list as a reader's browser gets them."""

import html
import re
from uuid import uuid4

import pytest
from django.test import Client

from repository.metadata.record import Contributor, LicenseFinding, Relation
from repository.remix.worklist import MAX_WORKS
from tests.factories import make_provider, make_resource

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("interface_languages")]

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


def make_work(title, license_id, license_class="open", **fields):
    finding = LicenseFinding(id=license_id, license_class=license_class)
    return make_resource(title, license=finding, url="https://example.org/work", **fields)


def text_of(answer):
    joined = re.sub(r"</?(?:a|bdi|span|strong)\b[^>]*>", "", answer.content.decode())
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", joined)).split())


def add(client, work, **posted):
    return client.post("/remix/list", {"add": str(work.id), **posted})


def test_empty_list_says_how_to_fill_it(client):
    text = text_of(client.get("/remix"))

    assert "There is nothing in the list yet" in text
    assert "What you may do with these works together" not in text


def test_works_that_may_not_be_mixed_are_refused_with_pair_and_clause(client):
    add(client, make_work("Algebra", "CC-BY-SA-4.0"))
    add(client, make_work("Stories", "CC-BY-NC-4.0", "open-with-nc"))

    text = text_of(client.get("/remix"))

    assert "ShareAlike: An adaptation of a work under CC BY-SA 4.0 must carry" in text
    assert "CC BY-NC 4.0 forbids it (NonCommercial). Algebra (CC BY-SA 4.0)" in text
    assert "Stories (CC BY-NC 4.0)" in text
    assert "may go out under" not in text
    assert "so the collection as a whole may not be used commercially" in text


def test_works_that_may_be_mixed_name_the_licences_of_the_result(client):
    add(client, make_work("Algebra", "CC-BY-SA-3.0"))
    client.post("/remix/list", {"add_license": "1", "license": "CC-BY-4.0"})

    text = text_of(client.get("/remix"))

    assert "The new work may go out under CC BY-SA 4.0" in text
    assert "A work from elsewhere under CC BY 4.0" in text


def test_what_is_not_certain_is_said_to_be(client):
    add(client, make_work("Poems", "", "unknown"))

    text = text_of(client.get("/remix"))

    assert text.count("Not certain") == 2
    assert "The licence of a work is not known" in text


def test_clauses_are_worded_in_the_reader_s_language(client):
    address = "/remix?license=CC-BY-ND-4.0"
    english = text_of(client.get(address))
    others = {
        language: text_of(client.get(address, headers={"Accept-Language": language}))
        for language in ("ar", "es", "fr", "ru", "zh-hans")
    }

    sentence = "does not let changed versions be shared"
    assert sentence in english
    assert [name for name, text in others.items() if sentence in text] == []
    assert [name for name, text in others.items() if "CC BY-ND 4.0" not in text] == []


def test_list_in_an_address_leaves_the_reader_s_own_alone(client):
    own, other = make_work("Own", "CC-BY-4.0"), make_work("Other", "CC0-1.0", "public-domain")
    add(client, own)

    shared = text_of(client.get(f"/remix?work={other.id}&work={uuid4()}"))

    assert "Other" in shared
    assert "1 work of this list is no longer here" in shared
    assert "Own" in text_of(client.get("/remix"))


def test_shared_list_can_be_taken_over(client):
    other = make_work("Other", "CC0-1.0", "public-domain")

    client.post("/remix/list", {"take": f"work={other.id}&license=MIT"})

    text = text_of(client.get("/remix"))
    assert "Other" in text
    assert "A work from elsewhere under MIT" in text


def test_withdrawn_work_shows_nothing_of_itself(client):
    gone = make_resource("Secret title", withdrawn=True)

    text = text_of(client.get(f"/remix?work={gone.id}"))

    assert "no longer here" in text
    assert "Secret title" not in text


def test_work_is_taken_out_and_the_list_emptied(client):
    first, second = make_work("First", "CC-BY-4.0"), make_work("Second", "CC-BY-4.0")
    add(client, first)
    add(client, second)

    client.post("/remix/list", {"remove": str(first.id)})
    assert "First" not in text_of(client.get("/remix"))
    client.post("/remix/list", {"clear": "1"})

    assert "There is nothing in the list yet" in text_of(client.get("/remix"))


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/search?q=x", "/search?q=x#work-{id}"),
        ("https://evil.example/", "/remix"),
        ("//evil.example/", "/remix"),
        ("javascript:alert(1)", "/remix"),
        ("", "/remix"),
    ],
)
def test_button_leads_back_to_where_it_was_and_nowhere_else(client, target, expected):
    work = make_work("Algebra", "CC-BY-4.0")

    answer = add(client, work, next=target)

    assert answer.status_code == 302
    assert answer.headers["Location"] == expected.format(id=work.id)


@pytest.mark.parametrize("posted", [{}, {"nonsense": "1"}])
def test_form_that_is_none_of_ours_is_refused(client, posted):
    assert client.post("/remix/list", posted).status_code == 400


def test_list_is_changed_by_forms_of_this_site_only():
    answer = Client(enforce_csrf_checks=True).post("/remix/list", {"clear": "1"})

    assert answer.status_code == 403


def test_list_is_not_changed_by_following_a_link(client):
    assert client.get("/remix/list?add=x").status_code == 405


def test_full_list_says_so(client):
    client.post("/remix/list", {"take": "&".join(f"work={uuid4()}" for _ in range(MAX_WORKS))})

    answer = client.post("/remix/list", {"add": str(uuid4())}, follow=True)

    assert f"Your list is full: it holds {MAX_WORKS} works." in text_of(answer)


@pytest.mark.parametrize(
    ("stated", "said"),
    [("gibberish", "“gibberish” is no licence that we know."), ("", "Choose a licence, or type")],
)
def test_licence_that_is_not_recognised_is_not_added(client, stated, said):
    posted = {"add_license": "1", "stated": stated, "license": ""}

    answer = client.post("/remix/list", posted, follow=True)

    assert said in text_of(answer)
    assert "There is nothing in the list yet" in text_of(answer)


def test_resource_page_has_the_button_and_the_credit_line(client):
    author = Contributor(name="Ann Lee")
    work = make_work("Algebra", "CC-BY-4.0", contributors=(author,))

    before = client.get(f"/resources/{work.id}").content.decode()
    add(client, work)
    after = client.get(f"/resources/{work.id}").content.decode()

    assert f'form="my-list" name="add" value="{work.id}"' in before
    assert f'form="my-list" name="remove" value="{work.id}"' in after
    assert (
        'rel="license nofollow noopener noreferrer" href="https://creativecommons.org/licenses/by/4.0/"'
        in before
    )
    assert "“Algebra” by Ann Lee (https://example.org/work), licensed under CC BY 4.0" in before


def test_credit_of_a_translation_names_the_work_it_was_made_from(client):
    provider = make_provider("p")
    original = make_work(
        "The tree", "CC-BY-4.0", provider=provider, identifier="oai:p:1",
        contributors=(Contributor(name="Sam"),),
    )  # fmt: skip
    relation = Relation(kind="is-translation-of", target="oai:p:1")
    work = make_work("Mti", "CC-BY-SA-4.0", provider=provider, relations=(relation,))

    text = text_of(client.get(f"/remix/credits?work={work.id}"))

    assert "Translated from: “The tree” by Sam" in text
    assert original.title == "The tree"


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("https://elsewhere.example/tree", "Adapted from: https://elsewhere.example/tree."),
        ("The old tree", "Adapted from: “The old tree”."),
        ("http://127.0.0.1:8000/resources/nonsense", "Adapted from: http://127.0.0.1:8000/"),
    ],
)
def test_credit_names_an_original_from_elsewhere_as_it_is_stated(client, target, said):
    work = make_work("New", "CC-BY-4.0", relations=(Relation(kind="is-based-on", target=target),))

    assert said in text_of(client.get(f"/remix/credits?work={work.id}"))


def test_withdrawn_original_is_named_by_its_identifier_only(client):
    provider = make_provider("p")
    make_work("Secret", "CC-BY-4.0", provider=provider, identifier="oai:p:1", withdrawn=True)
    relation = Relation(kind="is-based-on", target="oai:p:1")
    work = make_work("New", "CC-BY-4.0", provider=provider, relations=(relation,))

    text = text_of(client.get(f"/remix/credits?work={work.id}"))

    assert "Secret" not in text
    assert "Adapted from: “oai:p:1”" in text


def test_credits_say_what_the_reader_changed_in_which_work(client):
    first, second = make_work("First", "CC-BY-4.0"), make_work("Second", "CC-BY-4.0")
    query = f"work={first.id}&changes=&work={second.id}&changes=shortened&language=fr"

    text = text_of(client.get(f"/remix/credits?{query}"))
    file = client.get(f"/remix/credits/file?{query}&form=markdown")

    assert "Modifications : shortened" in text
    [one, two] = file.content.decode().strip().splitlines()
    assert "Modifications" not in one
    assert "Modifications : shortened" in two


@pytest.mark.parametrize(
    ("form", "media_type", "ending"),
    [
        ("text", "text/plain", "txt"),
        ("print", "text/plain", "txt"),
        ("markdown", "text/markdown", "md"),
        ("html", "text/html", "html"),
    ],
)
def test_credits_of_the_list_are_a_file(client, form, media_type, ending):
    add(client, make_work(HOSTILE, "CC-BY-4.0"))

    answer = client.get(f"/remix/credits/file?form={form}")

    assert answer.headers["Content-Type"].startswith(media_type)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="credits.{ending}"'
    assert "CC BY 4" in answer.content.decode().replace("\\", "")
    assert form not in {"html", "markdown"} or b"<script" not in answer.content


def test_unknown_form_of_credits_is_refused(client):
    assert client.get("/remix/credits/file?form=rtf").status_code == 400


def test_nothing_to_credit_is_said_kindly(client):
    assert "no work in the list to be credited" in text_of(client.get("/remix/credits"))


def test_hostile_texts_are_shown_as_text(client):
    work = make_work(HOSTILE, "CC-BY-4.0", contributors=(Contributor(name=HOSTILE),))
    query = f"work={work.id}&changes={HOSTILE}&language={HOSTILE}"

    for address in ("/remix", "/remix/credits", f"/resources/{work.id}"):
        page = client.get(f"{address}?{query}").content.decode()
        assert "<script>" not in page, address
        assert "<img src=x" not in page, address


@pytest.mark.parametrize("address", ["/remix", "/remix/credits"])
def test_pages_keep_to_the_content_security_policy(client, address):
    work = make_work("Algebra", "CC-BY-4.0")

    answer = client.get(f"{address}?work={work.id}&license=MIT")

    page = answer.content.decode()
    assert not re.search(r"<style|<script>|\sstyle=|\son\w+=", page)
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
