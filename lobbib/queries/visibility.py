"""`domain.policy.can_see` in SQL; a property test proves that the two agree."""

from sqlalchemy import ColumnElement, and_, false, or_, select

from lobbib.domain.assignments import Origin, Status, Visibility
from lobbib.domain.policy import Actor
from lobbib.models import Assignment, School


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The condition on `Assignment` for what `actor` may see."""
    return or_(
        and_(Assignment.school_id == actor.school_id, Assignment.status != Status.CONCEPT),
        and_(Assignment.school_id == actor.school_id, Assignment.author_id == actor.user_id),
        shared_with(actor),
    )


def shared_with(actor: Actor) -> ColumnElement[bool]:
    """What other schools share with the actor's (the own school's wide ones included)."""
    return and_(
        Assignment.status == Status.SHARED,
        Assignment.origin != Origin.TAKEN_OVER,
        or_(
            Assignment.visibility == Visibility.EVERYONE,
            and_(Assignment.visibility == Visibility.BOARD, _same_board(actor)),
        ),
    )


def _same_board(actor: Actor) -> ColumnElement[bool]:
    if actor.board_id is None:
        return false()
    neighbours = select(School.id).where(School.board_id == actor.board_id)
    return Assignment.school_id.in_(neighbours)
