"""The line as a PDF, read back: a page a track, tagged, with the figures and nothing lost."""

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from lobbib.domain.tracks import Track
from lobbib.exchange.coverage import LineReport
from lobbib.exchange.pdf_line import to_pdf
from tests.exchange.lines import (
    ALL,
    EVIL,
    EXPECTED,
    EXPECTED_MISSING,
    EXPECTED_TEXT,
    EXPECTED_YEARS,
    FULL,
    HAVO,
    line_of,
    report_of,
)


def opened(content: bytes) -> PdfReader:
    return PdfReader(BytesIO(content), strict=True)


def words(text: str) -> str:
    return " ".join(text.replace("\xa0", " ").split())


def tags(node: Any) -> Iterator[tuple[str, Any]]:
    """Every tag of the tree of a PDF, with its object."""
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from tags(child)
    elif isinstance(node, dict):
        if "/S" in node:
            yield str(node["/S"]), node
        if "/K" in node:
            yield from tags(node.raw_get("/K"))


def test_pdf_has_a_landscape_page_for_each_track() -> None:
    pages = opened(to_pdf(ALL)).pages
    assert len(pages) == 3
    for page, name in zip(pages, ("mavo", "havo", "vwo"), strict=True):
        assert [round(float(side)) for side in page.mediabox[2:]] == [842, 595]
        assert words(page.extract_text()).startswith(f"De LOB-lijn van {name}")


def test_pdf_holds_the_figures_and_the_sentences() -> None:
    text = words(opened(to_pdf(HAVO)).pages[0].extract_text())
    for row in (*EXPECTED, *EXPECTED_YEARS):
        assert " ".join(row) in text
    for sentence in EXPECTED_TEXT:
        assert sentence in text
    assert "Het Voorbeeld · Beschikbaar in onze map · Economie · gemaakt op 3 november 2026" in text
    found = re.findall(r"Klas (\d), (\w+) \((\d) van (\d)\)\.", text)
    assert [(n.capitalize(), int(y), int(a), int(b)) for y, n, a, b in found] == EXPECTED_MISSING


def test_pdf_is_tagged_dutch_and_titled() -> None:
    reader = opened(to_pdf(HAVO))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"] == {"/Marked": True, "/Suspects": False}
    assert root["/Lang"] == "nl"
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == (
        "De LOB-lijn van havo",
        "Het Voorbeeld",
    )
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712


def test_pdf_tells_headings_table_and_picture_apart() -> None:
    root: Any = opened(to_pdf(HAVO)).trailer["/Root"]
    found = list(tags(root["/StructTreeRoot"]))
    kinds = [kind for kind, _ in found]
    assert {kind: kinds.count(kind) for kind in ("/H1", "/H2", "/Table", "/Figure")} == {
        "/H1": 1,
        "/H2": 1,
        "/Table": 2,
        "/Figure": 1,
    }
    assert (kinds.count("/TH"), kinds.count("/TD")) == (13, 72)
    (alt,) = [node["/Alt"] for kind, node in found if kind == "/Figure"]
    assert alt.startswith("15 van de 25 plekken zoals afgesproken")


@pytest.mark.parametrize(
    "report",
    [FULL, replace(FULL, chosen=tuple(("Vak", "Nederlandse taal en cultuur") for _ in range(12)))],
    ids=["nothing there", "long list of choices"],
)
def test_pdf_never_needs_a_second_page_for_a_track(report: LineReport) -> None:
    pages = opened(to_pdf(report)).pages
    assert len(pages) == len(Track)
    for page, track in zip(pages, Track, strict=True):
        text = words(page.extract_text())
        for number in (1, track.last_year):
            assert f"Klas {number}, netwerken (0 van 1)." in text


def test_pdf_keeps_what_was_typed_as_text() -> None:
    typed = '=1+1 <b>x</b> #eval("1") $x$ *y* \\ "'
    report = report_of(line_of(Track.HAVO, ideas=(typed,)), title=typed)
    text = words(opened(to_pdf(replace(report, school=typed))).pages[0].extract_text())
    assert text.count(typed) == 2 + len(EXPECTED_MISSING)


def test_pdf_is_made_too_where_a_letter_is_unknown() -> None:
    reader = opened(to_pdf(replace(HAVO, school=EVIL)))
    root: Any = reader.trailer["/Root"]
    assert (len(reader.pages), root["/MarkInfo"]) == (1, {"/Marked": True, "/Suspects": False})


@settings(deadline=None, max_examples=15)
@given(text=st.text(max_size=40))
def test_pdf_can_be_made_whatever_was_typed(text: str) -> None:
    report = replace(HAVO, title=f"x{text}", school=text, chosen=(("Vak", text),))
    assert len(opened(to_pdf(report)).pages) == 1
