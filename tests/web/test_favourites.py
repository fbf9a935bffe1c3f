"""The star on an assignment, and one's own list."""

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Visibility
from lobbib.models import Favourite, User
from lobbib.queries.people import everything_about
from tests.factories import Factory
from tests.web.reading import afresh, text_of

Browser = Callable[[User], FlaskClient]


def test_the_star_goes_on_and_off_and_is_ones_own(
    make: Factory, client_of: Browser, session: Session
) -> None:
    row = make.assignment(title="Over stage", visibility=Visibility.EVERYONE)
    user, other = make.user(), make.user()
    browser, address = client_of(user), f"/opdrachten/{row.id}"
    assert "Nog geen favorieten" in text_of(browser.get("/favorieten"))
    for _ in range(2):
        answer = browser.post(f"{address}/favoriet", data={"aan": "1"})
        assert (answer.status_code, answer.location) == (303, address)
    assert "Haal uit mijn favorieten" in text_of(browser.get(address))
    assert f'<a href="{address}">Over stage</a>' in browser.get("/favorieten").text
    assert "Over stage" not in client_of(other).get("/favorieten").text
    assert everything_about(session, user.id)["favorieten"] == [row.id]
    browser.post(f"{address}/favoriet", data={"aan": "0"})
    afresh(session)
    assert session.scalars(select(Favourite)).all() == []


def test_what_is_not_shared_any_longer_leaves_the_list(
    make: Factory, client_of: Browser, session: Session
) -> None:
    row = make.assignment(title="Over stage", visibility=Visibility.EVERYONE)
    browser = client_of(make.user())
    browser.post(f"/opdrachten/{row.id}/favoriet", data={"aan": "1"})
    row.visibility = Visibility.SCHOOL
    session.commit()
    assert "Over stage" not in browser.get("/favorieten").text
