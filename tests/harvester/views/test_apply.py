"""A partner applies on the web; somebody decides."""

import re

import pytest
from django.core import signing
from django.core.cache import cache
from django.test import Client

from harvester.claims import list_ready
from harvester.models import Endpoint, PartnerApplication
from harvester.views.apply import SALT
from harvester.views.limits import PROBES_AN_HOUR
from tests.harvester.views.conftest import HOSTILE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("interface_languages", "_no_counts")]
CONTACT = "librarian@partner.example"


@pytest.fixture
def _no_counts() -> None:
    cache.clear()


def look(client, url, contact=CONTACT):
    return client.post("/partners/apply", {"base_url": url, "contact": contact})


def proof_of(answer) -> str:
    [proof] = re.findall(r'name="proof" value="([^"]+)"', answer.content.decode())
    return proof


@pytest.fixture
def application(client, server) -> PartnerApplication:
    client.post("/partners/apply", {"proof": proof_of(look(client, server.url))})
    return PartnerApplication.objects.get()


def test_everybody_finds_the_form(client):
    assert b'href="/partners/apply"' in client.get("/about").content
    assert b'name="base_url"' in client.get("/partners/apply").content


def test_applicant_sees_cards_conformance_and_quality(client, server):
    html = look(client, server.url).content.decode()

    assert html.count('<article class="card">') == 7
    assert "Lesson 3" in html
    assert 'href="https://fake.example/1"' in html
    assert "CC BY 4.0" in html
    assert re.search(
        r"Deleted records</th><td><span[^>]*>fine</span></td><td><bdi class=\"stated\">persistent",
        html,
    )
    assert "Licence not recognised" in html
    assert "no title: add at least one dc:title" in html
    assert not PartnerApplication.objects.exists()


def test_records_of_an_applicant_are_escaped(client, server):
    html = look(client, server.url).content.decode()

    assert "<script" not in html
    assert "<img src=x" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_link_that_is_no_web_address_is_no_link(client, server):
    server.records[0].fields = {"identifier": ["javascript:alert(1)"]}

    assert 'href="javascript' not in look(client, server.url).content.decode()


def test_form_without_scripts_or_styles_inline(client, server):
    assert not re.search(r"<style|<script|\sstyle=", look(client, server.url).content.decode())


@pytest.mark.parametrize(
    ("url", "contact"),
    [("", CONTACT), ("https://x.example/", "nobody"),
     ("javascript:alert(1)", CONTACT), (HOSTILE, HOSTILE)],
)  # fmt: skip
def test_form_that_is_wrong_says_where(client, server, url, contact):
    html = look(client, url, contact).content.decode()

    assert 'aria-invalid="true"' in html
    assert "<script" not in html
    assert server.requests == []


def test_other_protocols_are_refused(client):
    html = look(client, "ftp://x.example/").content.decode()

    assert "only repositories on the public internet can be harvested, over http" in html


def test_repository_that_fails_is_told_in_one_line(client, server):
    server.fail("html", verb="Identify", times=None)

    answer = look(client, server.url)

    assert answer.status_code == 422
    [line] = re.findall(r'<p class="notice" role="alert">(.*?)</p>', answer.content.decode())
    assert "This repository cannot be harvested:" in line
    assert "web page" in line


def test_private_network_is_not_explored(client, server, settings):
    settings.HARVEST_ALLOWED_HOSTS = []

    html = look(client, server.url).content.decode()

    assert "only repositories on the public internet can be harvested" in html
    assert "is not an address of the public internet" not in html
    assert server.connections == 0


def test_repository_that_is_harvested_is_not_looked_at(client, endpoint, server):
    asked = len(server.requests)

    assert b"This repository is harvested already." in look(client, server.url).content
    assert len(server.requests) == asked


def test_probes_are_limited_by_address(client, server):
    for _time in range(PROBES_AN_HOUR):
        assert look(client, server.url).status_code == 200
    asked = len(server.requests)

    refused = look(client, server.url)
    other = Client(REMOTE_ADDR="198.51.100.7").post(
        "/partners/apply", {"base_url": server.url, "contact": CONTACT}
    )

    assert refused.status_code == 422
    assert b"That was often enough for now." in refused.content
    assert len(server.requests) > asked
    assert other.status_code == 200


