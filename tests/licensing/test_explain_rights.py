import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.database_independent

MANAGE = Path(__file__).resolve().parents[2] / "manage.py"


def explain(given, *arguments):
    answered = subprocess.run(
        [sys.executable, MANAGE, "explain_rights", *arguments],
        input=given,
        capture_output=True,
        check=True,
    )
    return answered.stdout.split(b"\n")


def test_each_line_is_answered_by_one_line():
    lines = explain("CC BY-SA 4.0\n\nAlle Rechte vorbehalten\nتعليم\n".encode())

    assert [line.decode().split("\t")[:4] for line in lines[:-1]] == [
        ["CC BY-SA 4.0", "CC-BY-SA-4.0", "license", "code"],
        ["", "-", "none", "none"],
        ["Alle Rechte vorbehalten", "-", "all-rights-reserved", "sentence"],
        ["تعليم", "-", "not-rights", "none"],
    ]
    assert lines[-1] == b""


def test_the_value_comes_out_as_it_came_in():
    lines = explain(b"  CC\tBY 4.0 \nno \xff UTF-8\nCC0\r\n")

    assert lines[0].startswith(b"  CC\tBY 4.0 \tCC-BY-4.0\t")
    assert lines[1].startswith(b"no \xff UTF-8\t-\t")
    assert lines[2].startswith(b"CC0\tCC0-1.0\t")


def test_the_context_is_an_option():
    (line, _) = explain(b"publicdomain\n", "--context", "nl-lom")

    assert line.split(b"\t")[1] == b"PDM-1.0"


def test_a_line_is_answered_before_the_next_is_asked():
    with subprocess.Popen(
        [sys.executable, MANAGE, "explain_rights"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        process.stdin.write(b"CC BY 4.0\n")
        process.stdin.flush()
        first = process.stdout.readline()
        process.stdin.write(b"CC0\n")
        process.stdin.close()

        assert first.startswith(b"CC BY 4.0\tCC-BY-4.0\t")
        assert process.stdout.readline().startswith(b"CC0\tCC0-1.0\t")
