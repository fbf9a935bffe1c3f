"""The planning of a demo school, from seed/demo/planning.json: last school year and this one.

It is believable rather than full: holes, both reaches, some answers that nobody gave yet.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import Cell
from lobbib.domain.planning import (
    Answer,
    ClassTypeData,
    MilestoneData,
    Reach,
    YearTarget,
    default_milestones,
    default_periods,
)
from lobbib.domain.policy import Role
from lobbib.domain.school_years import SchoolYear
from lobbib.domain.tracks import Track
from lobbib.models import (
    Assignment,
    Call,
    CallAnswer,
    ClassType,
    Delivery,
    Period,
    Placement,
    School,
    Subject,
    User,
)
from lobbib.services import agreements, school_shape
from lobbib.services.agreements import Agreed

Value = TypeVar("Value", bound=StrEnum)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
PLANNED_IN = (6, 12)  # month and day on which next year's plan was made
UNKNOWN_ONE_IN = 6


class Scene(NamedTuple):
    """Everything that the rows of the plan name, by name."""

    school: School
    people: Sequence[User]
    class_types: Mapping[str, ClassType]
    assignments: Mapping[str, Assignment]
    subjects: Mapping[str, Subject]
    now: datetime


def add_planning(
    session: Session, plan: Mapping[str, Any], school: School, people: Sequence[User], now: datetime
) -> None:
    """Within the caller's transaction; the school's assignments are there already."""
    scene = _scene(session, plan, school, people, now)
    this = SchoolYear.of(now.astimezone(AMSTERDAM).date())
    for school_year, key in ((this.previous, "before"), (this, "now")):
        data = default_periods(school_year)
        periods = school_shape.add_periods(session, school.id, school_year, data)
        _place_all(session, scene, plan["placements"], key, periods)
        agreements.keep(session, school.id, school_year, _agreed(plan, key))
    session.add_all(_milestones(plan, school))
    session.add_all(_call(scene, asked) for asked in plan["calls"])
    session.flush()


def _scene(
    session: Session, plan: Mapping[str, Any], school: School, people: Sequence[User], now: datetime
) -> Scene:
    types = [school_shape.new_class_type(school.id, _type(row)) for row in plan["class_types"]]
    session.add_all(types)
    session.flush()
    rows = session.scalars(select(Assignment).where(Assignment.school_id == school.id))
    return Scene(
        school=school,
        people=people,
        class_types={row.name: row for row in types},
        assignments={row.title: row for row in rows},
        subjects={subject.slug: subject for user in people for subject in user.subjects},
        now=now,
    )


def _one(values: type[Value], value: str) -> Value:
    return values(value)


def _type(row: Mapping[str, Any]) -> ClassTypeData:
    return ClassTypeData(
        row["name"], row["year"], tuple(_one(Track, name) for name in row["tracks"])
    )


def assign_class_types(
    session: Session, people: Sequence[User], names: Mapping[str, Sequence[str]], school: School
) -> None:
    """Give each of `people` the class types that `names` has for their address."""
    rows = session.scalars(select(ClassType).where(ClassType.school_id == school.id))
    by_name = {row.name: row for row in rows}
    for user in people:
        user.class_types = [by_name[name] for name in names.get(user.email, ())]


def _place_all(
    session: Session,
    scene: Scene,
    rows: Sequence[Mapping[str, Any]],
    key: str,
    periods: Sequence[Period],
) -> None:
    ended = [period for period in periods if period.last_day < scene.now.date()]
    for row in rows:
        for name, answer in row.get(key, {}).get("answers", {}).items():
            period = periods[row[key]["period"] - 1]
            placement = _placement(scene, row, name, period)
            session.add(placement)
            session.flush()
            given = _answer(answer, period, ended, placement.id, always=key == "before")
            if given is not None:
                line = row[key]["line"] if name == _speaks(row[key]["answers"]) else ""
                session.add(_delivery(scene, placement, given, line, period))


def _speaks(answers: Mapping[str, str | None]) -> str | None:
    """The class type for which somebody wrote a line: the first that was answered."""
    return next((name for name, answer in answers.items() if answer), None)


def _answer(
    answer: str | None, period: Period, ended: Sequence[Period], number: int, *, always: bool
) -> Answer | None:
    """What was said. Of a period that is long over most is known, also where the plan is silent;
    of the last one only what the plan says.
    """
    if period not in ended:
        return None
    if answer or always:
        return _one(Answer, answer) if answer else None
    long_over = period is not ended[-1] and number % UNKNOWN_ONE_IN
    return Answer.YES if long_over else None


def _placement(scene: Scene, row: Mapping[str, Any], name: str, period: Period) -> Placement:
    assignment = scene.assignments[row["title"]]
    made = max(_at(date(period.school_year.start, *PLANNED_IN)), assignment.updated_at)
    subject = scene.subjects[row["subject"]]
    return Placement(
        school_id=scene.school.id,
        school_year=period.school_year,
        assignment_id=assignment.id,
        class_type_id=scene.class_types[name].id,
        period_id=period.id,
        subject_id=subject.id,
        reach=_one(Reach, row["reach"]),
        note=row.get("note", ""),
        created_at=made,
        updated_at=made,
        updated_by_id=_decaan(scene.people).id,
    )


def _delivery(
    scene: Scene, placement: Placement, answer: Answer, line: str, period: Period
) -> Delivery:
    gives = [u for u in scene.people if placement.subject_id in {s.id for s in u.subjects}]
    return Delivery(
        school_id=scene.school.id,
        school_year=placement.school_year,
        assignment_id=placement.assignment_id,
        placement_id=placement.id,
        answer=answer,
        line=line,
        user_id=gives[0].id,
        at=min(_at(period.last_day + timedelta(days=3)), scene.now),
    )


def _at(day: date) -> datetime:
    return datetime.combine(day, time(15, 40), AMSTERDAM)


def _decaan(people: Sequence[User]) -> User:
    return next(user for user in people if Role.DECAAN in user.roles)


def _agreed(plan: Mapping[str, Any], key: str) -> Agreed:
    cells = (row for row in plan["targets"] if row["since"] == key)
    years = (row for row in plan["year_targets"] if row["since"] == key)
    return Agreed(
        {Cell(_one(Competency, row["competency"]), row["year"]): row["number"] for row in cells},
        {
            row["year"]: YearTarget(row["assignments"], row["periods"], row["conversations"])
            for row in years
        },
    )


def _milestones(plan: Mapping[str, Any], school: School) -> Iterator[Any]:
    for data in (*default_milestones(school.tracks), *map(_milestone, plan["milestones"])):
        yield school_shape.new_milestone(school.id, data)


def _milestone(row: Mapping[str, Any]) -> MilestoneData:
    day = date(2000, row["month"], row["day"])
    tracks = tuple(_one(Track, name) for name in row["tracks"])
    return MilestoneData(row["name"], day, None, tuple(row["years"]), tracks)


def _call(scene: Scene, asked: Mapping[str, Any]) -> Call:
    opened = scene.now - timedelta(days=asked["days_ago"])
    subject = scene.subjects[asked["subject"]] if asked["subject"] else None
    call = Call(
        school_id=scene.school.id,
        competency=_one(Competency, asked["competency"]),
        year=asked["year"],
        subject_id=subject.id if subject else None,
        text=asked["text"],
        user_id=_decaan(scene.people).id,
        created_at=opened,
    )
    for title in asked["answers"]:
        given = scene.assignments[title]
        at = opened + timedelta(days=4)
        call.answers.append(CallAnswer(assignment_id=given.id, user_id=given.author_id, at=at))
    if asked["thanks"]:
        call.closed_at, call.thanks = opened + timedelta(days=9), asked["thanks"]
    return call
