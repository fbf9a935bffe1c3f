"""Slow down guessing: so many tries per account and per address in a quarter of an hour."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from sqlalchemy import delete, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from lobbib.domain.people import tidy_email
from lobbib.errors import Throttled
from lobbib.models import LoginAttempt
from lobbib.services.transaction import transaction, utc_now

WINDOW = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Limit:
    """How many tries `WINDOW` allows. The name keeps one kind of try from counting for another."""

    name: str
    per_account: int
    per_address: int


LOGIN = Limit("login", 10, 40)
RESET = Limit("reset", 3, 20)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who tries, as far as counting goes: hashes, so that the table tells nobody anything."""

    limit: Limit
    account_key: str
    address_key: str


def visitor(limit: Limit, secret: str, email: str, address: str) -> Visitor:
    """`address` is the socket's (or a trusted proxy's); never a header that anybody can send."""
    return Visitor(
        limit,
        _key(secret, limit.name, "account", tidy_email(email)),
        _key(secret, limit.name, "address", _network(address)),
    )


def claim(session: Session, visitor: Visitor) -> int:
    """Count a try before it is made, and return its id. Raises Throttled.

    It counts itself after it was committed, so that no number of tries at once gets past the limit.
    """
    now = utc_now()
    _check(session, visitor, now, room_for=1)
    with transaction(session):
        session.execute(delete(LoginAttempt).where(LoginAttempt.at <= now - WINDOW))
        attempt = LoginAttempt(
            account_key=visitor.account_key, address_key=visitor.address_key, at=now
        )
        session.add(attempt)
    _check(session, visitor, now, room_for=0)
    return attempt.id


def forgive(session: Session, attempt_id: int) -> None:
    """Take a try back that was a good one; within the caller's transaction."""
    session.execute(delete(LoginAttempt).where(LoginAttempt.id == attempt_id))


def _check(session: Session, visitor: Visitor, now: datetime, room_for: int) -> None:
    limit = visitor.limit
    keys = (
        (LoginAttempt.account_key, visitor.account_key, limit.per_account - room_for),
        (LoginAttempt.address_key, visitor.address_key, limit.per_address - room_for),
    )
    seconds = max(_wait(session, column, key, most, now) for column, key, most in keys)
    if seconds > 0:
        raise Throttled(
            seconds, f"Te veel pogingen. Probeer het over {_in_words(seconds)} opnieuw."
        )


def _wait(
    session: Session, column: InstrumentedAttribute[str], key: str, most: int, now: datetime
) -> int:
    """Seconds until there are no more than `most` tries within the window."""
    tries = (
        select(LoginAttempt.at)
        .where(column == key, LoginAttempt.at > now - WINDOW)
        .order_by(LoginAttempt.at.desc())
        .offset(most)
        .limit(1)
    )
    one_too_many = session.scalar(tries)
    return ceil((one_too_many + WINDOW - now).total_seconds()) if one_too_many else 0


def _in_words(seconds: int) -> str:
    minutes = ceil(seconds / 60)
    return "een minuut" if minutes == 1 else f"{minutes} minuten"


def _key(secret: str, *parts: str) -> str:
    text = "\0".join(parts).encode("utf-8", "replace")
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def _network(address: str) -> str:
    """One household: an IPv4 address, or the /64 in which anybody picks IPv6 addresses freely."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or ip_network((parsed, 64), strict=False))
