"""Backups made while others write hold all that was acknowledged before they began."""

import threading
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session, sessionmaker

from lobbib.config import sqlite_url
from lobbib.db import make_engine
from lobbib.domain.assignments import Content
from lobbib.domain.policy import Actor
from lobbib.services.assignments import create
from lobbib.services.backup import make_backup, restore_backup
from tests.factories import Factory
from tests.torture.conftest import times

WRITERS = 3


def write_on(
    sessions: sessionmaker[Session],
    actor: Actor,
    name: str,
    acknowledged: list[str],
    stop: threading.Event,
) -> None:
    number = 0
    while not stop.is_set():
        title = f"{name}.{number}"
        with sessions() as session:
            create(session, actor, Content(title=title))
        acknowledged.append(title)
        number += 1


def titles_in(backup: Path, fresh: Path) -> set[str]:
    """What a restore of `backup` brings into a new database."""
    engine = make_engine(sqlite_url(fresh))
    restore_backup(engine, backup)
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
        found = set(connection.scalars(text("SELECT title FROM assignment")))
    engine.dispose()
    return found


def test_backups_under_write_load_hold_what_was_acknowledged(
    engine: Engine, sessions: sessionmaker[Session], make: Factory, tmp_path: Path
) -> None:
    author = make.user()
    actor = author.as_actor()
    make.session.close()
    acknowledged: list[str] = []
    stop = threading.Event()
    writers = [
        threading.Thread(target=write_on, args=(sessions, actor, str(n), acknowledged, stop))
        for n in range(WRITERS)
    ]
    for writer in writers:
        writer.start()
    promised = []
    for number in range(times(3, 20)):
        promised.append(set(acknowledged))
        make_backup(engine, tmp_path / f"{number}.db")
    stop.set()
    for writer in writers:
        writer.join()

    for number, titles in enumerate(promised):
        kept = titles_in(tmp_path / f"{number}.db", tmp_path / f"new-{number}.db")
        assert titles - kept == set()
    assert len(promised[-1]) > WRITERS
