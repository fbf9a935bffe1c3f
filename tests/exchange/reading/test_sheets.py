"""Sheets give rows, and a guess of what the columns mean that a colleague can change."""

import io

import openpyxl
import pytest

from lobbib.domain.files import Kind
from lobbib.exchange.bad_files import BadFile, Reason
from lobbib.exchange.reading.sheets import (
    MAX_COLUMNS,
    MAX_ROWS,
    Column,
    Sheet,
    as_markdown,
    guess,
    read,
    texts_of,
)


def workbook(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_workbook_gives_rows_without_the_empty_ones() -> None:
    content = workbook([["Titel", "Klas", None], [], ["Een", 2.0, None], [None, None, None]])
    assert read(Kind.SHEET, content) == Sheet(("Titel", "Klas"), (("Een", "2"),), ("rij 3",))


def test_a_csv_is_read_by_its_own_delimiter_and_letters() -> None:
    content = 'naam;"om;schrijving"\r\nÉén;"twee\nregels"\r\n'.encode("cp1252")
    assert read(Kind.TEXT, content) == Sheet(
        ("naam", "om;schrijving"), (("Één", "twee\nregels"),), ("rij 2",)
    )


def pages(**rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, lines in rows.items():
        page = book.create_sheet(name)
        for line in lines:
            page.append(line)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_pages_with_the_same_headings_are_one_sheet_and_others_are_named() -> None:
    head: list[object] = ["Titel", "Klas"]
    found = read(
        Kind.SHEET,
        pages(Klas1=[head, ["Een", 1]], Leeg=[], Uitleg=[["x"]], Klas2=[head, [], ["B"]]),
    )
    said = (
        "Het blad ‘Uitleg’ ging niet mee: het heeft andere kolommen dan ‘Klas1’. Bewaar het als "
        "een eigen bestand."
    )
    places = ("blad ‘Klas1’, rij 2", "blad ‘Klas2’, rij 3")
    assert found == Sheet(("Titel", "Klas"), (("Een", "1"), ("B", "")), places, (said,))


@pytest.mark.parametrize("is_csv", [True, False])
@pytest.mark.parametrize(
    ("more", "place"), [(0, ""), (1, "Rij 2002"), (3, "Rij 2002 tot en met 2004")]
)
def test_rows_that_do_not_fit_are_named(is_csv: bool, more: int, place: str) -> None:
    rows: list[list[object]] = [["Titel"], *([f"les {n}"] for n in range(MAX_ROWS + more))]
    text = "\n".join(str(row[0]) for row in rows)
    found = read(Kind.TEXT, text.encode()) if is_csv else read(Kind.SHEET, workbook(rows))
    assert [row for (row,) in found.rows] == [f"les {n}" for n in range(MAX_ROWS)]
    said = "dit ging niet mee. Er passen 2.000 rijen in één keer; zet de rest in een eigen bestand."
    assert found.left_out == ((f"{place}: {said}",) if more else ())


def test_rows_of_several_pages_that_do_not_fit_are_named_by_page() -> None:
    many: list[list[object]] = [["Titel"], *([f"les {n}"] for n in range(MAX_ROWS - 1))]
    found = read(Kind.SHEET, pages(A=many, B=[["Titel"], ["een"], ["twee"]]))
    assert (len(found.rows), found.rows[-1]) == (MAX_ROWS, ("een",))
    assert [line.partition(":")[0] for line in found.left_out] == ["Blad ‘B’, rij 3"]


def test_nobody_reads_a_million_rows_and_that_is_said() -> None:
    book = openpyxl.Workbook()
    book.active.title = "A"
    for number, words in ((1, "Titel"), (2, "een"), (1_048_576, "ver weg")):
        book.active.cell(number, 1, words)
    book.create_sheet("B").append(["Titel"])
    stream = io.BytesIO()
    book.save(stream)
    found = read(Kind.SHEET, stream.getvalue())
    why = "vanaf hier is niets gelezen, want het bestand heeft te veel rijen."
    assert found.rows == (("een",),)
    assert found.left_out == (f"Blad ‘A’, rij 5001: {why}", f"Blad ‘B’, rij 1: {why}")


def test_columns_that_do_not_fit_are_said() -> None:
    cells: list[object] = [f"k{n}" for n in range(MAX_COLUMNS + 1)]
    found = read(Kind.SHEET, workbook([cells, cells]))
    assert (len(found.headings), len(found.rows[0])) == (MAX_COLUMNS, MAX_COLUMNS)
    assert found.left_out == ("Alleen de eerste 60 kolommen gingen mee.",)


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
