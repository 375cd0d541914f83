"""A private OpenSearch of one node: version 3.8 with all its own modules."""

import re
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.engines import QUICK_START, START_SECONDS, answers_green
from tests.engines.downloads import fetched
from tests.engines.java import find_home
from tests.services.processes import running, temporary_folder, unprivileged_account

RUNNER = "org.codelibs.opensearch.runner.OpenSearchRunner"
VERSION = "OpenSearch 3.8.0"
LOWEST_PORT, PORTS = 9200, 90
"""The runner takes the first free port above the one given, which has to lie in its own range."""
_PORT = re.compile(r"HttpServerTransport.*publish_address \{127\.0\.0\.1:(\d+)\}")


@contextmanager
def server(java_options: Sequence[str] = QUICK_START) -> Iterator[str]:
    """Run it, as another user where this one is root, and give its address.

    Args:
        java_options: Memory and whatever else; measurements want more than tests do.

    Raises:
        NotToBeHad: There is no Java or no Maven here.
        ServiceFailed: It did not come up.
    """
    java, files = find_home() / "bin" / "java", fetched()
    account = unprivileged_account()
    with temporary_folder("commonloom-opensearch-", owner=account) as folder:
        jars = folder / "jars"  # where the account may read them
        shutil.copytree(files, jars, ignore=shutil.ignore_patterns("*.zip"))
        log = folder / "log"
        command = [str(java), *java_options, "-XX:+UseSerialGC"]
        command += ["-cp", f"{jars}/*", RUNNER, "-useLogger", "-numOfNode", "1"]
        command += ["-basePath", f"{folder}/node", "-clusterName", f"tests-{secrets.token_hex(4)}"]
        command += ["-baseHttpPort", str(LOWEST_PORT + secrets.randbelow(PORTS))]
        with running(
            command,
            log=log,
            is_ready=lambda: answers_green(find_address(log)),
            user=account,
            environment={"HOME": str(folder), "LANG": "C.UTF-8"},
            timeout_seconds=START_SECONDS,
        ):
            yield find_address(log)


def find_address(log: Path) -> str:
    """Give the address that the log tells of; empty before it does."""
    found = _PORT.search(log.read_text(errors="replace"))
    return f"http://127.0.0.1:{found[1]}" if found else ""
