"""The engine, its pragmas, a session per request, and the one way to write.

Reading begins a plain transaction; writing begins IMMEDIATE, so that a writer waits for its turn
before it has read anything. A read transaction is never upgraded: SQLite would answer BUSY at once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app, g
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError, InternalError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from lobbib.config import Config
from lobbib.errors import Unavailable

if TYPE_CHECKING:
    from lobbib.search import LineEngine, SearchEngine, Suggester
    from lobbib.worker.keeper import Keeper

BUSY_TIMEOUT_MS = 15_000
_PATIENT = "PRAGMA busy_timeout = 15000"  # a connection keeps it, so every transaction says it
_HURRIED = "PRAGMA busy_timeout = 50"
Clash = IntegrityError  # what was checked a moment ago changed under our hands
DatabaseTrouble = OperationalError  # locked, full, read-only or away: the web answers 503


def make_engine(url: str) -> Engine:
    """An engine for SQLite or PostgreSQL that begins transactions by hand."""
    # Hidden, because an error with its parameters would put names into the log.
    engine = create_engine(url, hide_parameters=True, **_pool_options(url))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin)
    return engine


def _pool_options(url: str) -> dict[str, Any]:
    if make_url(url).get_backend_name() == "sqlite":
        return {"connect_args": {"timeout": BUSY_TIMEOUT_MS / 1000}}
    return {"pool_pre_ping": True}


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    hurried = options.get("lobbib_hurried", False)
    connection.exec_driver_sql(_HURRIED if hurried else _PATIENT)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("lobbib_write") else "BEGIN")


def make_sessions(engine: Engine) -> sessionmaker[Session]:
    return sessionmaker(engine, expire_on_commit=False)


@contextmanager
def write(session: Session, *, hurried: bool = False) -> Iterator[Session]:
    """One write transaction: begin, hand over, commit; all or nothing.

    Whatever the session read before is let go of first, so that the caller reads the truth again.
    Raises Unavailable when the database is locked, full or read-only; `hurried`, for what may be
    skipped, waits 50 ms instead of its turn.
    """
    session.rollback()
    session.expire_all()
    try:
        options = {"lobbib_write": True, "lobbib_hurried": hurried}
        connection = session.connection(execution_options=options)
        if hurried and connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL lock_timeout = 50")
        yield session
        session.commit()
    except (DatabaseTrouble, InternalError) as error:  # PostgreSQL says so when it is read-only
        session.rollback()
        raise Unavailable from error
    except BaseException:
        session.rollback()
        raise


@dataclass(frozen=True, slots=True)
class House:
    """What one process keeps for as long as it runs; `lobbib.open_house` builds it."""

    config: Config
    engine: Engine
    sessions: sessionmaker[Session]
    search: "SearchEngine"
    line: "LineEngine"
    suggester: "Suggester"
    keeper: "Keeper"


def house() -> House:
    """The house of the running application."""
    found: House = current_app.extensions["lobbib"]
    return found


def get_session() -> Session:
    """The session of this request."""
    if "session" not in g:
        g.session = house().sessions()
    session: Session = g.session
    return session


def close_session(_error: BaseException | None = None) -> None:
    session: Session | None = g.pop("session", None)
    if session is not None:
        session.close()


def init_app(app: Flask) -> None:
    app.teardown_appcontext(close_session)
