"""`?next=` leads to a page of this site, however it is written."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lobbib.models import User
from lobbib.web.addresses import safe_path
from tests.factories import PASSWORD, Factory

ELSEWHERE = (
    "https://kwaad.nl",
    "HTTPS://kwaad.nl",
    "http:kwaad.nl",
    "https:/kwaad.nl",
    "https:///kwaad.nl",
    "//kwaad.nl",
    "///kwaad.nl",
    "////kwaad.nl",
    "/\\kwaad.nl",
    "\\/kwaad.nl",
    "\\\\kwaad.nl",
    "/\\/kwaad.nl",
    "/%5ckwaad.nl",
    "/%2fkwaad.nl",
    "/%2Fkwaad.nl",
    "/%252fkwaad.nl",
    "%2f%2fkwaad.nl",
    "/\t/kwaad.nl",
    "/\n/kwaad.nl",
    "/%09/kwaad.nl",
    "\t//kwaad.nl",
    " //kwaad.nl",
    "\x00//kwaad.nl",
    "javascript:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "kwaad.nl",
    "@kwaad.nl",
    "//localhost@kwaad.nl",
    "https://localhost@kwaad.nl",
    "/\u2028/kwaad.nl",
    "/ /kwaad.nl",
    "//[kwaad.nl",
    "?next=//kwaad.nl",
    "/opdrachten\r\nSet-Cookie: x=1",
    "/" + "a" * 3000,
    "",
)
HERE = (
    "/",
    "/opdrachten",
    "/opdrachten/12/bewerken",
    "/opdrachten?q=beroepen&leerjaar=3",
    "/opdrachten?q=caf%C3%A9+en+meer",
    "/lijn#netwerken",
    "/profiel?terug=https://kwaad.nl",
)


@pytest.mark.parametrize("address", ELSEWHERE)
def test_other_sites_are_refused(address: str) -> None:
    assert safe_path(address) is None


@pytest.mark.parametrize("address", HERE)
def test_own_pages_are_taken(address: str) -> None:
    assert safe_path(address) == address


def test_nothing_is_nowhere() -> None:
    assert safe_path(None) is None


def log_in(browser: FlaskClient, user: User, onward: str) -> str | None:
    form = {"email": user.email, "password": PASSWORD, "next": onward}
    return browser.post("/inloggen", data=form).location


def test_login_goes_on_within_the_site_alone(app: Flask, make: Factory) -> None:
    user = make.user()
    assert {log_in(app.test_client(), user, address) for address in ELSEWHERE[:26]} == {"/"}
    assert [log_in(app.test_client(), user, address) for address in HERE] == list(HERE)


def test_who_is_logged_in_already_goes_on_within_the_site(app: Flask, make: Factory) -> None:
    browser = app.test_client()
    log_in(browser, make.user(), "/")
    answers = {
        browser.get("/inloggen", query_string={"next": address}).location for address in ELSEWHERE
    }
    assert answers == {"/"}
    assert browser.get("/inloggen?next=/profiel").location == "/profiel"
