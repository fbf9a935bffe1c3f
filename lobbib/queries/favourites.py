"""An actor's favourites, as far as they may still see them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.domain.policy import Actor
from lobbib.models import Assignment, Favourite
from lobbib.queries.visibility import visible_to


def of_actor(session: Session, actor: Actor) -> list[Assignment]:
    """The last one first."""
    wanted = (
        select(Assignment)
        .join(Favourite, Favourite.assignment_id == Assignment.id)
        .where(Favourite.user_id == actor.user_id, visible_to(actor))
        .order_by(Favourite.created_at.desc(), Assignment.id.desc())
    )
    return list(session.scalars(wanted))


def is_favourite(session: Session, actor: Actor, assignment_id: int) -> bool:
    return session.get(Favourite, (actor.user_id, assignment_id)) is not None
