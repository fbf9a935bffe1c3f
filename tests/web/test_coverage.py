"""The line on the screen, as sheets and as JSON: one count, that of the judge, in every form.

Schools are generated from a seed; what the judge reads is what `lobbib export` writes.
"""

import csv
import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from io import BytesIO, StringIO
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from lobbib.domain.assignments import Activity, Origin, Status, Visibility
from lobbib.domain.competencies import Competency
from lobbib.domain.policy import Role
from lobbib.domain.tracks import Track
from lobbib.models import School, User
from lobbib.services.library import export_items
from lobbib.web import search_address
from tests.factories import Factory
from tests.oracles import coverage as oracle

SUBJECTS = ("economie", "mentorles", "muziek")
TRACKS = (Track.VMBO_TL, Track.HAVO, Track.VWO)
ASKED: list[dict[str, Any]] = [
    {},
    {"track": "vmbo-tl"},
    {"track": "havo"},
    {"track": "vwo"},
    {"subjects": ["economie"]},
    {"track": "havo", "subjects": ["economie", "muziek"]},
    {"activities": ["gesprek"]},
    {"track": "vwo", "activities": ["gesprek", "spel"], "parents": True},
    {"track": "havo", "dossier": True},
    {"track": "vmbo-tl", "subjects": ["mentorles"], "activities": ["spel"], "dossier": True},
]
Browser = Callable[[User], FlaskClient]


@dataclass
class World:
    """A school with neighbours, and what each of them exports."""

    user: User
    own: list[dict[str, Any]]
    board: list[dict[str, Any]]
    world: list[dict[str, Any]]

    def expected(self, **asked: Any) -> dict[str, Any]:
        tracks = [track.value for track in TRACKS]
        return oracle.count(self.own, self.board, self.world, tracks=tracks, **asked)


def some(chance: random.Random, values: Any, at_least: int, at_most: int) -> tuple[Any, ...]:
    return tuple(chance.sample(list(values), chance.randint(at_least, at_most)))


def fill(make: Factory, chance: random.Random, author: User, number: int) -> None:
    """`number` assignments of every kind; the later competencies are rarer, so that lines break."""
    for count in range(number):
        origin = chance.choice(list(Origin))
        wide = list(Visibility) if origin is not Origin.TAKEN_OVER else [Visibility.SCHOOL]
        make.assignment(
            author,
            chance.choices(list(Status), [1, 6, 1])[0],
            title=f"Opdracht {count}",
            years=some(chance, range(1, 7), 1, 2),
            competencies=some(chance, list(Competency)[: chance.randint(1, 5)], 1, 1)
            + some(chance, Competency, 0, 1),
            tracks=some(chance, Track, 1, 4),
            subjects=some(chance, SUBJECTS, 0, 2),
            activity=chance.choice([None, Activity.CONVERSATION, Activity.GAME]),
            parents=chance.random() < 0.4,
            dossier=chance.random() < 0.4,
            origin=origin,
            visibility=chance.choice(wide),
        )


def exported(session: Session, school: School) -> list[dict[str, Any]]:
    lines = [json.dumps(item) for item in export_items(session, school.id)]
    return [json.loads(line) for line in lines]


class Bulk(Factory):
    """Leaves the commit to the test: one for a whole world."""

    def _add(self, row: Any) -> Any:
        self.session.add(row)
        self.session.flush()
        return row


@pytest.fixture(params=[1, 2])
def world(request: pytest.FixtureRequest, session: Session) -> World:
    chance, make = random.Random(request.param), Bulk(session)
    board = make.board()
    own, neighbour = make.school(board, TRACKS), make.school(board)
    stranger = make.school(make.board())
    for school, number in ((own, 28), (neighbour, 8), (stranger, 8)):
        fill(make, chance, make.user(school), number)
    user = make.user(own, Role.DECAAN)
    session.commit()
    return World(
        user=user,
        own=exported(session, own),
        board=exported(session, neighbour),
        world=exported(session, stranger),
    )


def api_query(asked: dict[str, Any]) -> dict[str, Any]:
    return {
        "track": asked.get("track"),
        "subject": asked.get("subjects", []),
        "activity": asked.get("activities", []),
        "parents": "1" if asked.get("parents") else None,
        "dossier": "1" if asked.get("dossier") else None,
    }


def page_query(asked: dict[str, Any]) -> dict[str, Any]:
    found = api_query(asked)
    names = {"track": "niveau", "subject": "vak", "activity": "werkvorm", "parents": "ouders"}
    return {names.get(name, name): value for name, value in found.items()}


def fetch(browser: FlaskClient, address: str, query: dict[str, Any]) -> Any:
    given = {name: value for name, value in query.items() if value}
    answer = browser.get(address, query_string=given)
    assert answer.status_code == 200
    return answer


