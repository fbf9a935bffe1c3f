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
from lobbib.domain.thesaurus import Line, common_lines
from lobbib.models import Installation, Subject, ThesaurusEntry
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
    """Add what is missing of the subjects and other words that every school has, and this
    database's own number.
    """
    wanted = json.loads((packed("seed") / "subjects.json").read_text(encoding="utf-8"))
    with write(session):
        known = set(session.scalars(select(Subject.slug).where(Subject.school_id.is_(None))))
        session.add_all(Subject(**row) for row in wanted if row["slug"] not in known)
        if session.scalar(select(Installation.id)) is None:
            session.add(new_installation())
        _bring_thesaurus(session)


def _bring_thesaurus(session: Session) -> None:
    """Make the common lines those of the file; what a school added or switched off stays."""
    text = (packed("seed") / "thesaurus.txt").read_text(encoding="utf-8")
    wanted = common_lines(text.splitlines())
    common = select(ThesaurusEntry).where(ThesaurusEntry.school_id.is_(None))
    known = {entry.key: entry for entry in session.scalars(common)}
    for key in known.keys() - wanted.keys():
        session.delete(known[key])
    for key, line in wanted.items():
        entry = known.get(key)
        if entry is None:
            session.add(_common_entry(key, line))
        elif entry.line != line:
            entry.words, entry.one_way = list(line.words), line.one_way
            entry.version, entry.updated_at = entry.version + 1, utc_now()


def _common_entry(key: str, line: Line) -> ThesaurusEntry:
    words = list(line.words)
    return ThesaurusEntry(
        key=key, words=words, one_way=line.one_way, version=1, updated_at=utc_now()
    )


def new_installation() -> Installation:
    return Installation(id=1, database_id=secrets.token_hex(16), made_at=utc_now())
