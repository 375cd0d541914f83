"""The sample partner of ``make run``: where it listens and what is harvested from it at first."""

import socket
from pathlib import Path

from harvester.models import Endpoint

PORTS = range(8471, 8571)
HARVESTS = (
    ("--prefix", "oai_dc"),
    ("--prefix", "lom"),
)
"""The arguments of each harvest, beside the address."""


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


def list_open_harvests(port: int) -> list[list[str]]:
    """List the arguments of ``manage.py harvest`` for what was never harvested to the end."""
    address = f"http://127.0.0.1:{port}/oai"
    done = set(
        Endpoint.objects.filter(base_url=address, checkpoint_at__isnull=False).values_list(
            "metadata_prefix", "set_spec"
        )
    )
    return [
        [address, *arguments]
        for arguments in HARVESTS
        if (_value(arguments, "--prefix"), _value(arguments, "--set")) not in done
    ]


def _value(arguments: tuple[str, ...], name: str) -> str:
    return arguments[arguments.index(name) + 1] if name in arguments else ""
