"""The index beside a running engine: it follows, heals, and lets several processes read it."""

import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session, sessionmaker

from lobbib.db import make_engine, make_sessions
from lobbib.domain.policy import Actor
from lobbib.models import Assignment, IndexChange, Installation, User
from lobbib.models.feed import watch
from lobbib.search import SearchEngine
from lobbib.search.generations import PLACE_FILE, Shelf
from lobbib.search.index import segments as segments_of
from lobbib.search.request import SearchRequest
from tests.factories import CONTENT, Factory

HEALED = 20.0  # seconds; the promise is 30


@pytest.fixture
def running(searching: SearchEngine) -> Iterator[SearchEngine]:
    searching.start()
    yield searching
    searching.close()


def finds(engine: SearchEngine, actor: Actor, words: str) -> list[int]:
    return [hit.id for hit in engine.search(actor, SearchRequest(words=words)).hits]


def until(holds: Callable[[], bool], seconds: float = HEALED) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def is_up_to_date(engine: SearchEngine, documents: int) -> bool:
    found = engine.status()
    return (found.documents, found.lag, found.last_error) == (documents, 0, "")


def current(folder: Path) -> Path:
    found = Shelf(folder).current()
    assert found is not None
    return found


def segments(folder: Path) -> list[Path]:
    return [path for path in current(folder).iterdir() if path.suffix not in (".json", ".toc", "")]


def test_an_own_save_is_found_by_the_next_search(make: Factory, running: SearchEngine) -> None:
    user = make.user()
    for number in range(5):
        saved = make.assignment(user, title=f"Bijzonder{number}")
        position = make.session.info["feed_position"]
        asked = SearchRequest(words=f"bijzonder{number}")
        page = running.search(user.as_actor(), asked, after=position)
        assert ([hit.id for hit in page.hits], page.behind) == ([saved.id], False)
    until(lambda: is_up_to_date(running, 5))


def test_a_deleted_folder_comes_back_while_filters_go_on(
    make: Factory, running: SearchEngine, folder: Path
) -> None:
    user = make.user()
    actor = user.as_actor()
    first = make.assignment(user, title="Molen")
    until(lambda: finds(running, actor, "molen") == [first.id])
    shutil.rmtree(folder)
    assert running.search(actor, SearchRequest(years=frozenset({3}))).total == 1
    second = make.assignment(user, title="Robot")
    until(lambda: finds(running, actor, "robot") == [second.id])
    assert finds(running, actor, "molen") == [first.id]
    until(lambda: is_up_to_date(running, 2))


def _truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _garble(path: Path) -> None:
    dice = random.Random(7)
    path.write_bytes(bytes(dice.randrange(256) for _ in range(path.stat().st_size)))


def _empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("harm", [_truncate, _garble, _empty, Path.unlink])
@pytest.mark.parametrize("is_running", [True, False])
def test_a_damaged_index_heals(
    make: Factory,
    sessions: sessionmaker[Session],
    folder: Path,
    harm: Callable[[Path], None],
    is_running: bool,
) -> None:
    user = make.user()
    actor = user.as_actor()
    made = [make.assignment(user, title="Molen").id for _ in range(30)]
    engine = SearchEngine(sessions, folder)
    engine.start()
    until(lambda: engine.status().documents == 30)
    old = current(folder)
    if not is_running:
        engine.close()
    for path in segments(folder):
        harm(path)
    if not is_running:
        engine = SearchEngine(sessions, folder)
        engine.start()
    until(lambda: (found := Shelf(folder).current()) is not None and found != old)
    until(lambda: engine.search(actor, SearchRequest(words="molen")).total == 30)
    assert sorted(finds(engine, actor, "molen")) == made[10:]
    assert not old.exists()
    engine.close()


@pytest.mark.parametrize("content", ["", "gen-999", "../../etc", "gen-1\n\0", "{}", "gen-x"])
@pytest.mark.parametrize("name", ["CURRENT", PLACE_FILE])
def test_a_garbled_pointer_or_label_heals(
    make: Factory, searching: SearchEngine, folder: Path, name: str, content: str
) -> None:
    user = make.user()
    made = make.assignment(user, title="Molen")
    assert finds(searching, user.as_actor(), "molen") == [made.id]
    (folder / name if name == "CURRENT" else current(folder) / name).write_text(content)
    assert finds(searching, user.as_actor(), "molen") == [made.id]
    assert Shelf(folder).stamp() is not None


def test_another_database_is_noticed(make: Factory, searching: SearchEngine) -> None:
    """A restore: other rows under the same ids, and a feed that is shorter than before."""
    user = make.user()
    made = make.assignment(user, title="Molen")
    make.assignment(user, title="Robot")
    actor = user.as_actor()
    assert finds(searching, actor, "molen") == [made.id]
    session = make.session
    session.execute(text("UPDATE assignment SET title = 'Tunnel' WHERE title = 'Molen'"))
    session.execute(text("DELETE FROM index_change"))
    session.get_one(Installation, 1).database_id = "restored"
    session.commit()
    assert finds(searching, actor, "molen") == []
    assert finds(searching, actor, "tunnel") == [made.id]
    assert is_up_to_date(searching, 2)


def test_only_one_process_leads_and_another_takes_over(
    make: Factory, running: SearchEngine, sessions: sessionmaker[Session], folder: Path
) -> None:
    user = make.user()
    until(lambda: running.status().leads)
    other = SearchEngine(sessions, folder)
    assert other.catch_up() is False
    other.start()
    made = make.assignment(user, title="Molen")
    until(lambda: finds(other, user.as_actor(), "molen") == [made.id])
    assert (running.status().leads, other.status().leads) == (True, False)
    running.close()
    until(lambda: other.status().leads)
    later = make.assignment(user, title="Robot")
    until(lambda: finds(other, user.as_actor(), "robot") == [later.id])
    other.close()


