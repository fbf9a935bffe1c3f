"""Every version that an assignment had."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from lobbib.domain.assignments import Status
from lobbib.domain.policy import Actor, can_see_versions, is_author
from lobbib.errors import NotFound
from lobbib.models import Assignment, Revision
from lobbib.queries.visibility import visible_to


def of_assignment(session: Session, actor: Actor, assignment: Assignment) -> list[Revision]:
    """Newest first. Raises NotFound for another school's: its history stays there."""
    found = _visible(actor, assignment).order_by(Revision.version.desc())
    return list(session.scalars(found))


def get(session: Session, actor: Actor, assignment: Assignment, version: int) -> Revision:
    """One version. Raises NotFound where the actor may see none such."""
    found = session.scalar(_visible(actor, assignment).where(Revision.version == version))
    if found is None:
        raise NotFound
    return found


def first_texts(session: Session, actor: Actor) -> list[tuple[int, str, str]]:
    """(assignment, title, body) of everything that the actor's school shares and the actor wrote,
    as each was when it was new.
    """
    rows = session.execute(
        select(Revision.assignment_id, Revision.content)
        .join(Assignment, Assignment.id == Revision.assignment_id)
        .where(Revision.version == 1, Assignment.school_id == actor.school_id, visible_to(actor))
    )
    return [(number, str(content["title"]), str(content["body"])) for number, content in rows]


def _visible(actor: Actor, assignment: Assignment) -> Select[Revision]:
    """What was a concept stays its author's alone, also after it was shared."""
    if not can_see_versions(actor, assignment):
        raise NotFound
    of_it = select(Revision).where(Revision.assignment_id == assignment.id)
    if not is_author(actor, assignment):
        of_it = of_it.where(Revision.status != Status.CONCEPT)
    return of_it.options(joinedload(Revision.user))
