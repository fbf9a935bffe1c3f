"""The line on the screen, as sheets and as JSON: one count, that of the judge, in every form.

Schools are generated from a seed; what the judge reads is what `lobbib export` writes.
"""

import csv
import re
from collections.abc import Callable
from html import unescape
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
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from lobbib.domain.assignments import Status, Visibility
from lobbib.domain.competencies import Competency
from lobbib.domain.planning import Reach
from lobbib.domain.policy import Role
from lobbib.domain.school_years import SchoolYear
from lobbib.domain.tracks import Track
from lobbib.models import (
    Assignment,
    Call,
    ClassType,
    MilestoneTrack,
    MilestoneYear,
    Period,
    School,
    User,
)
from lobbib.services.transaction import utc_now
from lobbib.web import search_address
from lobbib.web.coverage_matter import today
from tests.factories import Factory
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


@pytest.fixture
def school(make: Factory) -> School:
    return make.school(make.board(), (Track.VMBO_TL, Track.HAVO), name="Het Voorbeeld")


@pytest.fixture
def decaan(make: Factory, school: School) -> User:
    return make.user(school, Role.DECAAN)


def test_page_of_an_empty_school_says_what_is_missing(client_of: Browser, decaan: User) -> None:
    page = client_of(decaan).get("/lijn").text
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "Hier is nog niets gepland." in text
    assert "0 van de 25 plekken zoals afgesproken · 25 missen nog" in text
    assert "niets dat erop lijkt: Kwaliteitenreflectie klas 1, 2, 3, 4 en 5 Motievenref" in text
    assert page.count('class="gap"') == 0


def test_page_shows_six_gaps_and_folds_the_rest(
    make: Factory, client_of: Browser, decaan: User
) -> None:
    make.assignment(decaan, years=(2, 4), competencies=tuple(Competency), tracks=tuple(Track))
    page = client_of(decaan).get("/lijn?laag=beschikbaar").text
    first, folded = page.split("Nog 9 plekken")
    assert (first.count('class="gap"'), folded.count('class="gap"')) == (6, 9)


def test_page_is_glad_when_nothing_is_missing(
    make: Factory, client_of: Browser, decaan: User
) -> None:
    every = {"competencies": tuple(Competency), "tracks": tuple(Track)}
    make.assignment(decaan, years=(1, 2, 3, 4, 5), **every)
    page = client_of(decaan).get("/lijn?laag=beschikbaar").text
    assert "Elke competentie komt in elke klas terug, zoals we hebben afgesproken." in page
    assert "Hier mist nog iets" not in page


def test_page_proposes_what_could_fill_a_gap(
    make: Factory, client_of: Browser, school: School, decaan: User
) -> None:
    make.assignment(decaan, title="Lager", years=(2,), tracks=(Track.HAVO,))
    make.assignment(decaan, title="Hoger", years=(4,), tracks=(Track.HAVO,))
    make.assignment(decaan, title="Te ver", years=(5,), tracks=(Track.HAVO,))
    make.assignment(decaan, title="Ander niveau", years=(2,), tracks=(Track.VWO,))
    neighbour = make.user(make.school(school.board, name="De Buur"))
    for title in ("Van de buur", "Nog een"):
        make.assignment(neighbour, title=title, years=(3,), visibility=Visibility.BOARD)
    page = client_of(decaan).get("/lijn?niveau=havo&laag=beschikbaar").text
    assert gap_of(page, 3, "Netwerken") == (
        "Klas 3 Netwerken: wat is dat? 0 van 1 Doe een oproep voor klas 3, netwerken "
        "Lager van onze school, nu voor klas 2 klas 3, netwerken: 0 → 1 "
        "Pas aan voor klas 3: Lager "
        "Hoger van onze school, nu voor klas 4 klas 3, netwerken: 0 → 1 "
        "Pas aan voor klas 3: Hoger "
        "Nog 1 voorstel voor klas 3, netwerken "
        "Van de buur van De Buur · nog 1 zoals deze, voor klas 3, netwerken "
        "klas 3, netwerken: 0 → 1 Pas aan voor klas 3: Van de buur"
    )


def gap_of(page: str, year: int, competency: str) -> str:
    """What the work list says about one place, in words."""
    gaps = re.split(r'<li class="gap">', page)[1:]
    found = [g for g in gaps if f"Klas {year}</strong>" in g and f"<span>{competency}</span>" in g]
    (gap,) = found
    return " ".join(re.sub(r"<[^>]+>", "", gap.split("<p>Voor deze plekken")[0]).split())


def ask(make: Factory, decaan: User, **values: Any) -> None:
    """A call for klas 3, netwerken."""
    call = Call(
        school_id=decaan.school_id,
        competency=Competency.NETWERKEN,
        year=3,
        text="Wie heeft iets?",
        user_id=decaan.id,
        created_at=utc_now(),
        **values,
    )
    make.session.add(call)
    make.session.commit()


