"""Keep from which version of its original an adaptation comes, and up to which it was followed."""

from sqlalchemy.orm import Session

from lobbib.domain import policy
from lobbib.domain.policy import Actor
from lobbib.errors import Forbidden, NotFound
from lobbib.models import Adaptation, Assignment
from lobbib.queries import assignments
from lobbib.queries.originals import adaptation_of
from lobbib.services.transaction import transaction


def note_taken(
    session: Session, copy: Assignment, source: Assignment, version: int | None = None
) -> None:
    """Within the caller's transaction: `copy` was made of `source` as it stands now, or stood at
    `version`.
    """
    taken = version or source.version
    row = Adaptation(assignment_id=copy.id, taken=taken, seen=taken)
    session.add(row)


def note_seen(session: Session, actor: Actor, copy: Assignment, version: int) -> None:
    """Within the caller's transaction: the original was looked at, at that version.

    Nothing happens where the actor cannot see the original, or no such version exists yet.
    """
    row = adaptation_of(session, copy)
    source = assignments.source_of(session, actor, copy)
    if row is not None and source is not None and row.seen < version <= source.version:
        row.seen = version


def see(session: Session, actor: Actor, assignment_id: int, version: int) -> None:
    """Say that what changed in the original up to `version` was looked at.

    Raises NotFound where there is no original that the actor can see, Forbidden, and Unavailable.
    """
    with transaction(session, actor):
        copy = assignments.get_visible(session, actor, assignment_id, lock=True)
        if not policy.can_edit(actor, copy):
            raise Forbidden
        if assignments.source_of(session, actor, copy) is None:
            raise NotFound
        note_seen(session, actor, copy, version)
