"""The line on 20,000 assignments and 5,000 placements: ours, a numpy count, and GROUP BY on SQLite.

    python -m tests.bench.coverage [--assignments 20000] [--placements 5000]

prints medians in ms of one run, and the two ratios: ours against numpy over prepared arrays, and
GROUP BY against ours. All three are asked the same: the planned matrix of one track with the totals
of its rows and columns, and all three must find the same numbers. Then the pages themselves, as a
decaan gets them from the application, with the processor's time and the number of questions to the
database beside the time that passed: other work on the machine does not touch those two.
"""

import argparse
import random
import re
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from lobbib import create_app
from lobbib.config import Config, sqlite_url
from lobbib.db import House
from lobbib.domain.assignments import Licence, Origin, Status, Visibility
from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import Cell, Selection, count
from lobbib.domain.layers import Asked
from lobbib.domain.planning import Reach
from lobbib.domain.policy import Actor, Role
from lobbib.domain.school_years import SchoolYear
from lobbib.domain.tracks import Track
from lobbib.models import (
    Assignment,
    AssignmentCompetency,
    AssignmentTrack,
    AssignmentYear,
    ClassType,
    Period,
    Placement,
    User,
)
from lobbib.search.fitting import AT_ONCE
from lobbib.search.line import _own
from lobbib.services import schema, school_shape
from tests.counting import counted
from tests.factories import PASSWORD, Factory

YEAR = SchoolYear(2026)
TODAY = datetime(2026, 11, 25, tzinfo=UTC).date()
TRACK = Track.HAVO
ASKED = Asked(YEAR, selection=Selection(track=TRACK))
YEARS = range(1, 6)
COMPETENCIES = list(Competency)


def fill(session: Session, user: User, assignments: int, placements: int) -> None:
    """Rows in bulk: what is measured is reading them."""
    chance, now = random.Random(1), datetime.now(UTC)
    types = session.query(ClassType).all()
    periods = session.query(Period).all()
    plain = {
        "school_id": user.school_id, "author_id": user.id, "summary": "", "body": "x", "notes": "",
        "needs": "", "questions_json": [], "origin": Origin.OWN, "licence": Licence.BY,
        "visibility": Visibility.SCHOOL, "status": Status.SHARED, "version": 1,
        "created_at": now, "updated_at": now, "shared_at": now,
    }  # fmt: skip
    numbers = range(1, assignments + 1)
    session.execute(
        insert(Assignment), [plain | {"id": n, "title": f"Opdracht {n}"} for n in numbers]
    )
    for row, name, values in (
        (AssignmentYear, "year", list(range(1, 7))),
        (AssignmentTrack, "track", list(Track)),
        (AssignmentCompetency, "competency", COMPETENCIES),
    ):
        rows = [
            {"assignment_id": n, name: value}
            for n in numbers
            for value in chance.sample(values, chance.randint(1, 2))
        ]
        session.execute(insert(row), rows)
    places: set[tuple[int, int, int]] = set()
    while len(places) < placements:
        spot = (chance.choice(numbers), chance.choice(types).id, chance.choice(periods).id)
        places.add(spot)
    common = {"school_id": user.school_id, "school_year": YEAR, "note": "", "version": 1}
    rows = [
        common
        | {
            "assignment_id": a, "class_type_id": c, "period_id": p,
            "reach": chance.choices(list(Reach), [4, 1])[0], "created_at": now, "updated_at": now,
        }
        for a, c, p in sorted(places)
    ]  # fmt: skip
    session.execute(insert(Placement), rows)
    session.commit()


GROUP_BY = """
SELECT ct.year, ac.competency, count(DISTINCT p.assignment_id)
FROM placement p
JOIN assignment a ON a.id = p.assignment_id AND a.status <> 'concept'
JOIN class_type ct ON ct.id = p.class_type_id
JOIN class_type_track t ON t.class_type_id = ct.id AND t.track = 'havo'
JOIN assignment_competency ac ON ac.assignment_id = p.assignment_id
WHERE p.school_id = ? AND p.school_year = ? AND p.reach = 'iedereen'
GROUP BY {by}
"""


