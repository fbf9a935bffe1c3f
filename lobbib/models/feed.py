"""The change feed: a flush that touches an assignment, or where it is placed and whether it was
done, says so in the same transaction.

Search follows this feed; nobody's save waits for the index. On SQLite writers take turns, so ids
come in the order of commits. On PostgreSQL they do not: there a reader goes by (transaction, id)
below the oldest transaction that still runs.
"""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Index, Integer, event, insert
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column, sessionmaker
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ColumnElement

from lobbib.models.assignments import Assignment
from lobbib.models.base import Base
from lobbib.models.planning import Delivery, Placement


class Position(NamedTuple):
    """A place in the feed; positions compare in feed order."""

    tx: int
    id: int


START = Position(0, 0)


class current_transaction(ColumnElement[int]):
    """The running transaction's number; 0 on SQLite, where the id alone is the order."""

    inherit_cache = True
    type = BigInteger()


class oldest_transaction(ColumnElement[int]):
    """The first transaction that may still put rows before others: older ones are all there."""

    inherit_cache = True
    type = BigInteger()


class next_transaction(ColumnElement[int]):
    """No other transaction that has ended had this number, or more."""

    inherit_cache = True
    type = BigInteger()


# On SQLite every row has transaction 0 and ids come in the order of commits: all of them are safe.
_NUMBERS = {
    current_transaction: ("0", "pg_current_xact_id()::text::bigint"),
    oldest_transaction: ("1", "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"),
    next_transaction: ("1", "pg_snapshot_xmax(pg_current_snapshot())::text::bigint"),
}


def _compile(element: ColumnElement[int], compiler: SQLCompiler, **kw: Any) -> str:
    on_sqlite, on_postgresql = _NUMBERS[type(element)]
    return on_postgresql if compiler.dialect.name == "postgresql" else on_sqlite


for _element in _NUMBERS:
    compiles(_element)(_compile)


class IndexChange(Base):
    """Append only; the oldest rows go when there are many (services.housekeeping)."""

    __tablename__ = "index_change"
    __table_args__ = (Index("ix_index_change_tx_id", "tx", "id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    tx: Mapped[int] = mapped_column(BigInteger, default=current_transaction())
    assignment_id: Mapped[int]


def record_changes(session: Session, assignment_ids: set[int]) -> None:
    """Write feed rows for `assignment_ids`; bulk statements call this themselves.

    The last position is left in `session.info["feed_position"]`.
    """
    rows = [{"assignment_id": number} for number in sorted(assignment_ids)]
    statement = insert(IndexChange).returning(IndexChange.tx, IndexChange.id)
    written = [Position(tx, number) for tx, number in session.execute(statement, rows)]
    session.info["feed_position"] = max(written)


def watch(sessions: sessionmaker[Session]) -> None:
    """Make every flush of these sessions write the feed."""
    event.listen(sessions, "after_flush", _record_flush)


def _record_flush(session: Session, _context: UOWTransaction) -> None:
    changed = [row for row in session.dirty if session.is_modified(row)]
    rows = [*session.new, *session.deleted, *changed]
    if touched := {number for row in rows if (number := _assignment_of(row))}:
        record_changes(session, touched)


def _assignment_of(row: object) -> int | None:
    if isinstance(row, Assignment):
        return row.id
    return row.assignment_id if isinstance(row, Placement | Delivery) else None


class Installation(Base):
    """One row: which database this is. A restore changes it, so that every index is rebuilt."""

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True)
    database_id: Mapped[str]
    made_at: Mapped[datetime]
