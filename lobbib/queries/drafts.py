"""What somebody was typing. Only its writer ever sees it: every read asks for the actor's own."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from lobbib.domain.policy import Actor
from lobbib.errors import NotFound
from lobbib.models import Draft


def open_drafts(session: Session, actor: Actor) -> list[Draft]:
    """Everything that the actor was typing and did not save, the latest first."""
    newest_first = _open(actor).order_by(Draft.updated_at.desc(), Draft.id.desc())
    return list(session.scalars(newest_first.options(joinedload(Draft.assignment))))


def of_form(session: Session, actor: Actor, assignment_id: int | None) -> list[Draft]:
    """The same for one assignment; for a new one where there is none."""
    return [row for row in open_drafts(session, actor) if row.assignment_id == assignment_id]


def get(session: Session, actor: Actor, draft_id: int) -> Draft:
    """One of the actor's own that is still open. Raises NotFound."""
    found = session.scalar(_open(actor).where(Draft.id == draft_id))
    if found is None:
        raise NotFound
    return found


def by_token(session: Session, actor: Actor, token: str, *, lock: bool = False) -> Draft | None:
    """The actor's draft with that token, ended or not."""
    wanted = select(Draft).where(Draft.user_id == actor.user_id, Draft.token == token)
    return session.scalar(wanted.with_for_update() if lock else wanted)


def number_of(session: Session, actor: Actor, token: str) -> int:
    """How far the open draft with that token has come; 0 where there is none."""
    found = session.scalar(_open(actor).where(Draft.token == token))
    return found.number if found else 0


def beyond(session: Session, actor: Actor, number: int) -> list[int]:
    """The ids of the actor's open drafts but the newest `number`."""
    newest_first = (
        select(Draft.id)
        .where(Draft.user_id == actor.user_id, Draft.ended_at.is_(None))
        .order_by(Draft.updated_at.desc(), Draft.id.desc())
    )
    return list(session.scalars(newest_first.offset(number)))


def _open(actor: Actor) -> Select[Draft]:
    return select(Draft).where(Draft.user_id == actor.user_id, Draft.ended_at.is_(None))
