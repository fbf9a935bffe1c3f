"""What an import of the folder has to give, file by file: plain data, made from the texts alone.

`expectations()` maps a path in the folder (with /, NFC) to

    reason      None, or why the file gives no concept: bomb macro broken encrypted no_text
                wrong_kind empty too_big duplicate
    same_as     the path of which this file is a second copy; which of the two becomes the concept,
                and which is called a duplicate, is left to the importer (and so is whose folder
                counts)
    columns     for a sheet: what a teacher chooses on the screen for each heading
    concepts    one for each lesson in the file, in its order:
      titles      any of these (one, unless the file holds no title and only its name can give one)
      body        fragments that stand in the body, in this order
      never       fragments that stand nowhere in the body
      anywhere    fragments that stand in the body or in the notes
      headings, items, bold, links      (docx, odt, md) what is still marked as such in the Markdown
      questions   exactly these, in this order, whether or not the file has a heading for them
      years, subjects, tracks, activity, parents
                  what the folder (or the row) says: to be suggested
      minutes     from a row, else None
      private     kinds of pupil data of which the reviewer is warned; none: no warning is asked for
"""

import unicodedata
from functools import cache
from typing import Any

from tests.import_folder.hostile import HOSTILE
from tests.import_folder.lessons import (
    BEFORE,
    BOLD,
    DOING,
    HEADER,
    MORE,
    QUESTIONS_HEADING,
    TIMES,
    Lesson,
    Sheet,
    lessons,
    sheets,
)
from tests.import_folder.make import DUPLICATES

Expectation = dict[str, Any]
CONCEPTS = 72
FILES = 80
MARKED_KINDS = {"docx", "odt", "md"}

# What a colleague reads in the name of a folder.
FOLDERS: dict[str, Expectation] = {
    "": {},
    "Oud/Diversen": {},
    "Leerjaar 1/Nederlands": {"years": [1], "subjects": ["nederlands"]},
    "Leerjaar 2/Nederlands": {"years": [2], "subjects": ["nederlands"]},
    "Leerjaar 2/Wiskunde": {"years": [2], "subjects": ["wiskunde"]},
    "Leerjaar 3/Economie": {"years": [3], "subjects": ["economie"]},
    "Leerjaar 3/Biologie": {"years": [3], "subjects": ["biologie"]},
    "Klas 3 mavo/Nask": {"years": [3], "subjects": ["nask"], "tracks": ["vmbo-tl"]},
    "Klas 4 havo/Engels": {"years": [4], "subjects": ["engels"], "tracks": ["havo"]},
    "Klas 4 havo/Stage": {"years": [4], "tracks": ["havo"], "activity": "stage"},
    "Klas 4 mavo/Mentor": {"years": [4], "tracks": ["vmbo-tl"], "subjects": ["mentorles"]},
    "Klas 5 havo/Bedrijfseconomie": {
        "years": [5], "tracks": ["havo"], "subjects": ["bedrijfseconomie"],
    },
    "6 vwo/Mentorlessen": {"years": [6], "tracks": ["vwo"], "subjects": ["mentorles"]},
    "Mentorlessen brugklas": {"years": [1], "subjects": ["mentorles"]},
    "Geschiedenis/2e klas": {"years": [2], "subjects": ["geschiedenis"]},
    "Lichamelijke opvoeding": {"subjects": ["lichamelijke-opvoeding"]},
    "Beeldende vorming": {"subjects": ["beeldende-vorming"]},
    "Muziek": {"subjects": ["muziek"]},
    "Ouders": {"parents": True},
}  # fmt: skip

# The names of files that hold no title: as they stand, and without what is no part of it.
NAMES_AS_TITLES = {
    "Klas 3 mavo/Nask/mislukt slijm.docx": ["mislukt slijm"],
    "Leerjaar 3/Biologie/brugklasser aan je jas.docx": ["brugklasser aan je jas"],
    "Leerjaar 2/Nederlands/bieb bezoek.txt": ["bieb bezoek"],
}

# What each row of a sheet says besides its words, in the order of sheets.toml.
ROWS: dict[str, list[Expectation]] = {
    "Ouders/Overzicht oudermomenten.xlsx": [
        {"years": [1], "subjects": ["mentorles"], "minutes": 90},
        {"years": [3], "subjects": ["engels"], "minutes": 50},
        {"years": [2], "minutes": 30},
    ],
    "Oud/Diversen/Lijst opdrachten (oude map Karin).xlsx": [
        {"years": [2], "subjects": ["aardrijkskunde"]},
        {"years": [4, 5], "subjects": ["filosofie"]},
    ],
    "Leerjaar 2/Wiskunde/lessen wiskunde & beroepen.csv": [{"minutes": 45}, {"minutes": 100}],
    "Mentorlessen brugklas/export mentorlessen.csv": [{}, {}],
}

