"""No address of the inside is ever connected to: however it is spelled, whoever leads there."""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.addresses import AddressGuard, is_public
from harvester.errors import EndpointError
from harvester.models import Endpoint
from harvester.pipeline import run_harvest
from harvester.refusals import checked_url, port_of
from tests.fakes.oaipmh_server import FakeRecord, OaiServer, Reply
from tests.harvester.faults.outcomes import outcomes

PRIVATE = [
    ip_network(each)
    for each in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
]
SPELLINGS = {
    "dotted": str,
    "decimal": lambda each: str(int(each)),
    "hexadecimal": lambda each: hex(int(each)),
    "octal-parts": lambda each: ".".join(f"0{part:o}" for part in each.packed),
    "hexadecimal-parts": lambda each: ".".join(f"0x{part:x}" for part in each.packed),
    "three-parts": lambda each: "{}.{}.{}".format(*each.packed[:2], int(each) & 0xFFFF),
    "two-parts": lambda each: f"{each.packed[0]}.{int(each) & 0xFFFFFF}",
    "trailing-dot": lambda each: f"{each}.",
    "ipv4-mapped": lambda each: f"[::ffff:{each}]",
    "ipv4-mapped-hexadecimal": lambda each: f"[{IPv6Address((0xFFFF << 32) | int(each))}]",
    "ipv4-compatible": lambda each: f"[{IPv6Address(int(each))}]",
    "nat64": lambda each: f"[{IPv6Address((0x64FF9B << 96) | int(each))}]",
    "nat64-of-the-network": lambda each: f"[{IPv6Address((0x64FF9B0001 << 80) | int(each))}]",
    "6to4": lambda each: f"[{IPv6Address((0x2002 << 112) | (int(each) << 80) | 1)}]",
    "teredo": lambda each: f"[{IPv6Address((0x20010000 << 96) | (int(each) ^ 0xFFFFFFFF))}]",
}
private_addresses = st.sampled_from(PRIVATE).flatmap(
    lambda network: st.integers(0, network.num_addresses - 1).map(network.__getitem__)
)


def numbers_only(host: str, port: int) -> list[str]:
    """Read an address as the system does, without asking any name server."""
    plain = host.strip("[]").rstrip(".")
    found = socket.getaddrinfo(plain, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    return [str(entry[4][0]) for entry in found]


def reached(url: str) -> list[str]:
    """Give the addresses that would be connected to for a URL; none when it is refused."""
    guard = AddressGuard(allowed_ports=frozenset({80, 443}), resolver=numbers_only)
    try:
        parsed = checked_url(url)
        return guard.addresses_of(parsed.host, port_of(parsed))
    except EndpointError:
        return []


@pytest.mark.database_independent
@pytest.mark.parametrize("spell", SPELLINGS.values(), ids=SPELLINGS)
@given(address=private_addresses, scheme=st.sampled_from(["http", "https"]))
def test_private_address_is_refused_in_every_spelling(spell, address, scheme):
    assert reached(f"{scheme}://{spell(address)}/oai") == []


@pytest.mark.database_independent
@pytest.mark.parametrize("spell", [SPELLINGS["dotted"], SPELLINGS["decimal"], SPELLINGS["nat64"]])
@given(number=st.integers(0x08000000, 0x08FFFFFF))
def test_public_address_is_allowed_in_every_spelling(spell, number):
    [address] = reached(f"https://{spell(IPv4Address(number))}/oai")

    assert is_public(address)


@pytest.mark.database_independent
@given(number=st.integers(0, 2**128 - 1))
def test_address_that_is_public_is_so_for_the_standard_library_too(number):
    address = IPv6Address(number)

    assert not is_public(str(address)) or address.is_global or "64:ff9b::" in str(address)


@pytest.mark.database_independent
@given(url=st.text(max_size=60) | st.from_regex(r"https?://[^/]{0,40}(:\d{0,6})?/.{0,10}"))
def test_any_text_is_an_address_to_ask_for_or_is_refused(url):
    try:
        parsed = checked_url(url)
    except EndpointError as error:
        told = str(error)
    else:
        told = f"{parsed.scheme} {port_of(parsed) in range(1, 65536)} {parsed.userinfo!r}"

    assert told in {"http True b''", "https True b''"} or " - " in told
    assert told.isprintable() or not told.isascii()
    assert "\n" not in told


LEADS_INSIDE = {
    "private": "http://10.0.0.1/oai",
    "metadata-service": "http://169.254.169.254/latest/meta-data/",
    "loopback-ipv6": "http://[::1]/oai",
    "ipv4-mapped": "http://[::ffff:127.0.0.2]/oai",
    "nat64": "http://[64:ff9b::7f00:2]/oai",
    "6to4": "http://[2002:7f00:2::]/oai",
    "decimal": "http://2130706434/oai",
    "octal": "http://0177.0.0.2/oai",
    "hexadecimal": "http://0x7f000002/oai",
    "short": "http://127.2/oai",
    "name-of-this-host": "http://localhost/oai",
    "full-width-digits": "http://１２７.0.0.2/oai",
    "userinfo": "http://127.0.0.1@10.0.0.1/oai",
    "userinfo-of-an-allowed-host": "http://admin:secret@127.0.0.1/oai",
    "without-scheme": "//10.0.0.1/oai",
    "file": "file:///etc/passwd",
    "gopher": "gopher://127.0.0.1/",
    "data": "data:text/xml,<OAI-PMH/>",
    "port-not-on-the-list": "http://8.8.8.8:25/oai",
    "port-out-of-range": "http://8.8.8.8:99999/oai",
    "no-address": "http://[::1",
}


@pytest.mark.django_db
@pytest.mark.parametrize("location", LEADS_INSIDE.values(), ids=LEADS_INSIDE)
def test_redirect_that_leads_inside_ends_the_run_and_connects_to_nothing(
    source, endpoint, location
):
    redirect = Reply(status=302, headers={"Location": location.encode().decode("latin-1")})
    source.fail(lambda _: redirect, page=2, times=None)

    run = run_harvest(endpoint)

    assert (run.state, outcomes(run)) == ("failed", {"created": 10})
    assert source.asked("ListRecords") == 2
    assert "secret" not in run.message


@pytest.mark.django_db
@pytest.mark.parametrize("spelling", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1"])
def test_source_inside_is_not_harvested_without_the_operators_word(
    source, endpoint, settings, spelling
):
    settings.HARVEST_ALLOWED_HOSTS = []
    Endpoint.objects.update(base_url=f"http://{spelling}:{source.port}/oai")
    endpoint.refresh_from_db()
    before = source.connections

    run = run_harvest(endpoint)

    assert run.state == "failed"
    assert "COMMONLOOM_ALLOW_HOSTS" in run.message
    assert source.connections == before


@pytest.mark.django_db
def test_operators_word_holds_for_the_host_it_names_and_no_other(settings, source, endpoint):
    settings.HARVEST_ALLOWED_HOSTS = [f"127.0.0.1:{source.port}"]
    with OaiServer([FakeRecord("oai:inside:1")]) as inside:
        redirect = Reply(status=302, headers={"Location": f"{inside.url}?verb=Identify"})
        source.fail(lambda _: redirect, page=2, times=None)

        run = run_harvest(endpoint)

        assert (run.state, inside.connections) == ("failed", 0)


@pytest.mark.django_db
def test_proxies_of_the_environment_are_not_used(source, endpoint, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    run = run_harvest(endpoint)

    assert (run.state, outcomes(run)) == ("completed", {"created": 25})
