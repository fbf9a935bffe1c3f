"""Backups: every row in one plain SQLite file, made and put back while the server runs.

The file has the schema of the revision it was made at, so that an old one is brought up to date
before its rows go in, and a backup of PostgreSQL can be restored into SQLite and back.
"""

import logging
import os
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from lobbib.config import sqlite_url
from lobbib.db import make_engine, write
from lobbib.errors import LobbibError, Unavailable
from lobbib.services import rows, schema
from lobbib.services.transaction import record

log = logging.getLogger(__name__)

APPLICATION_ID = 0x6C6F6262  # "lobb", in the header of the file


class BackupError(LobbibError):
    """A backup cannot be made, or this file cannot be restored; the message says why."""


def make_backup(engine: Engine, target: Path) -> int:
    """Write a backup of `engine` to `target`, readable by its owner alone; returns its rows.

    The file is whole or is not there; one that stood there already is replaced. Raises BackupError
    for a database without tables, and OSError for the disk.
    """
    with _whole_or_nothing(target) as draft, _snapshot(engine) as source:
        revision = schema.revision_of(source)
        if revision is None:
            raise BackupError("De database is nog leeg. Geef eerst: lobbib db upgrade")
        with _opened(draft) as copy:
            schema.migrate(copy, revision)
            with copy.connect().execution_options(lobbib_write=True) as destination:
                number = rows.copy_all(source, destination)
                destination.commit()
        _make_plain(draft)
    _tell_beheerders(engine, number)
    return number


def _tell_beheerders(engine: Engine, number: int) -> None:
    """Leave word that there is one; a database that takes no writes does not spoil the file."""
    try:
        with Session(engine) as session, write(session):
            record(session, None, "database.backed_up", rows=number)
    except Unavailable:
        log.warning("made a backup, but could not write down that there is one")


def restore_backup(engine: Engine, source: Path) -> int:
    """Put the rows of the backup `source` in the place of all that `engine` holds, or do nothing.

    Everybody is logged out, and every process makes its index anew. Returns the number of rows.
    Raises BackupError for a file that is no sound backup, Unavailable for a locked database.
    """
    with tempfile.TemporaryDirectory(prefix="lobbib-") as folder:
        copied = Path(folder) / "backup.db"
        shutil.copyfile(source, copied)
        _verify(copied, source)
        with _opened(copied) as copy:
            schema.migrate(copy, "head")
            schema.upgrade(engine)
            with _snapshot(copy) as backup:
                return _replace_all(backup, engine)


def _replace_all(backup: Connection, engine: Engine) -> int:
    with Session(engine) as session, write(session):
        rows.clear_all(session.connection())
        number = rows.copy_all(backup, session.connection())
        session.add(schema.new_installation())
        record(session, None, "database.restored", rows=number)
    return number


@contextmanager
def _snapshot(engine: Engine) -> Iterator[Connection]:
    """Read everything as it was at one moment, while others go on writing."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        with connection.begin():
            yield connection


@contextmanager
def _opened(path: Path) -> Iterator[Engine]:
    engine = make_engine(sqlite_url(path))
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def _whole_or_nothing(target: Path) -> Iterator[Path]:
    """A file beside `target` that takes its place, safely on the disk, when all went well."""
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        yield draft
        _flush(draft, os.O_RDWR)
        draft.replace(target)
        if os.name == "posix":
            _flush(target.parent, os.O_RDONLY)
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            draft.with_name(draft.name + ending).unlink(missing_ok=True)


def _flush(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _make_plain(path: Path) -> None:
    """One file without a write-ahead log beside it, with our mark in its header."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")


def _verify(copied: Path, source: Path) -> None:
    try:
        problem = _problem(copied)
    except sqlite3.DatabaseError:
        problem = "is beschadigd, of is geen back-up"
    if problem:
        raise BackupError(f"{source} {problem}. Er is niets veranderd.")


def _problem(path: Path) -> str | None:
    with closing(sqlite3.connect(path)) as connection:
        if connection.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,):
            return "is geen back-up van lobbib"
        sound = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        if not sound or connection.execute("PRAGMA foreign_key_check").fetchone():
            return "is beschadigd"
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if revision not in schema.known_revisions():
        return "komt van een nieuwere versie van lobbib: werk eerst lobbib bij"
    return None
