"""Somebody works while there is work: real processes, killed as the system kills them."""

import io
import os
import signal
import time
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Origin
from lobbib.domain.importing import State
from lobbib.models import Assignment, Attachment, Job, JobItem
from lobbib.services import jobs
from lobbib.worker.keeper import Keeper
from tests.factories import Factory

PATIENCE = 60
FILES = 40


@pytest.fixture
def keeper(app: Flask) -> Iterator[Keeper]:
    made: Keeper = app.extensions["lobbib"].keeper
    made.start()
    yield made
    made.close()


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def read(session: Session) -> int:
    session.rollback()
    wanted = select(func.count()).where(JobItem.state == State.READ)
    return session.scalar(wanted) or 0


def test_work_goes_on_after_the_worker_was_killed_and_after_it_was_stopped(
    make: Factory, session: Session, keeper: Keeper, work_now: Callable[[], None]
) -> None:
    user = make.user()
    job = jobs.begin(session, user.as_actor(), Origin.OWN)
    for number in range(FILES):
        words = f"# Les {number}\n\n" + " ".join(f"woord{number}x{n}" for n in range(40))
        file = io.BytesIO(words.encode())
        jobs.add_file(session, user.as_actor(), job.id, f"{number}.md", file, quota_mb=10)
    keeper.start()  # once is enough
    keeper.wake()
    until(lambda: read(session) >= 2)
    first = keeper._child
    assert first is not None
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    killed_at = read(session)
    assert killed_at < FILES
    keeper.wake()
    until(lambda: read(session) > killed_at)
    keeper.close()
    assert keeper._child is not None
    assert keeper._child.pid != first.pid
    assert read(session) < FILES
    assert session.scalars(select(Job.claim)).all() == [None]
    work_now()
    assert read(session) == FILES
    titles = session.scalars(select(Assignment.title)).all()
    assert sorted(titles) == sorted(f"Les {number}" for number in range(FILES))
    assert session.scalar(select(func.count(Attachment.id))) == FILES


def test_nobody_is_started_without_work(make: Factory, session: Session, keeper: Keeper) -> None:
    jobs.begin(session, make.user().as_actor(), Origin.OWN)
    keeper._step()
    assert keeper._child is None
