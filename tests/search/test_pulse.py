"""Equal beats only where nothing was committed between them, by whoever."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from lobbib.db import make_engine, write
from lobbib.search.pulse import Pulse


@pytest.fixture
def pulse(engine: Engine) -> Iterator[Pulse]:
    made = Pulse(engine)
    yield made
    made.close()


def _change(session: Session) -> None:
    session.execute(text("UPDATE installation SET database_id = database_id || 'x'"))


def _is_calm(pulse: Pulse) -> bool:
    """On PostgreSQL other databases of the server make it beat too: two in a row are enough."""
    return any(pulse.beat() == pulse.beat() for _ in range(500))


def test_beats_are_equal_until_somebody_commits(pulse: Pulse, session: Session) -> None:
    assert _is_calm(pulse)
    for _ in range(3):
        before = pulse.beat()
        with write(session):
            _change(session)
        assert pulse.beat() != before
        assert _is_calm(pulse)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_reading_and_what_is_taken_back_are_no_change(pulse: Pulse, session: Session) -> None:
    before = pulse.beat()
    session.execute(text("SELECT 1 FROM installation")).all()
    _change(session)
    session.rollback()
    assert pulse.beat() == before


def test_a_new_connection_never_beats_as_an_old_one(pulse: Pulse) -> None:
    first = pulse.beat()
    pulse.close()
    assert pulse.beat() != first


def test_disposing_of_the_engine_leaves_no_connection(pulse: Pulse, engine: Engine) -> None:
    first = pulse.beat()
    engine.dispose()
    assert pulse._connection is None
    assert pulse.beat() != first


def test_where_nothing_can_be_asked_no_beat_is_equal(tmp_path: Path) -> None:
    pulse = Pulse(make_engine(f"sqlite:///{tmp_path}/none/lobbib.db"))
    assert pulse.beat() != pulse.beat()
