"""Guessing is slowed down, whoever asks and however many ask at once."""

from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from lobbib.errors import Throttled
from lobbib.models import LoginAttempt
from lobbib.services import throttle
from lobbib.services.throttle import LOGIN, RESET, Limit, Visitor, visitor

SECRET = "a-secret"


def somebody(
    email: str = "jan@school.nl", address: str = "192.0.2.1", limit: Limit = LOGIN
) -> Visitor:
    return visitor(limit, SECRET, email, address)


def tries(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(LoginAttempt)) or 0


def test_eleventh_try_on_an_account_waits(session: Session) -> None:
    for number in range(10):
        throttle.claim(session, somebody(address=f"192.0.2.{number}"))
    with pytest.raises(Throttled) as refused:
        throttle.claim(session, somebody(address="198.51.100.1"))
    assert 880 < refused.value.seconds <= 900
    assert refused.value.message == "Te veel pogingen. Probeer het over 15 minuten opnieuw."
    assert tries(session) == 10


def test_forty_first_try_from_an_address_waits(session: Session) -> None:
    for number in range(40):
        throttle.claim(session, somebody(email=f"{number}@school.nl"))
    with pytest.raises(Throttled):
        throttle.claim(session, somebody(email="nieuw@school.nl"))
    throttle.claim(session, somebody(email="nieuw@school.nl", address="192.0.2.2"))


def test_reset_requests_count_apart_from_logins(session: Session) -> None:
    for _ in range(3):
        throttle.claim(session, somebody(limit=RESET))
    with pytest.raises(Throttled):
        throttle.claim(session, somebody(limit=RESET))
    throttle.claim(session, somebody())


def test_good_try_is_taken_back(session: Session) -> None:
    for _ in range(15):
        attempt = throttle.claim(session, somebody())
        throttle.forgive(session, attempt)
        session.commit()
    assert tries(session) == 0


def test_old_tries_are_forgotten_and_removed(session: Session) -> None:
    for _ in range(10):
        throttle.claim(session, somebody())
    for row in session.scalars(select(LoginAttempt)).all():
        row.at -= throttle.WINDOW
    session.commit()
    throttle.claim(session, somebody())
    assert tries(session) == 1


def test_wait_is_told_in_minutes(session: Session) -> None:
    for _ in range(10):
        throttle.claim(session, somebody())
    past = throttle.WINDOW - timedelta(seconds=50)
    for row in session.scalars(select(LoginAttempt)).all():
        row.at -= past
    session.commit()
    with pytest.raises(Throttled) as refused:
        throttle.claim(session, somebody())
    assert refused.value.message == "Te veel pogingen. Probeer het over een minuut opnieuw."


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("", "", True),
    ],
)
def test_address_counts_as_one_household(one: str, other: str, same: bool) -> None:
    keys = [somebody(address=address).address_key for address in (one, other)]
    assert (keys[0] == keys[1]) is same


def test_keys_tell_nobody_anything() -> None:
    here, there = somebody(), visitor(LOGIN, "another secret", "jan@school.nl", "192.0.2.1")
    assert len(here.account_key) == len(here.address_key) == 64
    assert {here.account_key, here.address_key} & {there.account_key, there.address_key} == set()
    assert somebody(" JAN@School.nl ").account_key == here.account_key


def test_tries_at_once_get_no_further(sessions: sessionmaker[Session]) -> None:
    passed: list[int] = []

    def attempt() -> None:
        with sessions() as own:
            for _ in range(5):
                try:
                    passed.append(throttle.claim(own, somebody()))
                except Throttled:
                    return

    threads = [Thread(target=attempt) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 1 <= len(passed) <= 10
