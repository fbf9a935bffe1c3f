"""The folder that a school already has, taken in as somebody types it, against its judge."""

import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lobbib.cli import run
from lobbib.config import sqlite_url
from lobbib.domain.assignments import Status
from lobbib.models import Assignment
from tests.conftest import LONG
from tests.factories import Factory
from tests.files import package
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


def zipped(folder: Path, path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for file in sorted(folder.rglob("*")):
            made.write(file, file.relative_to(folder))
    return path


def small(folder: Path, *, as_zips: bool) -> Path:
    """Two lessons, one twice, and what is refused; the folder of the second as a zip in a zip."""
    inner = folder / "Leerjaar 4" / "Nederlands"
    inner.mkdir(parents=True)
    (inner / "brief.md").write_text("# Schrijf een brief\n\nAan wie je over tien jaar bent.")
    (inner / "knop.docm").write_bytes(b"PK")
    (folder / "Leerjaar 4" / "bakker.txt").write_text("Bij de bakker\n\nKneed mee en vraag door.")
    (folder / "nog eens.txt").write_text("Bij de bakker\n\nKneed mee en vraag door.")
    (folder / "leeg.md").write_text("")
    if as_zips:
        packed = zipped(inner, inner.with_suffix(".zip"))
        shutil.rmtree(inner)
        inner.mkdir()
        packed.rename(inner / "alles.zip")
        return zipped(folder, folder.with_suffix(".zip"))
    return folder


def test_a_zip_is_the_folder_that_is_in_it(
    installed: Path,  # noqa: F811
    make: Factory,
    session: Session,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Also a zip that lies in a folder within a zip."""
    make.user(make.school(slug="een"), email="a@een.nl")
    outcomes = []
    for as_zips in (False, True):
        code, out, err = import_as(small(tmp_path / str(as_zips), as_zips=as_zips), capfd)
        rows = session.scalars(select(Assignment)).all()
        found = sorted((row.title, row.content.years, row.content.subjects) for row in rows)
        outcomes.append((code, out, sorted(err), found))
        session.execute(delete(Assignment))
        session.commit()
    [unpacked, packed] = outcomes
    assert unpacked == (
        3,
        said_of(2, 1, 2),
        [
            "Leerjaar 4/Nederlands/knop.docm: Hier zit een macro in: een klein programma. "
            "Bewaar het zonder macro's.",
            "leeg.md: Dit bestand is leeg.",
            "nog eens.txt: ‘Bij de bakker’ had je al.",
        ],
        [("Bij de bakker", (4,), ()), ("Schrijf een brief", (4,), ("nederlands",))],
    )
    assert packed == unpacked


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({f"{n}.md": b"" for n in range(301)}, "a.zip: Hier zitten meer dan 300 bestanden in."),
        ({"../weg.md": b"x"}, "a.zip: Dit bestand is beschadigd: het is niet te openen."),
        ({"Map/": b""}, "a.zip: Dit bestand is leeg."),
        (
            {f"{n}.zip": package({f"{m}.md": b"" for m in range(150)}) for n in range(2)},
            "1.zip: Hier zitten meer dan 300 bestanden in.",
        ),
    ],
)
def test_a_zip_that_is_refused_on_the_screen_is_refused_here(
    installed: Path,  # noqa: F811
    make: Factory,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    parts: dict[str, bytes],
    said: str,
) -> None:
    make.user(make.school(slug="een"), email="a@een.nl")
    (tmp_path / "a.zip").write_bytes(package(parts))
    code, _, err = import_as(tmp_path / "a.zip", capfd)
    assert code == 1
    assert err[-1].startswith(said)


def test_what_does_not_come_along_is_said_and_counts_as_partly(
    installed: Path,  # noqa: F811
    make: Factory,
    session: Session,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    make.user(make.school(slug="een"), email="a@een.nl")
    questions = "".join(f";Vraag {n}" for n in range(13))
    answers = "".join(f";Wat is {n}?" for n in range(13))
    (tmp_path / "lessen.csv").write_text(f"Titel{questions}\nEen{answers}\n;Wie?{';' * 12}\n")
    assert import_as(tmp_path / "lessen.csv", capfd) == (
        3,
        said_of(1, 0, 0),
        [
            "lessen.csv: Zonder titel ging niet mee: rij 3.",
            "lessen.csv: ‘Een’: Er passen 12 vragen bij, van hoogstens 300 tekens. De andere staan "
            "onder ‘Meer vragen’ in de tekst.",
        ],
    )
    assert session.scalars(select(Assignment.body)).one() == "# Meer vragen\n\n- Wat is 12?"


def test_progress_is_shown_to_who_watches_and_kept_from_a_pipe(
    installed: Path,  # noqa: F811
    make: Factory,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make.user(make.school(slug="een"), email="a@een.nl")
    (tmp_path / "a.zip").write_bytes(package({"1.txt": b"Een les.", "2.txt": b"Een andere."}))
    _, _, err = import_as(tmp_path / "a.zip", capfd)
    assert err == []
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    _, _, err = import_as(tmp_path / "a.zip", capfd)
    shown = [part for line in err for part in re.findall(r"\d+%", line)]
    assert shown[-1] == "100%"


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
