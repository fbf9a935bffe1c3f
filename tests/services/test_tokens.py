"""API tokens are shown once and known by their hash."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.domain.tokens import digest
from lobbib.errors import NotFound
from lobbib.models import ApiToken
from lobbib.queries.accounts import by_api_token
from lobbib.services.tokens import create_token
from lobbib.services.transaction import utc_now
from tests.factories import Factory


def test_token_opens_its_owners_account(session: Session, make: Factory) -> None:
    user = make.user(email="jan@school.nl")
    token = create_token(session, " JAN@school.nl ")
    assert session.scalars(select(ApiToken.token_hash)).all() == [digest(token)]
    found = by_api_token(session, token)
    assert found is not None
    assert found.id == user.id
    assert by_api_token(session, digest(token)) is None


@pytest.mark.parametrize("disabled", [True, False])
def test_no_token_for_who_has_no_account(session: Session, make: Factory, disabled: bool) -> None:
    email = make.user(disabled_at=utc_now()).email if disabled else "niemand@school.nl"
    with pytest.raises(NotFound) as refused:
        create_token(session, email)
    assert refused.value.message == f"Er is geen account voor {email}."


def test_revoked_token_opens_nothing(session: Session, make: Factory) -> None:
    token = create_token(session, make.user().email)
    session.scalars(select(ApiToken)).one().revoked_at = utc_now()
    session.commit()
    assert by_api_token(session, token) is None


def test_token_of_a_disabled_user_opens_nothing(session: Session, make: Factory) -> None:
    user = make.user()
    token = create_token(session, user.email)
    user.disabled_at = utc_now()
    session.commit()
    assert by_api_token(session, token) is None
