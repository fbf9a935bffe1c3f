"""Keep an assignment at hand, and let go of it. Raises NotFound for what the actor cannot see."""

from sqlalchemy.orm import Session

from lobbib.domain.policy import Actor
from lobbib.models import Favourite
from lobbib.queries import assignments
from lobbib.services.transaction import transaction, utc_now


def set_favourite(session: Session, actor: Actor, assignment_id: int, wanted: bool) -> None:
    with transaction(session, actor):
        assignments.get_visible(session, actor, assignment_id, lock=True)
        row = session.get(Favourite, (actor.user_id, assignment_id))
        if wanted and row is None:
            now = utc_now()
            new = Favourite(user_id=actor.user_id, assignment_id=assignment_id, created_at=now)
            session.add(new)
        elif row is not None and not wanted:
            session.delete(row)