def by_sql(connection: sqlite3.Connection, school_id: int) -> list[list[Any]]:
    """The cells, the columns and the rows: a query each, since totals are no sums."""
    asked = (school_id, str(YEAR))
    groups = ("ct.year, ac.competency", "ct.year", "ac.competency")
    return [connection.execute(GROUP_BY.format(by=by), asked).fetchall() for by in groups]


class Arrays:
    """What a numpy count needs, prepared: per assignment a flag per year and per competence."""

    def __init__(self, connection: sqlite3.Connection, school_id: int, size: int) -> None:
        self.met = np.zeros((6, size + 1), dtype=bool)
        rows = connection.execute(
            "SELECT ct.year, p.assignment_id FROM placement p"
            " JOIN class_type ct ON ct.id = p.class_type_id"
            " JOIN class_type_track t ON t.class_type_id = ct.id AND t.track = 'havo'"
            " WHERE p.school_id = ? AND p.reach = 'iedereen'",
            (school_id,),
        )
        for year, number in rows:
            self.met[year, number] = True
        self.tagged = np.zeros((5, size + 1), dtype=bool)
        for number, name in connection.execute(
            "SELECT assignment_id, competency FROM assignment_competency"
        ):
            self.tagged[COMPETENCIES.index(Competency._value2member_map_[name]), number] = True

    def count(self) -> tuple[list[list[int]], list[int], list[int]]:
        cells = [
            [int(np.count_nonzero(self.met[y] & tagged)) for y in YEARS] for tagged in self.tagged
        ]
        any_tag, any_year = self.tagged.any(axis=0), self.met.any(axis=0)
        columns = [int(np.count_nonzero(self.met[y] & any_tag)) for y in YEARS]
        rows = [int(np.count_nonzero(any_year & tagged)) for tagged in self.tagged]
        return cells, columns, rows


def median(work: Callable[[], Any], times: int) -> float:
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


PAGES = {
    "whole school": "/lijn",
    "havo": "/lijn?niveau=havo",
    "available": "/lijn?laag=beschikbaar",
    "available, havo": "/lijn?laag=beschikbaar&niveau=havo",
    "done": "/lijn?laag=gedaan",
    "last year": "/lijn?schooljaar=2025-2026",
    "cohort, havo": "/lijn?lichting=2024&niveau=havo",
    "subject and kind": "/lijn?vak=economie&werkvorm=gesprek&ouders=1",
    "home": "/",
    "list behind a figure": "/lijn/opdrachten?leerjaar=3",
}


class PageTaken(NamedTuple):
    """Medians in ms of a page: passed, and of the processor; and its questions to the database."""

    name: str
    wall: float
    cpu: float
    queries: int


def log_in(app: Flask, user: User) -> FlaskClient:
    client = app.test_client()
    token = csrf_token(client.get("/inloggen").text)
    form = {"email": user.email, "password": PASSWORD, "csrf_token": token}
    answer = client.post("/inloggen", data=form)
    assert answer.status_code == 303
    return client


