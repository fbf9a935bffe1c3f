"""The folder of 80 is what it promises, and its judge can say no."""

import copy
import csv
import io
import json
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import docx
import odfdo
import openpyxl
import pypdf
import pytest
from pptx import Presentation

from tests.import_folder import plain
from tests.import_folder.expected import CONCEPTS, FILES, FOLDERS, expectations, folder_of
from tests.import_folder.hostile import HOSTILE, TOO_BIG
from tests.import_folder.judge import Outcome, false_warnings, faults, flat
from tests.import_folder.lessons import FOOTER, HEADER, Lesson, lessons, sheets
from tests.import_folder.make import DUPLICATES, WRITERS

PNG = b"\x89PNG"
LIKENESS = 0.5


@pytest.fixture
def folder(school_folder: Path) -> Path:
    return school_folder


def bytes_of(folder: Path, path: str) -> bytes:
    """By its composed name, however the name stands on disk."""
    found = {nfc(str(file.relative_to(folder).as_posix())): file for file in folder.rglob("*")}
    return found[nfc(path)].read_bytes()


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


# The shortest way to the words in a file. Not an importer: it keeps no title, list or heading.


def words_of_docx(raw: bytes) -> str:
    document = docx.Document(io.BytesIO(raw))
    parts = []
    for block in document.iter_inner_content():
        rows = getattr(block, "rows", None)
        cells = [cell.text for row in rows for cell in row.cells] if rows else [block.text]
        parts += cells
    return " ".join(parts)


def words_of_odt(raw: bytes) -> str:
    body = odfdo.Document(io.BytesIO(raw)).body
    return " ".join(part.inner_text for part in body.get_elements("//text:h|//text:p"))


def words_of_pptx(raw: bytes) -> str:
    parts = []
    for slide in Presentation(io.BytesIO(raw)).slides:
        for shape in slide.shapes:
            if shape.has_table:
                parts += [cell.text for row in shape.table.rows for cell in row.cells]
            elif shape.has_text_frame:
                parts.append(shape.text_frame.text)
        parts += [slide.notes_slide.notes_text_frame.text] if slide.has_notes_slide else []
    return " ".join(parts)


def words_of_pdf(raw: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(raw)).pages
    lines = [line for page in pages for line in page.extract_text().splitlines()]
    return " ".join(x for x in lines if x != HEADER and not x.startswith("Pagina "))


def words_of_text(raw: bytes, lesson: Lesson) -> str:
    return raw.decode(plain.encoding_of(lesson)).lstrip("\ufeff")


def words_of(raw: bytes, lesson: Lesson) -> str:
    readers: dict[str, Callable[[bytes], str]] = {
        "docx": words_of_docx,
        "odt": words_of_odt,
        "pptx": words_of_pptx,
        "pdf": words_of_pdf,
        "txt": lambda data: words_of_text(data, lesson),
        "md": lambda data: data.decode(),
    }
    return " ".join(readers[lesson.kind](raw).split())


each_lesson = pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.path)


def test_folder_has_the_files_that_are_expected(folder: Path) -> None:
    files = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    assert len(files) == FILES
    assert sorted(nfc(path) for path in files) == sorted(expectations())


def test_folder_is_mixed() -> None:
    readable = [path for path in expectations() if path not in HOSTILE]
    assert Counter(path.rsplit(".")[-1].lower() for path in readable) == {
        "docx": 27,
        "odt": 8,
        "pptx": 9,
        "pdf": 10,
        "txt": 8,
        "md": 6,
        "xlsx": 2,
        "csv": 2,
    }
    assert {folder_of(path) for path in expectations()} == set(FOLDERS)


def test_expectations_add_up_to_the_promise() -> None:
    reasons = Counter(file["reason"] for file in expectations().values())
    assert sum(len(file["concepts"]) for file in expectations().values()) == CONCEPTS
    assert reasons == {
        None: 67,
        "duplicate": 5,
        "bomb": 1,
        "macro": 1,
        "broken": 1,
        "encrypted": 1,
        "no_text": 1,
        "wrong_kind": 1,
        "empty": 1,
        "too_big": 1,
    }


def test_expectations_are_plain_data() -> None:
    assert json.loads(json.dumps(expectations())) == expectations()


@each_lesson
def test_lesson_says_in_its_file_what_is_expected(folder: Path, lesson: Lesson) -> None:
    words = words_of(bytes_of(folder, lesson.path), lesson)
    want = expectations()[nfc(lesson.path)]["concepts"][0]
    place = 0
    for fragment in [*want["body"], *want["questions"]]:
        assert fragment in words[place:]
        place = words.index(fragment, place)
    assert [x for x in want["anywhere"] if x not in words] == []
    assert (lesson.title in words) is lesson.titled