def plan_of(make: Factory, school: School) -> tuple[ClassType, list[Period]]:
    """A class type for klas 3 havo, and this year's periods."""
    row = make.class_type(school, "3 havo", 3, (Track.HAVO,))
    return row, make.periods(school, SchoolYear.of(today()))


def test_page_proposes_to_place_what_is_only_not_planned(
    make: Factory, client_of: Browser, school: School, decaan: User
) -> None:
    class_type, periods = plan_of(make, school)
    both = (Competency.WERKEXPLORATIE, Competency.NETWERKEN)
    here = make.assignment(decaan, title="Hier", years=(3,), competencies=both)
    placed = make.assignment(decaan, competencies=(Competency.WERKEXPLORATIE,))
    make.placement(placed, class_type, periods[1])
    page = client_of(decaan).get("/lijn?niveau=havo").text
    assert gap_of(page, 3, "Netwerken").startswith(
        "Klas 3 Netwerken: wat is dat? 0 van 1 Doe een oproep voor klas 3, netwerken "
        "Hier staat in onze map, nog niet gepland "
        "klas 3, netwerken: 0 → 1; werkexploratie: 1 → 2 Zet in klas 3: Hier"
    )
    this_year = SchoolYear.of(today())
    address = (
        f"/jaarplanning/plaatsen?opdracht={here.id}&amp;schooljaar={this_year}"
        "&amp;leerjaar=3&amp;niveau=havo&amp;competentie=netwerken"
    )
    assert f'href="{address}"' in page
    assert client_of(decaan).get(unescape(address)).status_code == 200


def test_page_names_an_open_call_instead_of_offering_one(
    make: Factory, client_of: Browser, school: School, decaan: User
) -> None:
    make.assignment(decaan, years=(2,))
    ask(make, decaan)
    gap = gap_of(client_of(decaan).get("/lijn?niveau=havo").text, 3, "Netwerken")
    assert "Er loopt een oproep aan iedereen." in gap
    assert "Doe een oproep" not in gap


def test_page_offers_a_call_to_the_decaan_alone(
    make: Factory, client_of: Browser, school: School, decaan: User
) -> None:
    make.assignment(decaan, years=(2,))
    address = 'href="/oproepen/nieuw?leerjaar=3&amp;competentie=netwerken&amp;niveau=havo"'
    assert address in client_of(decaan).get("/lijn?niveau=havo").text
    docent = client_of(make.user(school)).get("/lijn?niveau=havo").text
    assert "/oproepen/nieuw" not in docent
    assert "Zet in klas" not in docent


def test_page_offers_nothing_for_a_school_year_that_is_over(
    make: Factory, client_of: Browser, school: School, decaan: User
) -> None:
    make.assignment(decaan, years=(2, 3))
    page = client_of(decaan).get("/lijn?niveau=havo&laag=gedaan&schooljaar=2020-2021").text
    assert page.count('class="gap"') == 0
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "Dit is voorbij, en niet meer te vullen: Kwaliteitenreflectie klas 1, 2, 3" in text


def test_page_says_when_everything_is_in_one_period(
    make: Factory, client_of: Browser, school: School, decaan: User
) -> None:
    class_type, periods = plan_of(make, school)
    for _ in range(2):
        make.placement(make.assignment(decaan, questions=("Wat?",)), class_type, periods[3])
    page = client_of(decaan).get("/lijn?niveau=havo").text
    assert page.count("alles in periode 4") == 2
    rows = {
        row[0]: row[3]
        for row in (
            [
                " ".join(re.sub(r"^[^<>]*>|<[^>]+>", "", cell).split())
                for cell in re.split(r"</t[hd]>", one)
            ]
            for one in page.split("<h2>Per klas</h2>")[1].split("<tr ")[2:]
        )
    }
    assert rows == {
        "Opdrachten": "2 van 3",
        "Periodes": "1 van 2",
        "Met een gesprek": "2 van 3",
        "Met ouders": "0",
        "Buiten de school": "0",
        "Voor het dossier": "0",
        "Per periode": "0 · 0 · 0 · 2 alles in periode 4",
    }


def test_map_shows_the_milestones_of_its_track(
    make: Factory, client_of: Browser, school: School, decaan: User
) -> None:
    for name, year, track in (
        ("Profielkeuze", 3, Track.HAVO),
        ("Profielkeuze vmbo", 2, Track.VMBO_TL),
    ):
        years, tracks = [MilestoneYear(year=year)], [MilestoneTrack(track=track)]
        make.milestone(school, name, year_rows=years, track_rows=tracks)
    page = client_of(decaan).get("/lijn?niveau=havo").text
    assert re.findall(r'class="metro-flag"[^>]*>([^<]*)', page) == ["Profielkeuze"] * 2
    assert "Mijlpalen: Profielkeuze (klas 3, " in page


