"""The line as CSV and XLSX: every figure of the engine, and nothing that calculates."""

import csv
from dataclasses import replace
from io import BytesIO, StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from lobbib.exchange.spreadsheet import to_csv, to_xlsx
from tests.exchange.lines import ALL, EXPECTED_MISSING, HAVO, PLANNED, line_of

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
    ["Laag", "Beschikbaar in onze map"],
    ["Schooljaar", "2026-2027"],
    ["Vak", "Economie"],
    ["Werkvorm", "alle"],
    ["Gemaakt op", "3 november 2026"],
    ["Niveau", "havo"],
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

YEARS = [
    [
        *("Klas", "Opdrachten", "Afspraak opdrachten", "Periodes", "Afspraak periodes"),
        *("Met gesprek", "Afspraak gesprekken", "Met ouders", "Buiten de school"),
        "Voor het dossier",
    ],
    ["1", "3", "3", "2", "2", "2", "3", "1", "0", "2"],
    ["2", "2", "3", "1", "2", "1", "3", "1", "0", "2"],
    ["3", "1", "3", "1", "2", "0", "3", "1", "0", "2"],
    ["4", "2", "3", "1", "2", "1", "3", "1", "0", "2"],
    ["5", "2", "3", "1", "2", "1", "3", "1", "0", "2"],
]


def rows_of_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def rows_of_xlsx(content: bytes) -> dict[str, list[list[str]]]:
    return {
        sheet.title: [[str(value) for value in row if value is not None] for row in sheet.values]
        for sheet in load_workbook(BytesIO(content)).worksheets
    }


def test_to_csv_holds_the_whole_line() -> None:
    assert rows_of_csv(to_csv(HAVO)) == [
        *FIRST,
        [],
        ["Per klas"],
        *YEARS,
        [],
        ["Mist nog"],
        *MISSING,
    ]


def test_to_csv_is_what_a_dutch_excel_opens() -> None:
    content = to_csv(HAVO)
    assert content.startswith(b"\xef\xbb\xbfDe LOB-lijn van havo\r\nSchool;Het Voorbeeld\r\n")


def test_to_xlsx_holds_the_same_as_the_csv() -> None:
    assert rows_of_xlsx(to_xlsx(HAVO)) == {
        "LOB-lijn": FIRST,
        "Per klas": YEARS,
        "Mist nog": MISSING,
    }


def test_to_xlsx_of_the_whole_school_has_a_sheet_for_each_track() -> None:
    report = replace(ALL, main=replace(line_of(None), missing=()))
    sheets = rows_of_xlsx(to_xlsx(report))
    assert list(sheets) == ["LOB-lijn", "mavo", "havo", "vwo", "Per klas", "Mist nog"]
    assert sheets["havo"] == MATRIX
    assert [row for row in sheets["LOB-lijn"] if "Lijn" in row] == []
    assert sheets["Mist nog"] == [["Op deze lijn mist niets."]]


def test_to_xlsx_of_a_planning_has_what_is_placed_as_a_table() -> None:
    book = load_workbook(BytesIO(to_xlsx(PLANNED)))
    assert book.sheetnames == ["LOB-lijn", "Per klas", "Mist nog", "Plaatsingen"]
    rows = [list(row) for row in book["Plaatsingen"].values]
    assert rows[0][:5] == ["Schooljaar", "Periode", "Klastype", "Klas", "Opdracht"]
    assert rows[1] == [
        *("2026-2027", "Periode 1", "1 havo", 1, "Interview", "Netwerken", "Economie"),
        *("Iedereen", "ja", "In het lokaal"),
    ]
    assert [row[7] for row in rows[1:]] == ["Iedereen", "Een deel"]
    (table,) = book["Plaatsingen"].tables.values()
    assert table.ref == "A1:J3"


def test_to_xlsx_of_a_planning_shows_parts_and_periods() -> None:
    sheets = rows_of_xlsx(to_xlsx(PLANNED))
    assert sheets["Per klas"][0][10:] == ["Periode 1", "Periode 2", "Periode 3", "Periode 4"]
    assert sheets["Per klas"][1][10:] == ["2", "0", "1", "0"]
    begin = sheets["LOB-lijn"].index(["Daarnaast voor een deel van de leerlingen"])
    assert sheets["LOB-lijn"][begin + 2] == ["Kwaliteitenreflectie", *["0"] * 6]


def test_to_xlsx_has_numbers_as_numbers_and_prints_landscape() -> None:
    for sheet in load_workbook(BytesIO(to_xlsx(HAVO))).worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage is True
        assert sheet.oddFooter.left.text == (
            "Het Voorbeeld · Beschikbaar in onze map · Economie · gemaakt op 3 november 2026"
        )
    sheet = load_workbook(BytesIO(to_xlsx(HAVO)))["LOB-lijn"]
    assert (sheet["B12"].value, sheet["B12"].data_type) == (2, "n")


def test_to_xlsx_has_what_is_missing_as_a_real_table() -> None:
    sheet = load_workbook(BytesIO(to_xlsx(HAVO)))["Mist nog"]
    (table,) = sheet.tables.values()
    assert table.ref == f"A1:G{len(MISSING)}"
    assert table.column_names == MISSING[0]


def test_to_xlsx_makes_room_for_ideas_of_more_than_one_line() -> None:
    sheet = load_workbook(BytesIO(to_xlsx(HAVO)))["Mist nog"]
    heights = [sheet.row_dimensions[row].height for row in range(1, len(MISSING) + 1)]
    assert heights == [None, *[30] * (len(MISSING) - 1)]


def test_to_xlsx_prints_the_figures_on_one_page() -> None:
    book = load_workbook(BytesIO(to_xlsx(HAVO)))
    assert book["LOB-lijn"].page_setup.fitToHeight == 1
    assert book["Mist nog"].page_setup.fitToHeight == 0


def test_to_xlsx_colours_figures_by_the_agreement_beside_them() -> None:
    """The rules point at the right cells."""
    sheet = load_workbook(BytesIO(to_xlsx(HAVO)))["LOB-lijn"]
    ((area, rules),) = [(str(a.sqref), a.rules) for a in sheet.conditional_formatting]
    assert area == "B12:F16"
    assert [rule.formula for rule in rules] == [
        ["B12=0"],
        ["AND(B12>0,B12<B21)"],
        ["B12>=B21"],
    ]
    assert [sheet["A12"].value, sheet["A21"].value] == ["Kwaliteitenreflectie"] * 2
    assert [sheet["A16"].value, sheet["A25"].value] == ["Netwerken"] * 2


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
    assert rows_of_csv(to_csv(report))[8:] == [
        *FIRST[8:],
        [],
        ["Per klas"],
        *YEARS,
        [],
        ["Mist nog"],
        *MISSING,
    ]
    assert rows_of_xlsx(to_xlsx(report))["LOB-lijn"][8:] == FIRST[8:]
