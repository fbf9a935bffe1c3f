"""The one way in which a service writes: begin late, commit whole, say who did what."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from lobbib.db import write
from lobbib.domain.policy import Actor
from lobbib.models import AuditEvent, UserSession
from lobbib.services.housekeeping import keep_feed


def utc_now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def transaction(session: Session, actor: Actor | None = None) -> Iterator[Session]:
    """A write transaction that leaves its place in the change feed in the actor's session row.

    Enter it as the last step, after hashing and parsing: other writers wait meanwhile.
    """
    session.info.pop("feed_position", None)
    with write(session):
        yield session
        session.flush()
        if "feed_position" in session.info:
            keep_feed(session)
        _leave_position(session, actor)


def _leave_position(session: Session, actor: Actor | None) -> None:
    position = session.info.get("feed_position")
    if position is None or actor is None or actor.session_id is None:
        return
    session.execute(
        update(UserSession)
        .where(UserSession.id == actor.session_id)
        .values(feed_tx=position.tx, feed_id=position.id)
    )


def record(
    session: Session,
    actor: Actor | None,
    action: str,
    object_id: int | None = None,
    *,
    school_id: int | None = None,
    **detail: Any,
) -> None:
    """Add an audit line to the running transaction. `detail` never holds what somebody wrote."""
    session.add(
        AuditEvent(
            at=utc_now(),
            school_id=actor.school_id if actor else school_id,
            user_id=actor.user_id if actor else None,
            action=action,
            object_id=object_id,
            detail=detail,
        )
    )
