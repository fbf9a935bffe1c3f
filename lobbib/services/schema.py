"""Bring the database's schema up or down, and the vocabulary that every school starts with."""

import json
import secrets
from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from lobbib.db import write
from lobbib.models import Installation, Subject
from lobbib.services.transaction import utc_now

_PACKAGE = Path(__file__).resolve().parent.parent


def packed(name: str) -> Path:
    """A folder that stands beside the package in a checkout, and inside it in a wheel."""
    inside = _PACKAGE / "_packed" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Migrate to `revision`, then add what is missing of the vocabulary."""
    _run(engine, command.upgrade, revision)
    if current_revision(engine) == head():
        with Session(engine) as session:
            add_vocabulary(session)


def downgrade(engine: Engine, revision: str) -> None:
    _run(engine, command.downgrade, revision)


def current_revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """The newest revision that this code knows."""
    return str(ScriptDirectory(str(packed("migrations"))).get_current_head())


def is_migrated(engine: Engine) -> bool:
    return current_revision(engine) == head()


def _run(engine: Engine, run: "object", revision: str) -> None:
    config = AlembicConfig()
    config.set_main_option("script_location", str(packed("migrations")))
    with engine.connect().execution_options(lobbib_write=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        run(config, revision)  # type: ignore[operator]


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
