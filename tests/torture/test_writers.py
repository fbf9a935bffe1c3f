"""Writers wait for each other: none fails, and no change of theirs is lost."""

import multiprocessing

from sqlalchemy.orm import Session

from lobbib.db import make_engine
from lobbib.domain.policy import Actor
from lobbib.models import Assignment
from lobbib.queries.assignments import get_visible
from lobbib.services.transaction import transaction
from tests.factories import Factory
from tests.torture.conftest import times

PROCESSES = 4


def raise_version(url: str, actor: Actor, assignment_id: int, number: int) -> None:
    """Read, change, write: `number` times, in a process of its own."""
    engine = make_engine(url)
    for _ in range(number):
        with Session(engine) as session, transaction(session):
            get_visible(session, actor, assignment_id, lock=True).version += 1
    engine.dispose()


def test_four_processes_lose_no_change(database_url: str, make: Factory) -> None:
    author = make.user()
    actor, assignment_id = author.as_actor(), make.assignment(author).id
    make.session.close()
    number = times(50, 300)
    spawn = multiprocessing.get_context("spawn")
    writers = [
        spawn.Process(target=raise_version, args=(database_url, actor, assignment_id, number))
        for _ in range(PROCESSES)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0] * PROCESSES
    assert make.session.get_one(Assignment, assignment_id).version == 1 + PROCESSES * number
