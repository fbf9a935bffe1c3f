"""The folder that a school already has, read file by file, against what it has to give."""

from pathlib import Path
from typing import Any

import pytest

from lobbib.domain.files import MAX_FILE
from lobbib.domain.privacy import signs_of_pupil_data
from lobbib.exchange.bad_files import BadFile, Reason
from lobbib.exchange.reading.parcel import opened
from tests.import_folder.expected import expectations
from tests.import_folder.judge import false_warnings, faults

SUGGESTED = ("years lack", "subjects lack", "tracks lack", "activity ", "parents ", "minutes ")


@pytest.fixture(scope="module")
def outcomes(school_folder: Path) -> dict[str, dict[str, Any]]:
    folder = school_folder
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    found: dict[str, dict[str, Any]] = {}
    seen: set[str] = set()
    for path in paths:
        found[path.relative_to(folder).as_posix()] = outcome(path, folder, seen)
    return found


def outcome(path: Path, folder: Path, seen: set[str]) -> dict[str, Any]:
    try:
        concepts = read(path, path.relative_to(folder).as_posix())
    except BadFile as refused:
        return {"reason": refused.reason.value}
    words = "".join("".join(f"{one['title']}{one['body']}".split()) for one in concepts)
    if words in seen:
        return {"reason": Reason.DUPLICATE.value}
    seen.add(words)
    return {"reason": None, "concepts": concepts}


def read(path: Path, name: str) -> list[dict[str, Any]]:
    if path.stat().st_size > MAX_FILE:
        raise BadFile(Reason.TOO_BIG)
    parcel = opened(name, path.read_bytes())
    if parcel.reason is not None:
        raise BadFile(parcel.reason)
    return [
        {
            "title": row.lesson.title,
            "body": row.lesson.body,
            "notes": row.lesson.notes,
            "questions": list(row.lesson.questions),
            "private": signs_of_pupil_data(row.lesson.body),
        }
        for row in parcel.rows
    ]


def test_every_file_gives_its_text_or_its_reason(outcomes: dict[str, dict[str, Any]]) -> None:
    found = faults(expectations(), outcomes)
    # What a folder's name suggests is not read here.
    assert [
        fault for fault in found if fault.split(": ", 1)[1].startswith(SUGGESTED) is False
    ] == []


def test_nobody_is_warned_of_pupils_without_a_reason(outcomes: dict[str, dict[str, Any]]) -> None:
    assert false_warnings(expectations(), outcomes) == []
