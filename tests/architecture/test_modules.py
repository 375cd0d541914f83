"""Modules stay small, are named for what they hold, and leave the environment to one of them."""

import ast

import pytest

from tests.architecture.sources import ROOT, list_modules, syntax_of

pytestmark = pytest.mark.database_independent

MAX_MODULE_LINES = 400
MAX_FUNCTION_LINES = 80
SAYS_NOTHING = {"base_utils", "common", "helper", "helpers", "misc", "shared", "util", "utils"}
READS_ENVIRONMENT = {
    "config/env.py",  # the one that reads settings
    "config/asgi.py",  # these three name Django's settings module
    "config/celery.py",
    "config/wsgi.py",
    "config/management/commands/run.py",  # hands the environment on to its children
}


def test_no_module_is_too_long():
    lengths = {
        str(module): len((ROOT / module).read_text().splitlines()) for module in list_modules()
    }

    assert {module: lines for module, lines in lengths.items() if lines > MAX_MODULE_LINES} == {}


def test_no_function_is_too_long():
    too_long = [
        f"{module}:{node.lineno} {node.name}"
        for module in list_modules()
        for node in ast.walk(syntax_of(module))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= MAX_FUNCTION_LINES
    ]

    assert too_long == []


def test_no_module_has_a_name_that_says_nothing():
    assert [
        module for module in list_modules() if SAYS_NOTHING & {*module.parts, module.stem}
    ] == []


def test_environment_is_read_in_one_place():
    readers = {
        str(module)
        for module in list_modules()
        for node in ast.walk(syntax_of(module))
        if isinstance(node, ast.Attribute)
        and node.attr in {"environ", "getenv"}
        and isinstance(node.value, ast.Name)
        and node.value.id == "os"
    }

    assert readers <= READS_ENVIRONMENT