def test_api_counts_as_the_judge_does(world: World, client_of: Browser) -> None:
    browser = client_of(world.user)
    for asked in ASKED:
        found = fetch(browser, "/api/v1/coverage", api_query(asked)).get_json()
        assert found.pop("ignored") == []
        zero = {c: dict.fromkeys(row, 0) for c, row in found["cells"].items()}
        assert found["part"] == zero
        expected = world.expected(**asked)
        assert found == {name: value for name, value in expected.items() if name in found}


def sheet_of(expected: dict[str, Any], cells: str, totals: str) -> list[list[int]]:
    """The numbers that stand in a sheet, row by row, without the bottom right one."""
    rows = [
        [expected[cells][c][str(year)] for year in expected["years"]]
        + [expected[f"{totals}competencies_total"][c]]
        for c in oracle.COMPETENCIES
    ]
    return [*rows, [expected[f"{totals}years_total"][str(y)] for y in expected["years"]]]


def numbers_in(rows: list[list[Any]]) -> list[list[list[int]]]:
    """The blocks of six rows of numbers that begin under "Competentie", as long as they are."""
    blocks = []
    for index, row in enumerate(rows):
        if row and row[0] == "Competentie" and "Totaal" in row:
            width = 2 + row.index("Totaal") - 1
            block = [[int(n) for n in cells[1:width]] for cells in rows[index + 1 : index + 7]]
            blocks.append([*block[:5], block[5][:-1]])
    return blocks


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
    browser = client_of(world.user)
    for asked in ASKED:
        rows = rows_of(fetch(browser, f"/lijn.{form}", page_query(asked)).data)
        lines = [asked] if asked.get("track") else [asked, *({**asked, "track": t} for t in TRACKS)]
        expected = [world.expected(**one) for one in lines]
        assert numbers_in(rows) == [
            sheet_of(one, *names)
            for one in expected
            for names in (("cells", ""), ("elsewhere", "elsewhere_"))
        ]
        assert gaps_in(rows) == [(c["competency"], c["year"]) for c in expected[0]["gaps"]]


def gaps_in(rows: list[list[Any]]) -> list[tuple[str, int]]:
    """What stands under "Mist nog", in the order of the matrix."""
    begin = next((i for i, row in enumerate(rows) if row[:2] == ["Klas", "Competentie"]), len(rows))
    found = [(row[1].lower(), int(row[0])) for row in rows[begin + 1 :] if row[4] == "mist nog"]
    return sorted(found, key=lambda gap: (oracle.COMPETENCIES.index(gap[0]), gap[1]))


