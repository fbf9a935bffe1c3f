"""The line on the screen, as sheets and as JSON: one count, that of the judge, in every form.

Schools are generated from a seed; what the judge reads is what `lobbib export` writes.
"""

import csv
import re
from collections.abc import Callable
from html.parser import HTMLParser
from io import BytesIO, StringIO
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from docx import Document
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from lobbib.models import (
    User,
)
from lobbib.web import search_address
from lobbib.web.coverage_matter import today
from tests.oracles import coverage as oracle
from tests.planning_worlds import SUBJECTS, TRACKS, World, make_world

NAMES = {
    "layer": "laag",
    "school_year": "schooljaar",
    "cohort": "lichting",
    "track": "niveau",
    "subject": "vak",
    "activity": "werkvorm",
    "parents": "ouders",
    "outside": "buiten",
}
LAYERS = {"available": "beschikbaar", "planned": "gepland", "done": "gedaan"}
ASKED: list[dict[str, Any]] = [
    {"layer": "available"},
    {"layer": "available", "track": "havo", "subjects": ["economie", "muziek"]},
    {"layer": "available", "track": "vwo", "activities": ["gesprek", "spel"], "parents": True},
    {"layer": "planned", "school_year": "2026-2027"},
    {"layer": "planned", "school_year": "2026-2027", "track": "vmbo-tl"},
    {"layer": "planned", "school_year": "2025-2026", "track": "vwo"},
    {"layer": "planned", "school_year": "2026-2027", "track": "havo", "subjects": ["economie"]},
    {"layer": "planned", "school_year": "2025-2026", "outside": True},
    {"layer": "done", "school_year": "2025-2026", "track": "havo"},
    {"layer": "done", "school_year": "2024-2025", "activities": ["gesprek"]},
    {"cohort": 2024, "track": "vwo"},
    {"cohort": 2025, "track": "vmbo-tl", "dossier": True},
    {"cohort": 2021},
]
Browser = Callable[[User], FlaskClient]


@pytest.fixture(params=[1, 2])
def world(request: pytest.FixtureRequest, session: Session) -> World:
    return make_world(session, request.param)