@each_lesson
def test_lesson_is_written_the_same_each_time(folder: Path, lesson: Lesson) -> None:
    assert WRITERS[lesson.kind](lesson) == bytes_of(folder, lesson.path)


def test_heads_stand_outside_the_text(folder: Path) -> None:
    headed = [x for x in lessons() if "head" in x.extra and x.kind == "docx"]
    assert len(headed) >= 5
    for lesson in headed:
        section = docx.Document(io.BytesIO(bytes_of(folder, lesson.path))).sections[0]
        assert section.header.paragraphs[0].text == HEADER
        assert section.footer.paragraphs[0].text == FOOTER


def test_heads_in_opendocument_stand_outside_the_text(folder: Path) -> None:
    headed = [x for x in lessons() if "head" in x.extra and x.kind == "odt"]
    assert len(headed) >= 2
    for lesson in headed:
        raw = bytes_of(folder, lesson.path)
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            assert parts.infolist()[0].filename == "mimetype"
            assert HEADER in parts.read("styles.xml").decode()
            assert HEADER not in parts.read("content.xml").decode()


def test_long_pdfs_repeat_their_head_on_every_page(folder: Path) -> None:
    repeated = [x for x in lessons() if x.kind == "pdf" and {"head", "long"} <= x.extra]
    assert len(repeated) >= 3
    for lesson in repeated:
        pages = pypdf.PdfReader(io.BytesIO(bytes_of(folder, lesson.path))).pages
        assert len(pages) >= 2
        for number, page in enumerate(pages, 1):
            lines = page.extract_text().splitlines()
            assert (lines[0], lines[-1]) == (HEADER, f"Pagina {number} van {len(pages)}")


@pytest.mark.parametrize("kind", ["docx", "odt", "pptx"])
def test_pictures_are_in_the_file(folder: Path, kind: str) -> None:
    pictured = [x for x in lessons() if "picture" in x.extra and x.kind == kind]
    assert pictured != []
    for lesson in pictured:
        with zipfile.ZipFile(io.BytesIO(bytes_of(folder, lesson.path))) as parts:
            media = [n for n in parts.namelist() if "/media/" in n or n.startswith("Pictures/")]
            assert [parts.read(name)[:4] for name in media] == [PNG]


def test_texts_come_in_the_encodings_of_schools(folder: Path) -> None:
    texts = [x for x in lessons() if x.kind == "txt"]
    assert Counter(plain.encoding_of(x) for x in texts) == {
        "utf-8": 2,
        "cp1252": 2,
        "utf-8-sig": 1,
        "utf-16": 1,
    }
    foreign = [x for x in texts if plain.encoding_of(x) == "cp1252"]
    for lesson in foreign:
        with pytest.raises(UnicodeDecodeError):
            bytes_of(folder, lesson.path).decode("utf-8")


def test_one_name_comes_from_a_mac(folder: Path) -> None:
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*")]
    assert [nfc(name) for name in names if name != nfc(name)] == [
        "Lichamelijke opvoeding/twintig banen op één voetbalclub.txt"
    ]


def test_sheets_hold_their_rows(folder: Path) -> None:
    held = {}
    for sheet in sheets():
        raw = bytes_of(folder, sheet.path)
        if sheet.path.endswith(".xlsx"):
            page = openpyxl.load_workbook(io.BytesIO(raw)).active
            rows = [
                ["" if x is None else x for x in row] for row in page.iter_rows(values_only=True)
            ]
        else:
            words = io.StringIO(raw.decode(sheet.encoding), newline="")
            rows = list(csv.reader(words, delimiter=sheet.delimiter))
        held[sheet.path] = [row for row in rows if any(row)]
    assert held == {
        sheet.path: [list(sheet.columns), *(list(row) for row in sheet.rows if row)]
        for sheet in sheets()
    }


def test_duplicates_say_the_same_as_their_original(folder: Path) -> None:
    alike: dict[str, set[bool]] = {}
    for path, (original, difference) in DUPLICATES.items():
        one, other = bytes_of(folder, path), bytes_of(folder, original)
        alike.setdefault(difference, set()).add(one == other)
    assert alike == {"nothing": {True}, "saved again": {False}, "encoding": {False}}
    saved = "Klas 5 havo/Bedrijfseconomie/Bieden op een goed leven def versie 3 (kopie).docx"
    assert words_of_docx(bytes_of(folder, saved)) == words_of_docx(
        bytes_of(folder, DUPLICATES[saved][0])
    )


def test_no_two_lessons_are_alike_but_the_duplicates() -> None:
    """By the share of three-word runs: nothing that an importer may take for a second copy."""
    runs = []
    for path, file in expectations().items():
        for concept in file["concepts"]:
            words = " ".join([*concept["titles"], *concept["body"], *concept["questions"]]).split()
            runs.append((path, set(zip(words, words[1:], words[2:], strict=False))))
    likeness = {
        (one, other): len(left & right) / len(left | right)
        for (one, left), (other, right) in combinations(runs, 2)
    }
    assert {pair: share for pair, share in likeness.items() if share > LIKENESS} == {}