class Figures(HTMLParser):
    """Every number of the table, by row and column: (text, address or None, elsewhere?)."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[list[tuple[int, str | None]]]] = []
        self._address: str | None = None
        self._inside: str = ""
        self.map: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        kind = given.get("class") or ""
        if tag == "tr":
            self.rows.append([])
        elif tag == "td":
            self.rows[-1].append([])
        elif tag == "a" and kind.startswith(("matrix__", "metro-stop")):
            self._address, self._inside = given["href"], kind.split()[0]
        elif tag == "span" and kind == "matrix__number":
            self._inside = "matrix__cell"

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._address, self._inside = None, ""
        elif tag in ("span", "td") and self._inside == "matrix__cell":
            self._inside = ""

    def handle_data(self, data: str) -> None:
        if not data.strip().isdigit():
            return
        if self._inside == "metro-stop" and self._address:
            self.map.append((int(data), self._address))
        elif self._inside.startswith("matrix__"):
            self.rows[-1][-1].append((int(data), self._address))


def figures(page: str) -> Figures:
    found = Figures()
    found.feed(page)
    found.rows = [row for row in found.rows if row]
    return found


def test_page_counts_as_the_judge_does(world: World, client_of: Browser) -> None:
    browser = client_of(world.user)
    for asked in ASKED:
        found = figures(fetch(browser, "/lijn", page_query(asked)).text)
        expected = world.expected(**asked)
        own = [[cell[0][0] for cell in row] for row in found.rows]
        elsewhere = [[sum(n for n, _ in cell[1:]) for cell in row] for row in found.rows]
        assert [*own[:5], own[5][:-1]] == sheet_of(expected, "cells", "")
        assert [*elsewhere[:5], elsewhere[5][:-1]] == sheet_of(expected, "elsewhere", "elsewhere_")
        zeros = [cell[0][1] for row in found.rows for cell in row if cell[0][0] == 0]
        assert set(zeros) <= {None}
        on_the_map = sum(1 for row in expected["cells"].values() for n in row.values() if n)
        assert len(found.map) == (2 * on_the_map if asked.get("track") else 0)


def promises(browser: FlaskClient, asked: dict[str, Any]) -> set[tuple[int, str]]:
    """Every figure on the page that is a link, with its address."""
    found = figures(fetch(browser, "/lijn", page_query(asked)).text)
    cells = [pair for row in found.rows for cell in row for pair in cell] + found.map
    return {(number, address) for number, address in cells if address}


def test_every_figure_is_the_address_of_exactly_that_many(
    world: World, client_of: Browser, app: Flask
) -> None:
    browser, actor = client_of(world.user), world.user.as_actor()
    engine = app.extensions["lobbib"].search
    for asked in ASKED[::3]:
        for number, address in promises(browser, asked):
            query = MultiDict(parse_qsl(urlsplit(address).query))
            request, unknown = search_address.read(query, search_address.PAGES, SUBJECTS)
            assert (engine.search(actor, request).total, unknown) == (number, []), address


def test_every_figure_leads_to_a_page_with_exactly_that_many(
    world: World, client_of: Browser
) -> None:
    browser = client_of(world.user)
    promised = promises(browser, ASKED[8])
    counts = {
        (int(number), address)
        for _, address in promised
        for number in re.findall(r'data-count="(\d+)', browser.get(address).text)
    }
    assert counts == promised
    assert len(promised) > 5


@pytest.fixture
def school(make: Factory) -> School:
    return make.school(make.board(), (Track.VMBO_TL, Track.HAVO), name="Het Voorbeeld")


@pytest.fixture
def decaan(make: Factory, school: School) -> User:
    return make.user(school, Role.DECAAN)


def test_page_of_an_empty_school_says_what_is_missing(client_of: Browser, decaan: User) -> None:
    page = client_of(decaan).get("/lijn").text
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "0 van de 25 plekken zoals afgesproken · 25 missen nog" in text
    assert "niets dat erop lijkt: Kwaliteitenreflectie klas 1, 2, 3, 4 en 5 Motievenref" in text
    assert page.count('class="gap"') == 0


def test_page_shows_six_gaps_and_folds_the_rest(
    make: Factory, client_of: Browser, decaan: User
) -> None:
    make.assignment(decaan, years=(2, 4), competencies=tuple(Competency), tracks=tuple(Track))
    page = client_of(decaan).get("/lijn").text
    first, folded = page.split("Nog 9 plekken")
    assert (first.count('class="gap"'), folded.count('class="gap"')) == (6, 9)


def test_page_is_glad_when_nothing_is_missing(
    make: Factory, client_of: Browser, decaan: User
) -> None:
    every = {"competencies": tuple(Competency), "tracks": tuple(Track)}
    make.assignment(decaan, years=(1, 2, 3, 4, 5), **every)
    page = client_of(decaan).get("/lijn").text
    assert "Elke competentie komt in elke klas terug." in page
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
    page = client_of(decaan).get("/lijn?niveau=havo").text
    (gap,) = re.findall(
        r"<strong>Klas 3</strong>(?:(?!</p>).)*Netwerken.*?</ul>\s*</li>", page, re.DOTALL
    )
    text = " ".join(re.sub(r"<[^>]+>", "", gap).split())
    assert text == (
        "Klas 3 Netwerken: wat is dat? Lager van onze school, nu voor klas 2 "
        "Hoger van onze school, nu voor klas 4 "
        "Van de buur van De Buur · bekijk alle 2 voor klas 3, Netwerken"
    )


def test_page_shows_the_line_of_a_track_in_words(
    make: Factory, client_of: Browser, decaan: User
) -> None:
    make.assignment(decaan, years=(1, 2, 4), tracks=(Track.VMBO_TL,))
    browser = client_of(decaan)
    on_track = re.sub(r"<[^>]+>", "", browser.get("/lijn?niveau=vmbo-tl").text)
    assert "Netwerken mist in klas 3." in on_track
    assert "Werkexploratie komt nergens voor." in on_track
    whole = re.sub(r"<[^>]+>", "", browser.get("/lijn").text)
    assert "Loopbaansturing komt nergens voor; Netwerken mist in klas 3." in whole


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/lijn?laag=gepland", "Je ziet wat er beschikbaar is in onze map."),
        ("/lijn?schooljaar=2026-2027", "Je ziet wat er beschikbaar is in onze map."),
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
    answer = browser.get("/lijn.csv?niveau=havo&vak=economie&werkvorm=spel&ouders=1&dossier=1")
    facts = dict(row for row in csv_rows(answer.data)[1:10] if len(row) == 2)
    assert re.fullmatch(r"\d{1,2} [a-z]+ 20\d\d", facts.pop("Gemaakt op"))
    assert facts == {
        "School": "Het Voorbeeld",
        "Laag": "Beschikbaar: de opdrachten in onze map",
        "Niveau": "havo",
        "Vak": "Economie",
        "Werkvorm": "Spel",
        "Ouders": "alleen opdrachten waarin ouders meedoen",
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
    answer = client_of(decaan).get("/api/v1/coverage?layer=planned")
    message = "Deze laag is er (nog) niet. Vraag layer=available."
    assert (answer.status_code, answer.get_json()) == (
        400,
        {"error": {"code": 400, "message": message, "fields": {"layer": message}}},
    )


def test_api_names_what_it_ignores(client_of: Browser, decaan: User) -> None:
    found = client_of(decaan).get("/api/v1/coverage?track=x&cohort=2024&layer=available").get_json()
    assert found["ignored"] == [
        {"parameter": "cohort", "value": "2024"},
        {"parameter": "track", "value": "x"},
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