def expected_of(world: World, asked: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = oracle.count(
        world.own, world.board, world.world, **world.asked(**asked, today=today())
    )
    return found


def api_query(asked: dict[str, Any]) -> dict[str, Any]:
    flags = {flag: "1" for flag in ("parents", "outside", "dossier") if asked.get(flag)}
    return {
        "layer": asked.get("layer"),
        "school_year": asked.get("school_year"),
        "cohort": asked.get("cohort"),
        "track": asked.get("track"),
        "subject": asked.get("subjects", []),
        "activity": asked.get("activities", []),
        **flags,
    }


def page_query(asked: dict[str, Any]) -> dict[str, Any]:
    found = {NAMES.get(name, name): value for name, value in api_query(asked).items()}
    return found | {"laag": LAYERS[asked["layer"]] if "layer" in asked else None}


def fetch(browser: FlaskClient, address: str, query: dict[str, Any]) -> Any:
    given = {name: value for name, value in query.items() if value}
    answer = browser.get(address, query_string=given)
    assert answer.status_code == 200
    return answer


def test_api_counts_as_the_judge_does(world: World, client_of: Browser) -> None:
    browser = client_of(world.decaan)
    for asked in ASKED:
        found = fetch(browser, "/api/v1/coverage", api_query(asked)).get_json()
        expected = expected_of(world, asked)
        assert found.pop("ignored") == []
        if asked.get("layer") == "available":
            assert {
                n
                for totals in ("years", "competencies")
                for n in found.pop(f"part_{totals}_total").values()
            } <= {0}
            expected = {name: n for name, n in expected.items() if not name.startswith("part_")}
        assert found == expected


# -- Sheets ---------------------------------------------------------------------------------------

Block = tuple[list[list[int]], list[int]]


def block_of(expected: dict[str, Any], cells: str, totals: str) -> Block:
    """The numbers that stand in one block of a sheet: the rows with their totals, the columns'."""
    rows = [
        [expected[cells][c][str(year)] for year in expected["years"]]
        + [expected[f"{totals}competencies_total"][c]]
        for c in oracle.COMPETENCIES
    ]
    return rows, [expected[f"{totals}years_total"][str(year)] for year in expected["years"]]


def blocks_in(rows: list[list[Any]]) -> list[Block]:
    """The blocks of numbers that begin under "Competentie" and have totals."""
    blocks = []
    for index, row in enumerate(rows):
        if row and row[0] == "Competentie" and "Totaal" in row:
            years = row.index("Totaal") - 1
            found = [
                [int(n) for n in cells[1 : years + 2]] for cells in rows[index + 1 : index + 6]
            ]
            blocks.append((found, [int(n) for n in rows[index + 6][1 : years + 1]]))
    return blocks


def targets_in(rows: list[list[Any]]) -> dict[str, dict[str, int]]:
    """The first block of agreements."""
    begin = rows.index(["Afspraak: zo veel per plek"]) + 1
    years = [name.removeprefix("Klas ") for name in rows[begin][1:]]
    return {
        row[0].lower(): dict(zip(years, map(int, row[1:]), strict=True))
        for row in rows[begin + 1 : begin + 6]
    }


def csv_rows(content: bytes) -> list[list[Any]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def xlsx_rows(content: bytes) -> list[list[Any]]:
    """Every sheet, each but the first under its name."""
    rows: list[list[Any]] = []
    for sheet in load_workbook(BytesIO(content)).worksheets:
        rows += [[], [sheet.title]] if rows else []
        rows += [[value for value in row if value is not None] for row in sheet.values]
    return rows


@pytest.mark.parametrize(("form", "rows_of"), [("csv", csv_rows), ("xlsx", xlsx_rows)])
def test_sheets_count_as_the_judge_does(
    world: World, client_of: Browser, form: str, rows_of: Callable[[bytes], list[list[Any]]]
) -> None:
    browser = client_of(world.decaan)
    for asked in ASKED[::2]:
        rows = rows_of(fetch(browser, f"/lijn.{form}", page_query(asked)).data)
        lines = [asked] if asked.get("track") else [asked, *({**asked, "track": t} for t in TRACKS)]
        expected = [expected_of(world, one) for one in lines]
        kinds = [("cells", ""), ("part", "part_"), ("elsewhere", "elsewhere_")]
        if asked.get("layer") == "available":
            del kinds[1]
        assert blocks_in(rows) == [block_of(one, *kind) for one in expected for kind in kinds]
        assert targets_in(rows) == expected[0]["targets"]
        for state, name in (("mist nog", "gaps"), ("nog te weinig", "thin")):
            wanted = [(c["competency"], c["year"]) for c in expected[0][name]]
            assert missing_in(rows, state) == wanted


def missing_in(rows: list[list[Any]], state: str) -> list[tuple[str, int]]:
    """What stands under "Mist nog" in that state, in the order of the matrix."""
    begin = next(
        (i for i, row in enumerate(rows) if row[:3] == ["Klas", "Competentie", "Nu"]), len(rows)
    )
    records = rows[begin + 1 :]
    end = records.index([]) if [] in records else len(records)
    found = [(row[1].lower(), int(row[0])) for row in records[:end] if row[4] == state]
    return sorted(found, key=lambda gap: (oracle.COMPETENCIES.index(gap[0]), gap[1]))


def test_sheet_has_every_placement_that_counts(world: World, client_of: Browser) -> None:
    """Counting the rows of the sheet gives the matrix again."""
    browser = client_of(world.decaan)
    for asked in ASKED[3:]:
        book = load_workbook(BytesIO(fetch(browser, "/lijn.xlsx", page_query(asked)).data))
        heads, *rows = [list(row) for row in book["Plaatsingen"].values]
        expected = expected_of(world, asked)
        met: dict[str, dict[str, set[str]]] = {
            c: {str(year): set() for year in expected["years"]} for c in oracle.COMPETENCIES
        }
        for row in rows:
            one = dict(zip(heads, row, strict=False))
            if one["Voor wie"] == "Iedereen":
                for competency in re.split(", | en ", one["Competenties"].lower()):
                    met[competency][str(one["Klas"])].add(one["Opdracht"])
        counted = {c: {y: len(titles) for y, titles in row.items()} for c, row in met.items()}
        assert counted == expected["cells"], asked


def test_documents_count_as_the_judge_does(world: World, client_of: Browser) -> None:
    browser = client_of(world.decaan)
    for asked in [one for one in ASKED if one.get("track")][::2]:
        expected = expected_of(world, asked)
        document = Document(BytesIO(fetch(browser, "/lijn.docx", page_query(asked)).data))
        rows = [
            [cell.text.split("\xa0")[0] for cell in row.cells] for row in document.tables[0].rows
        ]
        numbers = [[int(text) for text in row[1:]] for row in rows[1:]]
        assert (numbers[:5], numbers[5][:-1]) == block_of(expected, "cells", "")
        pdf = PdfReader(BytesIO(fetch(browser, "/lijn.pdf", page_query(asked)).data))
        text = " ".join(pdf.pages[0].extract_text().replace("\xa0", " ").split())
        for row in document.tables[0].rows:
            assert " ".join(cell.text.replace("\xa0", " ") for cell in row.cells) in text


# -- The page -------------------------------------------------------------------------------------

Figure = tuple[str, int, str | None]  # what it is, the number, its address


class Figures(HTMLParser):
    """Every number of the matrix by row and column, of the map, and of the table by year."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[list[Figure]]] = []
        self.map: list[Figure] = []
        self.years: list[Figure] = []
        self._address: str | None = None
        self._what = ""
        self._where = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        kind = given.get("class") or ""
        if tag == "table":
            self._where = "matrix" if "matrix" in kind else "years"
        elif tag == "svg" and "metro" in kind:
            self._where = "map"
        elif tag == "tr" and self._where == "matrix":
            self.rows.append([])
        elif tag == "td" and self._where == "matrix":
            self.rows[-1].append([])
        elif tag == "a":
            self._address = given.get("href")
        if "matrix__number" in kind or tag == "circle":
            self._what = "own"

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._address = None
        if tag in ("a", "td", "text"):
            self._what = ""
        if tag == "table" or (tag == "svg" and self._where == "map"):
            self._where = ""

    def handle_data(self, data: str) -> None:
        word = data.strip()
        if word in ("deel:", "was:", "elders:"):
            self._what = word.removesuffix(":")
        if not word.isdigit():
            return
        if self._where == "matrix" and self._what:
            self.rows[-1][-1].append((self._what, int(word), self._address))
        elif self._where == "map" and self._what:
            self.map.append(("own", int(word), self._address))
        elif self._where == "years" and self._address:
            self.years.append(("own", int(word), self._address))

    def of(self, what: str) -> Block:
        """The numbers of one kind; 0 where none stands."""
        rows = [
            [sum(n for w, n, _ in cell if w == what) for cell in row] for row in self.rows if row
        ]
        return rows[:5], rows[5][:-1]


def figures(page: str) -> Figures:
    found = Figures()
    found.feed(page)
    return found


def test_page_counts_as_the_judge_does(world: World, client_of: Browser) -> None:
    browser = client_of(world.decaan)
    for asked in ASKED:
        found = figures(fetch(browser, "/lijn", page_query(asked)).text)
        expected = expected_of(world, asked)
        assert found.of("own") == block_of(expected, "cells", "")
        assert found.of("elders") == block_of(expected, "elsewhere", "elsewhere_")
        assert found.of("deel") == block_of(expected, "part", "part_")
        everything = [one for row in found.rows for cell in row for one in cell]
        assert {address for _, number, address in everything if not number} <= {None}
        filled = sum(1 for row in expected["cells"].values() for n in row.values() if n)
        linked = [one for one in found.map if one[2]]
        assert len(linked) == (2 * filled if asked.get("track") else 0)


def test_page_shows_what_was_where_it_differs(world: World, client_of: Browser) -> None:
    browser = client_of(world.decaan)
    asked = {"layer": "planned", "school_year": "2026-2027", "track": "havo"}
    now = expected_of(world, asked)["cells"]
    then = expected_of(world, asked | {"school_year": "2025-2026"})["cells"]
    found = figures(fetch(browser, "/lijn", page_query(asked)).text)
    was = [
        [[n for what, n, _ in cell if what == "was"] for cell in row[:-1]]
        for row in [row for row in found.rows if row][:5]
    ]
    assert was == [
        [[then[c][y]] if then[c][y] != now[c][y] else [] for y in now[c]]
        for c in oracle.COMPETENCIES
    ]


def promises(browser: FlaskClient, asked: dict[str, Any]) -> set[tuple[int, str]]:
    """Every figure on the page that is a link, with its address."""
    found = figures(fetch(browser, "/lijn", page_query(asked)).text)
    everything = [one for row in found.rows for cell in row for one in cell]
    return {(n, where) for _, n, where in everything + found.map + found.years if where}


def test_every_figure_is_the_address_of_exactly_that_many(
    world: World, client_of: Browser, app: Flask
) -> None:
    browser, actor = client_of(world.decaan), world.decaan.as_actor()
    engine = app.extensions["lobbib"].search
    searched = set()
    for asked in ASKED[::3]:
        for number, address in promises(browser, asked):
            parts = urlsplit(address)
            if parts.path == "/opdrachten":
                query = MultiDict(parse_qsl(parts.query))
                request, unknown = search_address.read(query, search_address.PAGES, SUBJECTS)
                assert (engine.search(actor, request).total, unknown) == (number, []), address
                searched.add(address)
    assert len(searched) > 30


def test_every_figure_leads_to_a_list_with_exactly_that_many(
    world: World, client_of: Browser
) -> None:
    browser, seen = client_of(world.decaan), set()
    for asked in (ASKED[4], ASKED[8], ASKED[10]):
        for number, address in promises(browser, asked):
            if urlsplit(address).path == "/lijn/opdrachten":
                page = browser.get(address).text
                assert re.findall(r'data-count="(\d+)', page) == [str(number)], address
                assert page.count('class="result"') == number
                seen.add(address)
    assert len(seen) > 30
