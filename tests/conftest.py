"""A fresh database for each test, on SQLite and on PostgreSQL; an application on top of it."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import URL, Dialect, Engine, create_engine, false, make_url, text
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.util import LRUCache

from lobbib import create_app, open_house
from lobbib.config import Config, sqlite_url
from lobbib.db import make_engine, make_sessions
from lobbib.models import Base, Installation, User
from lobbib.models.feed import watch
from lobbib.services import schema
from lobbib.worker.reader import FileReader
from lobbib.worker.runner import work
from tests.factories import PASSWORD, Factory
from tests.import_folder.make import make as make_folder

SECRET = "a-secret-key-for-tests-of-more-than-32-characters"
COMMON = ("subject", "thesaurus_entry")  # with rows of everybody's beside those of schools
TEST_ALL = os.environ.get("LOBBIB_TEST_ALL") == "1"
LONG = os.environ.get("LOBBIB_TORTURE") == "1"
NOT_COUNTED = {"bench", "browser", "exchange", "judged", "search", "search_quality", "torture"}
LONG_FILES = ("torture", "browser", "import_folder")  # minutes each, however few tests they hold
# A run on two cores stays under its time; `make torture` and whoever hunts a fault looks longer.
settings.register_profile("short", max_examples=40, deadline=None)
settings.register_profile("long", max_examples=500, deadline=None)
settings.load_profile("long" if LONG else "short")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Lines are counted where tests aim at the rooms that must be covered; it costs half as much
    again, and these aim elsewhere. Long files go first: at the end one would leave a worker idle.
    """
    here = Path(__file__).parent

    def room(item: pytest.Item) -> str:
        return item.path.relative_to(here).parts[0]

    for item in items:
        if room(item) in NOT_COUNTED:
            item.add_marker(pytest.mark.no_cover)
    items.sort(key=lambda item: room(item) not in LONG_FILES)


def missing(what: str) -> None:
    """Skip for want of a program; a failure where everything must run."""
    if TEST_ALL:
        pytest.fail(f"{what} (LOBBIB_TEST_ALL=1: nothing may be skipped)")
    pytest.skip(what)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Count what really ran with a program of its own, so that a log can be believed."""
    ran = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    calls = [report for report in ran if report.when == "call"]
    marks = ("browser", "postgres", "libreoffice")
    counts = {mark: sum(mark in report.keywords for report in calls) for mark in marks}
    terminalreporter.write_line(", ".join(f"{mark}: {n} run" for mark, n in counts.items()))


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file that tests copy."""
    path = tmp_path_factory.mktemp("template") / "lobbib.db"
    engine = make_engine(sqlite_url(path))
    schema.upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """The database to test on; with several workers each makes one beside it for itself."""
    url = os.environ.get("LOBBIB_TEST_POSTGRES_URL", "")
    if not url:
        missing("LOBBIB_TEST_POSTGRES_URL is not set")
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    return _database_of(worker, make_url(url)) if worker else url


