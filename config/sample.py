"""The sample partner of ``make run``: where it listens and what is harvested from it at first."""

import socket
from pathlib import Path

from harvester.models import Endpoint

PORTS = range(8471, 8571)
HARVESTS = (("oai_dc", "library"), ("lom", "schools"))
"""Metadata prefix and set of each harvest: half of the partner in each format."""


def choose_port(remembered: Path) -> int | None:
    """Give the partner's port: the one of last time, because its address is known by it.

    Args:
        remembered: The file that keeps it from one start to the next.

    Returns:
        None when the port of last time is taken now; the first free one when there was none.
    """
    if remembered.exists():
        port = int(remembered.read_text())
        return port if is_free(port) else None
    port = next(filter(is_free, PORTS))
    remembered.write_text(str(port))
    return port


def is_free(port: int) -> bool:
    """Tell whether nothing listens on a loopback port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def base_url(port: int) -> str:
    """Give the partner's OAI-PMH address."""
    return f"http://127.0.0.1:{port}/oai"


def list_open_harvests(port: int) -> list[tuple[str, str]]:
    """List prefix and set of what was never harvested to the end."""
    harvested = Endpoint.objects.filter(base_url=base_url(port), checkpoint_at__isnull=False)
    done = set(harvested.values_list("metadata_prefix", "set_spec"))
    return [each for each in HARVESTS if each not in done]
