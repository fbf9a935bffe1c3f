"""The change feed names every assignment that a transaction touched, and nothing else."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from lobbib.db import write
from lobbib.domain.competencies import Competency
from lobbib.models import Assignment, IndexChange, Report, UserSession
from lobbib.services.transaction import transaction, utc_now
from tests.factories import Factory


def feed(session: Session) -> list[int]:
    session.rollback()
    return list(session.scalars(select(IndexChange.assignment_id).order_by(IndexChange.id)))


def test_new_assignment_is_in_the_feed(session: Session, make: Factory) -> None:
    assignment = make.assignment()
    assert feed(session) == [assignment.id]


def test_changed_tags_alone_are_in_the_feed(session: Session, make: Factory) -> None:
    assignment = make.assignment()
    with write(session):
        content = replace(assignment.content, competencies=(Competency.WERKEXPLORATIE,))
        assignment.assign(content, {})
        assignment.version += 1
    assert feed(session) == [assignment.id, assignment.id]


def test_deleted_assignment_is_in_the_feed(session: Session, make: Factory) -> None:
    assignment = make.assignment()
    number = assignment.id
    with write(session):
        session.delete(session.get_one(Assignment, number))
    assert feed(session) == [number, number]


def test_what_is_not_indexed_leaves_no_trace(session: Session, make: Factory) -> None:
    assignment = make.assignment()
    with write(session):
        session.add(
            Report(assignment_id=assignment.id, text="Link werkt niet", created_at=utc_now())
        )
        assignment.author.name = "Ander"
    assert feed(session) == [assignment.id]


def _change_and_fail(session: Session, assignment: Assignment) -> None:
    with write(session):
        assignment.title = "Nieuw"
        session.flush()
        raise ZeroDivisionError


def test_rolled_back_change_is_not_in_the_feed(session: Session, make: Factory) -> None:
    assignment = make.assignment()
    with pytest.raises(ZeroDivisionError):
        _change_and_fail(session, assignment)
    assert feed(session) == [assignment.id]
    assert session.get_one(Assignment, assignment.id).title == "Interview een ondernemer"


def test_save_leaves_its_position_in_the_session_row(session: Session, make: Factory) -> None:
    user = make.user()
    assignment = make.assignment(user)
    row = UserSession(
        user=user,
        token_hash="x",
        created_at=utc_now(),
        last_seen_at=utc_now(),
        expires_at=utc_now(),
        remember=False,
    )
    session.add(row)
    session.commit()
    with transaction(session, user.as_actor(row.id)):
        session.get_one(Assignment, assignment.id).title = "Nieuw"
    session.refresh(row)
    last = session.scalars(select(IndexChange).order_by(IndexChange.id.desc())).first()
    assert last is not None
    assert (row.feed_tx, row.feed_id) == (last.tx, last.id)


def test_ids_are_never_given_out_twice(session: Session, make: Factory) -> None:
    first = make.assignment().id
    with write(session):
        session.delete(session.get_one(Assignment, first))
    assert make.assignment().id > first


def test_transaction_number_grows_on_postgresql(
    engine: Engine, sessions: sessionmaker[Session], make: Factory
) -> None:
    make.assignment()
    make.assignment()
    with sessions() as session:
        numbers = list(session.scalars(select(IndexChange.tx).order_by(IndexChange.id)))
    expected = 1 if engine.dialect.name == "sqlite" else 2
    assert len(set(numbers)) == expected
