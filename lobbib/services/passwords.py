"""Hashing, slow on purpose: called before a transaction begins, a few at a time."""

import unicodedata
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from lobbib.domain.people import MAX_PASSWORD

# OWASP's parameters for Argon2id: 19 MiB and two passes, some 30 ms.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_SEATS = BoundedSemaphore(4)  # so that a rush at 8:25 costs 80 MiB, not as much as there are people


def make_hash(password: str) -> str:
    with _SEATS:
        return _HASHER.hash(_normal(password))


def is_right(stored: str | None, password: str) -> bool:
    """Whether `password` belongs to `stored`. None takes as long, and is never right."""
    if len(password) > MAX_PASSWORD:
        return False
    if stored is None:
        make_hash(password)
        return False
    try:
        with _SEATS:
            return _HASHER.verify(stored, _normal(password))
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(stored)


def _normal(password: str) -> bytes:
    """The same bytes for an é typed on a phone and on a laptop."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