def test_privacy_is_expected_where_a_pupil_is_named() -> None:
    private = {
        path: concept["private"]
        for path, file in expectations().items()
        for concept in file["concepts"]
        if concept["private"]
    }
    kinds = Counter(kind for kinds in private.values() for kind in kinds)
    assert kinds == {"naam": 4, "geboortedatum": 2, "e-mailadres": 1, "leerlingnummer": 1}
    assert {path.rsplit(".")[-1] for path in private} == {"docx", "odt", "pdf"}


# The eight that nobody may swallow.


def hostile(folder: Path, reason: str) -> Path:
    return next(folder / path for path, (why, _) in HOSTILE.items() if why == reason)


def test_bomb_is_small_until_it_is_unpacked(folder: Path) -> None:
    path = hostile(folder, "bomb")
    with zipfile.ZipFile(path) as parts:
        unpacked = sum(part.file_size for part in parts.infolist())
        with parts.open("word/document.xml") as text:
            assert text.read(60).startswith(b"<?xml version=")
    assert unpacked > 500 * 2**20
    assert path.stat().st_size < 2**20


def test_macro_file_holds_a_macro(folder: Path) -> None:
    with zipfile.ZipFile(hostile(folder, "macro")) as parts:
        assert parts.read("word/vbaProject.bin").startswith(bytes.fromhex("d0cf11e0a1b11ae1"))
        assert b"macroEnabled.main+xml" in parts.read("[Content_Types].xml")
        assert b"vbaProject.bin" in parts.read("word/_rels/document.xml.rels")


def test_truncated_file_begins_well_and_does_not_open(folder: Path) -> None:
    path = hostile(folder, "broken")
    assert path.read_bytes()[:4] == b"PK\x03\x04"
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(path)


def test_encrypted_pdf_asks_for_a_password(folder: Path) -> None:
    reader = pypdf.PdfReader(hostile(folder, "encrypted"))
    assert reader.is_encrypted
    assert reader.decrypt("") == pypdf.PasswordType.NOT_DECRYPTED
    assert reader.decrypt("alleen-voor-de-mentor") != pypdf.PasswordType.NOT_DECRYPTED


def test_scan_is_a_picture_without_words(folder: Path) -> None:
    pages = pypdf.PdfReader(hostile(folder, "no_text")).pages
    assert [page.extract_text() for page in pages] == [""]
    assert [len(page.images) for page in pages] == [1]


def test_program_is_no_word_file(folder: Path) -> None:
    path = hostile(folder, "wrong_kind")
    assert path.read_bytes()[:2] == b"MZ"
    assert path.suffix == ".docx"


def test_empty_file_is_empty(folder: Path) -> None:
    assert hostile(folder, "empty").stat().st_size == 0


def test_huge_file_is_huge_and_takes_no_room(folder: Path) -> None:
    facts = hostile(folder, "too_big").stat()
    assert facts.st_size == TOO_BIG > 110_000_000
    assert facts.st_blocks * 512 < 2**20


# The judge.


def perfect() -> dict[str, Outcome]:
    """What an importer without a fault would give."""
    return {path: _perfect(file) for path, file in expectations().items()}


def _perfect(file: dict[str, Any]) -> Outcome:
    return {"reason": file["reason"], "concepts": [_concept(want) for want in file["concepts"]]}


def _concept(want: dict[str, Any]) -> Outcome:
    marked = [f"## {text}" for text in want["headings"]]
    marked += [f"- {text}" for text in want["items"]]
    marked += [f"**{text}**" for text in want["bold"]]
    marked += [f"[{words}]({address})" for words, address in want["links"]]
    same = ("questions", "years", "subjects", "tracks", "activity", "parents", "minutes", "private")
    return {
        "title": want["titles"][0],
        "body": "\n".join([*want["body"], *marked]),
        "notes": " ".join(want["anywhere"]),
        **{name: copy.deepcopy(want[name]) for name in same},
    }


def test_judge_finds_nothing_in_a_perfect_import() -> None:
    assert faults(expectations(), perfect()) == []
    assert false_warnings(expectations(), perfect()) == []


def test_judge_takes_either_of_two_copies_for_the_lesson() -> None:
    given = perfect()
    for path, (original, _) in DUPLICATES.items():
        given[nfc(path)], given[original] = given[original], given[nfc(path)]
    assert faults(expectations(), given) == []


def test_judge_reads_names_from_a_mac() -> None:
    given = {unicodedata.normalize("NFD", path): outcome for path, outcome in perfect().items()}
    assert faults(expectations(), given) == []


