"""Writers wait for their turn and see the truth; readers are never turned away."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url, text
from sqlalchemy.orm import Session, sessionmaker

from lobbib.config import sqlite_url
from lobbib.db import make_engine, make_sessions, write
from lobbib.errors import Unavailable
from lobbib.models import School
from tests.factories import Factory

WRITERS = 4
ROUNDS = 25


def test_read_modify_writes_lose_nothing(sessions: sessionmaker[Session], make: Factory) -> None:
    """Each writer reads first, as a page does, and then adds one in a write transaction."""
    school_id = make.school(name="0").id
    failures: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(ROUNDS):
                with sessions() as session:
                    session.get_one(School, school_id)
                    with write(session):
                        school = session.get_one(School, school_id, with_for_update=True)
                        school.name = str(int(school.name) + 1)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with sessions() as session:
        assert session.get_one(School, school_id).name == str(WRITERS * ROUNDS)


def test_locked_database_is_unavailable_and_reading_goes_on(migrated_sqlite: Path) -> None:
    url = sqlite_url(migrated_sqlite)
    holder, waiter = make_engine(url), make_engine(url)
    try:
        with holder.connect().execution_options(lobbib_write=True) as held:
            held.execute(text("SELECT 1"))
            with Session(waiter) as session:
                session.execute(text("PRAGMA busy_timeout=50"))
                with pytest.raises(Unavailable), write(session):
                    pass
                assert session.execute(text("SELECT count(*) FROM school")).scalar() == 0
    finally:
        holder.dispose()
        waiter.dispose()


def test_sqlite_keeps_its_promises(tmp_path: Path) -> None:
    engine = make_engine(sqlite_url(tmp_path / "x.db"))
    with engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    engine.dispose()
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 15_000,
    }


def _write_half(session: Session) -> None:
    with write(session):
        session.add(School(slug="half", name="Half"))
        session.flush()
        raise ZeroDivisionError


def test_failed_write_leaves_nothing_behind(engine: Engine) -> None:
    with make_sessions(engine)() as session:
        with pytest.raises(ZeroDivisionError):
            _write_half(session)
        assert session.execute(text("SELECT count(*) FROM school")).scalar() == 0


@pytest.mark.postgres
def test_read_only_postgresql_is_unavailable_and_reading_goes_on(migrated_postgres: str) -> None:
    options = {"options": "-c default_transaction_read_only=on"}
    url = make_url(migrated_postgres).update_query_dict(options)
    engine = make_engine(url.render_as_string(hide_password=False))
    with Session(engine) as session:
        with pytest.raises(Unavailable), write(session):
            session.execute(text("DELETE FROM school"))
        assert session.execute(text("SELECT count(*) FROM school")).scalar() == 0
    engine.dispose()
