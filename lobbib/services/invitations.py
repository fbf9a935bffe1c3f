"""Links that work once: to accept an invitation, or to choose a new password."""

import secrets
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session, sessionmaker

from lobbib.config import Config
from lobbib.domain.people import tidy_email
from lobbib.domain.tokens import digest
from lobbib.errors import NotFound
from lobbib.models import Invitation, Purpose, User
from lobbib.queries import accounts as reads
from lobbib.services import mail, passwords
from lobbib.services.accounts import (
    check_password_of,
    end_links,
    end_sessions,
    start_session,
)
from lobbib.services.transaction import record, transaction, utc_now

LASTS = {Purpose.INVITATION: timedelta(days=14), Purpose.RESET: timedelta(hours=24)}
LASTS_BY_MAIL = timedelta(hours=2)
PATHS = {Purpose.INVITATION: "/uitnodiging/", Purpose.RESET: "/wachtwoord/"}
ACTIONS = {Purpose.INVITATION: "account.accept", Purpose.RESET: "account.reset_password"}
DEAD_LINK = "Deze link werkt niet meer. Vraag je beheerder om een nieuwe."


def address_of(base_url: str, purpose: Purpose, token: str) -> str:
    """The link as people get it."""
    return f"{base_url}{PATHS[purpose]}{token}"


def add_link(session: Session, user: User, purpose: Purpose, lasts: timedelta | None = None) -> str:
    """Make a link within the caller's transaction and return its token."""
    now = utc_now()
    token = secrets.token_urlsafe(32)
    session.execute(delete(Invitation).where(Invitation.expires_at <= now))
    session.add(
        Invitation(
            user_id=user.id,
            purpose=purpose,
            token_hash=digest(token),
            created_at=now,
            expires_at=now + (lasts or LASTS[purpose]),
        )
    )
    return token


def get_invited(session: Session, token: str, purpose: Purpose, *, lock: bool = False) -> User:
    """For whom a link was made. Raises NotFound when it was used, expired or never existed."""
    found = reads.open_invitation(session, token, purpose, utc_now(), lock=lock)
    if found is None:
        raise NotFound(DEAD_LINK)
    return found.user


def accept(session: Session, token: str, purpose: Purpose, password: str) -> str:
    """Set the password and log in: returns a session's token. Raises NotFound and Invalid."""
    check_password_of(get_invited(session, token, purpose), password)
    hashed = passwords.make_hash(password)
    with transaction(session):
        user = get_invited(session, token, purpose, lock=True)
        user.password_hash = hashed
        end_links(session, user.id)
        end_sessions(session, user.id)
        record(session, user.as_actor(), ACTIONS[purpose], user.id)
        return start_session(session, user, remember=False)


def mail_reset(sessions: sessionmaker[Session], config: Config, email: str) -> None:
    """Mail a link to `email` if it has an account. Runs apart from the request, so that nobody
    learns from its answer, or from how long that takes, whether it has.
    """
    with sessions() as session:
        user = reads.by_email(session, tidy_email(email))
        if user is None or user.disabled_at is not None:
            return
        with transaction(session):
            user = session.get_one(User, user.id)
            token = add_link(session, user, Purpose.RESET, LASTS_BY_MAIL)
            letter = mail.reset_letter(
                user.email, user.name, address_of(config.base_url, Purpose.RESET, token)
            )
    mail.post(config, letter)