# A picture in the text, a tag, a letter that was read in the wrong encoding.
NEVER = ["data:image", "iVBORw0KGgo", "<p>", "<strong>", "w:t", "\ufffd", "Ã", "\x00", "\ufeff"]


@cache
def expectations() -> dict[str, Expectation]:
    expected = {nfc(lesson.path): _file([_concept(lesson)]) for lesson in lessons()}
    for sheet in sheets():
        expected[nfc(sheet.path)] = _file(_rows(sheet), columns=sheet.columns)
    for path, (original, _) in DUPLICATES.items():
        expected[nfc(path)] = _file([], reason="duplicate", same_as=nfc(original))
    for path, (reason, _) in HOSTILE.items():
        expected[nfc(path)] = _file([], reason=reason)
    return dict(sorted(expected.items()))


def nfc(path: str) -> str:
    return unicodedata.normalize("NFC", path)


def folder_of(path: str) -> str:
    return path.rpartition("/")[0]


def _file(concepts: list[Expectation], **more: Any) -> Expectation:
    return {"reason": None, "same_as": None, "columns": None, "concepts": concepts} | more


def _hints(path: str, row: Expectation | None = None) -> Expectation:
    """What is suggested: the folder's words, and over them what the row says."""
    nothing = {
        "years": [],
        "subjects": [],
        "tracks": [],
        "activity": None,
        "parents": False,
        "minutes": None,
    }
    return nothing | FOLDERS[folder_of(path)] | (row or {})


def _concept(lesson: Lesson) -> Expectation:
    return {
        "titles": NAMES_AS_TITLES.get(lesson.path, [lesson.title]),
        "body": _words(lesson),
        "never": _never(lesson),
        "anywhere": [lesson.speaker] if "speaker" in lesson.extra else [],
        **_marked(lesson),
        "questions": list(lesson.questions),
        "private": list(lesson.private_kinds),
        **_hints(lesson.path),
    }


def _words(lesson: Lesson) -> list[str]:
    """Every word of the lesson but its title and its questions, in the order of the file."""
    words = [lesson.intro]
    if "bold" in lesson.extra:
        words += [BOLD, lesson.remark]
    words += [*lesson.before, *lesson.steps]
    words += [cell for row in lesson.times for cell in row]
    if lesson.link:
        words.append(lesson.link[0])
    return [*words, *lesson.private]


def _never(lesson: Lesson) -> list[str]:
    never = [*NEVER, *lesson.questions]
    if lesson.questions:
        never.append(QUESTIONS_HEADING)
    if "head" in lesson.extra:
        # A running head on a PDF's only page cannot be told from its text; a page number can.
        repeated = lesson.kind != "pdf" or "long" in lesson.extra
        never += [HEADER, "Pagina 1 van", "Pagina 2 van"] if repeated else ["Pagina 1 van"]
    return never


def _marked(lesson: Lesson) -> Expectation:
    if lesson.kind not in MARKED_KINDS:
        return {"headings": [], "items": [], "bold": [], "links": []}
    headings = [BEFORE, DOING]
    headings += [TIMES] if lesson.times else []
    headings += [MORE] if lesson.link else []
    return {
        "headings": headings,
        "items": [*lesson.before, *lesson.steps],
        "bold": [BOLD] if "bold" in lesson.extra else [],
        "links": [list(lesson.link)] if lesson.link else [],
    }


def _rows(sheet: Sheet) -> list[Expectation]:
    told = [row for row in sheet.rows if row]
    return [_row(sheet, row, says) for row, says in zip(told, ROWS[sheet.path], strict=True)]


def _row(sheet: Sheet, row: tuple[str | int, ...], says: Expectation) -> Expectation:
    cells = list(zip(sheet.columns.values(), map(str, row), strict=True))
    named = dict(cells)
    questions = [text for field, text in cells if field == "question" and text]
    questions += named.get("questions", "").splitlines()
    return {
        "titles": [named["title"]],
        "body": named["body"].splitlines(),
        "never": [*NEVER, *questions],
        "anywhere": [],
        "headings": [],
        "items": [],
        "bold": [],
        "links": [],
        "questions": questions,
        "private": [],
        **_hints(sheet.path, says),
    }
