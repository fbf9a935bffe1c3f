"""API tokens: made on the command line, shown once, known by their hash."""

import secrets

from sqlalchemy.orm import Session

from lobbib.domain.people import tidy_email
from lobbib.domain.tokens import digest
from lobbib.errors import NotFound
from lobbib.models import ApiToken
from lobbib.queries.accounts import by_email
from lobbib.services.transaction import record, transaction, utc_now


def create_token(session: Session, email: str) -> str:
    """A token with which `email` reads the API. Raises NotFound."""
    token = secrets.token_urlsafe(32)
    with transaction(session):
        user = by_email(session, tidy_email(email))
        if user is None or user.disabled_at is not None:
            raise NotFound(f"Er is geen account voor {email}.")
        session.add(ApiToken(user_id=user.id, token_hash=digest(token), created_at=utc_now()))
        record(session, None, "token.create", user.id, school_id=user.school_id)
    return token
