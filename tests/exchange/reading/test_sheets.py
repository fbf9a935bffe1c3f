"""Sheets give rows, and a guess of what the columns mean that a colleague can change."""

import io

import openpyxl
import pytest

from lobbib.domain.files import Kind
from lobbib.exchange.bad_files import BadFile, Reason
from lobbib.exchange.reading.sheets import Column, Sheet, as_markdown, guess, read, texts_of


def workbook(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_workbook_gives_rows_without_the_empty_ones() -> None:
    content = workbook([["Titel", "Klas", None], [], ["Een", 2.0, None], [None, None, None]])
    assert read(Kind.SHEET, content) == Sheet(("Titel", "Klas"), (("Een", "2"),))


def test_a_csv_is_read_by_its_own_delimiter_and_letters() -> None:
    content = 'naam;"om;schrijving"\r\nÉén;"twee\nregels"\r\n'.encode("cp1252")
    assert read(Kind.TEXT, content) == Sheet(("naam", "om;schrijving"), (("Één", "twee\nregels"),))


@pytest.mark.parametrize("content", [workbook([]), workbook([[None]])])
def test_an_empty_sheet_has_nothing_to_read(content: bytes) -> None:
    with pytest.raises(BadFile) as refused:
        read(Kind.SHEET, content)
    assert refused.value.reason is Reason.NO_TEXT


@pytest.mark.parametrize(
    ("headings", "columns"),
    [
        (
            ["Titel", "Wat doen leerlingen?", "Klas", "Vak", "Vraag 1", "Vraag 2"],
            [
                *(Column.TITLE, Column.BODY, Column.YEARS, Column.SUBJECTS),
                *(Column.QUESTION, Column.QUESTION),
            ],
        ),
        (["Naam", "Opdracht", "Niveau"], [Column.TITLE, Column.BODY, Column.TRACKS]),
        (["x", "y", "z"], [Column.TITLE, Column.BODY, None]),
    ],
)
def test_columns_are_guessed_by_their_headings(
    headings: list[str], columns: list[Column | None]
) -> None:
    assert guess(headings) == tuple(columns)


def test_a_row_says_what_its_columns_mean() -> None:
    columns = (Column.TITLE, Column.QUESTION, None, Column.QUESTIONS)
    said = texts_of(("Een", "Wat?", "weg", "Hoe?\nWie?"), columns)
    assert said == {
        Column.TITLE: ["Een"],
        Column.QUESTION: ["Wat?"],
        Column.QUESTIONS: ["Hoe?", "Wie?"],
    }


def test_a_cell_becomes_paragraphs_as_they_were_typed() -> None:
    assert as_markdown("= 1 * 2\n\nklaar") == "= 1 * 2\n\nklaar"
