"""What this version of the mapping makes of the golden records."""

import json
from hashlib import blake2b

import msgspec
import pytest

from harvester.crosswalks import crosswalk
from harvester.errors import RecordError
from harvester.normalize import normalize
from harvester.records import CROSSWALK_VERSION
from tests.harvester.crosswalks.golden import FIXTURES, GoldenCase, golden_cases

pytestmark = pytest.mark.database_independent
KEPT = FIXTURES / "mapped.json"


def digest_of(case: GoldenCase) -> str:
    try:
        mapped = msgspec.json.encode(normalize(crosswalk(case.record)), order="sorted")
    except RecordError as error:
        mapped = str(error).encode()
    return blake2b(mapped, digest_size=8).hexdigest()


def test_mapping_that_changed_has_another_version():
    formats = sorted(folder.name for folder in FIXTURES.iterdir() if folder.is_dir())
    cases = [case for name in formats for case in golden_cases(name)]
    now = {str(case): digest_of(case) for case in cases}
    kept = json.loads(KEPT.read_text(encoding="utf-8"))

    changed = [name for name, digest in kept["digests"].items() if now.get(name) != digest]

    assert not changed or kept["version"] != CROSSWALK_VERSION, (
        f"{changed} are mapped otherwise than before: raise CROSSWALK_VERSION in "
        "harvester/records.py, so that a replay maps kept records again"
    )
    told = json.dumps({"version": CROSSWALK_VERSION, "digests": now}, indent=2)
    assert kept == {"version": CROSSWALK_VERSION, "digests": now}, f"write to {KEPT}:\n{told}"
