"""Hashes are slow, right, and of today's strength."""

from threading import Thread
from time import perf_counter

from lobbib.services import passwords
from tests.factories import cheap_hash


def test_password_belongs_to_its_own_hash_alone() -> None:
    stored = passwords.make_hash("een-goed-wachtwoord")
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.is_right(stored, "een-goed-wachtwoord")
    assert not passwords.is_right(stored, "Een-goed-wachtwoord")
    assert not passwords.is_right(stored, "")


def test_same_password_gets_another_hash() -> None:
    assert passwords.make_hash("hetzelfde") != passwords.make_hash("hetzelfde")


def test_accent_is_the_same_however_it_was_typed() -> None:
    assert passwords.is_right(passwords.make_hash("caf\u00e9 op de hoek"), "cafe\u0301 op de hoek")


def test_no_hash_and_a_broken_one_are_never_right() -> None:
    assert not passwords.is_right(None, "een-goed-wachtwoord")
    assert not passwords.is_right("", "een-goed-wachtwoord")
    assert not passwords.is_right("$argon2id$v=19$m=8", "een-goed-wachtwoord")


def test_odd_bytes_do_no_harm() -> None:
    odd = "\x00 \ud800 \U0001f600 "
    assert passwords.is_right(passwords.make_hash(odd), odd)


def test_too_long_a_password_costs_nothing() -> None:
    stored = passwords.make_hash("x" * 200)
    assert passwords.is_right(stored, "x" * 200)
    begun = perf_counter()
    assert not passwords.is_right(stored, "x" * 10_000_000)
    assert perf_counter() - begun < 0.01


def test_weaker_hash_is_outdated() -> None:
    assert passwords.is_outdated(cheap_hash("een-goed-wachtwoord"))
    assert not passwords.is_outdated(passwords.make_hash("een-goed-wachtwoord"))


def test_unknown_costs_as_much_as_known() -> None:
    stored = passwords.make_hash("een-goed-wachtwoord")

    def cost(of: str | None) -> float:
        begun = perf_counter()
        for _ in range(8):
            passwords.is_right(of, "een-ander-wachtwoord")
        return perf_counter() - begun

    known, unknown = min(cost(stored) for _ in range(3)), min(cost(None) for _ in range(3))
    assert 0.5 < known / unknown < 2


def test_a_rush_of_logins_is_answered() -> None:
    stored = passwords.make_hash("een-goed-wachtwoord")
    answers: list[bool] = []
    threads = [
        Thread(target=lambda: answers.append(passwords.is_right(stored, "een-goed-wachtwoord")))
        for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [True] * 12
