"""Sheets with one assignment a row: the rows, and a guess of what each column means."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

import openpyxl

from lobbib.domain.files import Kind, ending_of
from lobbib.domain.labels import Labelled
from lobbib.exchange.bad_files import BadFile, Reason
from lobbib.exchange.reading.markdown_writer import Writer, escaped
from lobbib.exchange.reading.plain import decoded

MAX_ROWS = 2_000
MAX_COLUMNS = 60
MAX_CELL = 20_000


class Column(Labelled):
    """What a column can mean; `label` is what a colleague chooses on the screen."""

    TITLE = ("title", "Titel")
    SUMMARY = ("summary", "Samenvatting")
    BODY = ("body", "Wat doen leerlingen?")
    NOTES = ("notes", "Voor de docent")
    NEEDS = ("needs", "Nodig en voorbereiding")
    QUESTION = ("question", "Een vraag voor het gesprek")
    QUESTIONS = ("questions", "Vragen voor het gesprek, één per regel")
    YEARS = ("years", "Klas")
    TRACKS = ("tracks", "Niveau")
    SUBJECTS = ("subjects", "Vak")
    MINUTES = ("minutes", "Duur in minuten")
    ACTIVITY = ("activity", "Werkvorm")
    COMPETENCIES = ("competencies", "Wat leerlingen oefenen")


# Words with which headings begin, the most telling first.
_CALLED: Mapping[Column, tuple[str, ...]] = {
    Column.QUESTION: ("vraag",),
    Column.QUESTIONS: ("vragen", "voor het gesprek", "gespreksvragen"),
    Column.SUMMARY: ("samenvatting", "kort"),
    Column.NOTES: ("voor de docent", "tips", "opmerking", "toelichting"),
    Column.NEEDS: ("nodig", "voorbereiding", "materia", "benodigd"),
    Column.YEARS: ("klas", "leerjaar", "jaar"),
    Column.TRACKS: ("niveau", "afdeling", "schoolsoort"),
    Column.SUBJECTS: ("vak", "sectie"),
    Column.MINUTES: ("duur", "minuten", "tijd", "lestijd"),
    Column.ACTIVITY: ("werkvorm", "soort", "vorm"),
    Column.COMPETENCIES: ("competentie", "loopbaancompetentie", "lob"),
    Column.BODY: ("wat doen", "omschrijving", "beschrijving", "inhoud", "uitleg", "activiteit"),
    Column.TITLE: ("titel", "naam", "opdracht", "les", "onderwerp", "activiteit"),
}
_LISTS = (Column.QUESTION, Column.QUESTIONS)


@dataclass(frozen=True, slots=True)
class Sheet:
    """`headings` and the rows under them, all as wide; empty rows are left out."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def is_sheet(kind: Kind, name: str) -> bool:
    """Whether rows are to be found in a file that `files.inspect` let through."""
    return kind is Kind.SHEET or (kind is Kind.TEXT and ending_of(name) == ".csv")


def read(kind: Kind, content: bytes) -> Sheet:
    """The first page of a sheet. Raises BadFile."""
    try:
        found = _workbook(content) if kind is Kind.SHEET else _csv(content)
        rows = [row for row in found if any(row)]
    except Exception as error:  # a library that meets a damaged file raises whatever it likes
        raise BadFile(Reason.BROKEN) from error
    if not rows:
        raise BadFile(Reason.NO_TEXT)
    width = max(place + 1 for row in rows for place, cell in enumerate(row) if cell)
    head, *rest = ((*row, *[""] * width)[:width] for row in rows)
    return Sheet(head, tuple(rest))


def _workbook(content: bytes) -> list[list[str]]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        page = book.worksheets[0]
        rows = page.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS, values_only=True)
        return [_trimmed(map(_said, row)) for row in rows]
    finally:
        book.close()


def _csv(content: bytes) -> list[list[str]]:
    text = decoded(content)
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [_trimmed(row[:MAX_COLUMNS]) for row in islice(rows, MAX_ROWS + 1)]


def _trimmed(row: Iterable[str]) -> list[str]:
    return [cell.strip()[:MAX_CELL] for cell in row]


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (datetime, date)):
        return value.strftime("%d-%m-%Y")
    return str(value)


def guess(headings: Sequence[str]) -> tuple[Column | None, ...]:
    """What each column means by its heading; None where nobody can tell. One column a meaning,
    questions aside; where none is called a title, the first that is left is.
    """
    taken: set[Column] = set()
    found = []
    for heading in headings:
        column = _column(heading, taken)
        taken |= {column} - set(_LISTS) if column else set()
        found.append(column)
    return tuple(_with_a_body(_with_a_title(found)))


def _column(heading: str, taken: set[Column]) -> Column | None:
    words = heading.lower().strip()
    for column, names in _CALLED.items():
        if column not in taken and any(words.startswith(name) for name in names):
            return column
    return None


def _with_a_title(columns: list[Column | None]) -> list[Column | None]:
    if Column.TITLE not in columns and None in columns:
        columns[columns.index(None)] = Column.TITLE
    return columns


def _with_a_body(columns: list[Column | None]) -> list[Column | None]:
    """Beside a "naam" or "titel", an "opdracht" is what pupils do."""
    if Column.BODY not in columns and None in columns:
        columns[columns.index(None)] = Column.BODY
    return columns


def texts_of(row: Sequence[str], columns: Sequence[Column | None]) -> dict[Column, list[str]]:
    """What one row says, by meaning; the texts of several columns of one meaning in order."""
    said: dict[Column, list[str]] = {}
    for cell, column in zip(row, columns, strict=True):
        if cell and column is not None:
            said.setdefault(column, []).extend(cell.splitlines() if column in _LISTS else [cell])
    return said


def as_markdown(text: str) -> str:
    """A cell as a text of the form: a paragraph a line."""
    writer = Writer()
    for line in text.splitlines():
        writer.paragraph(escaped(line))
    return writer.text()
