"""Migrations go up and down without losing a row, and end where the models are."""

import hashlib
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.orm import Session

from lobbib.config import packed, sqlite_url
from lobbib.db import make_engine
from lobbib.domain.assignments import Status
from lobbib.domain.policy import Role
from lobbib.models import Base, Subject, ThesaurusEntry, ThesaurusOff
from lobbib.services import demo, schema
from lobbib.services.backup import make_backup, restore_backup
from lobbib.services.transaction import utc_now
from tests.factories import Factory

REVISIONS = schema.known_revisions()


def hashes(engine: Engine) -> dict[str, str]:
    """Every table's rows as one hash, equal on SQLite and PostgreSQL."""
    found = {}
    with engine.connect() as connection:
        for name, table in Base.metadata.tables.items():
            rows = sorted(repr(tuple(row)) for row in connection.execute(select(table)))
            found[name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


@pytest.fixture
def filled(session: Session, make: Factory) -> None:
    """The demo schools, and of every kind of row at least one."""
    demo.seed(session, utc_now())
    author = make.user(make.school(make.board()), Role.DECAAN)
    source = make.assignment(author, questions=("Wat viel je op?", "Wie hielp je?"))
    make.assignment(author, Status.CONCEPT, based_on=source)


@pytest.mark.usefixtures("filled")
def test_every_step_down_and_up_again_keeps_every_row(engine: Engine) -> None:
    """Of each table that the older revision has; what is newer has a test of its own."""
    before = hashes(engine)
    for revision in REVISIONS[1:]:
        schema.downgrade(engine, revision)
        kept = set(inspect(engine).get_table_names()) & set(before)
        schema.upgrade(engine)
        after = hashes(engine)
        assert {name for name in kept if after[name] != before[name]} == set()


@pytest.mark.usefixtures("filled")
def test_down_to_nothing_and_up_again_takes_the_rows_back_from_a_backup(
    engine: Engine, tmp_path: Path
) -> None:
    """The whole way: the schema is taken away, built again, and the same rows go in."""
    before = hashes(engine)
    make_backup(engine, tmp_path / "backup.db")
    schema.downgrade(engine, "base")
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    schema.upgrade(engine)
    restore_backup(engine, tmp_path / "backup.db")
    after = hashes(engine)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"audit_event", "installation", "index_change"}


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory(str(packed("migrations"))).get_heads()) == 1


def test_models_say_what_the_migrations_made(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_upgrade_brings_the_vocabulary_and_only_once(engine: Engine) -> None:
    def slugs() -> list[str]:
        with Session(engine) as session:
            return list(session.scalars(select(Subject.slug).order_by(Subject.id)))

    before = slugs()
    schema.upgrade(engine)
    assert slugs() == before
    assert len(before) == len(set(before)) == 27


def test_upgrade_brings_the_common_words_up_to_date_and_keeps_a_schools_own(
    engine: Engine, session: Session, make: Factory
) -> None:
    def common() -> dict[str, list[str]]:
        wanted = select(ThesaurusEntry).where(ThesaurusEntry.school_id.is_(None))
        session.expire_all()
        return {str(entry.key): entry.words for entry in session.scalars(wanted)}

    before = common()
    assert len(before) > 150
    school = make.school()
    own = ThesaurusEntry(
        school_id=school.id, words=["a", "b"], one_way=False, version=1, updated_at=utc_now()
    )
    session.add(own)
    [changed, gone] = session.scalars(select(ThesaurusEntry).limit(2))
    session.add(ThesaurusOff(school_id=school.id, entry_id=changed.id))
    changed.words = ["iets", "anders"]
    session.delete(gone)
    session.commit()
    schema.upgrade(engine)
    assert common() == before
    assert session.scalars(select(ThesaurusOff.entry_id)).all() == [changed.id]
    assert session.get_one(ThesaurusEntry, own.id).words == ["a", "b"]


def test_failed_migration_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A migration is one transaction, on SQLite too, where the driver's own mode would break it."""
    engine = make_engine(sqlite_url(tmp_path / "half.db"))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE revision (id INTEGER)"))  # in the way of the first
    with pytest.raises(Exception, match="already exists"):
        schema.upgrade(engine)
    assert inspect(engine).get_table_names() == ["revision"]
    engine.dispose()


def test_foreign_keys_hold_again_after_a_migration(tmp_path: Path) -> None:
    engine = make_engine(sqlite_url(tmp_path / "new.db"))
    schema.upgrade(engine)
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
    engine.dispose()
