"""Keep an assignment at hand and let go of it; let colleagues read along, or no longer."""

from sqlalchemy.orm import Session

from lobbib.domain.assignments import tidy
from lobbib.domain.policy import Actor
from lobbib.errors import Invalid
from lobbib.models import Favourite, FavouriteList, User
from lobbib.models.favourites import MAX_NAME
from lobbib.queries import assignments, favourites
from lobbib.services.transaction import record, transaction, utc_now


def set_favourite(session: Session, actor: Actor, assignment_id: int, wanted: bool) -> None:
    """Raises NotFound for what the actor cannot see."""
    with transaction(session, actor):
        assignments.get_visible(session, actor, assignment_id, lock=True)
        row = session.get(Favourite, (actor.user_id, assignment_id))
        if wanted and row is None:
            now = utc_now()
            new = Favourite(user_id=actor.user_id, assignment_id=assignment_id, created_at=now)
            session.add(new)
        elif row is not None and not wanted:
            session.delete(row)


def share_list(session: Session, actor: Actor, name: str) -> FavouriteList:
    """Let the own school read the actor's favourites under `name`. Raises Invalid, at "name"."""
    name = tidy(name, multiline=False)
    if not name:
        raise Invalid({"name": "Geef je lijst een naam."})
    if len(name) > MAX_NAME:
        raise Invalid({"name": f"Gebruik hoogstens {MAX_NAME} tekens."})
    with transaction(session, actor):
        session.get(User, actor.user_id, with_for_update=True)  # two clicks at once: one list
        row = favourites.list_of_actor(session, actor)
        if row is None:
            row = FavouriteList(user_id=actor.user_id, shared_at=utc_now())
            session.add(row)
        row.name = name
        session.flush()
        record(session, actor, "favourites.share", row.id)
    return row


def stop_sharing(session: Session, actor: Actor) -> None:
    """The favourites stay the actor's own."""
    with transaction(session, actor):
        row = favourites.list_of_actor(session, actor)
        if row is not None:
            record(session, actor, "favourites.unshare", row.id)
            session.delete(row)
