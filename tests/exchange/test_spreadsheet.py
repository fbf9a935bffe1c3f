"""The line as CSV and XLSX: every figure of the engine, and nothing that calculates."""

import csv
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import Cell, Selection, Tagged, measure
from lobbib.domain.tracks import Track
from lobbib.exchange.coverage import LineReport, OneLine
from lobbib.exchange.spreadsheet import to_csv, to_xlsx

K, M, W, L, N = Competency
HAVO = Selection(track=Track.HAVO)


def row(number: int, years: set[int], *competencies: Competency) -> Tagged:
    return Tagged(number, frozenset(years), frozenset(competencies), frozenset({Track.HAVO}))


OWN = [
    row(1, {1, 2, 3, 4, 5}, K, M),
    row(2, {1, 2}, N),
    row(3, {4, 5}, N, W),
    row(4, {1}, K),
]
LINE = OneLine(
    track=Track.HAVO,
    own=measure(OWN, HAVO, [Track.HAVO], {Cell(K, 1): 2, Cell(M, 1): 2}),
    elsewhere=measure([row(9, {3}, N)], HAVO, [Track.HAVO]),
)
REPORT = LineReport(
    school="Het Voorbeeld",
    title="De LOB-lijn van havo",
    layer="Beschikbaar",
    made_on=date(2026, 11, 3),
    chosen=(("Niveau", "havo"), ("Vak", "Economie")),
    main=LINE,
    tracks=(LINE,),
)
EXPECTED = [
    ["De LOB-lijn van havo"],
    ["School", "Het Voorbeeld"],
    ["Laag", "Beschikbaar"],
    ["Gemaakt op", "3 november 2026"],
    ["Niveau", "havo"],
    ["Vak", "Economie"],
    [],
    ["Opdrachten van onze school"],
    ["Competentie", "Klas 1", "Klas 2", "Klas 3", "Klas 4", "Klas 5", "Totaal", "Lijn"],
    ["Kwaliteitenreflectie", "2", "1", "1", "1", "1", "2", "loopt door"],
    ["Motievenreflectie", "1", "1", "1", "1", "1", "1", "loopt door"],
    ["Werkexploratie", "0", "0", "0", "1", "1", "1", "begint pas in klas 4"],
    ["Loopbaansturing", "0", "0", "0", "0", "0", "0", "komt nergens voor"],
    ["Netwerken", "1", "1", "0", "1", "1", "2", "mist in klas 3"],
    ["Totaal", "3", "2", "1", "2", "2", "4"],
    [],
    ["Elders: wat andere scholen met ons delen (telt hierboven niet mee)"],
    ["Competentie", "Klas 1", "Klas 2", "Klas 3", "Klas 4", "Klas 5", "Totaal"],
    ["Kwaliteitenreflectie", "0", "0", "0", "0", "0", "0"],
    ["Motievenreflectie", "0", "0", "0", "0", "0", "0"],
    ["Werkexploratie", "0", "0", "0", "0", "0", "0"],
    ["Loopbaansturing", "0", "0", "0", "0", "0", "0"],
    ["Netwerken", "0", "0", "1", "0", "0", "1"],
    ["Totaal", "0", "0", "1", "0", "0", "1"],
    [],
    ["Mist nog"],
    ["Competentie", "Klas", "Nu", "Afspraak", "Elders"],
    ["Loopbaansturing", "1", "0", "1", "0"],
    ["Loopbaansturing", "2", "0", "1", "0"],
    ["Loopbaansturing", "3", "0", "1", "0"],
    ["Loopbaansturing", "4", "0", "1", "0"],
    ["Loopbaansturing", "5", "0", "1", "0"],
    ["Werkexploratie", "1", "0", "1", "0"],
    ["Werkexploratie", "2", "0", "1", "0"],
    ["Werkexploratie", "3", "0", "1", "0"],
    ["Netwerken", "3", "0", "1", "1"],
    [],
    ["Nog te weinig"],
    ["Competentie", "Klas", "Nu", "Afspraak", "Elders"],
    ["Motievenreflectie", "1", "1", "2", "0"],
]


def rows_of_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def rows_of_xlsx(content: bytes) -> list[list[str]]:
    (sheet,) = load_workbook(BytesIO(content)).worksheets
    return [[str(value) for value in row if value is not None] for row in sheet.values]


def test_to_csv_holds_the_whole_line() -> None:
    assert rows_of_csv(to_csv(REPORT)) == EXPECTED


def test_to_csv_is_what_a_dutch_excel_opens() -> None:
    content = to_csv(REPORT)
    assert content.startswith(b"\xef\xbb\xbfDe LOB-lijn van havo\r\nSchool;Het Voorbeeld\r\n")


def test_to_xlsx_holds_the_same_as_the_csv() -> None:
    assert rows_of_xlsx(to_xlsx(REPORT)) == EXPECTED


def test_to_xlsx_has_numbers_as_numbers_and_prints_on_one_page() -> None:
    (sheet,) = load_workbook(BytesIO(to_xlsx(REPORT))).worksheets
    assert (sheet["B10"].value, sheet["B10"].data_type) == (2, "n")
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage is True


def test_sheets_of_a_school_without_a_track_have_no_line() -> None:
    whole = measure(OWN, Selection(), [Track.HAVO])
    rows = rows_of_csv(to_csv(replace(REPORT, main=OneLine(None, whole, whole))))
    assert [row for row in rows if "Lijn" in row] == []


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
    report = replace(REPORT, school=name, chosen=(("Vak", name),))
    for first, second in [row for row in rows_of_csv(to_csv(report)) if len(row) == 2]:
        assert first[0] not in "=+-@\t\r"
        assert second[0] not in "=+-@\t\r|%＝＋－＠"
    (sheet,) = load_workbook(BytesIO(to_xlsx(report))).worksheets
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds == {"s", "n"}


@settings(deadline=None)
@given(name=st.text(max_size=30))
def test_sheets_can_be_made_for_a_school_with_any_name(name: str) -> None:
    report = replace(REPORT, school=name)
    assert rows_of_csv(to_csv(report))[8:] == EXPECTED[8:]
    assert rows_of_xlsx(to_xlsx(report))[8:] == EXPECTED[8:]
