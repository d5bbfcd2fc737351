"""The house keeps its order: imports point down, the reference stands apart, every file is about one subject."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.resources import PACKAGE

FLOORS = (
    ("__main__",),
    ("cli",),
    ("runner", "sandbox", "catalogue", "selftest"),
    ("plugin", "collection"),
    ("reporting", "listen"),
    ("items",),
    ("bench",),
    ("chosen",),
    ("options", "stage"),
    ("run", "past_run", "report", "services"),
    ("app", "explore"),
    ("judging", "plan", "expect", "arrival", "damage"),
    ("check",),
    ("conversation", "hearing"),
    ("shared",),
    ("scenario",),
    ("profile",),
    ("verdict", "clients", "kinds", "strict_parser"),
    ("contract", "exchange"),
    ("resources", "naming", "stdout", "__init__"),
)
"""From top to bottom. A room may use what is on its own floor or below."""

APART = "reference"
MAY_USE_THE_REFERENCE = {"chosen", "stage", "sandbox", "catalogue", "selftest"}
"""The rooms that start the embedded provider or tell of its faults."""

FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}


def modules() -> Iterator[Path]:
    return PACKAGE.rglob("*.py")


def room(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    """The rooms of the package that the module at `path` imports, by relative or absolute import."""
    package = ("conformance", *path.relative_to(PACKAGE).parts[:-1])
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names: list[tuple[str, ...]] = []
        if isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            whole = (*base, *(node.module.split(".") if node.module else ()))
            names = [whole] if len(whole) > 1 else [(*whole, alias.name) for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [tuple(alias.name.split(".")) for alias in node.names]
        found |= {name[1] if len(name) > 1 else "__init__" for name in names if name and name[0] == "conformance"}
    return {name if name in FLOOR or name == APART else "__init__" for name in found}


@pytest.mark.parametrize("path", sorted(modules()), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down(path: Path) -> None:
    own = room(path)
    for other in imported_rooms(path):
        if own == APART:
            assert other in (APART, "resources"), f"{path.name} shares code with what judges it: {other}"
        elif other == APART:
            assert own in MAY_USE_THE_REFERENCE
        else:
            assert FLOOR[own] <= FLOOR[other], f"{path.name} looks up to {other}"


def test_every_room_has_its_floor() -> None:
    assert {room(path) for path in modules()} - {APART} == set(FLOOR)


def test_only_its_own_folder_knows_a_service() -> None:
    services = {path.name.replace("_", "-") for path in (PACKAGE / "services").iterdir() if path.is_dir()}
    for path in modules():
        if room(path) in (
            "exchange",
            "clients",
            "profile",
            "check",
            "judging",
            "run",
            "plan",
            "scenario",
            "conversation",
            "report",
        ):
            text = path.read_text("utf-8")
            assert not [name for name in services if f'"{name}"' in text], path
