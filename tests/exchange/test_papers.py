"""Sheets in Word and PDF say what stands in the assignment, each only what is meant for it."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from lobbib.domain.assignments import Content
from lobbib.domain.competencies import Competency
from lobbib.domain.tracks import Track
from lobbib.exchange.papers import Bundle, Paper, Sheet, paper_of
from lobbib.exchange.papers_docx import MARK, to_docx
from lobbib.exchange.papers_pdf import to_pdf

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
CONTENT = Content(
    title="Wat was jouw eerste baantje?",
    summary="Een interview thuis.",
    body="Zoek iemand.\n\n### Thuis\n1. Vraag naar geluk\n2. Schrijf op\n\n### Terug\n1. Lees voor",
    notes="Let op **stille** leerlingen.\n\n- tip een",
    needs="Pennen",
    questions=("Wat verraste je?", "Wie kan je helpen?"),
    years=(1, 2),
    competencies=(Competency.NETWERKEN,),
    tracks=(Track.HAVO,),
    subjects=("nederlands",),
    minutes=50,
    parents=True,
)


def paper(content: Content = CONTENT, *, see_notes: bool = True) -> Paper:
    names = {"nederlands": "Nederlands"}
    return paper_of(content, school="Demo College", subject_names=names, see_notes=see_notes)


def bundle(*sheets: Sheet, papers: tuple[Paper, ...] | None = None) -> Bundle:
    return Bundle("Proef", papers or (paper(),), sheets or tuple(Sheet), NOW)


def word(made: Bundle) -> "list[tuple[str, str]]":
    """(style, text) of each paragraph that says something."""
    document = Document(BytesIO(to_docx(made)))
    return [(str(p.style.name), p.text) for p in document.paragraphs if p.text.strip()]


def pdf_text(made: Bundle) -> str:
    pages = PdfReader(BytesIO(to_pdf(made))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_word_pupils_get_the_text_and_room_to_write() -> None:
    found = word(bundle(Sheet.PUPIL))
    assert [(style, text) for style, text in found if set(text) != {"_"}] == [
        ("Heading 1", "Wat was jouw eerste baantje?"),
        ("Normal", "Naam: ______________________________   Klas: __________"),
        ("Normal", "Zoek iemand."),
        ("Heading 2", "Thuis"),
        ("List Number", "Vraag naar geluk"),
        ("List Number", "Schrijf op"),
        ("Heading 2", "Terug"),
        ("List Number", "Lees voor"),
        ("Heading 2", "Om over te praten"),
        ("List Number", "Wat verraste je?"),
        ("List Number", "Wie kan je helpen?"),
    ]
    assert len([text for _, text in found if set(text) == {"_"}]) == 2


def test_word_teachers_get_facts_notes_and_questions() -> None:
    document = Document(BytesIO(to_docx(bundle(Sheet.TEACHER))))
    facts = [tuple(cell.text for cell in row.cells) for row in document.tables[0].rows]
    assert facts == [
        ("Klas", "1 en 2"),
        ("Wat leerlingen oefenen", "Netwerken"),
        ("Niveau", "havo"),
        ("Vak", "Nederlands"),
        ("Duur", "50 minuten"),
        ("Ouders of verzorgers doen mee", "ja"),
        ("Licentie", "Vrij te gebruiken met naamsvermelding (CC BY 4.0)"),
        ("School", "Demo College"),
    ]
    assert word(bundle(Sheet.TEACHER)) == [
        ("Heading 1", "Wat was jouw eerste baantje?"),
        ("Normal", "Een interview thuis."),
        ("Heading 2", "Voor de docent"),
        ("Normal", "Let op stille leerlingen."),
        ("List Bullet", "tip een"),
        ("Heading 2", "Nodig en voorbereiding"),
        ("Normal", "Pennen"),
        ("Heading 2", "Vragen voor het gesprek erna"),
        ("List Number", "Wat verraste je?"),
        ("List Number", "Wie kan je helpen?"),
    ]


def test_word_lists_each_count_from_their_own_start() -> None:
    document = Document(BytesIO(to_docx(bundle(Sheet.PUPIL))))
    numbered = [p for p in document.paragraphs if p.style.name == "List Number"]
    lists = [p._p.pPr.numPr.numId.val for p in numbered]
    assert [lists.index(number) for number in lists] == [0, 0, 2, 3, 3]


def test_word_file_says_what_it_is() -> None:
    about = Document(BytesIO(to_docx(bundle()))).core_properties
    assert (about.title, about.author, about.category, about.language) == (
        "Proef",
        "Demo College",
        MARK,
        "nl-NL",
    )
    assert about.created == NOW


@pytest.mark.parametrize("read", [lambda b: str(word(b)), pdf_text])
def test_notes_stay_off_the_pupils_sheet_and_from_who_may_not_read_them(read) -> None:  # type: ignore[no-untyped-def]
    hidden = paper(see_notes=False)
    assert "stille" in read(bundle(Sheet.TEACHER))
    assert "stille" not in read(bundle(Sheet.PUPIL))
    assert "stille" not in read(bundle(papers=(hidden,)))


def test_pdf_is_tagged_dutch_and_whole() -> None:
    reader = PdfReader(BytesIO(to_pdf(bundle())))
    root = reader.trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"])  # type: ignore[index]
    assert root["/Lang"] == "nl-NL"  # type: ignore[index]
    assert "/StructTreeRoot" in root  # type: ignore[operator]
    assert reader.metadata is not None
    assert reader.metadata.title == "Proef"
    assert len(reader.pages) == 2
    text = pdf_text(bundle())
    for piece in ("Zoek iemand.", "Vraag naar geluk", "Wat verraste je?", "Netwerken", "tip een"):
        assert piece in text


def test_a_booklet_has_the_sheets_of_each_assignment_in_order() -> None:
    papers = tuple(paper(Content(title=f"Titel {n}", body="Tekst")) for n in (1, 2, 3))
    titles = [text for style, text in word(bundle(papers=papers)) if style == "Heading 1"]
    assert titles == ["Titel 1", "Titel 1", "Titel 2", "Titel 2", "Titel 3", "Titel 3"]
    reader = PdfReader(BytesIO(to_pdf(bundle(Sheet.PUPIL, papers=papers))))
    assert [page.extract_text().split("\n")[0] for page in reader.pages] == [
        "Titel 1",
        "Titel 2",
        "Titel 3",
    ]


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet='#>-*_~|[]$@\\"{}= \n1.ab<&é😀\u200f', max_size=80))
def test_any_text_makes_a_word_file_and_a_pdf(text: str) -> None:
    content = Content(title=text.strip() or "x", body=text, notes=text, questions=(text,))
    made = bundle(papers=(paper(content),))
    assert len(Document(BytesIO(to_docx(made))).paragraphs) > 0
    assert to_pdf(made).startswith(b"%PDF")
