"""Several processes on one machine, several nodes on one database: what one saves, others find."""

import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, select, text, update
from sqlalchemy.orm import Session, sessionmaker

from lobbib.db import make_engine, make_sessions
from lobbib.domain.assignments import Content, Status
from lobbib.models import Assignment, IndexChange, User
from lobbib.models.feed import watch
from lobbib.services.assignments import archive, create
from tests.bench.figures import percentile
from tests.factories import CONTENT
from tests.torture.conftest import LONG, times
from tests.torture.servers import Client, Server, is_whole, lobbib, running, until

LAG_SECONDS = 2.0  # p99, from the server's "saved" to another's "found"
MANY = 150  # more than a search reads by itself, so that only the index knows them
DEMO = "docent@demo.lobbib.nl"


@pytest.fixture
def empty_postgres(postgres_url: str) -> Iterator[str]:
    """A database of its own beside the one for tests, without tables."""
    url = make_url(postgres_url)
    name = f"{url.database}_nodes"
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE template0'))
    yield url.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    admin.dispose()


@pytest.fixture
def nodes(empty_postgres: str, tmp_path: Path) -> Iterator[list[Server]]:
    """Two nodes, each with a folder of its own, on one PostgreSQL."""
    servers = [Server(tmp_path / name, empty_postgres) for name in ("north", "south")]
    with running(*servers):
        yield servers


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[list[Server]]:
    """Three processes on one folder and its SQLite file."""
    servers = [Server(tmp_path / "data") for _ in range(3)]
    with running(*servers):
        yield servers


@pytest.fixture
def sessions(nodes: list[Server]) -> Iterator[sessionmaker[Session]]:
    """The nodes' database, from outside."""
    engine = make_engine(nodes[0].url)
    made = make_sessions(engine)
    watch(made)
    yield made
    engine.dispose()


@pytest.fixture(params=["processes", pytest.param("nodes", marks=pytest.mark.postgres)])
def servers(request: pytest.FixtureRequest) -> list[Server]:
    found: list[Server] = request.getfixturevalue(request.param)
    return found


def _lag(client: Client, title: str) -> float:
    begin = time.monotonic()
    assert client.missing({title}, 30) == set()
    return time.monotonic() - begin


def test_what_one_saves_the_others_find_at_once(servers: list[Server]) -> None:
    clients = [server.client() for server in servers]
    before = servers[0].health()["index"]["documents"]
    lags = []
    number = times(6, 100)
    for turn in range(number):
        saver = clients[turn % len(clients)]
        saver.save(f"bijzonder{turn}")
        lags += [_lag(client, f"bijzonder{turn}") for client in clients if client is not saver]
    assert percentile(lags, 0.99) <= LAG_SECONDS
    for server in servers:
        until(lambda server=server: server.is_up_to_date(before + number), LAG_SECONDS * 5)


def test_another_process_takes_over_from_a_leader_that_is_killed(processes: list[Server]) -> None:
    first, *others = processes
    clients = [server.client() for server in others]
    until(first.is_up_to_date)
    before = first.health()["index"]["documents"]
    first.client().save("voordien")
    first.kill()
    clients[0].save("nadien")
    for client in clients:
        assert client.missing({"voordien", "nadien"}, LAG_SECONDS) == set()
    for server in others:
        until(lambda server=server: server.is_up_to_date(before + 2), 10)
    assert is_whole(processes[0].data / "index")


def _add(session: Session, title: str) -> Assignment:
    """A row of the docent's, flushed and not committed."""
    author = session.scalars(select(User).where(User.email == DEMO)).one()
    now = datetime.now(UTC)
    row = Assignment(school_id=author.school_id, author_id=author.id, status=Status.SHARED)
    row.created_at = row.updated_at = row.shared_at = now
    row.assign(CONTENT, {})
    row.title = title
    session.add(row)
    session.flush()
    return row


@pytest.mark.postgres
def test_a_transaction_that_commits_late_is_found_on_every_node(
    nodes: list[Server], sessions: sessionmaker[Session]
) -> None:
    clients = [server.client() for server in nodes]
    for turn in range(times(2, 20)):
        before = nodes[0].health()["index"]["documents"]
        with sessions() as slow:
            _add(slow, f"langzaam{turn}")
            for client in clients:
                client.save(f"snel{turn}{client.address[-5:]}")
            early = {title for client in clients for title in client.acknowledged}
            for client in clients:
                assert client.missing(early, LAG_SECONDS) == set()
                assert not client.finds(f"langzaam{turn}")
            # The index of each node has passed the place where the late row will stand.
            for server in nodes:
                until(lambda s=server, n=before + 2: s.health()["index"]["documents"] == n, 10)
            slow.commit()
        for client in clients:
            assert client.missing({f"langzaam{turn}"}, LAG_SECONDS) == set()
        for server in nodes:
            until(lambda s=server, n=before + 3: s.is_up_to_date(n), 10)
    for client in clients:
        assert client.missing({f"langzaam{turn}" for turn in range(times(2, 20))}, 2) == set()


