"""How the licence of a resource was determined, in a reader's words."""

import html
import re
from datetime import date
from uuid import UUID

import pytest
from django.utils.formats import date_format

from licensing.models import Decision
from licensing.services.findings import Concerned, note_evidence
from licensing.statements import ANY
from licensing.verdicts import licensed, to_json
from repository.metadata.record import LicenseFinding
from repository.models import LearningResource
from tests.factories import make_resource

pytestmark = pytest.mark.django_db


def text_of(client, resource):
    page = client.get(f"/resources/{resource.id}").content.decode()
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split()).replace(" ”", "”")


def make_read(statement="CC BY 4.0", license_id="CC-BY-4.0", license_class="open", **finding):
    found = LicenseFinding(id=license_id, license_class=license_class, confidence=0.98, **finding)
    stated = (statement,) if statement else ()
    return make_resource("Algebra", rights_statements=stated, license=found)


def decide(resource, license_id, basis, *, scope, set_spec=""):
    """Let a decision hold for a resource, as a job leaves it."""
    finding = to_json(licensed(license_id, basis=basis)).decode()
    decision = Decision.objects.create(
        action="license", scope=scope, source_id=resource.provider_id, statement_key=ANY,
        resource_id=ANY, set_spec=set_spec, finding_json=finding, decided_by_name="Secret Curator",
    )  # fmt: skip
    row = LearningResource.objects.filter(pk=resource.pk)
    row.update(
        license_id=license_id, license_class="open", license_json=finding, decision_id=decision.pk
    )
    return decision


@pytest.mark.parametrize(
    ("basis", "scope", "said"),
    [
        ("curator", "source", "Decided by a curator of this site on"),
        ("curator-record", "record", "for this work alone"),
        ("source-default", "default", "everything of this source that says nothing itself"),
        ("set-default", "set", "Default of the source, not a statement about this work"),
    ],
)
def test_decision_is_told_with_its_day_and_reach_and_without_a_name(client, basis, scope, said):
    resource = make_read("Open to all", "", "unknown", kind="not-rights")
    decision = decide(resource, "CC-BY-4.0", basis, scope=scope, set_spec="math:algebra")

    text = text_of(client, resource)

    assert said in text
    assert date_format(decision.decided_at) in text
    assert ("math:algebra" in text) is (scope == "set")
    assert "What the source states about this work itself: Open to all" in text
    assert "Secret Curator" not in text


def test_default_of_a_source_is_never_told_as_the_item_s_own_licence(client):
    resource = make_read("", "", "unknown")
    decide(resource, "CC-BY-4.0", "source-default", scope="default")

    text = text_of(client, resource)

    assert "Default of the source, not a statement about this work" in text
    assert "The source states nothing about rights." in text
    assert "The source states:" not in text


def test_overruled_reading_is_still_told(client):
    resource = make_read("CC BY 4.0", "CC-BY-4.0", evidence="CC BY 4.0")
    decide(resource, "CC-BY-SA-4.0", "curator", scope="source")

    text = text_of(client, resource)

    assert "This was read as CC BY 4.0" in text
    assert "Decided by a curator" in text


@pytest.mark.parametrize(
    ("evidence", "basis", "said"),
    [
        ("https://a.example/by", "url", "The address “ https://a.example/by” was read as"),
        ("CC BY", "code", "The words “ CC BY” were read as"),
    ],
)
def test_reading_says_what_was_read(client, evidence, basis, said):
    resource = make_read(f"See {evidence} there", evidence=evidence, basis=basis)

    text = text_of(client, resource)

    assert said in text
    assert f"Read here in the source’s record on {date_format(resource.stated_on)}" in text


def test_day_of_the_statement_is_not_that_of_a_decision_or_of_another_change(client):
    resource = make_read()
    said = date(2024, 5, 3)
    LearningResource.objects.filter(pk=resource.pk).update(stated_on=said)
    decide(resource, "CC-BY-SA-4.0", "curator", scope="source")
    make_resource(
        "Geometry",
        identifier=resource.source_identifier,
        rights_statements=("CC BY 4.0",),
        license=resource.metadata.license,
    )

    text = text_of(client, resource)

    assert "Geometry" in text
    assert f"Read here in the source’s record on {date_format(said)}" in text


def test_statement_of_which_the_day_is_not_known_has_none(client):
    resource = make_read()
    LearningResource.objects.filter(pk=resource.pk).update(stated_on=None)

    assert "in the source’s record on" not in text_of(client, resource)


def test_contradiction_names_all_licences(client):
    resource = make_read(
        "CC BY or CC BY-ND", "", "conflict", evidence="CC-BY, CC-BY-ND", kind="ambiguous"
    )

    text = text_of(client, resource)

    assert "This names different licences: CC BY , CC BY-ND" in text
    assert "Do not assume that the more generous of the licences holds" in text


@pytest.mark.parametrize(
    ("license_id", "license_class", "said"),
    [
        ("rs:InC", "closed", "Do not assume that you may copy it"),
        ("", "unknown", "free to read is not free to use"),
        ("", "conflict", "Do not assume that the more generous"),
    ],
)
def test_what_may_not_be_assumed_is_said_plainly(client, license_id, license_class, said):
    text = text_of(client, make_read("?", license_id, license_class))

    assert said in text
    assert "You may copy" not in text


@pytest.mark.parametrize(
    ("license_id", "license_class", "is_nc_counted", "unesco", "definition"),
    [
        ("CC-BY-4.0", "open", False, "An open", "Open by the Open Definition"),
        ("CC-BY-NC-4.0", "open-with-nc", False, "Not an open", "Not open by"),
        ("CC-BY-NC-4.0", "open-with-nc", True, "An open", "Not open by"),
        ("CC-BY-ND-4.0", "view-only", True, "Not an open", "Not open by"),
        ("rs:InC", "closed", True, "Not an open", "Not open by"),
        ("GFDL-1.3", "open", False, "An open", "Not open by"),
        ("PD", "public-domain", False, "An open", "Open by the Open Definition"),
    ],
)
def test_both_definitions_are_shown(
    client, settings, license_id, license_class, is_nc_counted, unesco, definition
):
    settings.NC_COUNTS_AS_OER = is_nc_counted

    text = text_of(client, make_read("x", license_id, license_class))

    assert f"{unesco} educational resource by UNESCO’s definition" in text
    assert definition in text


def test_definitions_are_left_open_where_the_licence_is_not_known(client):
    text = text_of(client, make_read("?", "", "unknown"))

    assert "by UNESCO’s definition? Not known" in text
    assert "Open by the Open Definition? Not known" in text


@pytest.mark.parametrize(
    ("agrees", "is_settled", "license_id", "is_told"),
    [
        (False, False, "CC-BY-ND-4.0", True),
        (True, False, "CC-BY-4.0", False),
        (False, True, "CC-BY-ND-4.0", False),
        (False, False, "", False),
    ],
)
def test_contradicting_evidence_is_told_until_somebody_has_looked(
    client, agrees, is_settled, license_id, is_told
):
    resource = make_read()
    found = note_evidence(
        record=Concerned(resource.id, resource.provider_id, UUID(int=1)),
        kind="landing-page", url="https://a.example/", license_id=license_id, snippet="x",
        agrees=agrees,
    )  # fmt: skip
    type(found).objects.update(is_settled=is_settled)

    text = text_of(client, resource)

    assert ("On the work’s own page another licence was found" in text) is is_told
