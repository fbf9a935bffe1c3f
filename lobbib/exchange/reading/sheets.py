"""Sheets with one assignment a row: the rows, and a guess of what each column means."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import openpyxl

from lobbib.domain.files import Kind, ending_of
from lobbib.domain.labels import Labelled
from lobbib.exchange.bad_files import BadFile, Reason
from lobbib.exchange.reading.markdown_writer import Writer, escaped
from lobbib.exchange.reading.plain import decoded

MAX_ROWS = 2_000
MAX_COLUMNS = 60
MAX_LOOKED = 5_000  # rows of all pages, empty ones too: a small file can hold millions
UNREAD = "{place}: vanaf hier is niets gelezen, want het bestand heeft te veel rijen."
MAX_CELL = 32_767  # letters that Excel lets into one
ROWS_LEFT = (
    f"{{place}}: dit ging niet mee. Er passen {MAX_ROWS // 1000}.000 rijen in één keer; zet de "
    "rest in een eigen bestand."
)
COLUMNS_LEFT = f"Alleen de eerste {MAX_COLUMNS} kolommen gingen mee."
PAGE_LEFT = (
    "Het blad ‘{page}’ ging niet mee: het heeft andere kolommen dan ‘{first}’. Bewaar het als een "
    "eigen bestand."
)


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
    """`headings` and the rows under them, all as wide; empty rows are left out.

    `places` says of each row which one it is, and `left_out` what did not come along, in Dutch.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    places: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    def place(self, number: int) -> str:
        """Where the row with that number among `rows` stands in the file."""
        return self.places[number] if number < len(self.places) else f"rij {number + 2}"


@dataclass(frozen=True, slots=True)
class _Page:
    """The rows of a page that are not empty, each with its number; no more than can be taken in.
    `behind`: the first and the last of the others. `name` only where there are several pages.
    """

    name: str
    rows: tuple[tuple[int, list[str]], ...]
    behind: tuple[int, int] | None
    unread: int | None = None  # the first row at which nobody looked, if any

    def place(self, first: int, last: int | None = None) -> str:
        rows = f"rij {first}" if last in (None, first) else f"rij {first} tot en met {last}"
        return f"blad ‘{self.name}’, {rows}" if self.name else rows


def is_sheet(kind: Kind, name: str) -> bool:
    """Whether rows are to be found in a file that `files.inspect` let through."""
    return kind is Kind.SHEET or (kind is Kind.TEXT and ending_of(name) == ".csv")


def read(kind: Kind, content: bytes) -> Sheet:
    """The first page of a sheet, and what others with the same headings add. Raises BadFile."""
    try:
        found = list(_workbook(content) if kind is Kind.SHEET else _csv(content))
    except Exception as error:  # a library that meets a damaged file raises whatever it likes
        raise BadFile(Reason.BROKEN) from error
    if not any(page.rows for page in found):
        raise BadFile(Reason.NO_TEXT)
    return _of_pages(found)


def _of_pages(found: Sequence[_Page]) -> Sheet:
    pages = [page for page in found if page.rows]
    first = pages[0]
    head = _ending(first.rows[0][1])
    alike = [page for page in pages if _ending(page.rows[0][1]) == head]
    others = [page for page in pages if page not in alike]
    rows = [(page, number, row) for page in alike for number, row in page.rows[1:]]
    taken, behind = rows[:MAX_ROWS], rows[MAX_ROWS:]
    width = max(len(_ending(row[:MAX_COLUMNS])) for row in (head, *(row for *_, row in taken)))
    is_wider = any(row[MAX_COLUMNS:] for row in (head, *(row for *_, row in taken)))
    return Sheet(
        _as_wide(head, width),
        tuple(_as_wide(row, width) for *_, row in taken),
        tuple(page.place(number) for page, number, _ in taken),
        (
            *_rows_left(alike, behind),
            *_unread(found),
            *((COLUMNS_LEFT,) if is_wider else ()),
            *(PAGE_LEFT.format(page=page.name, first=first.name) for page in others),
        ),
    )


def _rows_left(
    pages: Iterable[_Page], behind: Sequence[tuple[_Page, int, list[str]]]
) -> Iterable[str]:
    """Of each page what did not fit any more."""
    for page in pages:
        numbers = [number for one, number, _ in behind if one is page] + [*(page.behind or ())]
        if numbers:
            place = page.place(numbers[0], numbers[-1])
            yield ROWS_LEFT.format(place=place[0].upper() + place[1:])


def _unread(pages: Iterable[_Page]) -> Iterable[str]:
    for page in pages:
        if page.unread is not None:
            place = page.place(page.unread)
            yield UNREAD.format(place=place[0].upper() + place[1:])


def _workbook(content: bytes) -> Iterable[_Page]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        left = MAX_LOOKED
        for page in book.worksheets:
            rows = page.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True)
            name = page.title if len(book.worksheets) > 1 else ""
            found, looked = _page(name, (map(_said, row) for row in rows), left)
            left -= looked
            yield found
    finally:
        book.close()


def _csv(content: bytes) -> Iterable[_Page]:
    text = decoded(content)
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    yield _page("", (row[: MAX_COLUMNS + 1] for row in rows), MAX_LOOKED)[0]


def _page(name: str, rows: Iterable[Iterable[str]], most: int) -> tuple[_Page, int]:
    """A page of which at most that many rows are looked at, and how many were."""
    kept: list[tuple[int, list[str]]] = []
    behind: list[int] = []
    unread, number = None, 0
    for number, row in enumerate(rows, start=1):
        if number > most:
            unread = number
            break
        cells = _ending(_trimmed(row))
        if cells and len(kept) <= MAX_ROWS:
            kept.append((number, cells))
        elif cells:
            behind = [behind[0] if behind else number, number]
    found = _Page(name, tuple(kept), (behind[0], behind[1]) if behind else None, unread)
    return found, number


def _ending(row: Sequence[str]) -> list[str]:
    """Without the empty cells at its end."""
    width = max((place + 1 for place, cell in enumerate(row) if cell), default=0)
    return list(row[:width])


def _as_wide(row: Sequence[str], width: int) -> tuple[str, ...]:
    return (*row, *[""] * width)[:width]


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
