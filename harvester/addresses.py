"""Which network addresses a harvest may connect to. Judges and resolves; opens no connection.

The guard is asked at the moment a socket is opened and gives the very addresses to connect to, so
neither a redirect nor a name that changes its answer between two look-ups gets past it.
"""

import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from harvester.errors import AddressRefused, EndpointError

Resolver = Callable[[str, int], Sequence[str]]

GLOBAL_UNICAST = IPv6Network("2000::/3")
"""All of IPv6 that is handed out to networks. Source: IANA, IPv6 address space."""
NAT64 = IPv6Network("64:ff9b::/96")
"""An IPv4 address behind a translator. Source: RFC 6052, section 2.1."""
ADVICE = "an operator may allow this host by naming it in COMMONLOOM_ALLOW_HOSTS"
REFUSED_NETWORKS = tuple(
    ip_network(network)
    for network in (
        "192.0.0.0/24",  # IETF protocol assignments, RFC 6890
        "192.88.99.0/24",  # 6to4 relays, RFC 7526
        "224.0.0.0/4",  # multicast
        "2001::/23",  # Teredo, ORCHID, benchmarking: RFC 2928
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: any IPv4 address in disguise, RFC 3056
        "3fff::/20",  # documentation, RFC 9637
    )
)


def is_public(address: str) -> bool:
    """Tell whether an address in the notation of the resolver belongs to the public internet.

    An IPv4 address inside an IPv6 one (IPv4-mapped, NAT64) is judged as what it reaches.
    """
    parsed: IPv4Address | IPv6Address = ip_address(address)
    if isinstance(parsed, IPv6Address):
        if parsed.scope_id:
            return False
        if parsed.ipv4_mapped:
            parsed = parsed.ipv4_mapped
        elif parsed in NAT64:
            parsed = IPv4Address(parsed.packed[-4:])
        elif parsed not in GLOBAL_UNICAST:
            return False
    return parsed.is_global and not any(
        parsed in network for network in REFUSED_NETWORKS if network.version == parsed.version
    )


def resolve(host: str, port: int) -> list[str]:
    """Look a host name up; addresses in the resolver's order, each once.

    Raises:
        OSError: The name is not known, or nobody could be asked (``socket.gaierror``).
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class AddressGuard:
    """Gives the addresses that may be connected to for a host and port.

    Args:
        allowed_hosts: Hosts named by the operator, ``host`` or ``host:port``: they may be private
            and, where no port is named, use any port.
        allowed_ports: Ports of every other host.
        resolver: Looks names up; another one in tests.
    """

    def __init__(
        self,
        *,
        allowed_hosts: Sequence[str] | frozenset[str] = (),
        allowed_ports: frozenset[int],
        resolver: Resolver = resolve,
    ) -> None:
        self._named = frozenset(host.casefold() for host in allowed_hosts)
        self._ports = allowed_ports
        self._resolve = resolver

    def is_named(self, host: str, port: int) -> bool:
        """Tell whether the operator has allowed this host by name."""
        plain = host.casefold().strip("[]").rstrip(".")
        spellings = {plain, f"{plain}:{port}", f"[{plain}]", f"[{plain}]:{port}"}
        return not spellings.isdisjoint(self._named)

    def addresses_of(self, host: str, port: int) -> list[str]:
        """Give the addresses to connect to, all of them checked, in the resolver's order.

        Raises:
            AddressRefused: The port is not on the list, or one of the addresses is not public.
            EndpointError: The name cannot be resolved.
        """
        where = f"{host}:{port}"
        is_named = self.is_named(host, port)
        if not is_named and port not in self._ports:
            raise AddressRefused(
                f"port {port} may not be connected to",
                url=where,
                advice=f"allowed are {', '.join(map(str, sorted(self._ports)))}; {ADVICE}",
                code="refused-address",
            )
        addresses = self._look_up(host, port)
        refused = [address for address in addresses if not is_public(address)]
        if refused and not is_named:
            raise AddressRefused(
                f"{refused[0]} is not an address of the public internet",
                url=where,
                advice=ADVICE,
                code="refused-address",
            )
        return addresses

    def _look_up(self, host: str, port: int) -> list[str]:
        """Resolve a name, with the failure in words."""
        try:
            addresses = list(self._resolve(host, port))
        except (OSError, UnicodeError) as error:
            raise EndpointError(
                "the host name cannot be resolved",
                url=f"{host}:{port}",
                advice="check its spelling, and that this machine can resolve names",
                code="unreachable",
                is_temporary=getattr(error, "errno", None) == socket.EAI_AGAIN,
            ) from error
        if not addresses:
            raise EndpointError(
                "the host name has no address",
                url=f"{host}:{port}",
                advice="check its spelling",
                code="unreachable",
            )
        return addresses
