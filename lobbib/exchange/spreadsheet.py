"""The line as a sheet, for Excel and for whatever reads CSV. No cell can become a formula."""

from collections.abc import Iterator, Mapping
from io import BytesIO, StringIO
from math import ceil

from defusedcsv import csv
from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.cell import MergedCell
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from lobbib.domain.assignments import tidy
from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import State
from lobbib.exchange.coverage import LineReport
from lobbib.exchange.line_rows import Kind, Row, Sheet, sheets_of

# Excel reads these as the start of a formula too, where its keyboard is Japanese.
WIDE_SIGNS = "＝＋－＠"
FILLS = {State.MET: "D5E8D4", State.THIN: "FFF2CC", State.EMPTY: "F3F1EA"}
RULES = {
    State.EMPTY: "{here}=0",
    State.THIN: "AND({here}>0,{here}<{agreed})",
    State.MET: "{here}>={agreed}",
}
WIDEST, NARROWEST = 60, 9
FULL = 52  # letters on a line of the widest column: words are not broken
LINE = 15  # points: a row of one line


def to_csv(report: LineReport) -> bytes:
    """UTF-8 with a byte order mark and semicolons: what a Dutch Excel opens with a double click.

    The sheets stand under each other, each but the first under its name.
    """
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for index, sheet in enumerate(sheets_of(report)):
        if index:
            writer.writerows([[], [_plain(sheet.name)]])
        for row in sheet.rows:
            writer.writerow([_plain(value) for value in row.values])
    return text.getvalue().encode("utf-8-sig")


def to_xlsx(report: LineReport) -> bytes:
    """A workbook of which every sheet prints on landscape pages and says what it is about."""
    book = Workbook()
    book.properties.creator = tidy(report.school, multiline=False)
    book.properties.title = tidy(report.title, multiline=False)
    book.remove(book.worksheets[0])
    for number, sheet in enumerate(sheets_of(report), start=1):
        _add(book, sheet, number, report)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _plain(value: str | int) -> str | int:
    """A number as it is; a text on one line, that no program takes for a formula."""
    if isinstance(value, int):
        return value
    text = tidy(value, multiline=False)
    return f"'{text}" if text[:1] and text[0] in WIDE_SIGNS else text


def _add(book: Workbook, sheet: Sheet, number: int, report: LineReport) -> None:
    page: Worksheet = book.create_sheet(sheet.name)
    for index, row in enumerate(sheet.rows, start=1):
        for column, value in enumerate(row.values, start=1):
            _fill(page.cell(index, column), row.kind, value, column)
    if sheet.is_table:
        _make_table(page, number)
    _mark_states(page, sheet)
    _set_page(page, sheet, report)


def _fill(cell: SheetCell | MergedCell, kind: Kind, value: str | int, column: int) -> None:
    if isinstance(value, int):
        cell.value = value
    else:
        # Told outright that this is text, no sheet looks for a formula, also not after an edit.
        cell.value = tidy(value, multiline=False)
        cell.data_type = "s"
        cell.quotePrefix = True
    if kind in (Kind.HEAD, Kind.TOTAL, Kind.HEADING):
        cell.font = Font(bold=True)
    if kind is Kind.TITLE:
        cell.font = Font(bold=True, size=16)
    if kind is Kind.HEAD:
        cell.border = Border(bottom=Side("thin"))
    if isinstance(value, str) and kind is Kind.RECORD:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    if isinstance(value, int) or (kind is Kind.HEAD and column > 1):
        cell.alignment = Alignment(horizontal="center", vertical="top")


def _make_table(page: Worksheet, number: int) -> None:
    """A real table: it can be sorted and filtered, and grows with what is typed under it."""
    corner = f"{get_column_letter(page.max_column)}{page.max_row}"
    table = Table(displayName=f"Tabel{number}", ref=f"A1:{corner}")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    page.add_table(table)
    page.freeze_panes = "A2"


def _mark_states(page: Worksheet, sheet: Sheet) -> None:
    """Colour the figures by what was agreed, so that a changed agreement changes the colours."""
    figures = _block(sheet, Kind.FIGURES)
    targets = _block(sheet, Kind.TARGETS)
    if not figures or not targets:
        return
    last = get_column_letter(len(sheet.rows[targets - 1].values))
    area = f"B{figures}:{last}{figures + len(Competency) - 1}"
    for state, condition in RULES.items():
        formula = condition.format(here=f"B{figures}", agreed=f"B{targets}")
        fill = PatternFill("solid", start_color=FILLS[state], end_color=FILLS[state])
        rule = FormulaRule(formula=[formula], fill=fill)  # type: ignore[no-untyped-call]
        page.conditional_formatting.add(area, rule)


def _block(sheet: Sheet, kind: Kind) -> int:
    """The number of the first row of this kind; 0 where there is none."""
    numbers = (index for index, row in enumerate(sheet.rows, start=1) if row.kind is kind)
    return next(numbers, 0)


def _set_page(page: Worksheet, sheet: Sheet, report: LineReport) -> None:
    for column, width in _widths(sheet.rows).items():
        page.column_dimensions[get_column_letter(column)].width = width
    for index, lines in _lines(sheet.rows):
        page.row_dimensions[index].height = LINE * lines
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToHeight = 0 if sheet.is_table else 1
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    assert page.oddFooter is not None
    page.oddFooter.left.text = tidy(report.in_short, multiline=False)[:200].replace("&", "&&")


def _lines(rows: tuple[Row, ...]) -> Iterator[tuple[int, int]]:
    """The records that are too long for one line, and how many they need: not every program looks
    for itself.
    """
    for index, row in enumerate(rows, start=1):
        longest = max((length for _, length in _lengths(row)), default=0)
        if row.kind is Kind.RECORD and longest + 2 > WIDEST:
            yield index, ceil(longest / FULL)


def _widths(rows: tuple[Row, ...]) -> Mapping[int, float]:
    """Wide enough for what stands in a column, but not for a heading over all of them."""
    widths: dict[int, float] = {}
    for row in rows:
        if row.kind in (Kind.TITLE, Kind.HEADING):
            continue
        for column, length in _lengths(row):
            widths[column] = max(widths.get(column, NARROWEST), min(length + 2, WIDEST))
    return widths


def _lengths(row: Row) -> Iterator[tuple[int, int]]:
    for column, value in enumerate(row.values, start=1):
        if row.kind is not Kind.FACT or column == 1:
            yield column, len(str(value))
