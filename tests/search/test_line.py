"""The line as the engine counts it, against the judge that reads only what was exported."""

from functools import partial
from itertools import product
from typing import Any

import pytest
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Activity
from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import Coverage, Selection
from lobbib.domain.layers import Asked, Layer
from lobbib.domain.quality import Quality
from lobbib.domain.school_years import SchoolYear
from lobbib.domain.tracks import Track
from lobbib.search import LineEngine, SearchEngine
from lobbib.search.line import Ledger, Spot
from tests.oracles import coverage as judge
from tests.planning_worlds import TODAY, World, make_world

NARROWED: list[dict[str, Any]] = [
    {},
    {"track": "vmbo-tl"},
    {"track": "havo"},
    {"track": "vwo"},
    {"subjects": ["economie"]},
    {"track": "havo", "subjects": ["economie", "muziek"]},
    {"activities": ["gesprek"]},
    {"track": "vwo", "activities": ["gesprek", "spel"], "parents": True},
    {"outside": True},
    {"track": "vmbo-tl", "subjects": ["mentorles"], "dossier": True},
]
LINES: list[dict[str, Any]] = [
    {"layer": "available"},
    {"layer": "planned"},
    {"layer": "planned", "school_year": "2025-2026"},
    {"layer": "done"},
    {"layer": "done", "school_year": "2024-2025"},
    {"layer": "planned", "school_year": "2030-2031"},
    {"cohort": 2024},
    {"cohort": 2025},
    {"cohort": 2021},
]


def asked_of(wanted: dict[str, Any]) -> Asked:
    selection = Selection(
        track=Track(wanted["track"]) if "track" in wanted else None,
        subjects=frozenset(wanted.get("subjects", ())),
        activities=frozenset(map(Activity, wanted.get("activities", ()))),
        parents=wanted.get("parents", False),
        outside=wanted.get("outside", False),
        dossier=wanted.get("dossier", False),
    )
    return Asked(
        school_year=SchoolYear.parse(wanted.get("school_year", "2026-2027")),
        layer=Layer(wanted.get("layer", "planned")),
        cohort=SchoolYear(wanted["cohort"]) if "cohort" in wanted else None,
        selection=selection,
    )


@pytest.fixture
def counting(searching: SearchEngine) -> LineEngine:
    return LineEngine(searching)


@pytest.fixture(params=[1, 2])
def world(request: pytest.FixtureRequest, session: Session) -> World:
    return make_world(session, request.param)


def matrix(numbers: Any) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {c.value: {} for c in Competency}
    for (competency, year), number in numbers.items():
        found[competency.value][str(year)] = number
    return found


def as_judged(own: Coverage, elsewhere: Coverage) -> dict[str, Any]:
    """The figures in the judge's own form."""
    found = {
        "years": list(own.years),
        "cells": matrix(own.cells),
        "part": matrix(own.part),
        "elsewhere": matrix(elsewhere.cells),
        "targets": matrix(own.targets),
        "gaps": [{"year": y, "competency": c.value} for c, y in own.gaps],
        "thin": [{"year": y, "competency": c.value} for c, y in own.thin],
    }
    totals = {
        "years_total": own.years_total,
        "competencies_total": own.competencies_total,
        "part_years_total": own.part_years_total,
        "part_competencies_total": own.part_competencies_total,
        "elsewhere_years_total": elsewhere.years_total,
        "elsewhere_competencies_total": elsewhere.competencies_total,
    }
    for name, numbers in totals.items():
        found[name] = {str(key): number for key, number in numbers.items()}
    if own.lines:
        found["line"] = {
            c.value: {"states": list(ln.states), "years": list(ln.years), "longest": ln.longest}
            for c, ln in own.lines.items()
        }
    return found


def judged(world: World, **wanted: Any) -> dict[str, Any]:
    found = judge.count(world.own, world.board, world.world, **world.asked(**wanted))
    return {
        name: value
        for name, value in found.items()
        if name not in ("layer", "layers", "cohort", "school_year")
    }


def test_figures_are_those_of_the_judge(
    counting: LineEngine, session: Session, world: World
) -> None:
    ledger = counting.ledger(session, world.decaan.as_actor())
    for line, narrowed in product(LINES, NARROWED):
        wanted = line | narrowed
        found = ledger.figures(asked_of(wanted), TODAY)
        assert as_judged(found.own, found.elsewhere) == judged(world, **wanted), wanted


def ids_at(ledger: Ledger, asked: Asked, **spot: Any) -> list[int]:
    return ledger.ids(asked, TODAY, Spot(**spot))


def test_ids_are_exactly_what_each_figure_counts(
    counting: LineEngine, session: Session, world: World
) -> None:
    ledger = counting.ledger(session, world.decaan.as_actor())
    for line, narrowed in product(LINES, NARROWED):
        wanted = line | narrowed
        expected = judge.lists(world.own, **world.asked(**wanted))
        ids = partial(ids_at, ledger, asked_of(wanted))
        assert ids() == expected["total"]
        for c in Competency:
            assert ids(competency=c) == expected["competencies"][c.value]
            for year in expected["years"]:
                cell = {"competency": c, "year": int(year)}
                assert ids(**cell) == expected["cells"][c.value][year]
                assert ids(**cell, part=True) == expected["part"][c.value][year]
        for year, numbers in expected["years"].items():
            assert ids(year=int(year)) == numbers


def quality_as_judged(quality: Quality) -> dict[str, Any]:
    return {
        "years": {
            str(year): {
                "assignments": one.assignments,
                "conversations": one.conversations,
                "parents": one.parents,
                "outside": one.outside,
                "dossier": one.dossier,
                "periods": {str(number): n for number, n in one.periods.items()},
            }
            for year, one in quality.years.items()
        },
        "agreed": {
            str(year): {
                "assignments": one.target.assignments,
                "periods": one.target.periods,
                "conversations": one.target.conversations,
            }
            for year, one in quality.years.items()
        },
        "competencies": {
            c.value: {
                "activities": sorted(kind.value for kind in one.activities),
                "same": list(one.same),
            }
            for c, one in quality.competencies.items()
        },
    }


def test_quality_is_that_of_the_judge(counting: LineEngine, session: Session, world: World) -> None:
    ledger = counting.ledger(session, world.decaan.as_actor())
    for line, narrowed in product(LINES, NARROWED):
        wanted = line | narrowed
        found = ledger.figures(asked_of(wanted), TODAY)
        expected = judge.quality(world.own, **world.asked(**wanted))
        assert quality_as_judged(found.quality) == expected, wanted
