"""The folder that a school already has, read file by file, against what it has to give."""

from pathlib import Path
from typing import Any

import pytest

from lobbib.domain.privacy import signs_of_pupil_data
from lobbib.exchange.reading import kinds, lesson, sheets
from lobbib.exchange.reading.kinds import Kind, Reason, Refused
from tests.import_folder.expected import expectations
from tests.import_folder.judge import false_warnings, faults
from tests.import_folder.make import make

SUGGESTED = ("years lack", "subjects lack", "tracks lack", "activity ", "parents ", "minutes ")


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("school") / "folder"
    make(folder)
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    found: dict[str, dict[str, Any]] = {}
    seen: set[str] = set()
    for path in paths:
        found[path.relative_to(folder).as_posix()] = outcome(path, folder, seen)
    return found


def outcome(path: Path, folder: Path, seen: set[str]) -> dict[str, Any]:
    try:
        concepts = read(path, path.relative_to(folder).as_posix())
    except Refused as refused:
        return {"reason": refused.reason.value}
    words = "".join("".join(f"{one['title']}{one['body']}".split()) for one in concepts)
    if words in seen:
        return {"reason": Reason.DUPLICATE.value}
    seen.add(words)
    return {"reason": None, "concepts": concepts}


def read(path: Path, name: str) -> list[dict[str, Any]]:
    if path.stat().st_size > kinds.MAX_SIZE:
        raise Refused(Reason.TOO_BIG)
    content = path.read_bytes()
    kind = kinds.check(name, content)
    if kind in (Kind.XLSX, Kind.CSV):
        sheet = sheets.read(kind, content)
        columns = sheets.guess(sheet.headings)
        return [row(sheets.texts_of(cells, columns)) for cells in sheet.rows]
    found = lesson.read(name, kind, content)
    return [
        {
            "title": found.title,
            "body": found.body,
            "notes": found.notes,
            "questions": list(found.questions),
            "private": signs_of_pupil_data(found.body),
        }
    ]


def row(said: dict[sheets.Column, list[str]]) -> dict[str, Any]:
    asked = said.get(sheets.Column.QUESTION, []) + said.get(sheets.Column.QUESTIONS, [])
    body = sheets.as_markdown("".join(said.get(sheets.Column.BODY, [])))
    return {"title": said[sheets.Column.TITLE][0], "body": body, "questions": asked}


def test_every_file_gives_its_text_or_its_reason(outcomes: dict[str, dict[str, Any]]) -> None:
    found = faults(expectations(), outcomes)
    # What a folder's name suggests is not read here.
    assert [
        fault for fault in found if fault.split(": ", 1)[1].startswith(SUGGESTED) is False
    ] == []


def test_nobody_is_warned_of_pupils_without_a_reason(outcomes: dict[str, dict[str, Any]]) -> None:
    assert false_warnings(expectations(), outcomes) == []
