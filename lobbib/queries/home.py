"""What somebody's first page shows: a few rows and numbers, never a list to search in."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Status
from lobbib.domain.policy import Actor
from lobbib.domain.school_years import SchoolYear
from lobbib.models import Assignment, AssignmentSubject, AuditEvent, Placement, User
from lobbib.queries.visibility import visible_to

SHOWN = 5


class Staff(NamedTuple):
    """How many colleagues can log in, and how many still have an invitation lying there."""

    active: int
    invited: int


def concepts(session: Session, actor: Actor) -> list[Assignment]:
    """The actor's own concepts, last changed first."""
    rows = session.scalars(
        select(Assignment)
        .where(
            Assignment.status == Status.CONCEPT,
            Assignment.author_id == actor.user_id,
            visible_to(actor),
        )
        .order_by(Assignment.updated_at.desc(), Assignment.id.desc())
        .limit(SHOWN)
    )
    return list(rows)


def newest_in_own_subjects(session: Session, actor: Actor) -> list[Assignment]:
    """What was shared last in the actor's subjects, by whatever school."""
    in_subjects = select(AssignmentSubject.assignment_id).where(
        AssignmentSubject.subject_id.in_(actor.subject_ids)
    )
    rows = session.scalars(
        select(Assignment)
        .where(
            Assignment.status == Status.SHARED, Assignment.id.in_(in_subjects), visible_to(actor)
        )
        .order_by(Assignment.shared_at.desc(), Assignment.id.desc())
        .limit(SHOWN)
    )
    return list(rows)


def is_empty(session: Session, actor: Actor) -> bool:
    """Whether the actor's school has shared nothing yet."""
    wanted = select(Assignment.id).where(
        Assignment.school_id == actor.school_id,
        Assignment.status == Status.SHARED,
        visible_to(actor),
    )
    return session.scalar(wanted.limit(1)) is None


def is_planned(session: Session, actor: Actor, school_year: SchoolYear) -> bool:
    """Whether anything stands on the actor's school's board in that year."""
    stands = select(Placement.id).where(
        Placement.school_id == actor.school_id, Placement.school_year == school_year
    )
    return session.scalar(stands.limit(1)) is not None


def staff(session: Session, actor: Actor) -> Staff:
    """Accounts of the actor's school that are not switched off."""
    joined = session.execute(
        select(func.count(User.id), func.count(User.password_hash)).where(
            User.school_id == actor.school_id, User.disabled_at.is_(None)
        )
    )
    everybody, active = joined.one()
    return Staff(active=active, invited=everybody - active)


def last_backup(session: Session) -> datetime | None:
    """When the whole installation was last backed up, as far as this database knows."""
    made = AuditEvent.action == "database.backed_up"
    return session.scalar(select(func.max(AuditEvent.at)).where(made))
