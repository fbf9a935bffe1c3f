"""Assignments as an actor may see them."""

from collections.abc import Iterable, Iterator

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from lobbib.domain.assignments import Status
from lobbib.domain.policy import Actor, Role
from lobbib.errors import NotFound
from lobbib.models import Assignment, Revision, User
from lobbib.queries.visibility import visible_to


def get_visible(
    session: Session, actor: Actor, assignment_id: int, *, lock: bool = False
) -> Assignment:
    """The assignment, if `actor` may see it. Raises NotFound, also for what exists elsewhere.

    With `lock`, inside a write transaction, nobody else changes it before the commit.
    """
    wanted = select(Assignment).where(Assignment.id == assignment_id, visible_to(actor))
    if lock:
        wanted = wanted.with_for_update(of=Assignment)
    found = session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def by_ids(session: Session, actor: Actor, ids: Iterable[int]) -> list[Assignment]:
    """The assignments among `ids` that `actor` may see, in the order of `ids`."""
    wanted = list(ids)
    rows = session.scalars(select(Assignment).where(Assignment.id.in_(wanted), visible_to(actor)))
    found = {row.id: row for row in rows}
    return [found[number] for number in wanted if number in found]


def mine(session: Session, actor: Actor) -> list[Assignment]:
    """What `actor` wrote in their school, last changed first; a decaan's whole archive too."""
    theirs = Assignment.author_id == actor.user_id
    if Role.DECAAN in actor.roles:
        theirs = or_(theirs, Assignment.status == Status.ARCHIVED)
    rows = session.scalars(
        select(Assignment)
        .where(Assignment.school_id == actor.school_id, theirs, visible_to(actor))
        .order_by(Assignment.updated_at.desc(), Assignment.id.desc())
        .options(joinedload(Assignment.author))
    )
    return list(rows)


def source_of(session: Session, actor: Actor, assignment: Assignment) -> Assignment | None:
    """What `assignment` was adapted from, if `actor` may see that."""
    found = by_ids(session, actor, [assignment.based_on_id] if assignment.based_on_id else [])
    return found[0] if found else None


def schools_that_adapted(session: Session, actor: Actor, assignment: Assignment) -> int:
    """How many other schools have an adaptation in their folder; which ones stays theirs."""
    wanted = select(func.count(Assignment.school_id.distinct())).where(
        Assignment.based_on_id == assignment.id,
        Assignment.school_id != actor.school_id,
        Assignment.status != Status.CONCEPT,
    )
    return session.scalar(wanted) or 0


def last_editor(session: Session, assignment: Assignment) -> User | None:
    """Who made the version that now stands; nobody where that account is gone."""
    return session.scalar(
        select(User)
        .join(Revision, Revision.user_id == User.id)
        .where(
            Revision.assignment_id == assignment.id,
            Revision.version == assignment.version,
        )
    )


def of_school(session: Session, school_id: int) -> Iterator[Assignment]:
    """Every assignment of a school, concepts included, by id: for the command line alone."""
    yield from session.scalars(
        select(Assignment)
        .where(Assignment.school_id == school_id)
        .order_by(Assignment.id)
        .options(joinedload(Assignment.author))
        .execution_options(yield_per=100)
    )
