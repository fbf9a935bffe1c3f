"""Begin a school year as a copy of another one, and say what is different by now.

    copy_year(session, actor, source, target)   what stands in target already stays
    review(session, actor, source)              what a copy would leave out, and what to look at

Raises Forbidden, and Invalid where there is nothing to copy.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from lobbib.domain import policy
from lobbib.domain.assignments import Status
from lobbib.domain.planning import Answer, PeriodData
from lobbib.domain.policy import Actor
from lobbib.domain.school_years import SchoolYear
from lobbib.errors import Forbidden, Invalid
from lobbib.models import Assignment, ClassType, Period, Placement, School
from lobbib.queries import school_shape
from lobbib.queries.visibility import visible_to
from lobbib.services.planning import Place, put
from lobbib.services.school_shape import add_periods
from lobbib.services.transaction import record, transaction

NOTHING = "In dat schooljaar staat nog niets in de planning."
SAME = "Kies een ander schooljaar om uit te kopiëren."


class Named(NamedTuple):
    """An assignment on a class type, to name."""

    assignment_id: int
    title: str
    class_type: str


@dataclass(frozen=True, slots=True)
class Copied:
    """What became of a copy. `number`: placements that were added.

    Left out are those of which the assignment is in the archive, and those whose class type is no
    longer there. Copied, but worth a look: those that were changed since they were placed, and
    those of which somebody said that they were not done.
    """

    number: int
    archived: tuple[Named, ...]
    homeless: tuple[Named, ...]
    changed: tuple[Named, ...]
    not_done: tuple[Named, ...]


def copy_year(session: Session, actor: Actor, source: SchoolYear, target: SchoolYear) -> Copied:
    """Place what stood in `source` in `target` too, in the period with the same number.

    A class type that was put away is taken to be the one in use that has its name. Periods come
    along where `target` has none yet.
    """
    if not policy.can_manage_line(actor):
        raise Forbidden
    if source == target:
        raise Invalid({"source": SAME})
    with transaction(session, actor):
        session.get_one(School, actor.school_id, with_for_update=True)
        rows = _standing(session, actor, source)
        if not rows:
            raise Invalid({"source": NOTHING})
        homes = _homes(session, actor, rows)
        copied = _judged(rows, homes)
        number = _put_again(session, actor, rows, homes, _periods(session, actor, source, target))
        record(session, actor, "planning.copy", source=str(source), target=str(target))
    return replace(copied, number=number)


def review(session: Session, actor: Actor, source: SchoolYear) -> Copied:
    """What there is to say of a copy of `source` before it is made; `number`: what would come
    along. Raises Forbidden.
    """
    if not policy.can_manage_line(actor):
        raise Forbidden
    rows = _standing(session, actor, source)
    judged = _judged(rows, _homes(session, actor, rows))
    left_out = len(judged.archived) + len(judged.homeless)
    return replace(judged, number=len(rows) - left_out)


def _standing(session: Session, actor: Actor, school_year: SchoolYear) -> list[Placement]:
    rows = session.scalars(
        select(Placement)
        .join(Assignment, Assignment.id == Placement.assignment_id)
        .where(
            Placement.school_id == actor.school_id,
            Placement.school_year == school_year,
            visible_to(actor),
        )
        .order_by(Placement.id)
        .options(
            joinedload(Placement.assignment),
            joinedload(Placement.class_type),
            joinedload(Placement.period),
            joinedload(Placement.subject),
            joinedload(Placement.delivery),
        )
    )
    return list(rows)


def _homes(session: Session, actor: Actor, rows: Iterable[Placement]) -> dict[int, ClassType]:
    """The class type in use for each old one, by the old one's id; those without one left out."""
    used = school_shape.class_types(session, actor.school_id)
    by_name = {row.name.casefold(): row for row in used}
    found = {}
    for old in {row.class_type for row in rows}:
        home = old if old.archived_at is None else by_name.get(old.name.casefold())
        if home is not None:
            found[old.id] = home
    return found


def _judged(rows: Iterable[Placement], homes: Mapping[int, ClassType]) -> Copied:
    """What there is to say, before anything is copied."""
    lists: dict[str, list[Named]] = {name: [] for name in SAID}
    for row in rows:
        one = Named(row.assignment_id, row.assignment.title, row.class_type.name)
        for name in _said(row, homes):
            lists[name].append(one)
    return Copied(0, **{name: tuple(found) for name, found in lists.items()})


SAID = ("archived", "homeless", "changed", "not_done")


def _said(row: Placement, homes: Mapping[int, ClassType]) -> Iterator[str]:
    if row.assignment.status is Status.ARCHIVED:
        yield "archived"
    elif row.class_type_id not in homes:
        yield "homeless"
    else:
        if row.assignment.updated_at > row.updated_at:
            yield "changed"
        if row.delivery is not None and row.delivery.answer is Answer.NO:
            yield "not_done"


def _periods(
    session: Session, actor: Actor, source: SchoolYear, target: SchoolYear
) -> list[Period]:
    """The periods of `target`, made like those of `source` where there are none."""
    found = school_shape.periods(session, actor.school_id, target)
    if found:
        return found
    shift = timedelta(weeks=52 * (target.start - source.start))
    like = school_shape.periods(session, actor.school_id, source)
    data = [_shifted(row.data, shift, target) for row in like]
    return add_periods(session, actor.school_id, target, data)


def _shifted(data: PeriodData, shift: timedelta, school_year: SchoolYear) -> PeriodData:
    """On the same days of the week, as far as these fall within the school year."""
    first, last = school_year.first_day, school_year.last_day
    return PeriodData(
        data.name,
        min(max(data.first_day + shift, first), last),
        min(max(data.last_day + shift, first), last),
    )


def _put_again(
    session: Session,
    actor: Actor,
    rows: Iterable[Placement],
    homes: Mapping[int, ClassType],
    periods: Sequence[Period],
) -> int:
    """Add what does not stand there yet; returns how many that were."""
    there = select(Placement).where(Placement.period_id.in_([period.id for period in periods]))
    taken = {(p.assignment_id, p.class_type_id, p.period_id) for p in session.scalars(there)}
    number = 0
    for row in rows:
        home = homes.get(row.class_type_id)
        if home is None or row.assignment.status is Status.ARCHIVED:
            continue
        period = periods[min(row.period.number, len(periods)) - 1]
        spot = (row.assignment_id, home.id, period.id)
        if spot not in taken:
            taken.add(spot)
            put(
                session,
                actor,
                row.assignment,
                Place(home, period, row.subject, row.reach, row.note),
            )
            number += 1
    return number
