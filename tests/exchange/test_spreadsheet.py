"""The line as CSV and XLSX: every figure of the engine, and nothing that calculates."""

import csv
from dataclasses import replace
from io import BytesIO, StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from lobbib.domain.coverage import Selection, measure
from lobbib.domain.tracks import Track
from lobbib.exchange.coverage import OneLine
from lobbib.exchange.spreadsheet import to_csv, to_xlsx
from tests.exchange.lines import ALL, EXPECTED_MISSING, HAVO, ROWS

MATRIX = [
    ["Opdrachten van onze school"],
    ["Competentie", "Klas 1", "Klas 2", "Klas 3", "Klas 4", "Klas 5", "Totaal", "Lijn"],
    ["Kwaliteitenreflectie", "2", "1", "1", "1", "1", "2", "loopt door"],
    ["Motievenreflectie", "1", "1", "1", "1", "1", "1", "loopt door"],
    ["Werkexploratie", "0", "0", "0", "1", "1", "1", "begint pas in klas 4"],
    ["Loopbaansturing", "0", "0", "0", "0", "0", "0", "komt nergens voor"],
    ["Netwerken", "1", "1", "0", "1", "1", "2", "mist in klas 3"],
    ["Opdrachten", "3", "2", "1", "2", "2", "4"],
    [],
    ["Afspraak: zo veel per plek"],
    ["Competentie", "Klas 1", "Klas 2", "Klas 3", "Klas 4", "Klas 5"],
    ["Kwaliteitenreflectie", "2", "1", "1", "1", "1"],
    ["Motievenreflectie", "2", "1", "1", "1", "1"],
    ["Werkexploratie", "1", "1", "1", "1", "1"],
    ["Loopbaansturing", "1", "1", "1", "1", "1"],
    ["Netwerken", "1", "1", "1", "1", "1"],
    [],
    ["Elders: wat andere scholen met ons delen (telt hierboven niet mee)"],
    ["Competentie", "Klas 1", "Klas 2", "Klas 3", "Klas 4", "Klas 5", "Totaal"],
    ["Kwaliteitenreflectie", "0", "0", "0", "0", "0", "0"],
    ["Motievenreflectie", "0", "0", "0", "0", "0", "0"],
    ["Werkexploratie", "0", "0", "0", "0", "0", "0"],
    ["Loopbaansturing", "0", "0", "0", "0", "0", "0"],
    ["Netwerken", "0", "0", "1", "0", "0", "1"],
    ["Opdrachten", "0", "0", "1", "0", "0", "1"],
]
FIRST = [
    ["De LOB-lijn van havo"],
    ["School", "Het Voorbeeld"],
    ["Laag", "Beschikbaar"],
    ["Gemaakt op", "3 november 2026"],
    ["Niveau", "havo"],
    ["Vak", "Economie"],
    [],
    *MATRIX,
]
IDEAS = "‘Plan je week’ aanpassen (nu voor klas 2); ‘De buurman’ overnemen van De Buur"
MISSING = [
    ["Klas", "Competentie", "Nu", "Afspraak", "Stand", "Elders", "Wat kan of al loopt"],
    *(
        [str(year), name, str(now), str(target), state, elsewhere, IDEAS]
        for name, year, now, target in EXPECTED_MISSING
        for state in ["nog te weinig" if now else "mist nog"]
        for elsewhere in ["1" if (name, year) == ("Netwerken", 3) else "0"]
    ),
]


def rows_of_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def rows_of_xlsx(content: bytes) -> dict[str, list[list[str]]]:
    return {
        sheet.title: [[str(value) for value in row if value is not None] for row in sheet.values]
        for sheet in load_workbook(BytesIO(content)).worksheets
    }


def test_to_csv_holds_the_whole_line() -> None:
    assert rows_of_csv(to_csv(HAVO)) == [*FIRST, [], ["Mist nog"], *MISSING]


