"""The line as a Word file, read back: the same figures, in sentences, tables and a picture."""

from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.table import Table
from hypothesis import given, settings
from hypothesis import strategies as st

from lobbib.domain.tracks import Track
from lobbib.exchange.docx_line import to_docx
from tests.exchange.lines import (
    ALL,
    EVIL,
    EXPECTED,
    EXPECTED_MISSING,
    EXPECTED_PERIODS,
    EXPECTED_TEXT,
    EXPECTED_YEARS,
    FULL,
    HAVO,
    PLANNED,
    line_of,
    report_of,
)


def opened(content: bytes) -> WordDocument:
    return Document(BytesIO(content))


def cells(table: Table) -> list[list[str]]:
    return [[cell.text.replace("\xa0", " ") for cell in row.cells] for row in table.rows]


def headings(document: WordDocument) -> list[tuple[str, str]]:
    found = [p for p in document.paragraphs if p.style and p.style.name.startswith("Heading")]
    return [(str(p.style.name)[-1], p.text) for p in found if p.style]


def test_docx_holds_the_matrix_and_what_is_missing() -> None:
    matrix, years, missing = opened(to_docx(HAVO)).tables
    assert cells(matrix) == EXPECTED
    assert cells(years) == EXPECTED_YEARS
    assert cells(missing)[0] == ["Klas", "Competentie", "Nu", "Wat kan of al loopt"]
    ideas = "‘Plan je week’ aanpassen (nu voor klas 2)\n‘De buurman’ overnemen van De Buur"
    assert cells(missing)[1:] == [
        [str(year), name, f"{now} van {target}", ideas]
        for name, year, now, target in EXPECTED_MISSING
    ]


def test_docx_says_it_in_sentences() -> None:
    paragraphs = [p.text for p in opened(to_docx(HAVO)).paragraphs if p.text]
    assert paragraphs[:5] == [
        "De LOB-lijn van havo",
        "Het Voorbeeld · Beschikbaar in onze map · Economie · gemaakt op 3 november 2026",
        *EXPECTED_TEXT,
    ]
    assert paragraphs[-1] == "Op tien plekken is de lijn nog niet zoals we hebben afgesproken."


def test_docx_of_a_planning_tells_of_periods() -> None:
    document = opened(to_docx(PLANNED))
    assert cells(document.tables[1])[2] == EXPECTED_PERIODS
    text = "\n".join(p.text for p in document.paragraphs)
    assert "Gepland in schooljaar 2026-2027" in text
    assert "In schooljaar 2026-2027 staan vier opdrachten in de LOB-jaarplanning voor" in text
    assert "In klas 2 zijn het twee opdrachten in plaats van drie, valt alles in periode 4" in text


def test_docx_is_a_section_with_headings_of_its_own() -> None:
    assert headings(opened(to_docx(HAVO))) == [
        ("1", "De LOB-lijn van havo"),
        ("2", "In getallen"),
        ("2", "Wat nog mist"),
    ]
    below = [("3", "In getallen"), ("3", "Wat nog mist")]
    assert headings(opened(to_docx(ALL))) == [
        ("1", "De LOB-lijn"),
        *[one for name in ("mavo", "havo", "vwo") for one in [("2", name), *below]],
    ]


def test_docx_tells_in_words_what_the_picture_shows() -> None:
    document = opened(to_docx(HAVO))
    (picture,) = document.inline_shapes
    about = picture._inline.docPr
    assert about.get("descr") == (
        "15 van de 25 plekken zoals afgesproken · 1 nog te weinig · 9 missen nog. "
        "Werkexploratie begint pas in klas 4; Loopbaansturing komt nergens voor; "
        "Netwerken mist in klas 3. De rest loopt door."
    )
    (part,) = document.part.package.image_parts
    assert part.content_type == "image/png"


def test_docx_is_dutch_and_names_its_school() -> None:
    document = opened(to_docx(HAVO))
    about = document.core_properties
    assert (about.title, about.author) == ("De LOB-lijn van havo", "Het Voorbeeld")
    assert document.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == "nl-NL"


def test_docx_repeats_the_heads_of_a_table_on_every_page() -> None:
    for table in opened(to_docx(HAVO)).tables:
        flags = [row._tr.find(f"./{qn('w:trPr')}/{qn('w:tblHeader')}") for row in table.rows]
        assert [flag is not None for flag in flags] == [True] + [False] * (len(flags) - 1)


def test_docx_is_glad_where_nothing_is_missing() -> None:
    report = replace(HAVO, tracks=(replace(HAVO.main, missing=()),))
    document = opened(to_docx(report))
    assert len(document.tables) == 2
    assert document.paragraphs[-1].text == (
        "Op deze lijn mist niets: elke plek is zoals we hebben afgesproken."
    )


@pytest.mark.parametrize("report", [ALL, FULL], ids=["three tracks", "nothing there"])
def test_docx_stays_small(report: object) -> None:
    assert len(to_docx(report)) < 2_000_000  # type: ignore[arg-type]


def test_docx_keeps_what_was_typed_as_text() -> None:
    report = report_of(line_of(Track.HAVO, ideas=(EVIL,)), title=EVIL)
    document = opened(to_docx(replace(report, school=EVIL, chosen=(("Vak", EVIL),))))
    shown = '=1+1 <b>x</b> #eval("1") $x$ *y* \\ " \u202e𝔘 中'
    assert document.paragraphs[0].text == shown
    assert cells(document.tables[2])[1][3] == shown


@settings(deadline=None, max_examples=10)
@given(text=st.text(min_size=1, max_size=40))
def test_docx_can_be_made_whatever_was_typed(text: str) -> None:
    report = replace(HAVO, title=f"x{text}", school=text, chosen=(("Vak", text),))
    assert cells(opened(to_docx(report)).tables[0]) == EXPECTED
