"""Run an engine until Ctrl-C, or fetch the files of both.

``python -m tests.engines opensearch|elasticsearch|fetch``
"""

import argparse
import signal
import sys

from tests.engines import downloads, elasticsearch, opensearch


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m tests.engines", description=__doc__)
    parser.add_argument("what", choices=("opensearch", "elasticsearch", "fetch"))
    what = parser.parse_args().what
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    try:
        if what == "fetch":
            downloads.fetch(downloads.folder())
            downloads.write_checksums(downloads.folder())
            return
        engine = opensearch if what == "opensearch" else elasticsearch
        with engine.server() as address:
            print(f"SEARCH_URL={what}+{address}", flush=True)
            signal.pause()
    except downloads.NotToBeHad as absent:
        sys.exit(str(absent))
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
