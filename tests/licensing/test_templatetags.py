"""Licences in a reader's words."""

import pytest
from django.template import Context, Template

from licensing.labels import license_name
from licensing.licenses import LicenseClass
from licensing.templatetags.licenses import (
    license_class_explanation,
    license_class_label,
)


def render(source: str, **context) -> str:
    return Template("{% load licenses %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("license_id", "name"),
    [
        ("CC-BY", "CC BY"),
        ("CC-BY-4.0", "CC BY 4.0"),
        ("CC-BY-NC-SA-3.0-IGO", "CC BY-NC-SA 3.0 IGO"),
        ("CC-BY-2.5-SCOTLAND", "CC BY 2.5 SCOTLAND"),
        ("CC-BY-NC-ND-3.0-DE", "CC BY-NC-ND 3.0 DE"),
        ("CC0-1.0", "CC0 1.0"),
        ("PDM-1.0", "Public Domain Mark"),
        ("PD", "Public domain"),
        ("MIT", "MIT"),
        ("GFDL-1.3", "GFDL-1.3"),
        ("rs:InC", "In Copyright"),
        ("", ""),
        ("<b>", "<b>"),
    ],
)
def test_licence_is_named_as_people_write_it(license_id, name):
    assert license_name(license_id) == name


@pytest.mark.parametrize("license_class", list(LicenseClass))
def test_every_class_is_named_and_explained(license_class):
    assert license_class_label(license_class) not in {"", license_class}
    assert license_class_explanation(license_class)


def test_badge_tells_the_class_in_words_and_hides_the_picture_from_screen_readers():
    html = render("{% license_badge 'open' 'CC-BY-4.0' %}")

    assert "<span>Open</span>" in html
    assert ">CC BY 4.0</bdi>" in html
    assert 'aria-hidden="true"' in html


def test_badge_of_a_class_that_is_none_says_unknown():
    assert "Licence not known" in render("{% license_badge 'nonsense' '' %}")


def test_badge_escapes_what_it_shows():
    assert "<script" not in render("{% license_badge 'open' id %}", id="<script>")