def csrf_token(html: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', html)
    assert found
    return found[1]


def read_texts(house: House, actor: Actor, assignments: int) -> None:
    """What a school reads once, so that the pages are measured as they are after it."""
    with house.sessions() as session:
        for _ in range(assignments // AT_ONCE + 2):
            house.suggester.fitting(session, actor)
            house.suggester._fits._of_school[actor.school_id].done.wait(300)


def visit(client: FlaskClient, engine: Engine, name: str, path: str, times: int) -> PageTaken:
    """A page over and over, after it was asked once."""
    wall, cpu = [], []
    assert client.get(path).status_code == 200
    with counted(engine) as asked:
        client.get(path)
    for _ in range(times):
        begun, work = time.perf_counter(), time.process_time()
        client.get(path)
        wall.append((time.perf_counter() - begun) * 1000)
        cpu.append((time.process_time() - work) * 1000)
    return PageTaken(name, statistics.median(wall), statistics.median(cpu), len(asked))


def measure(
    assignments: int, placements: int, times: int = 30
) -> tuple[dict[str, float], list[PageTaken]]:
    """Medians in ms, by what was measured; and the pages."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        config = Config(
            data=folder,
            database_url=sqlite_url(folder / "lobbib.db"),
            secret_key="x" * 40,
            trusted_hosts=("localhost",),
            base_url="http://localhost",
        )
        app = create_app(config)
        house: House = app.extensions["lobbib"]
        schema.upgrade(house.engine)
        try:
            return _measure(app, house, folder / "lobbib.db", assignments, placements, times)
        finally:
            house.search.close()
            house.engine.dispose()


def _measure(
    app: Flask, house: House, file: Path, assignments: int, placements: int, times: int
) -> tuple[dict[str, float], list[PageTaken]]:
    with house.sessions() as session:
        make = Factory(session)
        user = make.user(make.school(), Role.DECAAN)
        school_shape.set_up(session, user.as_actor(), YEAR)
        fill(session, user, assignments, placements)
        actor = user.as_actor()
        begun = time.perf_counter()
        whole = house.line.ledger(session, actor).figures(ASKED, TODAY)
        first = (time.perf_counter() - begun) * 1000
        connection = sqlite3.connect(file)
        arrays = Arrays(connection, user.school_id, assignments)
        cells, columns, rows = arrays.count()
        own = whole.own
        assert cells == [[own.cells[Cell(c, y)] for y in YEARS] for c in Competency]
        assert columns == list(own.years_total.values())
        assert rows == list(own.competencies_total.values())
        by_cell, by_column, _ = by_sql(connection, user.school_id)
        assert sum(n for *_, n in by_cell) == sum(own.cells.values())
        assert [n for *_, n in sorted(by_column)] == columns

        ledger = house.line.ledger(session, actor)
        matter = ledger._matter(ASKED, TODAY)

        def only_count() -> None:
            met = _own(ledger.facts, ASKED.selection, matter.sources, matter.class_types)
            count(met, ledger._tags, {}, lines=True)

        found = {
            "ours, the figures": median(only_count, 200),
            "numpy over prepared arrays": median(arrays.count, 200),
            "GROUP BY on SQLite": median(lambda: by_sql(connection, user.school_id), 20),
            "ours, with everything beside it and the reads": median(
                lambda: house.line.ledger(session, actor).figures(ASKED, TODAY), 50
            ),
            "ours, the first time": first,
        }
        connection.close()
    read_texts(house, actor, assignments)
    client = log_in(app, user)
    return found, [visit(client, house.engine, *page, times) for page in PAGES.items()]


def main() -> None:
    asked = argparse.ArgumentParser(description="Measure the line beside numpy and GROUP BY.")
    asked.add_argument("--assignments", type=int, default=20_000)
    asked.add_argument("--placements", type=int, default=5_000)
    given = asked.parse_args()
    found, pages = measure(given.assignments, given.placements)
    for name, taken in found.items():
        print(f"{name:<48}{taken:10.3f} ms")
    ours, peer, sql = list(found.values())[:3]
    print(f"{'ours / numpy (at most 3)':<48}{ours / peer:10.2f}")
    print(f"{'GROUP BY / ours (at least 20)':<48}{sql / ours:10.1f}")
    print(f"\n{'page (at most 60 ms)':<32}{'ms':>8}{'cpu ms':>10}{'queries':>10}")
    for page in pages:
        print(f"{page.name:<32}{page.wall:8.1f}{page.cpu:10.1f}{page.queries:10}")


if __name__ == "__main__":
    main()
