"""A Word file of ours comes back with everything that stood in it, also after another program."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from lobbib.domain.assignments import Activity, Content, Licence, Origin
from lobbib.domain.competencies import Competency
from lobbib.domain.originals import Mark, mark_of, read_mark
from lobbib.domain.tracks import Track
from lobbib.exchange.blocks import blocks_of
from lobbib.exchange.items import from_item
from lobbib.exchange.papers import Bundle, Sheet, paper_of
from lobbib.exchange.papers_docx import to_docx
from lobbib.exchange.reading import own
from lobbib.exchange.reading.lesson import QUESTIONS_MOVED
from lobbib.exchange.reading.parcel import from_json, opened, to_json
from tests.conftest import LONG
from tests.libreoffice import convert

MADE = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
CONTENT = Content(
    title="Interview een *ondernemer*",
    summary="Kort & goed.",
    body="Bedenk **vijf** vragen.\n\n# In de les\n\nDoe dit:\n\n1. een\n2. twee\n\n"
    "Zie [de site](https://lob.nl/x).\n\n## Vragen bij de tekst\n\n- Wat staat er?\n- Voor wie?",
    notes="**Let op** de tijd.\n\n# Tip\n\nBegin op tijd.",
    needs="Een krijtje en een stoel",
    questions=("Wat viel je op?", "Wie hielp je?", "Hoe nu verder?"),
    years=(1, 2, 3),
    competencies=(Competency.WERKEXPLORATIE, Competency.NETWERKEN),
    tracks=(Track.VMBO_TL, Track.HAVO),
    activity=Activity.INTERVIEW,
    minutes=180,
    parents=True,
    dossier=True,
    licence=Licence.BY_SA,
)


def word(*contents: Content, sheets: tuple[Sheet, ...] = tuple(Sheet), mark: str = "") -> bytes:
    papers = tuple(
        paper_of(
            content,
            school="Onze school",
            subject_names={"economie": "Economie", "mm": "Mens en maatschappij"},
            see_notes=True,
            attachments=("blad.pdf",),
        )
        for content in contents
    )
    return to_docx(Bundle("Boekje", papers, sheets, MADE, mark))


def read(content: bytes) -> list[tuple[Content, str, Mark | None]]:
    """(what stands in it, the subjects in words, what it was made of), by way of the worker."""
    parcel = from_json(to_json(opened("blad.docx", content)))
    assert parcel.reason is None
    found = []
    for row in parcel.rows:
        assert row.own is not None
        told = row.lesson
        texts = {name: getattr(told, name) for name in ("title", "summary", "body")}
        texts |= {"notes": told.notes, "needs": told.needs, "questions": told.questions}
        found.append(
            (from_item({**row.own.values, **texts}).content, row.own.subjects, row.own.mark)
        )
    return found


def test_everything_comes_back() -> None:
    full = replace(CONTENT, subjects=("economie", "mm"))
    mark = mark_of(12, 3, MADE)
    assert read(word(full, mark=mark)) == [
        (CONTENT, "Economie en Mens en maatschappij", read_mark(mark))
    ]


@pytest.mark.parametrize(
    "content",
    [
        Content(title="Kaal", body="Alleen dit.", tracks=tuple(Track)),
        replace(CONTENT, minutes=1, tracks=tuple(Track), origin=Origin.PERMISSION, summary=""),
        replace(CONTENT, questions=(), notes="", needs="", outside=True, minutes=None),
        replace(CONTENT, body="Naam: vul hem in.\n\nEn nu?", activity=None, years=()),
    ],
)
def test_what_is_left_out_stays_out(content: Content) -> None:
    assert [found for found, *_ in read(word(content))] == [content]


def test_each_assignment_of_a_booklet_comes_back() -> None:
    other = Content(title="Een tweede", body="Iets anders.", years=(4,), tracks=(Track.HAVO,))
    assert [found for found, *_ in read(word(CONTENT, other))] == [CONTENT, other]
    pupils = read(word(CONTENT, other, sheets=(Sheet.PUPIL,)))
    assert [found.body for found, *_ in pupils] == [CONTENT.body, other.body]
    assert [found.questions for found, *_ in pupils] == [CONTENT.questions, ()]


WORDS = st.text("abc xyz", min_size=1, max_size=12).map(lambda text: f"w{' '.join(text.split())}w")
STYLED = st.builds(
    lambda mark, text: f"{mark}{text}{mark}", st.sampled_from(["", "**", "*", "***", "~~"]), WORDS
)
LINE = st.lists(
    STYLED | WORDS.map(lambda text: f"[{text}](https://lob.nl/a)"), min_size=1, max_size=3
).map(" ".join)
CELLS = st.lists(st.lists(LINE, min_size=2, max_size=2), min_size=1, max_size=3)


@st.composite
def listings(draw: st.DrawFn, depth: int = 1) -> list[str]:
    """The lines of a list, of which an item can have a second paragraph or a list of its own."""
    start = draw(st.none() | st.integers(0, 40))
    found = []
    for place, words in enumerate(draw(st.lists(LINE, min_size=1, max_size=3))):
        mark = "-" if start is None else f"{start + place}."
        inner = draw(st.none() | LINE.map(lambda line: ["", line]) if depth > 1 else MORE)
        found += [f"{mark} {words}", *(" " * (len(mark) + 1) + line for line in inner or ())]
        found += [""] if inner else []
    return found


MORE = (
    st.none()
    | LINE.map(lambda line: ["", line])
    | st.deferred(lambda: listings(2)).map(lambda lines: ["", *lines])
)
QUOTES = st.lists(LINE, min_size=1, max_size=3).map(
    lambda said: "\n>\n".join(f"> {s}" for s in said)
)
TABLES = CELLS.map(
    lambda rows: "\n".join(
        f"| {' | '.join(row)} |" for row in [["kop", "en kop"], ["---", "---"], *rows]
    )
)
HEADINGS = st.builds(lambda level, words: f"{'#' * level} {words}", st.integers(1, 6), WORDS)
BLOCKS = st.one_of(HEADINGS, QUOTES, TABLES, listings().map("\n".join), st.just("---"), LINE, WORDS)
# Two lists, or two quotations, without a word in between are one in Word.
TEXTS = st.lists(st.tuples(BLOCKS, WORDS), min_size=1, max_size=6).map(
    lambda pairs: "\n\n".join(part for pair in pairs for part in pair)
)


@settings(max_examples=6 if not LONG else 1000, deadline=None)
@given(body=TEXTS, notes=TEXTS)
def test_any_text_comes_back_as_it_looks(body: str, notes: str) -> None:
    content = Content(title="T", body=body, notes=notes)
    [(found, *_)] = read(word(content))
    assert blocks_of(found.body) == blocks_of(body)
    assert blocks_of(found.notes) == blocks_of(notes)


def test_questions_that_do_not_fit_go_into_the_text() -> None:
    asked = tuple(f"Wat is vraag {n}?" for n in range(14))
    [row] = opened("blad.docx", word(replace(CONTENT, questions=asked))).rows
    assert row.lesson.questions == asked[:12]
    more = "# Meer vragen\n\n- Wat is vraag 12?\n- Wat is vraag 13?"
    assert row.lesson.body == f"{CONTENT.body}\n\n{more}"
    assert row.lesson.left_out == (QUESTIONS_MOVED,)


def test_what_was_written_in_between_is_kept() -> None:
    document = Document(io.BytesIO(word(CONTENT, mark=mark_of(1, 1, MADE))))
    by_text = {one.text: one for one in document.paragraphs}
    by_text["Om over te praten"].insert_paragraph_before("Een slotzin.")
    by_text["Wie hielp je?"].insert_paragraph_before("Praat eerst in tweetallen.")
    by_text["Een krijtje en een stoel"].insert_paragraph_before("Nog een kop", style="Heading 1")
    stream = io.BytesIO()
    document.save(stream)
    [(found, *_)] = read(stream.getvalue())
    assert "Een slotzin." in found.body
    assert "Praat eerst in tweetallen." in found.body
    assert found.needs == "# Nog een kop\n\nEen krijtje en een stoel"
    assert found.questions == CONTENT.questions


def test_another_file_is_not_ours() -> None:
    document = Document()
    document.add_paragraph("Iets van een ander")
    stream = io.BytesIO()
    document.save(stream)
    assert own.read(stream.getvalue()) is None
    [row] = opened("blad.docx", stream.getvalue()).rows
    assert row.own is None


@pytest.mark.libreoffice
def test_it_comes_back_edited_from_libreoffice(tmp_path: Path) -> None:
    """Opened and saved as OpenDocument, back to Word, edited there, and saved once more."""
    mark = mark_of(12, 3, MADE)
    content = replace(CONTENT, subjects=("economie",))
    for step in ("odt", "docx", "again"):
        (tmp_path / step).mkdir()
    odt = convert(word(content, mark=mark), "blad.docx", "odt", tmp_path / "odt")["blad.odt"]
    docx = convert(odt, "blad.odt", "docx", tmp_path / "docx")["blad.docx"]
    document = Document(io.BytesIO(docx))
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            run.text = run.text.replace("Doe dit:", "Doe dit met z'n tweeën:")
            run.text = run.text.replace("Hoe nu verder?", "Wat ga je nu doen?")
    stream = io.BytesIO()
    document.save(stream)
    saved = convert(stream.getvalue(), "blad.docx", "docx", tmp_path / "again")["blad.docx"]
    edited = replace(
        CONTENT,
        body=CONTENT.body.replace("Doe dit:", "Doe dit met z'n tweeën:"),
        questions=("Wat viel je op?", "Wie hielp je?", "Wat ga je nu doen?"),
    )
    assert read(saved) == [(edited, "Economie", Mark(12, 3, mark[-8:]))]
