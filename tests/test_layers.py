"""Imports point one way only: from the nouns to the entrances, never back."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "geo_service"

RANKS = (
    ("errors",),
    ("coords",),
    ("model",),
    ("addresses", "network", "access"),
    ("notices", "zones", "derive"),
    ("storage", "importers", "exports", "maps"),
    ("actions",),
    ("settings",),
    ("bench",),
    ("web", "cli"),
)
RANK = {name: rank for rank, names in enumerate(RANKS) for name in names}
CORE = {name for names in RANKS[:5] for name in names}
NOT_IN_THE_CORE = {"sqlite3", "sqlalchemy", "fastapi", "httpx", "requests", "random", "time", "pydantic_settings"}

MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE or path.stem in RANK)


def room_of(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path):
    """Full names of the modules that a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_inward(path):
    rooms = [name.split(".")[1] for name in imported(path) if name.startswith("geo_service.")]
    outward = [room for room in rooms if RANK[room] > RANK[room_of(path)]]
    assert not outward


@pytest.mark.parametrize("path", [path for path in MODULES if room_of(path) in CORE], ids=lambda path: path.stem)
def test_the_core_knows_no_database_server_clock_or_chance(path):
    assert not {name.split(".")[0] for name in imported(path)} & NOT_IN_THE_CORE


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_stand_at_the_top(path):
    functions = [
        node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.FunctionDef)
    ]
    hidden = [
        node for function in functions for node in ast.walk(function) if isinstance(node, (ast.Import, ast.ImportFrom))
    ]
    assert not hidden
