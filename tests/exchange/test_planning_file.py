"""The file of a planning: small, an xlsx or a csv, and never more than it seems."""

import io
import zipfile

import openpyxl
import pytest

from lobbib.exchange.bad_files import BadFile, Reason
from lobbib.exchange.planning_sheet import MAX_BYTES, MAX_UNPACKED, read_file


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["Opdracht", "Klas"])
    book.active.append(["Bel rond", "3 havo"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def swollen() -> bytes:
    """A workbook with a part that unpacks to just too much, by many parts that each may."""
    out = io.BytesIO(workbook())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for number in range(MAX_UNPACKED // 1_000_000 + 1):
            archive.writestr(f"xl/media/{number}.txt", b"0" * 1_000_000)
    return out.getvalue()


def test_file_is_read_as_a_sheet() -> None:
    for name, content in (("a.xlsx", workbook()), ("a.csv", b"Opdracht,Klas\nBel rond,3 havo\n")):
        sheet = read_file(name, content)
        assert (sheet.headings, sheet.rows) == (("Opdracht", "Klas"), (("Bel rond", "3 havo"),))


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.csv", b"a;b\n" * (MAX_BYTES // 4 + 1), Reason.TOO_BIG),
        ("a.xlsx", swollen(), Reason.BOMB),
        ("a.txt", b"Gewoon tekst.", Reason.UNKNOWN),
        ("a.pdf", b"%PDF-1.7\n%%EOF\n", Reason.UNKNOWN),
        ("a.xlsx", b"PK\x03\x04stuk", Reason.BROKEN),
    ],
)
def test_file_that_is_something_else_is_refused(name: str, content: bytes, reason: Reason) -> None:
    with pytest.raises(BadFile) as caught:
        read_file(name, content)
    assert caught.value.reason is reason
