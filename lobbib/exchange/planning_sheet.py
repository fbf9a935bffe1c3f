"""A planning that a school made itself, as a sheet: what its columns mean, and the rows it says.

    sheet = read_file(name, content)
    columns = guess(sheet.headings)          what the screen shows first, for a person to mend
    rows = rows_of(sheet, columns)           for services.planning_import

Two layouts are understood: a row for each assignment, and a board with a column for each period.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence

from lobbib.domain.files import Kind
from lobbib.domain.labels import Labelled
from lobbib.domain.planning_import import Row, folded
from lobbib.exchange.bad_files import BadFile, Reason
from lobbib.exchange.files import inspect
from lobbib.exchange.reading.sheets import Sheet, is_sheet, read

MAX_BYTES = 900_000
MAX_UNPACKED = 20 * 2**20
FIRST_ROW = 2  # as the program in which it was made counts them, under the headings


class Column(Labelled):
    """What a column of a planning can mean; `label` is what a colleague chooses on the screen."""

    TITLE = ("title", "Opdracht")
    CLASS_TYPE = ("class_type", "Klastype")
    PERIOD = ("period", "Periode")
    SUBJECT = ("subject", "Vak")
    REACH = ("reach", "Iedereen of een deel")
    NOTE = ("note", "Notitie")
    BOARD = ("board", "Opdrachten in deze periode")


_CALLED: Mapping[Column, tuple[str, ...]] = {
    Column.CLASS_TYPE: ("klas", "klastype", "leerjaar", "groep", "afdeling"),
    Column.PERIOD: ("periode", "blok", "wanneer", "kwartaal"),
    Column.SUBJECT: ("vak", "sectie", "docent"),
    Column.REACH: ("iedereen", "deel", "bereik", "voor wie"),
    Column.NOTE: ("opmerking", "notitie", "toelichting", "bijzonder"),
    Column.TITLE: ("opdracht", "titel", "activiteit", "les", "onderwerp", "wat"),
}
_A_PERIOD = re.compile(r"(periode|blok|kwartaal|p)? ?[1-6]")


def read_file(name: str, content: bytes) -> Sheet:
    """The first page of an xlsx or csv that is small enough to read at once. Raises BadFile."""
    if len(content) > MAX_BYTES:
        raise BadFile(Reason.TOO_BIG)
    kind = inspect(io.BytesIO(content), name).kind
    if not is_sheet(kind, name):
        raise BadFile(Reason.UNKNOWN)
    if kind is Kind.SHEET:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
                raise BadFile(Reason.BOMB)
    return read(kind, content)


def guess(headings: Sequence[str]) -> tuple[Column | None, ...]:
    """What each column means by its heading, a meaning only once; None where nobody can tell."""
    taken: set[Column] = set()
    found = []
    for heading in headings:
        column = _column(folded(heading), taken)
        taken |= {column} - {Column.BOARD} if column else set()
        found.append(column)
    return tuple(found)


def _column(heading: str, taken: set[Column]) -> Column | None:
    if _A_PERIOD.fullmatch(heading):
        return Column.BOARD
    for column, names in _CALLED.items():
        if column not in taken and heading.startswith(names):
            return column
    return None


def missing(columns: Sequence[Column | None]) -> tuple[Column, ...]:
    """What has to be chosen still before the sheet can be read."""
    asked = [Column.CLASS_TYPE]
    if Column.BOARD not in columns:
        asked += [Column.TITLE, Column.PERIOD]
    return tuple(column for column in asked if column not in columns)


def rows_of(sheet: Sheet, columns: Sequence[Column | None]) -> list[Row]:
    """Every assignment that the sheet names. `columns`: a meaning for each column, or None."""
    found: list[Row] = []
    for number, cells in enumerate(sheet.rows, start=FIRST_ROW):
        found += _rows(number, sheet.headings, cells, columns)
    return found


def _rows(
    number: int,
    headings: Sequence[str],
    cells: Sequence[str],
    columns: Sequence[Column | None],
) -> Iterator[Row]:
    said: dict[Column, str] = {
        column: cell
        for column, cell in zip(columns, cells, strict=True)
        if column is not None and column is not Column.BOARD
    }
    boards = [
        (heading, cell)
        for heading, cell, column in zip(headings, cells, columns, strict=True)
        if column is Column.BOARD
    ]
    if not boards:
        yield _row(number, said, said.get(Column.TITLE, ""), said.get(Column.PERIOD, ""))
    for heading, cell in boards:
        for title in filter(None, (part.strip() for part in re.split(r"[\n;]", cell))):
            yield _row(number, said, title, heading)


def _row(number: int, said: Mapping[Column, str], title: str, period: str) -> Row:
    return Row(
        number=number,
        title=title,
        class_types=said.get(Column.CLASS_TYPE, ""),
        period=period,
        subject=said.get(Column.SUBJECT, ""),
        reach=said.get(Column.REACH, ""),
        note=said.get(Column.NOTE, ""),
    )
