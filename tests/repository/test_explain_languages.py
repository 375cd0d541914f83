"""``manage.py explain_languages``."""

import io
import sys

from django.core.management import call_command


def test_every_line_is_answered_on_one_line(monkeypatch):
    stated = "eng;fre\r\nहिन्दी\nTEST\n\n".encode() + b"\xff\xfe\nEnglish"
    answers = io.BytesIO()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stated)))
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(answers, write_through=True))

    call_command("explain_languages")

    assert answers.getvalue().split(b"\n") == [
        b"eng;fre\ten,fr",
        "हिन्दी\thi".encode(),
        b"TEST\t-",
        b"\t-",
        b"\xff\xfe\t-",
        b"English\ten",
        b"",
    ]
