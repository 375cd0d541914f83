import json

import pytest

from harvester.crosswalks import JSON_REGISTRY, REGISTRY, crosswalk
from tests.harvester.crosswalks.golden import CASES, GoldenCase, as_json, golden_cases

FORMATS = [known.name for known in (*REGISTRY, *JSON_REGISTRY)]


@pytest.mark.parametrize("case", [case for name in FORMATS for case in golden_cases(name)], ids=str)
def test_crosswalk_gives_the_expected_values(case: GoldenCase):
    stated = as_json(crosswalk(case.record))

    if case.expected is None:
        actual = json.dumps(stated, ensure_ascii=False, indent=2)
        pytest.fail(f"{case} has no expectation; the crosswalk gives:\n{actual}")
    assert stated == case.expected


@pytest.mark.parametrize("name", FORMATS)
def test_format_has_the_four_cases(name: str):
    assert {case.path.stem for case in golden_cases(name)} >= set(CASES)