def test_rebuild_makes_a_new_generation_also_when_another_process_leads(
    make: Factory, running: SearchEngine, sessions: sessionmaker[Session], folder: Path
) -> None:
    user = make.user()
    made = make.assignment(user, title="Molen")
    until(lambda: running.status().documents == 1)
    before = current(folder)
    other = SearchEngine(sessions, folder)
    assert other.rebuild(patience=HEALED) is True
    assert current(folder) != before
    assert finds(other, user.as_actor(), "molen") == [made.id]
    other.close()


FOLLOW = """
import sys
from pathlib import Path
from lobbib.db import make_engine, make_sessions
from lobbib.domain.policy import Actor
from lobbib.search import SearchEngine
from lobbib.search.request import SearchRequest
url, folder, school = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
engine = SearchEngine(make_sessions(make_engine(url)), folder)
engine.start()
actor = Actor(user_id=0, school_id=school, board_id=None)
for line in sys.stdin:
    page = engine.search(actor, SearchRequest(words=line.strip()))
    print(*(hit.id for hit in page.hits), flush=True)
engine.close()
"""


class Other:
    """Another process of the node, with an engine that follows."""

    def __init__(self, url: str, folder: Path, school_id: int) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", FOLLOW, url, str(folder), str(school_id)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, words: str) -> list[int]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{words}\n")
        self.process.stdin.flush()
        return [int(number) for number in self.process.stdout.readline().split()]

    def stop(self) -> int:
        self.process.communicate(timeout=30)
        return self.process.returncode


@pytest.fixture
def others(make: Factory, database_url: str, folder: Path) -> Iterator[tuple[User, list[Other]]]:
    user = make.user()
    started = [Other(database_url, folder, user.school_id) for _ in range(2)]
    for other in started:  # a busy machine takes its time to begin
        assert other.ask("niets") == []
    yield user, started
    assert [other.stop() for other in started] == [0, 0]


def test_two_processes_follow_the_same_feed(
    make: Factory, others: tuple[User, list[Other]], folder: Path
) -> None:
    user, processes = others
    for number in range(4):
        made = make.assignment(user, title=f"Bijzonder{number}")
        for other in processes:
            until(lambda o=other, n=number, m=made: o.ask(f"bijzonder{n}") == [m.id])
    until(lambda: _documents_on_disk(folder) == 4)


def _documents_on_disk(folder: Path) -> int:
    return sum(segment.doc_count() for segment in segments_of(current(folder)))


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_late_commit_is_not_skipped(
    make: Factory, engine: Engine, sessions: sessionmaker[Session], searching: SearchEngine
) -> None:
    """A transaction that began first, and has the lower place, commits last."""
    user = make.user()
    actor = user.as_actor()
    assert finds(searching, actor, "molen") == []
    with sessions() as slow:
        late = _unsaved(slow, user, "Molen")
        slow.flush()
        early = make.assignment(user, title="Robot")
        assert finds(searching, actor, "robot") == [early.id]
        assert searching.search(actor, SearchRequest()).total == 1
        slow.commit()
        late_id = late.id
    rows = make.session.query(IndexChange).order_by(IndexChange.tx, IndexChange.id)
    assert [row.assignment_id for row in rows] == [late_id, early.id]
    assert finds(searching, actor, "molen") == [late_id]
    assert searching.search(actor, SearchRequest()).total == 2
    assert is_up_to_date(searching, 2)


def _unsaved(session: Session, user: User, title: str) -> Assignment:
    values = {
        "school_id": user.school_id,
        "author_id": user.id,
        "status": "gedeeld",
        "created_at": user.created_at,
        "updated_at": user.created_at,
        "shared_at": user.created_at,
    }
    row = Assignment(**values)
    row.assign(CONTENT, {})
    row.title = title
    session.add(row)
    return row


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_every_concurrent_save_is_found(
    make: Factory, database_url: str, running: SearchEngine
) -> None:
    """Sixteen transactions that overlap in every which way."""
    user = make.user()
    actor = user.as_actor()
    dice = random.Random(3)
    maker = make_sessions(own := make_engine(database_url))
    watch(maker)
    open_sessions = [maker() for _ in range(4)]
    for _ in range(16):
        session = dice.choice(open_sessions)
        _unsaved(session, user, "Molen")
        session.flush()
        if dice.random() < 0.5:
            dice.choice(open_sessions).commit()
        running.search(actor, SearchRequest(words="molen"))
    for session in open_sessions:
        session.commit()
        session.close()
    own.dispose()
    assert running.search(actor, SearchRequest(words="molen")).total == 16
    until(lambda: is_up_to_date(running, 16))
    assert running.search(actor, SearchRequest(words="molen")).total == 16
    assert running.search(actor, SearchRequest()).total == 16


def test_closing_lets_go_of_everything(make: Factory, running: SearchEngine) -> None:
    user = make.user()
    make.assignment(user)
    until(lambda: running.status().documents == 1)
    running.close()
    running.close()
    assert running.status().leads is False
    assert "search-follower" not in {thread.name for thread in threading.enumerate()}


def test_a_feed_that_cannot_be_read_is_tried_again(
    make: Factory, running: SearchEngine, engine: Engine
) -> None:
    user = make.user()
    until(lambda: running.status().leads)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE index_change RENAME TO away"))
    until(lambda: "index_change" in running._follower.last_error)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE away RENAME TO index_change"))
    made = make.assignment(user, title="Molen")
    until(lambda: finds(running, user.as_actor(), "molen") == [made.id])
    until(lambda: is_up_to_date(running, 1))
