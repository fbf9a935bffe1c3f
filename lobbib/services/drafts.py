"""Keep what somebody is typing, and let go of it when it is saved, thrown away or old."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from lobbib.domain import drafts as rules
from lobbib.domain import policy
from lobbib.domain.drafts import Typed
from lobbib.domain.policy import Actor
from lobbib.errors import Forbidden, Invalid
from lobbib.models import Assignment, Draft, User
from lobbib.queries import assignments
from lobbib.queries import drafts as reads
from lobbib.services.transaction import transaction, utc_now

TOO_MUCH = "Dit is te veel om tussendoor te bewaren. Bewaar het zelf als concept."


@dataclass(frozen=True, slots=True)
class Sent:
    """What a window sends of its form. `token` names the draft and `page` the window; `number`
    counts what it sent, on from `base`: the number that the draft had when the window opened it.
    """

    token: str
    page: str
    number: int
    base: int
    typed: Typed


class Outcome(Enum):
    """What became of it: kept; saved or thrown away meanwhile; or another window goes on with it,
    and this one must go on under a token of its own.
    """

    KEPT = auto()
    ENDED = auto()
    ELSEWHERE = auto()


def keep(session: Session, actor: Actor, assignment_id: int | None, sent: Sent) -> Outcome:
    """Keep what stands in a form; nothing newer is ever overwritten.

    Raises Invalid for more than fits, NotFound and Forbidden for what the actor may not edit.
    """
    with transaction(session, actor):
        _check_assignment(session, actor, assignment_id)
        _check_size(sent)
        outcome = _keep(session, actor, assignment_id, sent)
        _forget_too_many(session, actor)
        forget_old(session, utc_now())
    return outcome


def _check_assignment(session: Session, actor: Actor, assignment_id: int | None) -> None:
    if assignment_id is None:
        return
    if not policy.can_edit(actor, assignments.get_visible(session, actor, assignment_id)):
        raise Forbidden


def _check_size(sent: Sent) -> None:
    named = rules.is_token(sent.token) and rules.is_token(sent.page)
    if not named or rules.is_too_much(sent.typed):
        raise Invalid({}, TOO_MUCH)


def _keep(session: Session, actor: Actor, assignment_id: int | None, sent: Sent) -> Outcome:
    row = _in_turn(session, actor, sent.token)
    if row is None:
        row = Draft(user_id=actor.user_id, assignment_id=assignment_id, token=sent.token)
        session.add(row)
    elif row.ended_at is not None:
        return Outcome.ENDED
    elif row.assignment_id != assignment_id or (row.page != sent.page and row.number != sent.base):
        return Outcome.ELSEWHERE
    elif row.page == sent.page and row.number >= sent.number:
        return Outcome.KEPT  # overtaken by what this window sent after it
    row.page, row.number, row.content = sent.page, sent.number, sent.typed
    row.updated_at = utc_now()
    session.flush()
    return Outcome.KEPT


def _in_turn(session: Session, actor: Actor, token: str) -> Draft | None:
    """The draft with that token, when nobody else is making or ending one of the actor's."""
    own = select(User.id).where(User.id == actor.user_id)
    session.execute(own.with_for_update(key_share=True))
    return reads.by_token(session, actor, token, lock=True)


def saved_as(session: Session, actor: Actor, token: str) -> Assignment | None:
    """Within the caller's transaction: the new assignment that this draft became already."""
    row = _in_turn(session, actor, token) if rules.is_token(token) else None
    return row.assignment if row is not None and row.ended_at is not None else None


def end(session: Session, actor: Actor, token: str, saved_as: Assignment | None = None) -> None:
    """Within the caller's transaction: what this draft holds has been saved, as a new assignment
    or in the one that it was of.

    An empty row stays for a day: what the window sent last may still be on its way.
    """
    if not rules.is_token(token):
        return
    row = _in_turn(session, actor, token)
    if row is None:
        row = Draft(user_id=actor.user_id, token=token)
        session.add(row)
    _close(row, utc_now())
    row.assignment = saved_as


def throw_away(session: Session, actor: Actor, draft_id: int) -> int | None:
    """Let go of a draft; returns the assignment that it was of. Raises NotFound."""
    with transaction(session, actor):
        row = reads.get(session, actor, draft_id)
        assignment_id = row.assignment_id
        _close(row, utc_now())
    return assignment_id


def _close(row: Draft, now: datetime) -> None:
    row.assignment_id, row.page, row.number, row.content = None, "", 0, {}
    row.updated_at = row.ended_at = now


def _forget_too_many(session: Session, actor: Actor) -> None:
    """Beyond what anybody can have open, the oldest go."""
    if surplus := reads.beyond(session, actor, rules.MAX_OPEN):
        session.execute(delete(Draft).where(Draft.id.in_(surplus)))


def forget_old(session: Session, now: datetime) -> None:
    """Within the caller's transaction: delete everybody's that nobody came back for."""
    ended = Draft.ended_at.is_not(None) & (Draft.updated_at < now - rules.ENDED_KEPT)
    session.execute(delete(Draft).where(or_(ended, Draft.updated_at < now - rules.KEPT)))