def test_list_behind_a_figure_says_where_it_stands(
    make: Factory, client_of: Browser, school: School, decaan: User
) -> None:
    class_type, periods = plan_of(make, school)
    row = make.assignment(decaan, title="Stage lopen")
    part = make.assignment(decaan, title="Voor een paar")
    make.placement(row, class_type, periods[1], subject_id=make.subject("economie").id)
    make.placement(part, class_type, periods[0], reach=Reach.PART)
    browser = client_of(decaan)
    page = browser.get("/lijn/opdrachten?niveau=havo&leerjaar=3&competentie=netwerken").text
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "1 opdracht · Gepland in schooljaar" in text
    assert "Stage lopen Netwerken : wat is dat? 3 havo, periode 2 (Economie)" in text
    assert "Voor een paar" not in text
    page = browser.get("/lijn/opdrachten?niveau=havo&leerjaar=3&deel=1").text
    assert "3 havo, periode 1" in page
    assert "voor een deel" in page


def test_list_behind_a_figure_may_be_empty_or_past_its_end(
    client_of: Browser, decaan: User
) -> None:
    browser = client_of(decaan)
    empty = browser.get("/lijn/opdrachten?leerjaar=3")
    assert (empty.status_code, "Hier staat nog niets" in empty.text) == (200, True)
    odd = browser.get("/lijn/opdrachten?leerjaar=9&competentie=x&pagina=99")
    assert odd.status_code == 200
    assert "‘9’ kennen we niet" in odd.text


def test_adapting_for_a_place_tags_the_copy_for_it(
    make: Factory, client_of: Browser, session: Session, school: School, decaan: User
) -> None:
    source = make.assignment(decaan, years=(1, 2), competencies=(Competency.WERKEXPLORATIE,))
    form = {"leerjaar": "3", "competentie": "netwerken", "niveau": "havo"}
    answer = client_of(decaan).post(f"/lijn/aanpassen/{source.id}", data=form)
    assert answer.status_code == 303
    session.expire_all()
    copy = session.scalars(select(Assignment).where(Assignment.based_on_id == source.id)).one()
    assert answer.headers["Location"] == f"/opdrachten/{copy.id}/bewerken"
    assert (copy.status, copy.years, copy.competencies, copy.tracks) == (
        Status.CONCEPT,
        (3,),
        (Competency.WERKEXPLORATIE, Competency.NETWERKEN),
        (Track.HAVO,),
    )
    assert source.years == (1, 2)


def test_word_report_names_what_is_missing_with_what_is_being_done(
    make: Factory, client_of: Browser, school: School, decaan: User
) -> None:
    make.assignment(decaan, title="Lager", years=(2,))
    ask(make, decaan, subject=make.subject("economie"))
    answer = client_of(decaan).get("/lijn.docx?niveau=havo")
    rows = [[c.text for c in row.cells] for row in Document(BytesIO(answer.data)).tables[2].rows]
    (ideas,) = [row[3] for row in rows if row[:2] == ["3", "Netwerken"]]
    assert ideas.splitlines() == [
        "Er loopt een oproep aan collega's van Economie.",
        "‘Lager’ aanpassen voor klas 3 (van onze school, nu voor klas 2)",
    ]


def test_page_shows_the_line_of_a_track_in_words(
    make: Factory, client_of: Browser, decaan: User
) -> None:
    make.assignment(decaan, years=(1, 2, 4), tracks=(Track.VMBO_TL,))
    browser = client_of(decaan)
    on_track = re.sub(r"<[^>]+>", "", browser.get("/lijn?niveau=vmbo-tl&laag=beschikbaar").text)
    assert "Netwerken mist in klas 3, nog zonder werkvorm." in on_track
    assert "Werkexploratie komt nergens voor." in on_track
    whole = re.sub(r"<[^>]+>", "", browser.get("/lijn?laag=beschikbaar").text)
    assert "Loopbaansturing komt nergens voor; Netwerken mist in klas 3." in whole


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/lijn?laag=gewenst", "Laag ‘gewenst’ kennen we niet; dat telt niet mee."),
        ("/lijn?schooljaar=2026", "Schooljaar ‘2026’ kennen we niet; dat telt niet mee."),
        ("/lijn?lichting=nu", "Lichting ‘nu’ kennen we niet; dat telt niet mee."),
        ("/lijn?x=1&amp;buiten=ver", "De keuze voor buiten de school ‘ver’ kennen we niet"),
        ("/lijn?niveau=gymnasium", "Niveau ‘gymnasium’ kennen we niet; dat telt niet mee."),
        ("/lijn?vak=toveren&amp;x=1", "Vak ‘toveren’ kennen we niet; dat telt niet mee."),
        ("/lijn?werkvorm=<b>", "Werkvorm ‘<b>’ kennen we niet; dat telt niet mee."),
        ("/lijn?ouders=misschien", "De keuze voor ouders ‘misschien’ kennen we niet"),
    ],
)
def test_page_ignores_an_unknown_value_and_says_so(
    client_of: Browser, decaan: User, address: str, said: str
) -> None:
    answer = client_of(decaan).get(address.replace("&amp;", "&"))
    assert answer.status_code == 200
    assert said in unescape(answer.text)


