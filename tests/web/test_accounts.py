"""Getting in and out of the running application."""

from collections.abc import Callable

from flask.testing import FlaskClient

from lobbib.models import User
from tests.factories import Factory


def test_login_opens_a_session(client_of: Callable[[User], FlaskClient], make: Factory) -> None:
    browser = client_of(make.user())
    assert browser.get("/inloggen").location == "/"
