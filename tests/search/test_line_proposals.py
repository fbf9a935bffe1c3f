"""What the line proposes for a gap, as the judge does; and reading a school before it asks."""

import threading
from itertools import product
from typing import Any

import pytest
from sqlalchemy.orm import Session

from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import Cell
from lobbib.domain.policy import Role
from lobbib.domain.school_years import SchoolYear
from lobbib.search import LineEngine, SearchEngine, Suggester, fitting, line
from tests.conftest import LONG
from tests.counting import counted
from tests.factories import Factory
from tests.oracles import coverage as judge
from tests.planning_worlds import TODAY, make_world
from tests.search.test_line import LINES, NARROWED, asked_of


@pytest.fixture
def engine_of_line(searching: SearchEngine) -> LineEngine:
    return LineEngine(searching)


@pytest.mark.parametrize("seed", [1, 2])
def test_proposals_are_those_of_the_judge(
    engine_of_line: LineEngine, session: Session, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fitting, "PATIENCE", 60)
    world = make_world(session, seed)
    actor = world.decaan.as_actor()
    by_its_text = Suggester().fitting(session, actor)
    fits = {
        item["id"]: [c for c, ids in by_its_text.items() if item["id"] in ids] for item in world.own
    }
    ledger = engine_of_line.ledger(session, actor)
    kinds = set()
    for asked, narrowed in product(LINES if LONG else LINES[1::3], NARROWED):
        wanted = asked | narrowed
        expected = judge.proposals(
            world.own, world.board, world.world, fits, **world.asked(**wanted)
        )
        cells = [Cell(Competency(c), int(y)) for c, years in expected.items() for y in years]
        found = ledger.proposals(asked_of(wanted), TODAY, cells, by_its_text)
        for (competency, year), proposals in found.items():
            listed = [[one.kind.value, one.year, list(one.ids)] for one in proposals]
            assert listed == expected[competency.value][str(year)], (wanted, competency, year)
            kinds |= {one.kind.value for one in proposals}
        assert set(found) == set(cells)
    assert kinds == {"here", "lower", "higher", "elsewhere", "fits"}


def test_schools_that_plan_are_read_before_they_ask(
    engine_of_line: LineEngine, session: Session, make: Factory
) -> None:
    decaan = make.user(None, Role.DECAAN)
    row = make.assignment(decaan)
    periods = make.periods(decaan.school, SchoolYear(2026))
    make.placement(row, make.class_type(decaan.school), periods[0])
    make.user(None, Role.DECAAN)
    engine_of_line.read_ahead()
    for thread in threading.enumerate():
        if thread.name == "line-reader":
            thread.join(30)
    with counted(session.get_bind()) as asked:
        engine_of_line._shelves.of(session, decaan.school_id)
    assert len([one for one in asked if one.startswith("SELECT")]) == 2


def test_reading_ahead_gives_up_where_the_database_is_away(
    engine_of_line: LineEngine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> None:
        raise OSError("away")

    monkeypatch.setattr(line, "planning_most", broken)
    engine_of_line._read_ahead()
    assert "could not be read ahead: OSError" in caplog.text