def test_page_keeps_a_known_value_beside_an_unknown_one(client_of: Browser, decaan: User) -> None:
    page = client_of(decaan).get("/lijn?niveau=havo&vak=toveren&vak=economie").text
    assert "De LOB-lijn van havo" in page
    assert 'value="economie" checked' in page


def test_page_offers_a_track_that_the_school_does_not_have_only_when_asked(
    client_of: Browser, decaan: User
) -> None:
    browser = client_of(decaan)
    assert "niveau=vwo" not in browser.get("/lijn").text
    assert "De LOB-lijn van vwo" in browser.get("/lijn?niveau=vwo").text


def test_sheets_name_date_filters_layer_and_school(client_of: Browser, decaan: User) -> None:
    browser = client_of(decaan)
    answer = browser.get(
        "/lijn.csv?schooljaar=2025-2026&niveau=havo&vak=economie&werkvorm=spel&ouders=1&buiten=1&dossier=1"
    )
    facts = dict(row for row in csv_rows(answer.data)[1:12] if len(row) == 2)
    assert re.fullmatch(r"\d{1,2} [a-z]+ 20\d\d", facts.pop("Gemaakt op"))
    assert facts == {
        "School": "Het Voorbeeld",
        "Laag": "Gepland in schooljaar 2025-2026",
        "Schooljaar": "2025-2026",
        "Niveau": "havo",
        "Vak": "Economie",
        "Werkvorm": "Spel",
        "Ouders": "alleen opdrachten waarin ouders meedoen",
        "Buiten de school": "alleen opdrachten buiten de school of met bezoek",
        "Loopbaandossier": "alleen opdrachten die iets opleveren voor het dossier",
    }


@pytest.mark.parametrize(
    ("address", "kind", "name"),
    [
        ("/lijn.csv", "text/csv; charset=utf-8", r"lob-lijn-hele-school-20\d\d-\d\d-\d\d\.csv"),
        (
            "/lijn.xlsx?niveau=vmbo-tl",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            r"lob-lijn-mavo-20\d\d-\d\d-\d\d\.xlsx",
        ),
        (
            "/lijn.svg?niveau=havo",
            "image/svg+xml; charset=utf-8",
            r"lob-lijn-havo-20\d\d-\d\d-\d\d\.svg",
        ),
        (
            "/lijn.docx?niveau=havo",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            r"lob-lijn-havo-20\d\d-\d\d-\d\d\.docx",
        ),
        ("/lijn.pdf", "application/pdf", r"lob-lijn-hele-school-20\d\d-\d\d-\d\d\.pdf"),
        ("/lijn.png", "image/png", r"lob-lijn-hele-school-20\d\d-\d\d-\d\d\.png"),
    ],
)
def test_sheets_are_attachments(
    client_of: Browser, decaan: User, address: str, kind: str, name: str
) -> None:
    answer = client_of(decaan).get(address)
    assert answer.headers["Content-Type"] == kind
    assert re.fullmatch(f"attachment; filename={name}", answer.headers["Content-Disposition"])


def test_api_refuses_a_layer_that_is_not_there(client_of: Browser, decaan: User) -> None:
    answer = client_of(decaan).get("/api/v1/coverage?layer=gepland")
    message = "Deze laag is er niet. Vraag layer=available, planned of done."
    assert (answer.status_code, answer.get_json()) == (
        400,
        {"error": {"code": 400, "message": message, "fields": {"layer": message}}},
    )


def test_api_names_what_it_ignores(client_of: Browser, decaan: User) -> None:
    found = client_of(decaan).get("/api/v1/coverage?track=x&cohort=24&layer=available").get_json()
    assert found["ignored"] == [
        {"parameter": "track", "value": "x"},
        {"parameter": "cohort", "value": "24"},
    ]
    assert "line" not in found


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/lijn",
        *(f"/lijn.{form}" for form in ("csv", "xlsx", "docx", "pdf", "svg", "png")),
    ],
)
def test_line_and_home_ask_who_is_there(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/inloggen?next=")
