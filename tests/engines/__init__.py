"""Real search engines for the tests, on free ports of this machine, gone afterwards."""

import json
import urllib.error
import urllib.request

START_SECONDS = 300
"""Many times what it takes on a machine that does nothing else."""
QUICK_START = ("-Xms512m", "-Xmx512m", "-XX:TieredStopAtLevel=1")
"""Options of Java for a server of small needs: half the work at the start."""


def answers_green(address: str) -> bool:
    """Tell whether a cluster is up and all there is in it can be asked."""
    if not address:
        return False
    try:
        with urllib.request.urlopen(f"{address}/_cluster/health", timeout=5) as answer:
            return json.load(answer)["status"] == "green"
    except (OSError, ValueError):
        return False
