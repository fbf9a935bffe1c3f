"""Where a session's own last save stands in the change feed."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.domain.policy import Actor
from lobbib.models import UserSession
from lobbib.models.feed import START, Position


def position_of(session: Session, actor: Actor) -> Position:
    """The feed position of the actor's last save; the start where no browser session asks."""
    if actor.session_id is None:
        return START
    columns = select(UserSession.feed_tx, UserSession.feed_id)
    found = session.execute(columns.where(UserSession.id == actor.session_id)).first()
    return Position(*found) if found else START
