"""The test command: the whole suite on SQLite and on PostgreSQL, and what of it was real.

``python -m tests.run [--database sqlite|postgresql] [--strict] [arguments of pytest...]``
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.services import postgresql
from tests.services.parts import POSTGRESQL, PartsReport, is_strict
from tests.services.processes import ServiceFailed

ROOT = Path(__file__).resolve().parents[1]
NOTHING_COLLECTED = 5  # pytest's exit code when the arguments chose no test


def main() -> int:
    """Run the suite on each database and give the exit code."""
    parser = argparse.ArgumentParser(prog="make test", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--strict", action="store_true", help="the lack of a program is a failure")
    options, pytest_arguments = parser.parse_known_args()
    if options.strict:
        os.environ["COMMONLOOM_TEST_STRICT"] = "1"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))

    report = PartsReport()
    codes = []
    programs = None if options.database == "sqlite" else postgresql.find_programs()
    if options.database != "postgresql":
        without = ["postgresql"] if programs or options.database == "sqlite" else []
        codes.append(_pass("SQLite", pytest_arguments, report, without=without))
    if options.database != "sqlite":
        if programs:
            without = ["database_independent"] if options.database == "both" else []
            codes.append(_postgresql_pass(programs, pytest_arguments, report, without=without))
        else:
            report.parts[POSTGRESQL].skip("initdb is not installed: no second pass over the suite")

    return _conclude(codes, report)


def _postgresql_pass(
    programs: Path, arguments: list[str], report: PartsReport, *, without: list[str]
) -> int:
    version = report.parts[POSTGRESQL].version = postgresql.version(programs)
    try:
        with postgresql.cluster(programs) as url:
            return _pass(version, arguments, report, without=without, database_url=url)
    except ServiceFailed as failure:
        print(failure, file=sys.stderr)
        return 1


def _pass(
    name: str,
    arguments: list[str],
    report: PartsReport,
    *,
    without: list[str],
    database_url: str = "",
) -> int:
    """Run pytest once, add its account to ``report`` and give its exit code."""
    print(f"\n===== The suite on {name} =====", flush=True)
    with tempfile.TemporaryDirectory(prefix="commonloom-report-") as folder:
        file = Path(folder, "parts.json")
        environment = {
            **{name: os.environ[name] for name in os.environ if name != "COMMONLOOM_TEST_DATA"},
            "DATABASE_URL": database_url,
            "COMMONLOOM_TEST_REPORT": str(file),
        }
        command = [sys.executable, "-m", "pytest", *(f"--without={name}" for name in without)]
        done = subprocess.run([*command, *arguments], cwd=ROOT, env=environment, check=False)
        report.add(PartsReport.load(file))
        return done.returncode


def _conclude(codes: list[int], report: PartsReport) -> int:
    """Print the last lines and give the exit code of the whole."""
    print("\nReal parts:", *report.lines(), sep="\n  ")
    if is_strict() and report.missing():
        print(f"FAILED: required but missing: {', '.join(report.missing())}")
        return 1
    ran = [code for code in codes if code != NOTHING_COLLECTED]
    return max(ran) if ran else NOTHING_COLLECTED


if __name__ == "__main__":
    sys.exit(main())
