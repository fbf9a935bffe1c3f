"""Bring the database's schema up or down, and the vocabulary that every school starts with."""

import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, select
from sqlalchemy.orm import Session

from lobbib.config import packed
from lobbib.db import write
from lobbib.models import Installation, Subject
from lobbib.services.transaction import utc_now


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Migrate to `revision`, then add what is missing of the vocabulary."""
    migrate(engine, revision)
    if is_migrated(engine):
        with Session(engine) as session:
            add_vocabulary(session)


def migrate(engine: Engine, revision: str) -> None:
    """Migrate up to `revision` in one transaction, and add no rows."""
    _run(engine, command.upgrade, revision)


def downgrade(engine: Engine, revision: str) -> None:
    _run(engine, command.downgrade, revision)


def revision_of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def current_revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return revision_of(connection)


@cache
def known_revisions() -> tuple[str, ...]:
    """Every revision that this code knows, newest first."""
    scripts = ScriptDirectory(str(packed("migrations")))
    return tuple(script.revision for script in scripts.walk_revisions())


def head() -> str:
    """The newest revision that this code knows."""
    return known_revisions()[0]


def is_migrated(engine: Engine) -> bool:
    return current_revision(engine) == head()


def _run(engine: Engine, run: Callable[[AlembicConfig, str], None], revision: str) -> None:
    config = AlembicConfig()
    config.set_main_option("script_location", str(packed("migrations")).replace("%", "%%"))
    with (
        engine.connect().execution_options(lobbib_write=True) as connection,
        _foreign_keys_off(connection),
        connection.begin(),
    ):
        config.attributes["connection"] = connection
        run(config, revision)


@contextmanager
def _foreign_keys_off(connection: Connection) -> Iterator[None]:
    """Let SQLite rebuild a table: with its keys on, dropping the old one would empty others."""
    raw = connection.connection.driver_connection
    if connection.dialect.name != "sqlite" or raw is None:
        yield
        return
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def add_vocabulary(session: Session) -> None:
    """Add the subjects that every school has, and this database's own number, where missing."""
    wanted = json.loads((packed("seed") / "subjects.json").read_text(encoding="utf-8"))
    with write(session):
        known = set(session.scalars(select(Subject.slug).where(Subject.school_id.is_(None))))
        session.add_all(Subject(**row) for row in wanted if row["slug"] not in known)
        if session.scalar(select(Installation.id)) is None:
            session.add(new_installation())


def new_installation() -> Installation:
    return Installation(id=1, database_id=secrets.token_hex(16), made_at=utc_now())
