"""Real search engines for the tests, on free ports of this machine, gone afterwards."""

import json
import urllib.error
import urllib.request


def answers_green(address: str) -> bool:
    """Tell whether a cluster is up and all there is in it can be asked."""
    if not address:
        return False
    try:
        with urllib.request.urlopen(f"{address}/_cluster/health", timeout=5) as answer:
            return json.load(answer)["status"] == "green"
    except (OSError, ValueError):
        return False
