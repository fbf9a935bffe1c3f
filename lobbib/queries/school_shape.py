"""The shape of a school in a school year: its class types, periods and milestones.

class_types(session, school_id)            those in use, in the order of a board
shown_class_types(session, school_id, y)   the same, with those that year y still needs
get_class_type(session, actor, id)         raises NotFound
periods(session, school_id, y)             by number; empty where nobody made them yet
period_at(session, school_id, day)         the one that `day` falls in
period_counts(session, school_id, years)   how many each of them has
milestones(session, school_id, y)          (day in that year, row), by day
milestones_of(session, school_id, years)   the same for each of them
school_years(session, school_id)           those that have periods
"""

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from lobbib.domain.planning import mark_of
from lobbib.domain.policy import Actor
from lobbib.domain.school_years import SchoolYear
from lobbib.domain.tracks import Track
from lobbib.errors import NotFound
from lobbib.models import ClassType, Milestone, Period, Placement

Row = TypeVar("Row")
_TRACKS = list(Track)


def class_types(session: Session, school_id: int) -> list[ClassType]:
    """Those in use, by year, then track, then name."""
    of_school = select(ClassType).where(ClassType.school_id == school_id)
    return _in_order(session.scalars(of_school.where(ClassType.archived_at.is_(None))))


def shown_class_types(session: Session, school_id: int, school_year: SchoolYear) -> list[ClassType]:
    """Those in use, and those put away on which something is placed in `school_year`."""
    used = select(Placement.class_type_id).where(
        Placement.school_id == school_id, Placement.school_year == school_year
    )
    return _in_order(
        session.scalars(
            select(ClassType).where(
                ClassType.school_id == school_id,
                or_(ClassType.archived_at.is_(None), ClassType.id.in_(used)),
            )
        )
    )


def all_class_types(session: Session, school_id: int) -> list[ClassType]:
    """Also those that were put away."""
    return _in_order(session.scalars(select(ClassType).where(ClassType.school_id == school_id)))


def _in_order(rows: Iterable[ClassType]) -> list[ClassType]:
    return sorted(rows, key=_place)


def _place(row: ClassType) -> tuple[int, list[int], str, int]:
    tracks = [_TRACKS.index(track) for track in row.tracks]
    return row.year, tracks, row.name.casefold(), row.id


def get_class_type(
    session: Session, actor: Actor, class_type_id: int, *, lock: bool = False
) -> ClassType:
    """A class type of the actor's school. Raises NotFound."""
    wanted = select(ClassType).where(
        ClassType.id == class_type_id, ClassType.school_id == actor.school_id
    )
    return _found(session.scalar(wanted.with_for_update() if lock else wanted))


def _found(row: Row | None) -> Row:
    if row is None:
        raise NotFound
    return row


def periods(session: Session, school_id: int, school_year: SchoolYear) -> list[Period]:
    """The periods of a school year by number; empty where nobody made them yet."""
    wanted = select(Period).where(Period.school_id == school_id, Period.school_year == school_year)
    return list(session.scalars(wanted.order_by(Period.number)))


def period_counts(
    session: Session, school_id: int, school_years: Iterable[SchoolYear]
) -> dict[SchoolYear, int]:
    """How many periods each of `school_years` has; without any it is left out."""
    rows = session.execute(
        select(Period.school_year, func.count().label("number"))
        .where(Period.school_id == school_id, Period.school_year.in_(list(school_years)))
        .group_by(Period.school_year)
    )
    return {row.school_year: row.number for row in rows}


def periods_mark(rows: Iterable[Period]) -> str:
    """The mark of a whole school year's periods, for the form that changes them at once."""
    return mark_of([row.data for row in rows])


def get_period(session: Session, actor: Actor, period_id: int) -> Period:
    """A period of the actor's school. Raises NotFound."""
    return _found(find_period(session, actor, period_id))


def find_period(session: Session, actor: Actor, period_id: int) -> Period | None:
    """The same, for what may have been made up."""
    wanted = select(Period).where(Period.id == period_id, Period.school_id == actor.school_id)
    return session.scalar(wanted)


def period_at(session: Session, school_id: int, day: date) -> Period | None:
    """The period in which `day` falls, else the next one of that school year, else its last."""
    rows = periods(session, school_id, SchoolYear.of(day))
    return next((row for row in rows if day <= row.last_day), rows[-1] if rows else None)


def milestones(
    session: Session, school_id: int, school_year: SchoolYear
) -> list[tuple[date, Milestone]]:
    """(day in that school year, milestone), by day: those of the year and those of every year."""
    return milestones_of(session, school_id, [school_year])[school_year]


def milestones_of(
    session: Session, school_id: int, school_years: Iterable[SchoolYear]
) -> dict[SchoolYear, list[tuple[date, Milestone]]]:
    """The same for each of `school_years`."""
    wanted = list(school_years)
    of_school = select(Milestone).where(Milestone.school_id == school_id)
    dated = or_(Milestone.school_year.is_(None), Milestone.school_year.in_(wanted))
    rows = list(session.scalars(of_school.where(dated)))
    return {year: _in_year(rows, year) for year in wanted}


def _in_year(rows: Iterable[Milestone], year: SchoolYear) -> list[tuple[date, Milestone]]:
    found = [
        (year.day(row.day) if row.school_year is None else row.day, row)
        for row in rows
        if row.school_year in (None, year)
    ]
    return sorted(found, key=lambda pair: (pair[0], pair[1].id))


def get_milestone(session: Session, actor: Actor, milestone_id: int) -> Milestone:
    """A milestone of the actor's school. Raises NotFound."""
    wanted = select(Milestone).where(
        Milestone.id == milestone_id, Milestone.school_id == actor.school_id
    )
    return _found(session.scalar(wanted))


def school_years(session: Session, school_id: int) -> list[SchoolYear]:
    """Those for which the school has periods, early to late."""
    wanted = select(Period.school_year).where(Period.school_id == school_id).distinct()
    return sorted(session.scalars(wanted))
