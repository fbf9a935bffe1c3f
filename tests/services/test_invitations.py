"""A link works once, for a while, and for one thing."""

from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from lobbib.errors import Invalid, NotFound
from lobbib.models import AuditEvent, Invitation, Purpose, User
from lobbib.queries import accounts as reads
from lobbib.services import invitations, passwords
from lobbib.services.transaction import transaction, utc_now
from tests.factories import PASSWORD, Factory

NEW = "vier losse woorden"


def link(session: Session, user: User, purpose: Purpose = Purpose.INVITATION) -> str:
    with transaction(session):
        return invitations.add_link(session, user, purpose)


def test_invited_colleague_chooses_a_password_and_is_in(session: Session, make: Factory) -> None:
    user = make.user(password_hash=None)
    token = link(session, user)
    opened = invitations.accept(session, token, Purpose.INVITATION, NEW)
    row = reads.open_session(session, opened, utc_now())
    assert row is not None
    assert row.user_id == user.id
    session.refresh(user)
    assert passwords.is_right(user.password_hash, NEW)
    (event,) = session.scalars(select(AuditEvent))
    assert (event.action, event.user_id, event.school_id, event.detail) == (
        "account.accept",
        user.id,
        user.school_id,
        {},
    )


def test_link_works_once(session: Session, make: Factory) -> None:
    token = link(session, make.user())
    invitations.accept(session, token, Purpose.INVITATION, NEW)
    with pytest.raises(NotFound) as refused:
        invitations.accept(session, token, Purpose.INVITATION, "heel iets anders")
    assert refused.value.message == invitations.DEAD_LINK


def test_using_one_link_ends_the_others(session: Session, make: Factory) -> None:
    user = make.user()
    first, second = link(session, user), link(session, user, Purpose.RESET)
    invitations.accept(session, first, Purpose.INVITATION, NEW)
    with pytest.raises(NotFound):
        invitations.get_invited(session, second, Purpose.RESET)


def test_reset_ends_every_session(session: Session, make: Factory) -> None:
    user = make.user()
    first = link(session, user, Purpose.RESET)
    before = invitations.accept(session, first, Purpose.RESET, NEW)
    invitations.accept(session, link(session, user, Purpose.RESET), Purpose.RESET, PASSWORD)
    assert reads.open_session(session, before, utc_now()) is None


@pytest.mark.parametrize(
    ("purpose", "lasts"),
    [(Purpose.INVITATION, timedelta(days=14)), (Purpose.RESET, timedelta(hours=24))],
)
def test_link_expires(session: Session, make: Factory, purpose: Purpose, lasts: timedelta) -> None:
    token = link(session, make.user(), purpose)
    row = session.scalars(select(Invitation)).one()
    assert row.expires_at - row.created_at == lasts
    session.execute(update(Invitation).values(expires_at=utc_now()))
    session.commit()
    with pytest.raises(NotFound):
        invitations.accept(session, token, purpose, NEW)


def test_expired_links_are_swept(session: Session, make: Factory) -> None:
    user = make.user()
    link(session, user)
    session.execute(update(Invitation).values(expires_at=utc_now()))
    session.commit()
    link(session, user)
    assert len(session.scalars(select(Invitation)).all()) == 1


@pytest.mark.parametrize("token", ["", "x", "\x00", "é" * 50, "a" * 5000])
def test_other_tokens_open_nothing(session: Session, make: Factory, token: str) -> None:
    link(session, make.user())
    with pytest.raises(NotFound):
        invitations.get_invited(session, token, Purpose.INVITATION)


def test_link_is_for_one_purpose(session: Session, make: Factory) -> None:
    token = link(session, make.user(), Purpose.RESET)
    with pytest.raises(NotFound):
        invitations.accept(session, token, Purpose.INVITATION, NEW)


def test_link_of_a_disabled_colleague_is_dead(session: Session, make: Factory) -> None:
    user = make.user()
    token = link(session, user)
    user.disabled_at = utc_now()
    session.commit()
    with pytest.raises(NotFound):
        invitations.accept(session, token, Purpose.INVITATION, NEW)


def test_weak_password_leaves_the_link_alive(session: Session, make: Factory) -> None:
    user = make.user(name="Jan de Vries")
    token = link(session, user)
    for weak in ("kort", "Wachtwoord123", "Jan de Vries 1"):
        with pytest.raises(Invalid) as refused:
            invitations.accept(session, token, Purpose.INVITATION, weak)
        assert refused.value.fields.keys() == {"new_password"}
    invitations.accept(session, token, Purpose.INVITATION, NEW)


def test_two_at_once_use_a_link_once(sessions: sessionmaker[Session], make: Factory) -> None:
    token = link(make.session, make.user())
    answers: list[str] = []

    def use(password: str) -> None:
        with sessions() as own:
            try:
                invitations.accept(own, token, Purpose.INVITATION, password)
                answers.append("in")
            except NotFound:
                answers.append("dead")

    threads = [Thread(target=use, args=(f"{NEW} {number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["dead", "dead", "dead", "in"]