def test_to_csv_is_what_a_dutch_excel_opens() -> None:
    content = to_csv(HAVO)
    assert content.startswith(b"\xef\xbb\xbfDe LOB-lijn van havo\r\nSchool;Het Voorbeeld\r\n")


def test_to_xlsx_holds_the_same_as_the_csv() -> None:
    assert rows_of_xlsx(to_xlsx(HAVO)) == {"LOB-lijn": FIRST, "Mist nog": MISSING}


def test_to_xlsx_of_the_whole_school_has_a_sheet_for_each_track() -> None:
    whole = measure(ROWS, Selection(), [Track.HAVO])
    report = replace(ALL, main=OneLine(None, whole, whole))
    sheets = rows_of_xlsx(to_xlsx(report))
    assert list(sheets) == ["LOB-lijn", "mavo", "havo", "vwo", "Mist nog"]
    assert sheets["havo"] == MATRIX
    assert [row for row in sheets["LOB-lijn"] if "Lijn" in row] == []
    assert sheets["Mist nog"] == [["Op deze lijn mist niets."]]


def test_to_xlsx_has_numbers_as_numbers_and_prints_landscape() -> None:
    for sheet in load_workbook(BytesIO(to_xlsx(HAVO))).worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage is True
        assert sheet.oddFooter.left.text == (
            "Het Voorbeeld · Beschikbaar · 3 november 2026 · havo · Economie"
        )
    sheet = load_workbook(BytesIO(to_xlsx(HAVO)))["LOB-lijn"]
    assert (sheet["B10"].value, sheet["B10"].data_type) == (2, "n")


def test_to_xlsx_has_what_is_missing_as_a_real_table() -> None:
    sheet = load_workbook(BytesIO(to_xlsx(HAVO)))["Mist nog"]
    (table,) = sheet.tables.values()
    assert table.ref == f"A1:G{len(MISSING)}"
    assert table.column_names == MISSING[0]


def test_to_xlsx_colours_figures_by_the_agreement_beside_them() -> None:
    """Asked of LibreOffice too, which works the rules out; here they point at the right cells."""
    sheet = load_workbook(BytesIO(to_xlsx(HAVO)))["LOB-lijn"]
    ((area, rules),) = [(str(a.sqref), a.rules) for a in sheet.conditional_formatting]
    assert area == "B10:F14"
    assert [rule.formula for rule in rules] == [
        ["B10=0"],
        ["AND(B10>0,B10<B19)"],
        ["B10>=B19"],
    ]
    assert [sheet["A10"].value, sheet["A19"].value] == ["Kwaliteitenreflectie"] * 2
    assert [sheet["A14"].value, sheet["A23"].value] == ["Netwerken"] * 2


FORMULAS = [
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1",
    " =1",
    "|x",
    "%x",
    "＝1+1",
    "=HYPERLINK(1;2)",
]


@pytest.mark.parametrize("name", FORMULAS)
def test_sheets_keep_a_formula_from_calculating(name: str) -> None:
    report = replace(HAVO, school=name, title=name, chosen=(("Vak", name),))
    for first, second in [row for row in rows_of_csv(to_csv(report)) if len(row) == 2]:
        assert first[0] not in "=+-@\t\r"
        assert second[0] not in "=+-@\t\r|%＝＋－＠"
    for sheet in load_workbook(BytesIO(to_xlsx(report))).worksheets:
        filled = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert {cell.data_type for cell in filled} == {"s", "n"}


@settings(deadline=None)
@given(name=st.text(max_size=30))
def test_sheets_can_be_made_for_a_school_with_any_name(name: str) -> None:
    report = replace(HAVO, school=name)
    assert rows_of_csv(to_csv(report))[8:] == [*FIRST[8:], [], ["Mist nog"], *MISSING]
    assert rows_of_xlsx(to_xlsx(report))["LOB-lijn"][8:] == FIRST[8:]
