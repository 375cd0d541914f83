"""The page of a held run: who sees it, who decides, what it shows and escapes."""

import re
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from harvester.models import Endpoint, EndpointEvent, HarvestRun
from harvester.pipeline import run_harvest
from harvester.tasks import harvest_next
from repository.models import LearningResource
from tests.harvester.views.conftest import HOSTILE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("interface_languages")]
BY_NC = "https://creativecommons.org/licenses/by-nc/4.0/"


@pytest.fixture
def held(server, endpoint, settings) -> Iterator[HarvestRun]:
    """Six changes of seven resources: two withdrawn, one title lost, one unusable, two licences."""
    settings.HARVEST_HOLD_PERCENT = 0
    for record in (server.records[0], server.records[6]):
        record.is_deleted = True
    server.records[1].title = ""
    server.records[2].metadata = ""
    for record in server.records[3:5]:
        record.fields = {**record.fields, "rights": [BY_NC]}
    run = run_harvest(endpoint, is_full=True)
    assert (run.state, run.held_count) == ("held", 6)
    return run


def page_of(endpoint: Endpoint) -> str:
    return f"/harvest/{endpoint.pk}/held"


def text_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def decide(client: Client, run: HarvestRun, decision: str, why: str = "They told us.", **more):
    fields = {"run": run.pk, "decision": decision, "why": why, **more}
    return client.post(page_of(run.endpoint), fields)


def looker() -> Client:
    user = User.objects.create_user("looker", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_endpoint"))
    client = Client()
    client.force_login(user)
    return client


def test_nobody_sees_the_page_without_being_allowed_to(held, outsider):
    assert Client().get(page_of(held.endpoint)).status_code == 302
    assert outsider.get(page_of(held.endpoint)).status_code == 403


@pytest.mark.parametrize("decision", ["apply", "discard"])
def test_nobody_decides_without_being_allowed_to(held, outsider, decision):
    answers = [decide(client, held, decision) for client in (Client(), outsider, looker())]

    assert [answer.status_code for answer in answers] == [302, 403, 403]
    held.refresh_from_db()
    assert (held.state, EndpointEvent.objects.count()) == ("held", 0)


def test_who_may_only_look_gets_no_form(held):
    answer = looker().get(page_of(held.endpoint))

    assert answer.status_code == 200
    assert b'name="decision"' not in answer.content
    assert "An operator decides" in text_of(answer)


def test_page_shows_sums_and_each_change(held, operator):
    told = text_of(operator.get(page_of(held.endpoint)))

    assert "Resources of this source: 7" in told
    assert "2 Withdrawal 29 % of the source unusually many The resource disappears" in told
    assert "6 changes" in told
    assert "Make all 6 changes" in told
    assert re.search(r"oai:fake:3 Now .*CC BY 4.0 Then .*CC BY-NC 4.0", told)
    assert "the record has no metadata" in told


def test_each_change_leads_to_its_resource(held, operator):
    resource = LearningResource.objects.get(source_identifier="oai:fake:3")

    answer = operator.get(page_of(held.endpoint))

    assert f'href="/resources/{resource.pk}"'.encode() in answer.content
    assert operator.get(f"/resources/{resource.pk}").status_code == 200


def test_harvested_text_stays_text(held, operator):
    answer = operator.get(page_of(held.endpoint))

    assert HOSTILE.encode() not in answer.content
    assert b"<script>alert" not in answer.content
    assert b"&lt;script&gt;alert(1)" in answer.content


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("kind=license", 2),
        ("kind=withdrawal", 2),
        ("kind=nonsense", 6),
        ("q=Lesson+3", 1),
        ("q=oai:fake:1", 1),
        ("q=NC", 2),
        ("q=nothing-of-it", 0),
        ("q=%00", 6),
        ("after=junk", 6),
        ("after=99999999", 6),
        ("kind=license&q=Lesson+4", 1),
    ],
)
def test_changes_can_be_searched(held, operator, query, count):
    told = text_of(operator.get(f"{page_of(held.endpoint)}?{query}"))

    assert f" {count} change{'' if count == 1 else 's'} " in told


def test_changes_are_paged(held, operator, monkeypatch):
    monkeypatch.setattr("harvester.views.held.PAGE_SIZE", 4)
    first = operator.get(page_of(held.endpoint))
    following = re.search(r'rel="next" href="\?([^"#]+)', first.content.decode())[1]

    second = operator.get(f"{page_of(held.endpoint)}?{following.replace('&amp;', '&')}")

    shown = [
        re.findall(r'<article class="held">', each.content.decode()) for each in (first, second)
    ]
    assert [len(each) for each in shown] == [4, 2]
    assert b'rel="next"' not in second.content


def test_applying_is_left_to_a_worker_and_remembered(held, operator):
    answer = decide(operator, held, "apply")

    held.refresh_from_db()
    assert (answer.status_code, held.state) == (302, "queued")
    [event] = EndpointEvent.objects.all()
    assert (event.what, event.user_name, event.why) == ("held-applied", "operator", "They told us.")
    assert harvest_next().state == "partial"  # two of ten were rejected before
    assert LearningResource.objects.filter(is_withdrawn=True).count() == 2


def test_discarding_changes_nothing_and_is_remembered(held, operator):
    decide(operator, held, "discard", why="Their mistake.")

    held.refresh_from_db()
    [event] = EndpointEvent.objects.all()
    assert (held.state, held.held_changes.count()) == ("cancelled", 0)
    assert (event.what, event.why) == ("held-discarded", "Their mistake.")
    assert not LearningResource.objects.filter(is_withdrawn=True).exists()
    assert "No run is held." in text_of(operator.get(page_of(held.endpoint)))


def test_decision_needs_a_reason(held, operator):
    answer = decide(operator, held, "apply", why="  ")

    held.refresh_from_db()
    assert (answer.url, held.state) == (page_of(held.endpoint), "held")
    assert "Please give a reason" in text_of(operator.get(answer.url))


def test_second_decision_does_nothing(held, operator):
    decide(operator, held, "discard")

    answer = decide(operator, held, "apply")

    assert "not held any more" in text_of(operator.get(answer.url))
    assert EndpointEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"decision": "burn"}, 400),
        ({"decision": ""}, 400),
        ({"decision": "apply", "run": "x"}, 400),
        ({"decision": "apply", "run": "999999"}, 404),
    ],
)
def test_form_that_is_none_of_ours_is_refused(held, operator, fields, status):
    sent = {"run": held.pk, "why": "Because.", **fields}

    assert operator.post(page_of(held.endpoint), sent).status_code == status
    held.refresh_from_db()
    assert held.state == "held"


def test_run_of_another_endpoint_cannot_be_decided_here(held, operator):
    other = Endpoint.objects.create(
        provider=held.endpoint.provider, base_url="https://other.example/oai", metadata_prefix="lom"
    )

    answer = operator.post(page_of(other), {"run": held.pk, "decision": "apply", "why": "Because."})

    assert answer.status_code == 404


def test_endpoint_page_leads_to_the_held_changes(held, operator, endpoint):
    answer = operator.get(f"/harvest/{endpoint.pk}/")

    assert f'href="{page_of(endpoint)}"'.encode() in answer.content


def test_page_holds_still_for_caches_and_foreign_forms(held, operator):
    answer = operator.get(page_of(held.endpoint))
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(username="operator"))

    assert "no-store" in answer.headers["Cache-Control"]
    assert decide(strict, held, "apply").status_code == 403
