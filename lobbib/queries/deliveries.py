"""What was really done: of one assignment, and how often.

history(session, actor, assignment, now)   "12 keer gedaan", and what worked
counts(session, ids)                       how often each was done
get_delivery(session, actor, id)           raises NotFound
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, joinedload

from lobbib.domain.deliveries import is_named
from lobbib.domain.planning import Answer
from lobbib.domain.policy import Actor, is_own_school
from lobbib.domain.school_years import SchoolYear
from lobbib.errors import NotFound
from lobbib.models import Assignment, ClassType, Delivery, Placement, User

MAX_LINES = 20


class Worked(NamedTuple):
    """What somebody said. `name` is None after two years, and for who is no longer there."""

    id: int
    answer: Answer
    line: str
    school_year: SchoolYear
    class_type: str | None
    name: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class History:
    """`times`: how often the answer was yes. `lines`: newest first, only those with words."""

    times: int
    lines: tuple[Worked, ...]


def history(session: Session, actor: Actor, assignment: Assignment, now: datetime) -> History:
    """Of an assignment of the actor's school; what another school did with its own stays there."""
    times = counts(session, [assignment.id]).get(assignment.id, 0)
    if not is_own_school(actor, assignment):
        return History(times, ())
    placed, loose = aliased(ClassType), aliased(ClassType)
    rows = session.execute(
        select(
            Delivery.id,
            Delivery.answer,
            Delivery.line,
            Delivery.school_year,
            func.coalesce(placed.name, loose.name),
            User.name,
            Delivery.at,
        )
        .outerjoin(Placement, Placement.id == Delivery.placement_id)
        .outerjoin(placed, placed.id == Placement.class_type_id)
        .outerjoin(loose, loose.id == Delivery.class_type_id)
        .outerjoin(User, User.id == Delivery.user_id)
        .where(
            Delivery.assignment_id == assignment.id,
            Delivery.school_id == actor.school_id,
            Delivery.line != "",
        )
        .order_by(Delivery.at.desc(), Delivery.id.desc())
        .limit(MAX_LINES)
    )
    found = [Worked(*row) for row in rows]
    return History(
        times, tuple(one if is_named(one.at, now) else one._replace(name=None) for one in found)
    )


def counts(session: Session, ids: Iterable[int] | None = None) -> dict[int, int]:
    """How often each of `ids` was done, those never done left out; of all for None."""
    done = (
        select(Delivery.assignment_id, func.count().label("times"))
        .where(Delivery.answer == Answer.YES)
        .group_by(Delivery.assignment_id)
    )
    if ids is not None:
        done = done.where(Delivery.assignment_id.in_(list(ids)))
    return {row.assignment_id: row.times for row in session.execute(done)}


def get_delivery(session: Session, actor: Actor, delivery_id: int) -> Delivery:
    """A delivery of the actor's school. Raises NotFound."""
    found = session.scalar(
        select(Delivery)
        .where(Delivery.id == delivery_id, Delivery.school_id == actor.school_id)
        .options(joinedload(Delivery.placement))
    )
    if found is None:
        raise NotFound
    return found