def test_application_is_kept_with_what_the_probe_found(client, server):
    proof = proof_of(look(client, server.url))

    answer = client.post("/partners/apply", {"proof": proof}, follow=True)
    client.post("/partners/apply", {"proof": proof})

    assert b"Thank you. The application was sent" in answer.content
    kept = PartnerApplication.objects.get()
    assert (kept.base_url, kept.contact, kept.state) == (server.url, CONTACT, "waiting")
    assert (kept.metadata_prefix, kept.repository_name) == ("oai_dc", "A fake")


@pytest.mark.parametrize("proof", ["nonsense", signing.dumps({"report": "{}"}, salt="other")])
def test_report_that_is_not_ours_is_not_kept(client, proof):
    answer = client.post("/partners/apply", {"proof": proof})

    assert answer.status_code == 422
    assert not PartnerApplication.objects.exists()


def test_old_report_is_not_kept(client, server, monkeypatch):
    proof = proof_of(look(client, server.url))
    monkeypatch.setattr("harvester.views.apply.VALID_SECONDS", -1)

    assert client.post("/partners/apply", {"proof": proof}).status_code == 422
    assert signing.loads(proof, salt=SALT)["contact"] == CONTACT


def test_form_needs_its_token(server):
    assert look(Client(enforce_csrf_checks=True), server.url).status_code == 403
    assert server.requests == []


def test_applications_are_for_operators_alone(client, outsider, operator, application):
    address = f"/harvest/applications/{application.pk}"

    assert client.get("/harvest/applications/").status_code == 302
    assert outsider.get("/harvest/applications/").status_code == 403
    assert CONTACT.encode() in operator.get("/harvest/applications/").content
    assert client.post(address, {"decision": "approve"}).status_code == 302
    assert outsider.post(address, {"decision": "approve"}).status_code == 403
    assert operator.get(address).status_code == 405
    assert not Endpoint.objects.exists()


def test_approved_partner_is_registered_and_due(operator, application):
    address = f"/harvest/applications/{application.pk}"
    answer = operator.post(address, {"decision": "approve"}, follow=True)
    operator.post(address, {"decision": "approve"})
    operator.post(address, {"decision": "decline", "reason": "too late"})

    endpoint = Endpoint.objects.get()
    application.refresh_from_db()
    assert b"Approved. Its first run is due now." in answer.content
    assert (endpoint.base_url, endpoint.provider.name) == (application.base_url, "A fake")
    assert [run.endpoint_id for run in list_ready()] == [endpoint.pk]
    assert (application.state, application.endpoint) == ("approved", endpoint)
    assert application.decided_by.username == "operator"


def test_declined_partner_gets_a_reason(operator, application):
    answer = operator.post(
        f"/harvest/applications/{application.pk}",
        {"decision": "decline", "reason": f"Not open. {HOSTILE}"},
        follow=True,
    )

    application.refresh_from_db()
    assert (application.state, application.reason) == ("declined", f"Not open. {HOSTILE}")
    assert b"Not open. &lt;script" in answer.content
    assert not Endpoint.objects.exists()


def test_decision_needs_a_reason_and_a_verdict(operator, application):
    address = f"/harvest/applications/{application.pk}"

    unreasoned = operator.post(address, {"decision": "decline", "reason": " "}, follow=True)

    assert b"Please give a reason" in unreasoned.content
    assert operator.post(address, {"decision": "perhaps"}).status_code == 400
    assert operator.post("/harvest/applications/999", {"decision": "approve"}).status_code == 404
    application.refresh_from_db()
    assert application.state == "waiting"


def test_application_that_waits_comes_first(operator, application):
    other = PartnerApplication.objects.create(
        base_url="https://b.example/", metadata_prefix="lom", repository_name="B", contact=CONTACT,
        report_json=application.report_json, state="declined",
    )  # fmt: skip

    html = operator.get("/harvest/applications/").content.decode()

    assert html.index(application.base_url) < html.index(other.base_url)
    assert html.count("Reason for declining") == 1
