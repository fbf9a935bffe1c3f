"""What is unsafe is named, with what to do about it; what is safe is left alone."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session, sessionmaker

from lobbib.config import Config, sqlite_url
from lobbib.db import make_engine
from lobbib.domain.policy import Role
from lobbib.search import SearchEngine
from lobbib.services import checks, demo, schema
from lobbib.services.transaction import utc_now
from tests.factories import Factory


@pytest.fixture
def safe(config: Config, tmp_path: Path) -> Config:
    """Settings without a fault, on a data folder that is its owner's alone."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    (data / "secret-key").touch(mode=0o600)
    return replace(config, data=data, base_url="https://lob.school.nl")


@pytest.fixture
def search(sessions: sessionmaker[Session], tmp_path: Path) -> Iterator[SearchEngine]:
    engine = SearchEngine(sessions, tmp_path / "index")
    engine.catch_up()
    yield engine
    engine.close()


def test_safe_installation_has_no_findings(
    engine: Engine, safe: Config, search: SearchEngine, make: Factory
) -> None:
    make.user(make.school(), Role.BEHEERDER)
    assert checks.findings(engine, safe, search) == []
    assert checks.before_serving(engine, safe, "0.0.0.0") == []


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"secret_key": ""}, "LOBBIB_SECRET_KEY"),
        ({"secret_key": "x" * 31}, "LOBBIB_SECRET_KEY"),
        ({"secret_key": "x" * 50}, "LOBBIB_SECRET_KEY"),
        ({"trusted_hosts": ()}, "LOBBIB_TRUSTED_HOSTS"),
        ({"base_url": "http://lob.school.nl"}, "LOBBIB_BASE_URL"),
        ({"base_url": ""}, "LOBBIB_BASE_URL"),
    ],
)
def test_unsafe_setting_is_named(
    engine: Engine, safe: Config, search: SearchEngine, change: dict[str, str], word: str
) -> None:
    unsafe = replace(safe, **change)  # type: ignore[arg-type]
    assert [line.split()[0] for line in checks.findings(engine, unsafe, search)] == [word]
    assert [line.split()[0] for line in checks.before_serving(engine, unsafe, "0.0.0.0")] == [word]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "[::1]"])
def test_loopback_needs_no_https_and_may_have_demo_accounts(
    engine: Engine, session: Session, safe: Config, host: str
) -> None:
    demo.seed(session, utc_now())
    plain = replace(safe, base_url="http://127.0.0.1:8000")
    assert checks.before_serving(engine, plain, host) == []


def test_demo_accounts_are_counted(
    engine: Engine, session: Session, safe: Config, search: SearchEngine
) -> None:
    demo.seed(session, utc_now())
    (refused,) = checks.before_serving(engine, safe, "192.168.1.20")
    assert refused.startswith("Er zijn 7 demo-accounts")
    assert refused in checks.findings(engine, safe, search)


def test_school_without_beheerder_is_named(
    engine: Engine, safe: Config, search: SearchEngine, make: Factory
) -> None:
    make.user(make.school(name="Het Lyceum", slug="lyceum"), Role.DECAAN)
    make.user(make.school(name="De Mavo"), Role.BEHEERDER)
    (found,) = checks.findings(engine, safe, search)
    assert found.startswith("Het Lyceum heeft geen beheerder.")
    assert "--school lyceum --role beheerder" in found


@pytest.mark.parametrize(("name", "mode"), [("", 0o750), ("secret-key", 0o644)])
def test_files_that_others_can_read_are_named(
    engine: Engine, safe: Config, search: SearchEngine, name: str, mode: int
) -> None:
    path = safe.data / name
    path.chmod(mode)
    (found,) = checks.findings(engine, safe, search)
    assert found.startswith(f"Anderen op deze computer kunnen bij {path}.")


def test_older_schema_is_named_and_the_rest_not_read(
    engine: Engine, safe: Config, search: SearchEngine
) -> None:
    schema.downgrade(engine, "base")
    assert checks.findings(engine, safe, search) == [checks.NOT_MIGRATED]
    assert checks.before_serving(engine, safe, "localhost") == [checks.NOT_MIGRATED]
    schema.upgrade(engine)


def test_missing_index_is_named(
    engine: Engine, safe: Config, sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    nowhere = SearchEngine(sessions, tmp_path / "no-index")
    (found,) = checks.findings(engine, safe, nowhere)
    assert "lobbib index rebuild" in found


@pytest.fixture
def file(migrated_sqlite: Path, tmp_path: Path) -> Path:
    copied = tmp_path / "own.db"
    shutil.copy(migrated_sqlite, copied)
    return copied


def test_dangling_rows_are_named(file: Path, safe: Config, search: SearchEngine) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("INSERT INTO school_track VALUES (99, 'havo')")
        connection.commit()
    engine = make_engine(sqlite_url(file))
    (found,) = checks.findings(engine, safe, search)
    assert "verwijzen rijen" in found
    engine.dispose()


def test_damaged_database_is_named(file: Path, safe: Config, search: SearchEngine) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute(
            "UPDATE sqlite_master SET rootpage = 2 WHERE name = 'ix_report_assignment_id'"
        )
    engine = make_engine(sqlite_url(file))
    found = checks.findings(engine, safe, search)
    assert [line.split(".")[0] for line in found] == ["De database is beschadigd"]
    engine.dispose()


def test_database_without_a_write_ahead_log_is_named(
    file: Path, safe: Config, search: SearchEngine
) -> None:
    engine = make_engine(sqlite_url(file))

    @event.listens_for(engine, "connect")
    def without(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA journal_mode=DELETE")

    (found,) = checks.findings(engine, safe, search)
    assert "WAL" in found
    engine.dispose()
