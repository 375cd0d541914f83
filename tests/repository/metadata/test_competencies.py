"""Competencies of teachers."""

import pytest

from repository.metadata.competencies import ICT_CFT_COMPETENCIES, read_competency
from repository.metadata.record import Competency


@pytest.mark.parametrize(
    ("label", "key", "scheme", "code", "name"),
    [
        ("KA.1", "", "", "ictcft3:KA.1", "Policy Understanding"),
        ("ICT CFT KC.6", "", "", "ictcft3:KC.6", "Teacher as Innovator"),
        ("ictcft3:KD.3", "", "", "ictcft3:KD.3", "Complex Problem-solving"),
        ("Design a lesson", "KD.4.b", "ICT-CFT", "ictcft3:KD.4.b", "Design a lesson"),
        ("Digital literacy", "", "UNESCO ICT CFT v3", "ictcft3:KA.6", "Digital literacy"),
    ],
)
def test_a_competency_of_the_framework_has_its_code(label, key, scheme, code, name):
    expected = Competency(code=code, label=name, framework="ictcft3")

    assert read_competency(label, key, scheme) == expected


def test_another_competency_is_kept_as_stated():
    assert read_competency("Digital literacy") == Competency(label="Digital literacy")
    assert read_competency("Reading", "ELA.3", "State standard") == Competency(
        code="ELA.3", label="Reading", framework="State standard"
    )
    assert read_competency(" ") is None


def test_there_are_eighteen_of_three_levels_and_six_aspects():
    assert set(ICT_CFT_COMPETENCIES) == {
        f"{level}.{aspect}" for level in ("KA", "KD", "KC") for aspect in range(1, 7)
    }
    assert len(set(ICT_CFT_COMPETENCIES.values())) == 18
