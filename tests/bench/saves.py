"""What a teacher's save costs with the index following in the same process, and without.

Blocks of saves take turns, with the pauses of people between them, so that now and then one meets
the follower at work.
"""

import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from lobbib.config import sqlite_url
from lobbib.db import make_engine, make_sessions
from lobbib.domain.assignments import Status
from lobbib.domain.policy import Actor
from lobbib.models import Assignment
from lobbib.models.feed import watch
from lobbib.queries.assignments import get_visible
from lobbib.search import SearchEngine
from lobbib.services.assignments import save
from tests.bench.figures import Figure, figure

BLOCKS, BLOCK = 6, 8
PAUSE = 0.1, 0.4  # seconds, from–to
CAUGHT_UP = 300.0


def measure(corpus: Path, index: Path, actor: Actor, blocks: int = BLOCKS) -> dict[str, Figure]:
    """Figures of a save "with" and "without", on a copy of a corpus and lobbib's index of it."""
    with tempfile.TemporaryDirectory(prefix="lobbib-saves-") as name:
        folder = Path(name)
        shutil.copy(corpus / "lobbib.db", folder)
        shutil.copytree(index, folder / "index")
        engine = make_engine(sqlite_url(folder / "lobbib.db"))
        sessions = make_sessions(engine)
        watch(sessions)
        try:
            return _take_turns(sessions, SearchEngine(sessions, folder / "index"), actor, blocks)
        finally:
            engine.dispose()


def _take_turns(
    sessions: sessionmaker[Session], search: SearchEngine, actor: Actor, blocks: int
) -> dict[str, Figure]:
    saves = _saves(sessions, actor)
    times: dict[str, list[float]] = {"with": [], "without": []}
    for _ in range(blocks):
        search.start()
        _wait_for(search)
        times["with"] += [next(saves) for _ in range(BLOCK)]
        search.close()
        times["without"] += [next(saves) for _ in range(BLOCK)]
    return {name: figure(found) for name, found in times.items()}


def _wait_for(search: SearchEngine) -> None:
    """Until it has caught up with what was saved while it stood still."""
    deadline = time.monotonic() + CAUGHT_UP
    while search.status().lag:
        if time.monotonic() > deadline:
            raise TimeoutError("the index does not catch up")
        time.sleep(0.05)


def _saves(sessions: sessionmaker[Session], actor: Actor) -> Iterator[float]:
    """Seconds of one save after another, each of another assignment of the actor's school."""
    dice = random.Random(11)
    own = select(Assignment.id).where(
        Assignment.school_id == actor.school_id, Assignment.status == Status.SHARED
    )
    with sessions() as session:
        ids = list(session.scalars(own.order_by(Assignment.id)))
    while True:
        time.sleep(dice.uniform(*PAUSE))
        yield _save(sessions, actor, dice.choice(ids))


def _save(sessions: sessionmaker[Session], actor: Actor, number: int) -> float:
    with sessions() as session:
        found = get_visible(session, actor, number)
        content = replace(found.content, body=f"{found.body}\n\nNog een keer gelezen.")
        version = found.version
    with sessions() as session:
        begin = time.perf_counter()
        save(session, actor, number, content, version=version)
        return time.perf_counter() - begin
