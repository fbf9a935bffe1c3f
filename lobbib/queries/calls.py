"""Calls of the own school: those that concern me, all that are open, those that were closed.

open_for(session, actor)      to everybody or to one's own subjects, and not one's own
all_open(session, actor)      every open one, oldest first
closed(session, actor)        the last ones, newest first
get(session, actor, id)       raises NotFound
readers(session, call)        the colleagues whom a letter may go to
"""

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from lobbib.domain.policy import Actor
from lobbib.errors import NotFound
from lobbib.models import Assignment, Call, CallAnswer, User, UserSubject

MAX_CLOSED = 50


def _of_school(actor: Actor) -> Select[Call]:
    """An answer is a shared assignment of the own school, so everybody may see it."""
    return (
        select(Call)
        .where(Call.school_id == actor.school_id)
        .options(
            joinedload(Call.subject),
            joinedload(Call.user),
            selectinload(Call.answers)
            .joinedload(CallAnswer.assignment)
            .load_only(Assignment.title),
            selectinload(Call.answers).joinedload(CallAnswer.user),
        )
    )


def open_for(session: Session, actor: Actor) -> list[Call]:
    """Open calls to everybody or to the actor's own subjects, newest first; not their own."""
    mine = or_(Call.subject_id.is_(None), Call.subject_id.in_(actor.subject_ids))
    asked = _of_school(actor).where(
        Call.closed_at.is_(None), mine, Call.user_id.is_distinct_from(actor.user_id)
    )
    return list(session.scalars(asked.order_by(Call.id.desc())))


def all_open(session: Session, actor: Actor) -> list[Call]:
    asked = _of_school(actor).where(Call.closed_at.is_(None))
    return list(session.scalars(asked.order_by(Call.id)))


def closed(session: Session, actor: Actor) -> list[Call]:
    asked = _of_school(actor).where(Call.closed_at.is_not(None))
    return list(session.scalars(asked.order_by(Call.closed_at.desc()).limit(MAX_CLOSED)))


def get(session: Session, actor: Actor, call_id: int, *, lock: bool = False) -> Call:
    """A call of the actor's school. Raises NotFound."""
    asked = _of_school(actor).where(Call.id == call_id)
    found = session.scalar(asked.with_for_update(of=Call) if lock else asked)
    if found is None:
        raise NotFound
    return found


def readers(session: Session, call: Call) -> list[User]:
    """Who is asked: members with a password that teach the subject, or all; not the asker."""
    asked = select(User).where(
        User.school_id == call.school_id,
        User.disabled_at.is_(None),
        User.password_hash.is_not(None),
        User.id.is_distinct_from(call.user_id),
    )
    if call.subject_id is not None:
        teach = select(UserSubject.user_id).where(UserSubject.subject_id == call.subject_id)
        asked = asked.where(User.id.in_(teach))
    return list(session.scalars(asked.order_by(User.id)))
