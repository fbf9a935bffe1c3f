"""The line as a sheet, for Excel and for whatever reads CSV. No cell can become a formula."""

from collections.abc import Iterator
from enum import Enum
from io import BytesIO, StringIO
from typing import NamedTuple

from defusedcsv import csv
from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from lobbib.domain.assignments import tidy
from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import Cell, Coverage, State, worst_first
from lobbib.domain.line_in_words import line_in_words
from lobbib.exchange.coverage import LineReport

# Excel reads these as the start of a formula too, where its keyboard is Japanese.
WIDE_SIGNS = "＝＋－＠"
FILLS = {State.MET: "D5E8D4", State.THIN: "FFF2CC", State.EMPTY: "F3F1EA"}


class Kind(Enum):
    """What a row is for; only a sheet with fonts shows the difference."""

    TITLE = "title"
    FACT = "fact"
    HEADING = "heading"
    HEAD = "head"
    NUMBERS = "numbers"
    TOTAL = "total"
    BLANK = "blank"


class Row(NamedTuple):
    """`states` stand beside `values` where these are cells of the matrix."""

    kind: Kind
    values: tuple[str | int, ...] = ()
    states: tuple[State | None, ...] = ()


BLANK = Row(Kind.BLANK)


def to_csv(report: LineReport) -> bytes:
    """UTF-8 with a byte order mark and semicolons: what a Dutch Excel opens with a double click."""
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for row in rows_of(report):
        writer.writerow([_plain(value) for value in row.values])
    return text.getvalue().encode("utf-8-sig")


def to_xlsx(report: LineReport) -> bytes:
    """One sheet that prints on one landscape page."""
    book = Workbook()
    book.properties.creator = "lobbib"
    book.properties.title = "LOB-lijn"
    sheet: Worksheet = book.create_sheet("LOB-lijn", 0)
    del book["Sheet"]
    for row in rows_of(report):
        sheet.append([_sheet_cell(sheet, row, column) for column in range(len(row.values))])
    _set_page(sheet, len(report.main.own.years))
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def rows_of(report: LineReport) -> Iterator[Row]:
    """Every row of the sheet, top to bottom."""
    yield Row(Kind.TITLE, (report.title,))
    yield Row(Kind.FACT, ("School", report.school))
    yield Row(Kind.FACT, ("Laag", report.layer))
    yield Row(Kind.FACT, ("Gemaakt op", report.made))
    for name, value in report.chosen:
        yield Row(Kind.FACT, (name, value))
    yield BLANK
    yield Row(Kind.HEADING, ("Opdrachten van onze school",))
    yield from _matrix(report.main.own, with_states=True)
    yield BLANK
    yield Row(Kind.HEADING, ("Elders: wat andere scholen met ons delen (telt hierboven niet mee)",))
    yield from _matrix(report.main.elsewhere, with_states=False)
    yield from _missing(report.main.own, report.main.elsewhere)


def _matrix(coverage: Coverage, with_states: bool) -> Iterator[Row]:
    years = coverage.years
    lines = coverage.lines if with_states else {}
    yield Row(
        Kind.HEAD,
        ("Competentie", *(f"Klas {y}" for y in years), "Totaal", *(["Lijn"] if lines else [])),
    )
    for c in Competency:
        numbers = [coverage.cells[Cell(c, year)] for year in years]
        words = [line_in_words(lines[c])] if lines else []
        states = [coverage.state(c, year) for year in years] if with_states else []
        yield Row(
            Kind.NUMBERS,
            (c.label, *numbers, coverage.competencies_total[c], *words),
            (None, *states),
        )
    totals = (coverage.years_total[year] for year in years)
    yield Row(Kind.TOTAL, ("Totaal", *totals, coverage.total))


def _missing(own: Coverage, elsewhere: Coverage) -> Iterator[Row]:
    asked = {"Mist nog": worst_first(own), "Nog te weinig": own.thin}
    for heading, cells in asked.items():
        if cells:
            yield BLANK
            yield Row(Kind.HEADING, (heading,))
            yield Row(Kind.HEAD, ("Competentie", "Klas", "Nu", "Afspraak", "Elders"))
            yield from (_missing_row(cell, own, elsewhere) for cell in cells)


def _missing_row(cell: Cell, own: Coverage, elsewhere: Coverage) -> Row:
    now, target, there = own.cells[cell], own.targets[cell], elsewhere.cells[cell]
    return Row(Kind.NUMBERS, (cell.competency.label, cell.year, now, target, there))


def _plain(value: str | int) -> str | int:
    """A number as it is; a text on one line, that no program takes for a formula."""
    if isinstance(value, int):
        return value
    text = tidy(value, multiline=False)
    return f"'{text}" if text[:1] and text[0] in WIDE_SIGNS else text


def _sheet_cell(sheet: Worksheet, row: Row, column: int) -> SheetCell:
    cell = WriteOnlyCell(sheet)
    value = row.values[column]
    cell.value = value if isinstance(value, int) else tidy(value, multiline=False)
    if isinstance(value, str):
        # Told outright that this is text, no sheet looks for a formula, also not after an edit.
        cell.data_type = "s"
        cell.quotePrefix = True
    _dress(cell, row, column)
    return cell


def _dress(cell: SheetCell, row: Row, column: int) -> None:
    if row.kind in (Kind.HEAD, Kind.TOTAL, Kind.HEADING):
        cell.font = Font(bold=True)
    if row.kind is Kind.TITLE:
        cell.font = Font(bold=True, size=16)
    if row.kind is Kind.HEAD:
        cell.border = Border(bottom=Side("thin"))
    if row.kind in (Kind.HEAD, Kind.NUMBERS, Kind.TOTAL) and column > 0:
        cell.alignment = Alignment(horizontal="left" if _is_words(cell) else "center")
    if column < len(row.states) and (state := row.states[column]):
        cell.fill = PatternFill("solid", start_color=FILLS[state])


def _is_words(cell: SheetCell) -> bool:
    return cell.data_type == "s" and len(str(cell.value)) > len("Afspraak")


def _set_page(sheet: Worksheet, years: int) -> None:
    sheet.column_dimensions["A"].width = 22
    for column in range(2, years + 3):
        sheet.column_dimensions[get_column_letter(column)].width = 11
    sheet.column_dimensions[get_column_letter(years + 3)].width = 48
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
