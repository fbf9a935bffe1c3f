"""The folder that a school already has, taken in as somebody types it, against its judge."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.cli import run
from lobbib.config import sqlite_url
from lobbib.domain.assignments import Status
from lobbib.models import Assignment
from tests.conftest import LONG
from tests.factories import Factory
from tests.import_folder.expected import expectations
from tests.test_cli import data, installed  # noqa: F401  the fixtures of the command line

PART = "" if LONG else "Leerjaar 2"


@pytest.fixture
def database_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """SQLite alone: what differs between databases is not read from files."""
    path = tmp_path / "lobbib.db"
    shutil.copy(migrated_sqlite, path)
    return sqlite_url(path)


@pytest.fixture(scope="module")
def folder(school_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder of it in `make test`, all 80 files in `make torture`: each takes a while."""
    if not PART:
        return school_folder
    part = tmp_path_factory.mktemp("part") / "LOB"
    shutil.copytree(school_folder / PART, part / PART)
    return part


def import_as(folder: Path, capfd: pytest.CaptureFixture[str]) -> tuple[int, str, list[str]]:
    code = run(["import", str(folder), "--school", "een", "--as", "a@een.nl"])
    out, err = capfd.readouterr()
    return code, out.strip(), err.splitlines()


def test_a_folder_comes_in_once_and_says_what_was_refused(
    installed: Path,  # noqa: F811
    make: Factory,
    session: Session,
    folder: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    make.user(make.school(slug="een"), email="a@een.nl")
    refused = {path: one for path, one in expected().items() if one["reason"]}
    hostile = [path for path, one in refused.items() if one["reason"] != "duplicate"]
    twins = len(refused) - len(hostile)
    concepts = sum(len(one["concepts"]) for one in expected().values())

    code, out, err = import_as(folder, capfd)
    assert (code, out) == (
        3,
        said_of(concepts, twins, len(hostile)),
    )
    said = {line.partition(": ")[0] for line in err if "had je al" not in line}
    assert set(hostile) <= said
    rows = session.scalars(select(Assignment)).all()
    assert {row.status for row in rows} == {Status.CONCEPT}
    assert faults_of_tags({row.title: row for row in rows}) == []

    session.rollback()
    code, out, _ = import_as(folder, capfd)
    assert (code, out) == (
        3,
        said_of(0, concepts + twins, len(hostile)),
    )
    assert len(session.scalars(select(Assignment.id)).all()) == concepts


def expected() -> dict[str, Any]:
    return {path: one for path, one in expectations().items() if path.startswith(PART)}


def said_of(added: int, already: int, refused: int) -> str:
    return f"{added} concepten toegevoegd; {already} had je al; {refused} bestanden geweigerd."


def faults_of_tags(rows: dict[str, Assignment]) -> list[str]:
    """What the name of a folder, or a row, says and the concept does not."""
    found = []
    for path, file in expected().items():
        is_twin = any(other["same_as"] == path for other in expected().values())
        for wanted in file["concepts"]:
            row = next(rows[title] for title in wanted["titles"] if title in rows)
            found += [f"{path}: {name}" for name in lacking(wanted, row) if not is_twin]
    return found


def lacking(wanted: dict[str, Any], row: Assignment) -> list[str]:
    content = row.content
    found = [
        name
        for name in ("years", "subjects", "tracks")
        if not set(wanted[name]) <= {*getattr(content, name)}
    ]
    single = ("activity", "parents", "minutes")
    return found + [
        name for name in single if wanted[name] and getattr(content, name) != wanted[name]
    ]