def _database_of(worker: str, url: URL) -> str:
    name = f"{url.database}_{worker}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE template0'))
    engine.dispose()
    return url.set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def migrated_postgres(postgres_url: str) -> str:
    """A migrated PostgreSQL database, made anew once per run and emptied by each test."""
    engine = make_engine(postgres_url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    schema.upgrade(engine)
    engine.dispose()
    return postgres_url


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)],
)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a migrated database that holds nothing but the vocabulary."""
    if request.param == "sqlite":
        path = tmp_path / "lobbib.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        return sqlite_url(path)
    url: str = request.getfixturevalue("migrated_postgres")
    _empty(url)
    return url


STATEMENTS: dict[str, tuple[Dialect, LRUCache[Any, Any]]] = {}


def share_statements(engine: Engine) -> Engine:
    """The engine, with the SQL that earlier tests compiled: a quarter of many a test went there.

    SQLAlchemy keeps compiled SQL by engine and by dialect object, and each test has an engine of
    its own; so all engines of one kind get the dialect of the first, which has met its database.
    """
    kind = engine.dialect.name
    if kind not in STATEMENTS:
        engine.connect().close()
        STATEMENTS[kind] = engine.dialect, LRUCache(4_000)
    engine.dialect, compiled = STATEMENTS[kind]
    engine.update_execution_options(compiled_cache=compiled)
    return engine


def _empty(url: str) -> None:
    """By DELETE: on tables of a few rows TRUNCATE took forty times as long.

    What every school has stays: writing it anew took a quarter of a second, two thousand times.
    """
    engine = share_statements(make_engine(url))
    with engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            is_common = table.c.school_id.is_(None) if table.name in COMMON else false()
            connection.execute(table.delete().where(~is_common))
    with Session(engine) as session:
        assert session.get(Installation, 1) is None
        schema.add_vocabulary(session)
    engine.dispose()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = share_statements(make_engine(database_url))
    yield made
    made.dispose()


@pytest.fixture
def sessions(engine: Engine) -> sessionmaker[Session]:
    made = make_sessions(engine)
    watch(made)
    return made


@pytest.fixture
def session(sessions: sessionmaker[Session]) -> Iterator[Session]:
    with sessions() as opened:
        yield opened


@pytest.fixture(autouse=True)
def no_thread_stays_behind() -> Iterator[None]:
    """A follower that outlives its test builds indexes of databases that are long gone."""
    before = _followers()
    yield
    assert _followers() - before == set()


def _followers() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if thread.name == "search-follower"}


@pytest.fixture
def make(session: Session) -> Factory:
    """Boards, schools, people and assignments, committed at once."""
    return Factory(session)


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> Config:
    return Config(
        data=tmp_path,
        database_url=database_url,
        secret_key=SECRET,
        trusted_hosts=("localhost",),
        base_url="http://localhost",
    )


class CompiledTemplates(BytecodeCache):
    """Templates compiled once for all applications of a run: it was two fifths of a page's test."""

    def __init__(self) -> None:
        self.code: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.code[bucket.key, bucket.checksum] = bucket.code


COMPILED = CompiledTemplates()


APPS: dict[Config, tuple[Flask, dict[str, Any]]] = {}


def app_for(config: Config) -> Flask:
    """The pages of an earlier test with a house of their own: laying out two hundred addresses took
    a quarter of a page's test. Who adds to an application makes one by `create_app`."""
    alike = replace(config, data=Path(), database_url="")
    if alike not in APPS:
        made = create_app(config)
        made.extensions.pop("lobbib").engine.dispose()
        made.jinja_env.bytecode_cache = COMPILED
        made.testing = True
        made.config["PROPAGATE_EXCEPTIONS"] = False
        APPS[alike] = made, dict(made.extensions)
    made, extensions = APPS[alike]
    made.extensions = extensions | {"lobbib": open_house(config)}
    made.config["WTF_CSRF_ENABLED"] = False
    return made


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    made = app_for(config)
    share_statements(made.extensions["lobbib"].engine)
    yield made
    made.extensions["lobbib"].search.close()
    made.extensions["lobbib"].engine.dispose()


@pytest.fixture(scope="session")
def school_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The 80 files of tests.import_folder, made once: that takes a while. Only to be read."""
    folder = tmp_path_factory.mktemp("school") / "LOB-map"
    make_folder(folder)
    return folder


@pytest.fixture(scope="session")
def reader() -> Iterator[FileReader]:
    """One for all tests: its process takes a second to begin."""
    with FileReader() as made:
        yield made


@pytest.fixture
def work_now(app: Flask, reader: FileReader) -> Callable[[], None]:
    """Do all the work that imports wait for, as `lobbib work` does."""
    return lambda: work(app.extensions["lobbib"], "t" * 32, reader)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def client_of(app: Flask) -> Callable[[User], FlaskClient]:
    """A browser in which that user is logged in, by the login form."""

    def log_in(user: User, **extra: Any) -> FlaskClient:
        browser = app.test_client()
        form = {"email": user.email, "password": PASSWORD, **extra}
        answer = browser.post("/inloggen", data=form)
        assert answer.status_code == 303
        return browser

    return log_in