def _much_happens(sessions: sessionmaker[Session], word: str) -> str:
    """`MANY` are added and one that was there is archived; returns the title of that one."""
    with sessions() as session:
        author = session.scalars(select(User).where(User.email == DEMO)).one()
        own = select(Assignment).where(
            Assignment.author_id == author.id, Assignment.status == Status.SHARED
        )
        gone = session.scalars(own.order_by(Assignment.id)).first()
        assert gone is not None
        number, title, actor = gone.id, gone.title, author.as_actor()
    with sessions() as session:
        archive(session, actor, number)
        for turn in range(MANY):
            create(session, actor, _content(f"{word}{turn}"), share=True)
    return title


def _content(title: str) -> Content:
    return replace(CONTENT, title=title)


@pytest.mark.postgres
@pytest.mark.parametrize("is_trimmed", [True, False] if LONG else [True])
def test_a_node_that_was_away_has_everything_when_it_is_back(
    nodes: list[Server], sessions: sessionmaker[Session], is_trimmed: bool
) -> None:
    """Also where the feed no longer tells of what it missed."""
    stays, leaves = nodes
    until(leaves.is_up_to_date)
    before = leaves.health()["index"]["documents"]
    leaves.stop()
    gone = _much_happens(sessions, "afwezig")
    until(lambda: stays.is_up_to_date(before + MANY - 1))
    if is_trimmed:
        with sessions() as session:
            newest = session.scalars(select(IndexChange.id).order_by(IndexChange.id.desc())).first()
            session.query(IndexChange).where(IndexChange.id < newest).delete()
            session.commit()
    leaves.start()
    client = leaves.client()
    until(lambda: leaves.is_up_to_date(before + MANY - 1))
    for turn in (0, MANY // 2, MANY - 1):
        assert client.finds(f"afwezig{turn}")
    assert not client.finds(gone)
    client.save("weer terug")
    assert stays.client().missing({"weer terug"}, LAG_SECONDS) == set()


def test_a_restored_backup_is_what_every_server_finds(
    servers: list[Server], tmp_path: Path
) -> None:
    """An earlier day: what was saved later is gone, and what is saved now is found."""
    first = servers[0]
    first.client().save("eerder")
    backup = tmp_path / "backup.db"
    lobbib(first.data, "backup", str(backup), url=first.url)
    first.client().save("later")
    for server in servers:
        until(lambda server=server: server.is_up_to_date())
    before = first.health()["index"]["documents"]
    lobbib(first.data, "restore", str(backup), url=first.url)
    for server in servers:
        until(lambda server=server: server.is_up_to_date(before - 1))
    clients = [server.client() for server in servers]
    clients[-1].save("nu")
    for client in clients:
        assert client.missing({"eerder", "nu"}, LAG_SECONDS) == set()
        assert not client.finds("later")


def _copy_database(source: Path, target: Path) -> None:
    """By hand, as people do: the file and what stands beside it, while nobody serves."""
    target.mkdir(exist_ok=True)
    for path in target.glob("lobbib.db*"):
        path.unlink()
    for path in source.glob("lobbib.db*"):
        shutil.copy(path, target)


def test_a_database_file_of_an_earlier_day_is_noticed(tmp_path: Path) -> None:
    """The same database with a shorter feed, beside an index of a later day."""
    server = Server(tmp_path / "data")
    with running(server):
        server.client().save("eerder")
        until(server.is_up_to_date)
        before = server.health()["index"]["documents"]
        server.stop()
        _copy_database(server.data, tmp_path / "earlier")
        server.start()
        for number in range(3):
            server.client().save(f"later{number}")
        until(lambda: server.is_up_to_date(before + 3))
        server.stop()
        _copy_database(tmp_path / "earlier", server.data)
        server.start()
        until(lambda: server.is_up_to_date(before))
        client = server.client()
        client.save("nu")
        assert client.missing({"eerder", "nu"}, LAG_SECONDS) == set()
        assert not any(client.finds(f"later{number}") for number in range(3))
        until(lambda: server.is_up_to_date(before + 1))


@pytest.mark.postgres
def test_a_dump_put_into_another_server_is_noticed(
    nodes: list[Server], sessions: sessionmaker[Session]
) -> None:
    """Its rows have numbers of transactions that this server has yet to come to."""
    clients = [server.client() for server in nodes]
    before = nodes[0].health()["index"]["documents"]
    with sessions() as session:
        session.execute(update(IndexChange).values(tx=IndexChange.tx + 10_000_000))
        session.commit()
    for turn, client in enumerate(clients):
        client.save(f"nadien{turn}")
    for client in clients:
        assert client.missing({"nadien0", "nadien1"}, LAG_SECONDS) == set()
    for server in nodes:
        until(lambda server=server: server.is_up_to_date(before + len(clients)))
