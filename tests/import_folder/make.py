"""Makes the folder that a school already has: 80 mixed files, eight of them broken or hostile.

    python -m tests.import_folder.make FOLDER            makes it (the folder must not exist yet)
    python -m tests.import_folder.make --expect          prints what an import of it has to give

No network, no LibreOffice, a few seconds, and the same bytes each time.
"""

import argparse
import dataclasses
import json
import unicodedata
from collections.abc import Callable
from pathlib import Path

from tests.import_folder import office, plain
from tests.import_folder.hostile import HOSTILE
from tests.import_folder.lessons import Lesson, lessons, sheets

WRITERS: dict[str, Callable[[Lesson], bytes]] = {
    "docx": office.word,
    "odt": office.opendocument,
    "pptx": office.slides,
    "pdf": plain.pdf,
    "txt": plain.text,
    "md": plain.markdown,
}
# A Mac writes an accent as a sign of its own, and so it arrives in a folder that came from one.
FROM_A_MAC = {"Lichamelijke opvoeding/twintig banen op één voetbalclub.txt"}

# A lesson under a second name, and in what the two files differ.
DUPLICATES = {
    "Klas 4 mavo/Mentor/Plan B is óók een plan (kopie).docx": (
        "Klas 4 mavo/Mentor/Plan B is óók een plan.docx",
        "nothing",
    ),
    "Oud/Diversen/huiswerk stelling.txt": (
        "stelling betaald worden voor huiswerk.txt",
        "nothing",
    ),
    "Oud/Diversen/Job ads OUD.pptx": (
        "Klas 4 havo/Engels/Job ads - we are looking for you.pptx",
        "nothing",
    ),
    "Klas 5 havo/Bedrijfseconomie/Bieden op een goed leven def versie 3 (kopie).docx": (
        "Klas 5 havo/Bedrijfseconomie/Bieden op een goed leven (spel).docx",
        "saved again",
    ),
    "Oud/Diversen/begroting schoolfeest (nieuwe laptop).txt": (
        "Leerjaar 3/Economie/begroting schoolfeest.txt",
        "encoding",
    ),
}


def make(folder: Path) -> list[Path]:
    """Writes the 80 files and returns their paths; FileExistsError where `folder` exists."""
    folder.mkdir(parents=True)
    for lesson in lessons():
        _put(folder, lesson.path, WRITERS[lesson.kind](lesson))
    for sheet in sheets():
        write = office.workbook if sheet.path.endswith(".xlsx") else plain.table
        _put(folder, sheet.path, write(sheet))
    for path, (original, difference) in DUPLICATES.items():
        _put(folder, path, _again(original, difference))
    for path, (_, write_hostile) in HOSTILE.items():
        write_hostile(_place(folder, path))
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _again(original: str, difference: str) -> bytes:
    lesson = next(lesson for lesson in lessons() if lesson.path == original)
    if difference == "encoding":
        lesson = dataclasses.replace(lesson, extra=frozenset({"utf-8-sig"}))
    raw = WRITERS[lesson.kind](lesson)
    return office.settle(raw, year=2024) if difference == "saved again" else raw


def _put(folder: Path, path: str, data: bytes) -> None:
    _place(folder, path).write_bytes(data)


def _place(folder: Path, path: str) -> Path:
    form = "NFD" if path in FROM_A_MAC else "NFC"
    place = folder / unicodedata.normalize(form, path)
    place.parent.mkdir(parents=True, exist_ok=True)
    return place


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--expect", action="store_true", help="print the expectations as JSON")
    asked = parser.parse_args()
    if asked.expect:
        from tests.import_folder.expected import expectations

        print(json.dumps(expectations(), ensure_ascii=False, indent=1))
    elif asked.folder is None:
        parser.error("name a folder, or ask for --expect")
    else:
        print(f"{len(make(asked.folder))} files in {asked.folder}")


if __name__ == "__main__":
    main()
