"""Logins make session rows, and much ends them."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from lobbib.db import write
from lobbib.domain.policy import Actor
from lobbib.domain.tokens import digest
from lobbib.errors import Invalid, Throttled, Unavailable
from lobbib.models import AuditEvent, LoginAttempt, Purpose, User, UserSession
from lobbib.queries import accounts as reads
from lobbib.services import accounts, invitations, throttle
from lobbib.services.transaction import transaction, utc_now
from tests.factories import PASSWORD, Factory

NEW = "vier losse woorden"


def visitor(user: User) -> throttle.Visitor:
    return throttle.visitor(throttle.LOGIN, "secret", user.email, "192.0.2.1")


def log_in(session: Session, user: User, password: str = PASSWORD, remember: bool = False) -> str:
    return accounts.log_in(session, visitor(user), user.email, password, remember)


def rows_of(session: Session, user: User) -> list[UserSession]:
    wanted = select(UserSession).where(UserSession.user_id == user.id).order_by(UserSession.id)
    return list(session.scalars(wanted))


def actor_in(session: Session, user: User, token: str) -> Actor:
    row = reads.open_session(session, token, utc_now())
    assert row is not None
    return user.as_actor(session_id=row.id)


@pytest.mark.parametrize(("remember", "lasts"), [(False, 12), (True, 30 * 24)])
def test_login_makes_a_row_that_lasts(
    session: Session, make: Factory, remember: bool, lasts: int
) -> None:
    user = make.user()
    token = log_in(session, user, remember=remember)
    (row,) = rows_of(session, user)
    assert row.expires_at - row.created_at == timedelta(hours=lasts)
    assert (row.remember, row.token_hash) == (remember, digest(token))
    assert len(token) >= 43
    assert session.scalars(select(LoginAttempt)).all() == []


def test_address_may_be_typed_in_any_way(session: Session, make: Factory) -> None:
    user = make.user(email="jan@school.nl")
    assert accounts.log_in(session, visitor(user), " Jan@School.NL ", PASSWORD, False)


@pytest.mark.parametrize("password", ["", "verkeerd-wachtwoord", PASSWORD + " ", "x" * 1000])
def test_wrong_password_opens_nothing(session: Session, make: Factory, password: str) -> None:
    user = make.user()
    with pytest.raises(Invalid) as refused:
        log_in(session, user, password)
    assert refused.value.fields == {"password": accounts.WRONG}
    assert rows_of(session, user) == []
    assert len(session.scalars(select(LoginAttempt)).all()) == 1


def test_unknown_invited_and_disabled_get_the_same_answer(session: Session, make: Factory) -> None:
    invited = make.user(password_hash=None)
    disabled = make.user(disabled_at=utc_now())
    for email in ("niemand@school.nl", invited.email, disabled.email):
        with pytest.raises(Invalid) as refused:
            accounts.log_in(session, visitor(invited), email, PASSWORD, False)
        assert refused.value.fields == {"password": accounts.WRONG}


def test_right_password_does_not_help_after_ten_wrong_ones(session: Session, make: Factory) -> None:
    user = make.user()
    for _ in range(10):
        with pytest.raises(Invalid):
            log_in(session, user, "verkeerd-wachtwoord")
    with pytest.raises(Throttled):
        log_in(session, user)


def test_login_renews_a_weak_hash(session: Session, make: Factory) -> None:
    user = make.user()
    weak = user.password_hash
    log_in(session, user)
    session.refresh(user)
    assert user.password_hash != weak
    assert (user.password_hash or "").startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    strong = user.password_hash
    log_in(session, user)
    session.refresh(user)
    assert user.password_hash == strong


def test_login_sweeps_expired_sessions(session: Session, make: Factory) -> None:
    user, other = make.user(), make.user()
    log_in(session, other)
    rows_of(session, other)[0].expires_at = utc_now() - timedelta(seconds=1)
    session.commit()
    log_in(session, user)
    assert rows_of(session, other) == []


def test_logout_ends_that_session_alone(session: Session, make: Factory) -> None:
    user = make.user()
    first, second = log_in(session, user), log_in(session, user)
    accounts.log_out(session, first)
    assert reads.open_session(session, first, utc_now()) is None
    assert reads.open_session(session, second, utc_now()) is not None


def test_session_holds_until_it_expires(session: Session, make: Factory) -> None:
    token = log_in(session, make.user())
    hours = timedelta(hours=1)
    assert reads.open_session(session, token, utc_now() + 11 * hours) is not None
    assert reads.open_session(session, token, utc_now() + 12 * hours) is None
    assert reads.open_session(session, token + "x", utc_now()) is None
    assert reads.open_session(session, digest(token), utc_now()) is None


def test_session_of_a_disabled_user_is_dead(session: Session, make: Factory) -> None:
    user = make.user()
    token = log_in(session, user)
    user.disabled_at = utc_now()
    session.commit()
    assert reads.open_session(session, token, utc_now()) is None


def test_seen_is_kept_every_quarter_of_an_hour(session: Session, make: Factory) -> None:
    user = make.user()
    log_in(session, user)
    made = rows_of(session, user)[0].created_at

    def seen_after(minutes: int) -> datetime:
        (row,) = rows_of(session, user)
        accounts.see(session, row, made + timedelta(minutes=minutes))
        return rows_of(session, user)[0].last_seen_at

    assert seen_after(14) == made
    assert seen_after(15) == made + timedelta(minutes=15)
    assert seen_after(29) == made + timedelta(minutes=15)


def test_seen_waits_for_nobody(
    session: Session, sessions: sessionmaker[Session], engine: Engine, make: Factory
) -> None:
    user = make.user()
    log_in(session, user)
    (row,) = rows_of(session, user)
    later = row.created_at + timedelta(hours=1)
    begun = utc_now()
    with sessions() as busy, write(busy):
        busy.get(UserSession, row.id, with_for_update=True)
        with pytest.raises(Unavailable):
            accounts.see(session, row, later)
    assert utc_now() - begun < timedelta(seconds=2)
    accounts.see(session, rows_of(session, user)[0], later)
    assert rows_of(session, user)[0].last_seen_at == later


def test_waiting_is_patient_again_after_a_hurried_write(session: Session, engine: Engine) -> None:
    asked, hurried, patient = {
        "sqlite": ("PRAGMA busy_timeout", 50, 15_000),
        "postgresql": ("SHOW lock_timeout", "50ms", "0"),
    }[engine.dialect.name]
    with write(session, hurried=True):
        assert session.connection().exec_driver_sql(asked).scalar() == hurried
    assert session.connection().exec_driver_sql(asked).scalar() == patient


def test_new_password_ends_the_other_sessions_and_open_links(
    session: Session, make: Factory
) -> None:
    user = make.user()
    here, there = log_in(session, user), log_in(session, user)
    with transaction(session):
        link = invitations.add_link(session, user, Purpose.RESET)
    accounts.change_password(session, actor_in(session, user, here), visitor(user), PASSWORD, NEW)
    assert reads.open_session(session, here, utc_now()) is not None
    assert reads.open_session(session, there, utc_now()) is None
    assert reads.open_invitation(session, link, Purpose.RESET, utc_now()) is None
    assert log_in(session, user, NEW)
    with pytest.raises(Invalid):
        log_in(session, user, PASSWORD)
    events = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert events == ["account.change_password"]


@pytest.mark.parametrize(
    ("current", "new", "field"),
    [
        ("verkeerd", NEW, "current_password"),
        (PASSWORD, "kort", "new_password"),
        (PASSWORD, "Wachtwoord123", "new_password"),
    ],
)
def test_password_is_not_changed(
    session: Session, make: Factory, current: str, new: str, field: str
) -> None:
    user = make.user()
    stored = user.password_hash
    with pytest.raises(Invalid) as refused:
        accounts.change_password(session, user.as_actor(), visitor(user), current, new)
    assert refused.value.fields.keys() == {field}
    session.refresh(user)
    assert user.password_hash == stored


def test_open_laptop_is_no_place_to_guess(session: Session, make: Factory) -> None:
    user = make.user()
    for _ in range(10):
        with pytest.raises(Invalid):
            accounts.change_password(session, user.as_actor(), visitor(user), "verkeerd", NEW)
    with pytest.raises(Throttled):
        accounts.change_password(session, user.as_actor(), visitor(user), PASSWORD, NEW)


def test_log_out_elsewhere_keeps_this_session(session: Session, make: Factory) -> None:
    user, other = make.user(), make.user()
    here, there, theirs = (log_in(session, who) for who in (user, user, other))
    accounts.log_out_elsewhere(session, actor_in(session, user, here))
    alive = [reads.open_session(session, token, utc_now()) for token in (here, there, theirs)]
    assert [row is not None for row in alive] == [True, False, True]


def test_profile_takes_name_and_own_subjects(session: Session, make: Factory) -> None:
    user = make.user()
    accounts.change_profile(session, user.as_actor(), " Jan  de Vries ", ["economie", "duits"])
    session.refresh(user)
    assert user.name == "Jan de Vries"
    assert [subject.slug for subject in user.subjects] == ["duits", "economie"]
    accounts.change_profile(session, user.as_actor(), "Jan", ["duits"])
    session.refresh(user)
    assert [subject.slug for subject in user.subjects] == ["duits"]


@pytest.mark.parametrize(
    ("name", "subjects", "field"),
    [("", [], "name"), ("x" * 201, [], "name"), ("Jan", ["kwidditch"], "subjects")],
)
def test_profile_refuses_what_does_not_fit(
    session: Session, make: Factory, name: str, subjects: list[str], field: str
) -> None:
    user = make.user(name="Jan de Vries")
    with pytest.raises(Invalid) as refused:
        accounts.change_profile(session, user.as_actor(), name, subjects)
    assert refused.value.fields.keys() == {field}
    session.refresh(user)
    assert user.name == "Jan de Vries"
