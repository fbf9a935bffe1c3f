"""What changed in an original since it was adapted, as far as the actor may read either text.

Another school's history stays there: of its older versions only the one that was taken, or looked
at, is read, and that only while it was shared with this school at the time.
"""

from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.domain import policy
from lobbib.domain.assignments import Content, Origin, Status, Visibility
from lobbib.domain.originals import news
from lobbib.domain.policy import Actor
from lobbib.exchange.items import from_item
from lobbib.models import Adaptation, Assignment, Revision
from lobbib.queries import subjects
from lobbib.queries.assignments import source_of


@dataclass(frozen=True, slots=True)
class Change:
    """`source` as it was at version `seen` and as it is; `fields` is never empty."""

    source: Assignment
    seen: int
    then: Content
    now: Content
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _AsItWas:
    """An assignment in an older version, for the rules."""

    school_id: int
    board_id: int | None
    author_id: int | None
    status: Status
    visibility: Visibility
    origin: Origin
    share_notes: bool


def adaptation_of(session: Session, assignment: Assignment) -> Adaptation | None:
    return session.get(Adaptation, assignment.id)


def change_of(session: Session, actor: Actor, assignment: Assignment) -> Change | None:
    """What is new in the original of `assignment`; None where nothing is, or may be known."""
    adaptation = adaptation_of(session, assignment)
    source = source_of(session, actor, assignment) if adaptation else None
    if adaptation is None or source is None or source.version <= adaptation.seen:
        return None
    status, content = _version(session, source, adaptation.seen)
    was = _AsItWas(
        *(source.school_id, source.board_id, source.author_id, status),
        *(content.visibility, content.origin, content.share_notes),
    )
    if not policy.can_see(actor, was):
        return None
    see_notes = all(policy.can_see_notes(actor, one) for one in (was, source))
    then = _readable(session, actor, source, content, see_notes)
    now = _readable(session, actor, source, source.content, see_notes)
    fields = news(then, now, assignment.content)
    return Change(source, adaptation.seen, then, now, fields) if fields else None


def _version(session: Session, source: Assignment, version: int) -> tuple[Status, Content]:
    revision = session.scalars(
        select(Revision).where(Revision.assignment_id == source.id, Revision.version == version)
    ).one()
    return revision.status, from_item(revision.content).content


def _readable(
    session: Session, actor: Actor, source: Assignment, content: Content, see_notes: bool
) -> Content:
    """Without what is not for the actor, and with those subjects that their school has too."""
    content = content if see_notes else replace(content, notes="")
    if policy.is_own_school(actor, source):
        return content
    known = subjects.names_of(session, actor.school_id)
    return replace(content, subjects=tuple(slug for slug in content.subjects if slug in known))
