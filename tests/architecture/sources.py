"""The product's own source files."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("config", "harvester", "search", "repository", "licensing")


def list_modules() -> list[Path]:
    """List every module of the rooms, without migrations, relative to the checkout."""
    return [
        file.relative_to(ROOT)
        for room in ROOMS
        for file in sorted((ROOT / room).rglob("*.py"))
        if "migrations" not in file.parts
    ]


def syntax_of(module: Path) -> ast.Module:
    """Parse a module that was listed."""
    return ast.parse((ROOT / module).read_text(), filename=str(module))
