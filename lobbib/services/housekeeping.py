"""What services tidy up in passing, inside a transaction that writes: the change feed."""

import secrets

from sqlalchemy import delete, literal, select, tuple_, update
from sqlalchemy.orm import Session

from lobbib.models import IndexChange, Installation, UserSession
from lobbib.models.feed import (
    Position,
    current_transaction,
    next_transaction,
    oldest_transaction,
)

# More than the changes from which on every index is built anew: nobody misses what is older.
KEPT = 20_000
SLACK = 1_000  # so that one save in a thousand pays for it

_HERE = tuple_(IndexChange.tx, IndexChange.id)
_OLDEST = select(IndexChange.id).order_by(IndexChange.tx, IndexChange.id).limit(1)
_ANOTHERS = IndexChange.tx != current_transaction()
_STRANGE = select(IndexChange.id).where(IndexChange.tx >= next_transaction(), _ANOTHERS).exists()


def keep_feed(session: Session) -> None:
    """Shorten the feed where it has become long, after this transaction's own rows.

    Begin it anew where a dump brought rows from another PostgreSQL server: their transactions are
    yet to come here, so that new rows would stand before them, unread.
    """
    newest: Position = session.info["feed_position"]
    oldest, is_strange = session.execute(select(_OLDEST.scalar_subquery(), _STRANGE)).one()
    if is_strange:
        _begin_anew(session)
    elif newest.id - oldest > KEPT + SLACK:
        _shorten(session)


def _shorten(session: Session) -> None:
    """Only rows that nothing can come before any more."""
    settled = select(IndexChange.tx, IndexChange.id).where(IndexChange.tx < oldest_transaction())
    newest_first = settled.order_by(IndexChange.tx.desc(), IndexChange.id.desc())
    last = session.execute(newest_first.offset(KEPT).limit(1)).first()
    if last is not None:
        session.execute(delete(IndexChange).where(tuple_(*map(literal, last)) >= _HERE))


def _begin_anew(session: Session) -> None:
    """As after a restore of our own: another number, so that every process reads all again."""
    session.execute(delete(IndexChange).where(_ANOTHERS))
    session.execute(update(Installation).values(database_id=secrets.token_hex(16)))
    session.execute(update(UserSession).values(feed_tx=0, feed_id=0))
