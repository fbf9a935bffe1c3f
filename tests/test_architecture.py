"""The walls of the house: imports run one way, and outsiders stay in their rooms."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "lobbib"
RANKS = {
    "errors": 0,
    "config": 0,
    "domain": 1,
    "db": 2,
    "models": 2,
    "queries": 3,
    "search": 3,
    "exchange": 3,
    "services": 4,
    "web": 5,
    "worker": 5,
    "__init__": 6,
    "cli": 7,
}
ROOMS_OF = {
    "flask": {"__init__", "db", "web", "cli"},
    "whoosh": {"search"},
    "sqlalchemy": {"db", "models", "queries", "search", "services"},
}
FILES = sorted(PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports_of(path: Path) -> Iterator[str]:
    """Every module that a file imports for running; a type checker's imports do not run."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in _running(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names = [alias.name for alias in node.names] if node.module == "lobbib" else []
            yield from (f"lobbib.{name}" for name in names)
            yield node.module or ""


def _running(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            continue
        yield child
        yield from _running(child)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_one_way(path: Path) -> None:
    rank = RANKS[room_of(path)]
    inside = {name.split(".")[1] for name in imports_of(path) if name.startswith("lobbib.")}
    upward = {room for room in inside & set(RANKS) if RANKS[room] > rank}
    assert upward == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_outsiders_stay_in_their_rooms(path: Path) -> None:
    outside = {name.split(".")[0].removesuffix("_login") for name in imports_of(path)}
    strays = {name for name in outside if room_of(path) not in ROOMS_OF.get(name, {room_of(path)})}
    assert strays == set()


@pytest.mark.parametrize("path", sorted((PACKAGE / "domain").glob("*.py")), ids=lambda p: p.name)
def test_domain_asks_no_clock_and_no_library(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert "now()" not in source
    assert "today()" not in source
