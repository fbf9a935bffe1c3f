"""Who is asking: reads by e-mail address, session cookie, link and API token."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from lobbib.domain.tokens import digest
from lobbib.models import ApiToken, Invitation, Purpose, User, UserSession


def by_email(session: Session, email: str) -> User | None:
    """The user with this address, as `domain.people.tidy_email` writes it."""
    return session.scalar(select(User).where(User.email == email))


def open_session(session: Session, token: str, now: datetime) -> UserSession | None:
    """The session row that a cookie names, with its user and school, while it lasts."""
    return session.scalar(
        select(UserSession)
        .join(UserSession.user)
        .where(
            UserSession.token_hash == digest(token),
            UserSession.expires_at > now,
            User.disabled_at.is_(None),
        )
        .options(joinedload(UserSession.user).joinedload(User.school))
    )


def by_api_token(session: Session, token: str) -> User | None:
    """The user for whom an API token that still holds was made."""
    return session.scalar(
        select(User)
        .join(ApiToken, ApiToken.user_id == User.id)
        .where(
            ApiToken.token_hash == digest(token),
            ApiToken.revoked_at.is_(None),
            User.disabled_at.is_(None),
        )
        .options(joinedload(User.school))
    )


def open_invitation(
    session: Session, token: str, purpose: Purpose, now: datetime, *, lock: bool = False
) -> Invitation | None:
    """The link that `token` names, with its user and school, while it can still be used."""
    wanted = (
        select(Invitation)
        .join(Invitation.user)
        .where(
            Invitation.token_hash == digest(token),
            Invitation.purpose == purpose,
            Invitation.used_at.is_(None),
            Invitation.expires_at > now,
            User.disabled_at.is_(None),
        )
        .options(joinedload(Invitation.user).joinedload(User.school))
    )
    return session.scalar(wanted.with_for_update(of=Invitation) if lock else wanted)


def sessions_of(session: Session, user_id: int, now: datetime) -> list[UserSession]:
    """Where a user is logged in, the latest first."""
    return list(
        session.scalars(
            select(UserSession)
            .where(UserSession.user_id == user_id, UserSession.expires_at > now)
            .order_by(UserSession.last_seen_at.desc(), UserSession.id.desc())
        )
    )
