"""The change feed is kept short, and whoever stood where it was cut reads everything again."""

import time
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session, sessionmaker

from lobbib.domain.policy import Actor
from lobbib.models import Assignment, IndexChange, Installation, User, UserSession
from lobbib.search import SearchEngine
from lobbib.search.feed import ForeignPlace, Place, latest, read
from lobbib.search.request import SearchRequest
from lobbib.search.writer import REBUILD_FROM
from lobbib.services.assignments import archive, create, save
from lobbib.services.housekeeping import KEPT, SLACK
from tests.factories import CONTENT, Factory

PATIENCE = 30  # seconds: PostgreSQL counts the running transactions of its other databases too


def fill(session: Session, number: int) -> None:
    """Rows about an assignment that is long gone."""
    session.execute(insert(IndexChange), [{"assignment_id": 0}] * number)
    session.commit()


def count(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(IndexChange)) or 0


def share(session: Session, user: User, title: str) -> Assignment:
    return create(session, user.as_actor(), replace(CONTENT, title=title), share=True)


def share_until_it_is_cut(session: Session, user: User) -> Assignment:
    """One save is enough, unless somebody else's transaction is under way.

    Then what is not settled comes on top, as does on PostgreSQL the row of the save itself.
    """
    deadline = time.monotonic() + PATIENCE
    made = share(session, user, "Robot")
    while (left := count(session)) > KEPT + SLACK and time.monotonic() < deadline:
        archive(session, user.as_actor(), made.id)
        made = share(session, user, "Robot")
    is_exact = session.get_bind().dialect.name == "sqlite"
    assert left == KEPT if is_exact else KEPT < left <= KEPT + SLACK
    return made


def test_no_index_that_is_behind_the_cut_would_have_read_on() -> None:
    assert KEPT > REBUILD_FROM


def test_a_feed_that_is_not_long_is_left_alone(session: Session, make: Factory) -> None:
    user = make.user()
    fill(session, KEPT + SLACK - 1)
    share(session, user, "Molen")
    assert count(session) == KEPT + SLACK


def test_a_long_feed_keeps_its_newest_rows(session: Session, make: Factory) -> None:
    user = make.user()
    fill(session, KEPT + SLACK + 1)
    made = share_until_it_is_cut(session, user)
    newest = select(IndexChange.assignment_id).order_by(IndexChange.id.desc())
    assert session.scalars(newest.limit(1)).one() == made.id


def test_a_reader_behind_the_cut_is_told_so(session: Session, make: Factory) -> None:
    user = make.user()
    share(session, user, "Molen")
    place = latest(session)
    fill(session, KEPT + SLACK)
    assert read(session, place).rows == KEPT + SLACK
    share_until_it_is_cut(session, user)
    with pytest.raises(ForeignPlace):
        read(session, place)
    assert read(session, latest(session)).rows == 0


def finds(engine: SearchEngine, actor: Actor, words: str) -> list[int]:
    return [hit.id for hit in engine.search(actor, SearchRequest(words=words)).hits]


def test_search_finds_everything_when_the_feed_was_cut_behind_it(
    session: Session, sessions: sessionmaker[Session], make: Factory, tmp_path: Path
) -> None:
    user = make.user()
    actor = user.as_actor()
    engine = SearchEngine(sessions, tmp_path / "index")
    first = share(session, user, "Molen")
    assert finds(engine, actor, "molen") == [first.id]
    second = save(session, actor, first.id, replace(CONTENT, title="Tunnel"), version=1)
    fill(session, KEPT + SLACK)
    third = share_until_it_is_cut(session, user)
    assert finds(engine, actor, "molen") == []
    assert finds(engine, actor, "tunnel") == [second.id]
    assert finds(engine, actor, "robot") == [third.id]
    assert engine.search(actor, SearchRequest()).total == 2
    assert (engine.status().documents, engine.status().lag) == (2, 0)
    engine.close()


def test_a_place_of_a_later_day_is_foreign(session: Session, make: Factory) -> None:
    """A file put back by hand: the same database, and a feed that is shorter."""
    user = make.user()
    share(session, user, "Molen")
    earlier = latest(session)
    share(session, user, "Robot")
    later = latest(session)
    newest = session.scalars(select(IndexChange).order_by(IndexChange.id.desc())).first()
    session.delete(newest)
    session.commit()
    with pytest.raises(ForeignPlace):
        read(session, later)
    assert read(session, earlier).rows == 0


def test_the_very_beginning_is_no_foreign_place(session: Session, make: Factory) -> None:
    start = latest(session)
    assert start == Place(start.database)
    made = share(session, make.user(), "Molen")
    assert read(session, start).ids == {made.id}


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_rows_that_may_still_be_preceded_are_not_cut(
    session: Session, sessions: sessionmaker[Session], make: Factory
) -> None:
    user = make.user()
    with sessions() as slow:
        slow.execute(insert(IndexChange), [{"assignment_id": 7}])
        fill(session, KEPT + SLACK + 1)
        share(session, user, "Molen")
        assert count(session) == KEPT + SLACK + 2
        slow.commit()
    share_until_it_is_cut(session, user)


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_feed_from_another_server_begins_anew(
    session: Session, sessions: sessionmaker[Session], make: Factory, tmp_path: Path
) -> None:
    """As after pg_restore: transactions with numbers that this server has not come to."""
    user = make.user()
    actor = user.as_actor()
    engine = SearchEngine(sessions, tmp_path / "index")
    first = share(session, user, "Molen")
    session.execute(update(IndexChange).values(tx=IndexChange.tx + 10_000_000))
    session.commit()
    assert finds(engine, actor, "molen") == [first.id]
    before = session.scalar(select(Installation.database_id))
    second = share(session, user, "Robot")
    assert session.scalar(select(Installation.database_id)) != before
    assert session.scalars(select(IndexChange.assignment_id)).all() == [second.id]
    for title, number in (("molen", first.id), ("robot", second.id)):
        assert finds(engine, actor, title) == [number]
    third = share(session, user, "Tunnel")
    assert finds(engine, actor, "tunnel") == [third.id]
    assert session.scalars(select(UserSession.feed_tx)).all() == []
    engine.close()
