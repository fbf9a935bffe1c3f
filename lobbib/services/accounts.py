"""Getting in and staying in: a login is a row, and everything that ends one is here."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from lobbib.db import write
from lobbib.domain.people import name_problem, password_problem, tidy_email, tidy_name
from lobbib.domain.policy import Actor
from lobbib.domain.tokens import digest
from lobbib.errors import Invalid, NotFound
from lobbib.models import Invitation, User, UserSession
from lobbib.queries import accounts as reads
from lobbib.queries import subjects as subject_reads
from lobbib.services import drafts, passwords, throttle
from lobbib.services.transaction import record, transaction, utc_now

LASTS = timedelta(hours=12)
LASTS_REMEMBERED = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=15)
WRONG = "Dit e-mailadres en dit wachtwoord horen niet bij elkaar."


def log_in(
    session: Session, visitor: throttle.Visitor, email: str, password: str, remember: bool
) -> str:
    """Start a session and return its token. Raises Throttled, or Invalid without saying which.

    An unknown address costs as much time as a known one.
    """
    attempt_id = throttle.claim(session, visitor)
    user = reads.by_email(session, tidy_email(email))
    user_id = user.id if user else None
    stored = user.password_hash if user and user.disabled_at is None else None
    if not passwords.is_right(stored, password) or stored is None:
        raise Invalid({"password": WRONG})
    renewed = passwords.make_hash(password) if passwords.is_outdated(stored) else stored
    with transaction(session):
        throttle.forgive(session, attempt_id)
        known = session.get(User, user_id, with_for_update=True)
        if known is None or known.password_hash != stored or known.disabled_at:
            raise Invalid({"password": WRONG})
        known.password_hash = renewed
        return start_session(session, known, remember)


def start_session(session: Session, user: User, remember: bool) -> str:
    """Add a session row within the caller's transaction; the token is returned, not kept."""
    now = utc_now()
    token = secrets.token_urlsafe(32)
    session.execute(delete(UserSession).where(UserSession.expires_at <= now))
    drafts.forget_old(session, now)
    session.add(
        UserSession(
            user_id=user.id,
            token_hash=digest(token),
            created_at=now,
            last_seen_at=now,
            expires_at=now + (LASTS_REMEMBERED if remember else LASTS),
            remember=remember,
        )
    )
    return token


def log_out(session: Session, token: str) -> None:
    with transaction(session):
        session.execute(delete(UserSession).where(UserSession.token_hash == digest(token)))


def see(session: Session, row: UserSession, now: datetime) -> None:
    """Note that a session is in use, at most every quarter of an hour.

    The one write that a GET may do: it waits for nobody, and raises Unavailable instead.
    """
    if row.last_seen_at > now - SEEN_EVERY:
        return
    row_id = row.id
    with write(session, hurried=True):
        session.execute(
            update(UserSession).where(UserSession.id == row_id).values(last_seen_at=now)
        )


def end_sessions(session: Session, user_id: int, keep: int | None = None) -> None:
    """End every session of a user but `keep`, within the caller's transaction."""
    session.execute(
        delete(UserSession).where(
            UserSession.user_id == user_id, UserSession.id.is_distinct_from(keep)
        )
    )


def end_links(session: Session, user_id: int) -> None:
    """No link that this user was given works any longer; within the caller's transaction."""
    session.execute(
        update(Invitation)
        .where(Invitation.user_id == user_id, Invitation.used_at.is_(None))
        .values(used_at=utc_now())
    )


def log_out_elsewhere(session: Session, actor: Actor) -> None:
    with transaction(session, actor):
        end_sessions(session, actor.user_id, keep=actor.session_id)
        record(session, actor, "account.end_sessions", actor.user_id)


def change_password(
    session: Session, actor: Actor, visitor: throttle.Visitor, current: str, new: str
) -> None:
    """Set a new password; every other session ends. Raises Invalid and Throttled."""
    attempt_id = throttle.claim(session, visitor)
    user = _self(session, actor)
    stored = user.password_hash
    if not passwords.is_right(stored, current):
        raise Invalid({"current_password": "Dit is niet je wachtwoord van nu."})
    check_password_of(user, new)
    hashed = passwords.make_hash(new)
    with transaction(session, actor):
        user = _self(session, actor, locked=True)
        if user.password_hash != stored:
            raise Invalid({"current_password": "Je wachtwoord is intussen veranderd."})
        user.password_hash = hashed
        throttle.forgive(session, attempt_id)
        end_sessions(session, user.id, keep=actor.session_id)
        end_links(session, user.id)
        record(session, actor, "account.change_password", user.id)


def check_password(password: str, *personal: str) -> None:
    """Raises Invalid for `new_password` where it is easily guessed; `personal`: names, address."""
    if problem := password_problem(password, *personal):
        raise Invalid({"new_password": problem})


def check_password_of(user: User, password: str) -> None:
    check_password(password, user.email, user.name, user.school.name)


def change_profile(session: Session, actor: Actor, name: str, subjects: Iterable[str]) -> None:
    """Set one's own name and, by slug, one's own subjects. Raises Invalid."""
    name = tidy_name(name)
    wanted = set(subjects)
    if problem := name_problem(name):
        raise Invalid({"name": problem})
    with transaction(session, actor):
        user = _self(session, actor, locked=True)
        offered = subject_reads.by_slug(session, actor.school_id)
        if not wanted <= offered.keys():
            raise Invalid({"subjects": "Kies vakken uit de lijst."})
        user.name = name
        user.subjects = [offered[slug] for slug in sorted(wanted)]
        record(session, actor, "account.change_profile", user.id)


def _self(session: Session, actor: Actor, locked: bool = False) -> User:
    user = session.get(User, actor.user_id, with_for_update=locked)
    if user is None:
        raise NotFound
    return user
