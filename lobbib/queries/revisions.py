"""Every version that an assignment had."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from lobbib.domain.policy import Actor, can_see_versions
from lobbib.errors import NotFound
from lobbib.models import Assignment, Revision


def of_assignment(session: Session, actor: Actor, assignment: Assignment) -> list[Revision]:
    """Newest first. Raises NotFound for another school's: its history stays there."""
    _check(actor, assignment)
    rows = session.scalars(
        select(Revision)
        .where(Revision.assignment_id == assignment.id)
        .order_by(Revision.version.desc())
        .options(joinedload(Revision.user))
    )
    return list(rows)


def get(session: Session, actor: Actor, assignment: Assignment, version: int) -> Revision:
    """One version. Raises NotFound where there is none, or it is another school's."""
    _check(actor, assignment)
    found = session.scalar(
        select(Revision)
        .where(Revision.assignment_id == assignment.id, Revision.version == version)
        .options(joinedload(Revision.user))
    )
    if found is None:
        raise NotFound
    return found


def _check(actor: Actor, assignment: Assignment) -> None:
    if not can_see_versions(actor, assignment):
        raise NotFound
