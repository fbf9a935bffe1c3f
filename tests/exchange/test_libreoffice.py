"""Another program than ours opens every file of the line, and reads the same in it."""

import csv
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from lobbib.exchange.docx_line import to_docx
from lobbib.exchange.pdf_line import to_pdf
from lobbib.exchange.spreadsheet import to_csv, to_xlsx
from tests.exchange.lines import ALL, EXPECTED, EXPECTED_TEXT, HAVO
from tests.libreoffice import convert

# Semicolons, UTF-8, the numbers as they are and not as they look, each sheet in a file of its own.
EVERY_SHEET = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false,false,false,-1"
pytestmark = pytest.mark.libreoffice


def words(text: str) -> str:
    return " ".join(text.replace("\xa0", " ").split())


def test_libreoffice_reads_the_word_file(tmp_path: Path) -> None:
    made = convert(to_docx(ALL), "lijn.docx", "pdf", tmp_path)["lijn.pdf"]
    text = words(" ".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages))
    for sentence in EXPECTED_TEXT:
        assert sentence in text
    for row in EXPECTED[1:]:
        assert " ".join(row) in text


def test_libreoffice_reads_the_sheet_as_we_write_csv(tmp_path: Path) -> None:
    made = convert(to_xlsx(HAVO), "lijn.xlsx", EVERY_SHEET, tmp_path)
    found = list(csv.reader(StringIO(made["lijn-LOB-lijn.csv"].decode()), delimiter=";"))
    ours = list(csv.reader(StringIO(to_csv(HAVO).decode("utf-8-sig")), delimiter=";"))
    first, missing = ours.index(["Per klas"]), ours[ours.index(["Mist nog"]) + 1 :]
    ours = ours[: first - 1]
    width = max(map(len, ours))
    assert found == [row + [""] * (width - len(row)) for row in ours]
    table = csv.reader(StringIO(made["lijn-Mist nog.csv"].decode()), delimiter=";")
    assert list(table) == missing


def test_libreoffice_opens_the_pdf(tmp_path: Path) -> None:
    made = convert(to_pdf(ALL), "lijn.pdf", "png", tmp_path)
    assert made["lijn.png"].startswith(b"\x89PNG")
