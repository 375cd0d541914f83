"""A metadata format is one file and one line in its registry."""

import importlib

import pytest

from harvester.crosswalks import REGISTRY
from repository.formats.registry import FORMATS
from tests.architecture.sources import ROOT

pytestmark = pytest.mark.database_independent


def test_every_outgoing_format_with_a_file_is_on_offer():
    defined = set()
    for file in (ROOT / "repository" / "formats").glob("*.py"):
        module = importlib.import_module(f"repository.formats.{file.stem}")
        if hasattr(module, "FORMAT"):
            defined.add(module.FORMAT.prefix)

    assert defined == set(FORMATS)


def test_outgoing_formats_differ_in_prefix_and_namespace():
    namespaces = [offered.namespace for offered in FORMATS.values()]

    assert len(set(namespaces)) == len(namespaces)
    assert all(prefix == offered.prefix for prefix, offered in FORMATS.items())


def test_incoming_formats_share_no_namespace():
    namespaces = [namespace for known in REGISTRY for namespace in known.namespaces]

    assert len(set(namespaces)) == len(namespaces)