def test_judge_reads_markdown_as_writers_of_it_differ() -> None:
    told = "\\- een *pen* die __het__ ook\nbuiten doet\\."
    assert flat(told) == "- een pen die het ook buiten doet."
    assert flat("snake_case en 3 * 4 * 5") == "snake_case en 3 * 4 * 5"


WORD = "Leerjaar 1/Nederlands/Eerste loonstrook (interview thuis).docx"
LINK = "Leerjaar 3/Biologie/waterlab_bezoek_leerlingblad.docx"
SHEET = "Ouders/Overzicht oudermomenten.xlsx"
DECK = "Leerjaar 2/Wiskunde/complimenten wiskunde.pptx"
BOMB = "Oud/Diversen/Beroepenbingo.docx"
COPY = nfc("Klas 4 mavo/Mentor/Plan B is óók een plan (kopie).docx")


def spoil(path: str, **changes: Any) -> dict[str, Outcome]:
    """A perfect import in which one thing of one file is different."""
    given = perfect()
    target = given[path]["concepts"][0]
    for name, change in changes.items():
        target[name] = change(target[name]) if callable(change) else change
    return given


SPOILED: list[tuple[str, dict[str, Any], str]] = [
    (WORD, {"title": "Eerste loonstrook"}, "title"),
    (WORD, {"body": lambda body: body.replace("melkbussen", "melk")}, "body lacks"),
    (WORD, {"body": lambda body: body.replace("## Vooraf", "Vooraf")}, "no longer one of"),
    (WORD, {"body": lambda body: body.replace("- een schrift", "een schrift")}, "no longer one of"),
    (WORD, {"body": lambda body: body.replace("**", "")}, "no longer bold"),
    (WORD, {"body": lambda body: body + "\nPagina 1 van 2"}, "body has"),
    (WORD, {"body": lambda body: body + "\n![](data:image/png;base64,iVBORw0KGgo)"}, "body has"),
    (WORD, {"body": lambda body: body + "\nVragen voor het gesprek"}, "body has"),
    (WORD, {"questions": lambda asked: asked[::-1]}, "questions"),
    (WORD, {"years": []}, "years lack"),
    (WORD, {"subjects": ["engels"]}, "subjects lack"),
    (LINK, {"body": lambda body: body.replace("](https", "] (https")}, "the link"),
    (DECK, {"notes": ""}, "lost"),
    (SHEET, {"minutes": None}, "minutes"),
    (SHEET, {"parents": False}, "parents"),
    ("Klas 4 havo/Stage/dag meelopen in de zorg.docx", {"activity": None}, "activity"),
    ("Mentorlessen brugklas/Drie briefjes in je etui.docx", {"private": []}, "no warning"),
]


@pytest.mark.parametrize(("path", "changes", "told"), SPOILED)
def test_judge_sees_a_spoiled_concept(path: str, changes: dict[str, Any], told: str) -> None:
    found = faults(expectations(), spoil(path, **changes))
    assert found != []
    assert [fault for fault in found if not fault.startswith(f"{path}: {told}")] in (
        [],
        [f for f in found if told in f],
    )


def test_judge_sees_a_swallowed_bomb() -> None:
    given = perfect()
    given[BOMB] = {"reason": None, "concepts": [{"title": "Beroepenbingo"}]}
    assert faults(expectations(), given) == [
        "73 concepts instead of 72",
        f"{BOMB}: 1 concepts instead of 0",
        f"{BOMB}: reason None instead of bomb",
    ]


def test_judge_sees_a_wrong_reason() -> None:
    given = perfect()
    given[BOMB]["reason"] = "too_big"
    assert faults(expectations(), given) == [f"{BOMB}: reason too_big instead of bomb"]


def test_judge_sees_a_copy_that_became_a_second_lesson() -> None:
    given = perfect()
    original = DUPLICATES[COPY][0]
    given[COPY] = copy.deepcopy(given[original])
    assert faults(expectations(), given) == [
        "73 concepts instead of 72",
        f"{COPY}: is in twice, with {original}",
    ]


def test_judge_sees_a_lesson_that_was_lost_with_its_copy() -> None:
    given = perfect()
    original = DUPLICATES[COPY][0]
    given[original] = {"reason": "duplicate", "concepts": []}
    assert f"{original}: reason duplicate instead of None" in faults(expectations(), given)


def test_judge_sees_a_file_that_was_passed_over() -> None:
    given = perfect()
    del given[BOMB]
    given["Thumbs.db"] = {"reason": "wrong_kind", "concepts": []}
    assert faults(expectations(), given) == [
        f"{BOMB}: no outcome",
        "Thumbs.db: was not in the folder",
    ]


def test_judge_counts_warnings_that_were_not_needed() -> None:
    given = spoil(WORD, private=["een naam"])
    assert faults(expectations(), given) == []
    assert false_warnings(expectations(), given) == [WORD]
