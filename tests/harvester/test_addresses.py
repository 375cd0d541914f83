"""The address guard: what is public, what is refused, and which address is connected to."""

import socket
import threading

import httpcore
import pytest

from harvester.addresses import AddressGuard, is_public, resolve
from harvester.errors import AddressRefused, EndpointError
from harvester.transport import Deadline, GuardedBackend

WEB_PORTS = frozenset({80, 443})


class NoConnection(httpcore.NetworkBackend):
    """Notes what it should connect to, and does not."""

    def __init__(self):
        self.asked = []

    def connect_tcp(self, host, port, *_):
        self.asked.append((host, port))
        raise httpcore.ConnectError("no network in tests")


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.0.9",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.251",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::7f00:1",
        "100::1",
        "2001::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:808:808::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fe80::1%eth0",
        "2606:4700::1%eth0",
        "fec0::1",
        "ff02::1",
    ],
)
def test_is_public_special_address_false(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "193.0.6.139", "2606:4700::6810:84e5", "::ffff:8.8.8.8", "64:ff9b::808:808"],
)
def test_is_public_internet_address_true(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "spelling",
    ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "0", "::1"],
)
def test_guard_spellings_of_loopback_refused(spelling):
    guard = AddressGuard(allowed_ports=WEB_PORTS)

    with pytest.raises(AddressRefused) as caught:
        guard.addresses_of(spelling, 80)

    assert caught.value.code == "refused-address"
    assert "COMMONLOOM_ALLOW_HOSTS" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_guard_one_private_address_among_public_ones_refuses_all():
    guard = AddressGuard(allowed_ports=WEB_PORTS, resolver=lambda *_: ["8.8.8.8", "10.0.0.1"])

    with pytest.raises(AddressRefused, match=r"10\.0\.0\.1"):
        guard.addresses_of("partner.example", 443)


def test_guard_port_not_on_the_list_refused_before_any_look_up():
    looked_up = []
    guard = AddressGuard(
        allowed_ports=WEB_PORTS, resolver=lambda host, _: looked_up.append(host) or ["8.8.8.8"]
    )

    with pytest.raises(AddressRefused, match="port 22 may not"):
        guard.addresses_of("partner.example", 22)

    assert looked_up == []


@pytest.mark.parametrize(
    ("allowed", "host", "port", "is_named"),
    [
        ("partner.internal", "partner.internal", 8901, True),
        ("partner.internal", "PARTNER.internal.", 80, True),
        ("Partner.Internal:8901", "partner.internal", 8901, True),
        ("partner.internal:8901", "partner.internal", 8902, False),
        ("127.0.0.1:8901", "127.0.0.1", 8901, True),
        ("127.0.0.1", "127.0.0.2", 80, False),
        ("::1", "::1", 8901, True),
        ("[::1]:8901", "::1", 8901, True),
        ("internal", "partner.internal", 80, False),
    ],
)
def test_guard_named_host_may_be_private_and_use_its_port(allowed, host, port, is_named):
    guard = AddressGuard(
        allowed_hosts=[allowed], allowed_ports=WEB_PORTS, resolver=lambda *_: ["10.0.0.7"]
    )

    assert guard.is_named(host, port) is is_named
    if is_named:
        assert guard.addresses_of(host, port) == ["10.0.0.7"]
    else:
        with pytest.raises(AddressRefused):
            guard.addresses_of(host, port)


@pytest.mark.parametrize(
    ("number", "is_temporary"), [(socket.EAI_NONAME, False), (socket.EAI_AGAIN, True)]
)
def test_guard_unknown_name_says_so(number, is_temporary):
    def resolver(_host, _port):
        raise socket.gaierror(number, "unknown")

    guard = AddressGuard(allowed_ports=WEB_PORTS, resolver=resolver)

    with pytest.raises(EndpointError, match=r"cannot be resolved at dead\.example:80") as caught:
        guard.addresses_of("dead.example", 80)

    assert caught.value.code == "unreachable"
    assert caught.value.is_temporary is is_temporary


def test_guard_impossible_name_is_an_error_of_the_endpoint():
    guard = AddressGuard(allowed_ports=WEB_PORTS)

    with pytest.raises(EndpointError):
        guard.addresses_of("a" * 70 + ".example", 80)


def test_resolve_gives_each_address_once():
    assert resolve("127.0.0.1", 80) == ["127.0.0.1"]


def test_backend_connects_to_the_checked_address_never_to_the_name():
    answers = iter([["8.8.8.8", "2606:4700::1"], ["127.0.0.1"]])
    connector = NoConnection()
    guard = AddressGuard(allowed_ports=WEB_PORTS, resolver=lambda *_: next(answers))
    backend = GuardedBackend(guard, Deadline(threading.Event()), connector)

    with pytest.raises(httpcore.ConnectError):
        backend.connect_tcp("rebinding.example", 80)
    with pytest.raises(AddressRefused, match=r"127\.0\.0\.1"):
        backend.connect_tcp("rebinding.example", 80)

    assert connector.asked == [("8.8.8.8", 80), ("2606:4700::1", 80)]
