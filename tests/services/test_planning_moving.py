"""A planning goes out and comes in elsewhere; nothing is lost but ids and who is not there."""

import json
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.domain.calls import CallData
from lobbib.domain.competencies import Competency
from lobbib.domain.planning import MilestoneData
from lobbib.domain.policy import Role
from lobbib.domain.school_years import SchoolYear
from lobbib.exchange.jsonl import Line
from lobbib.models import ClassType, Placement, School, User
from lobbib.services import calls, library, school_shape
from lobbib.services.planning_library import export_planning
from lobbib.services.planning_moving import Moved, import_planning
from tests.factories import Factory
from tests.oracles import coverage as judge
from tests.planning_worlds import TODAY, YEARS, World, exported, make_world

NUMBERS = {"id", "assignment", "class_type", "placement"}


def lines(rows: list[dict[str, Any]]) -> list[Line]:
    return [Line(number, row) for number, row in enumerate(rows, start=1)]


def without_ids(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with each id replaced by the place at which it first stood."""
    seen: dict[tuple[str, int], int] = {}

    def place(kind: str, number: int | None) -> int | None:
        return None if number is None else seen.setdefault((kind, number), len(seen))

    found = []
    for row in rows:
        kinds = {"id": row["kind"], **{name: name for name in NUMBERS - {"id"}}}
        plain = {n: place(kinds[n], v) if n in kinds else v for n, v in row.items()}
        for answer in plain.get("answers", []):
            answer["assignment"] = place("assignment", answer["assignment"])
        found.append(plain)
    return found


@pytest.fixture
def world(session: Session, make: Factory) -> World:
    """With everything that a planning can hold, by people who work at both schools."""
    found = make_world(session, 7, size=12, placements=24)
    school, decaan = found.school, found.decaan
    actor = decaan.as_actor()
    away = make.class_type(school, "3 havo", 3, archived_at=decaan.created_at)
    session.get_one(User, decaan.id).class_types = [away]
    row = session.scalars(select(Placement).where(Placement.school_id == school.id)).first()
    assert row is not None
    row.updated_by_id = decaan.id
    session.commit()
    day = MilestoneData("Open dag", SchoolYear(2026).last_day, SchoolYear(2026), (3,))
    school_shape.add_milestone(session, actor, day)
    call = calls.open_call(session, actor, CallData(Competency.NETWERKEN, 3, text="Wie?"))
    shared = make.assignment(decaan, title="Voor de oproep")
    calls.answer(session, actor, call.id, shared.id)
    make.delivery(row, line="Los", placement_id=None, class_type_id=away.id)
    found.own = exported(library.export_items(session, school.id))
    found.planning = exported(export_planning(session, school.id))
    return found


def move(session: Session, world: World, user: User) -> list[Moved]:
    """The whole school, as `lobbib import --planning` does it."""
    actor = user.as_actor()
    items = [Line(number, item) for number, item in enumerate(world.own, start=1)]
    outcomes = library.import_items(session, actor, items, publish=True)
    moved = {
        world.own[outcome.line - 1]["id"]: outcome.assignment_id
        for outcome in outcomes
        if outcome.assignment_id is not None
    }
    assert len(moved) == len(world.own)
    return import_planning(session, actor, lines(world.planning), moved)


def test_planning_comes_in_as_it_went_out(session: Session, make: Factory, world: World) -> None:
    other: School = make.school(tracks=world.school.tracks)
    user = make.user(other, Role.DECAAN)
    session.get_one(User, world.decaan.id).email = "weg@school.nl"
    user.email = next(row["members"][0] for row in world.planning if row.get("members"))
    session.commit()
    outcomes = move(session, world, user)
    assert [one for one in outcomes if one.problem] == []
    assert all(one.is_new for one in outcomes)
    again = exported(export_planning(session, other.id))
    assert without_ids(again) == without_ids(world.planning)
    kinds = {row["kind"] for row in again}
    assert kinds == {
        "class_type", "period", "milestone", "target", "year_target", "placement", "delivery",
        "call",
    }  # fmt: skip


def test_moved_planning_counts_the_same(session: Session, make: Factory, world: World) -> None:
    other = make.school(tracks=world.school.tracks)
    move(session, world, make.user(other, Role.DECAAN))
    items = exported(library.export_items(session, other.id))
    planning = exported(export_planning(session, other.id))
    tracks = [track.value for track in world.school.tracks]
    for year in YEARS:
        asked = {"tracks": tracks, "layer": "done", "school_year": str(year), "today": TODAY}
        there = judge.count(items, planning=planning, **asked)
        assert there == judge.count(world.own, planning=world.planning, **asked)


def test_planning_comes_in_only_once(session: Session, world: World) -> None:
    """On the school that it came from, by id and title."""
    outcomes = import_planning(session, world.decaan.as_actor(), lines(world.planning), {})
    assert [one for one in outcomes if one.problem or one.is_new] == []
    assert without_ids(exported(export_planning(session, world.school.id))) == without_ids(
        world.planning
    )


GOOD: dict[str, dict[str, Any]] = {
    "class_type": {"id": 1, "name": "3 havo", "year": 3, "tracks": ["havo"]},
    "period": {
        "school_year": "2026-2027",
        "number": 1,
        "name": "P1",
        "first_day": "2026-08-20",
        "last_day": "2026-11-01",
    },
    "placement": {
        "id": 9,
        "assignment": 0,
        "title": "Interview een ondernemer",
        "class_type": 1,
        "school_year": "2026-2027",
        "period": 1,
        "reach": "iedereen",
        "created_at": "2026-06-01T12:00:00+00:00",
        "updated_at": "2026-06-01T12:00:00+00:00",
    },
    "delivery": {"placement": 9, "answer": "ja", "at": "2026-11-02T12:00:00+00:00"},
    "target": {"school_year": "2026-2027", "competency": "netwerken", "year": 3, "number": 2},
    "milestone": {"name": "Open dag", "day": "2000-01-20"},
    "call": {"competency": "netwerken", "year": 3, "created_at": "2026-06-01T12:00:00+00:00"},
}


@pytest.mark.parametrize(
    ("kind", "change", "said"),
    [
        ("class_type", {"year": 5, "tracks": ["vmbo-tl"]}, "tracks: Geen van deze niveaus"),
        ("class_type", {"name": "x" * 41}, "name: hoogstens 40 tekens."),
        ("class_type", {"tracks": "havo"}, "tracks: dit moet een lijst zijn."),
        ("class_type", {"tracks": ["mavo"]}, "tracks: kies uit vmbo-bb"),
        ("class_type", {"id": "1"}, "id: een getal van 0"),
        ("class_type", {"archived_at": "gisteren"}, "archived_at: een tijdstip"),
        ("class_type", {"archived_at": "2026-01-01T12:00:00"}, "archived_at: een tijdstip"),
        ("class_type", {"name": 3}, "name: dit moet tekst zijn."),
        ("period", {"number": 7}, "number: een getal van 1 tot en met 6."),
        ("period", {"last_day": "2027-08-01"}, "first_day: van 1 augustus"),
        ("period", {"first_day": "20 augustus"}, "first_day: een dag"),
        ("period", {"school_year": "2026"}, "school_year: een schooljaar"),
        ("placement", {"class_type": 2}, "class_type: nummer 2 staat niet eerder"),
        ("placement", {"period": 2}, "period: 2026-2027 heeft hier geen periode 2."),
        ("placement", {"title": "Onbekend"}, "assignment: deze opdracht staat niet"),
        ("placement", {"reach": "half"}, "reach: kies uit iedereen, deel."),
        ("delivery", {"placement": 8}, "placement: nummer 8 staat niet eerder"),
        ("delivery", {"answer": None}, "answer: kies uit ja, nee, anders."),
        ("target", {"number": True}, "number: een getal van 0 tot en met 99."),
        ("milestone", {"years": [9]}, "years: een getal van 1 tot en met 6."),
        ("milestone", {"name": ""}, "name: Geef de mijlpaal een naam"),
        ("call", {"answers": ["x"]}, "answers: een lijst van objecten."),
        ("oops", {}, "kind: kies uit class_type"),
    ],
)
def test_a_line_that_cannot_be_is_named_and_the_rest_goes_in(
    session: Session, make: Factory, kind: str, change: dict[str, Any], said: str
) -> None:
    user = make.user()
    make.assignment(user)
    wrong = {"kind": kind, **GOOD.get(kind, {}), **change}
    before = [{"kind": name, **row} for name, row in GOOD.items() if name != kind]
    outcomes = import_planning(session, user.as_actor(), lines([*before, wrong]), {})
    (problem,) = [one.problem for one in outcomes if one.line == len(before) + 1]
    assert problem.startswith(said)
    good = json.loads(json.dumps([{"kind": name, **row} for name, row in GOOD.items()]))
    once_more = import_planning(session, user.as_actor(), lines(good), {})
    assert [one.problem for one in once_more if one.problem] == []


def test_a_bad_line_and_another_class_type_of_that_name(session: Session, make: Factory) -> None:
    user = make.user()
    make.class_type(user.school, "3 havo", 4)
    given = [
        Line(1, None, "Deze regel is geen JSON."),
        Line(2, {"kind": "class_type", **GOOD["class_type"]}),
    ]
    outcomes = import_planning(session, user.as_actor(), given, {})
    assert [one.problem for one in outcomes] == [
        "Deze regel is geen JSON.",
        "name: er is al een ander klastype 3 havo.",
    ]
    assert len(session.scalars(select(ClassType)).all()) == 1
