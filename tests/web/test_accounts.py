"""Getting in and out of the running application."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib import create_app
from lobbib.config import Config
from lobbib.domain.policy import Role
from lobbib.models import ApiToken, LoginAttempt, Purpose, User, UserSession
from lobbib.services import invitations, mail, people, tokens
from lobbib.services.transaction import transaction, utc_now
from tests.factories import PASSWORD, Factory

ClientOf = Callable[..., FlaskClient]
NEW = "vier losse woorden"


def copied_cookie(app: Flask, browser: FlaskClient) -> FlaskClient:
    """Another browser with the same cookie."""
    thief = app.test_client()
    cookie = browser.get_cookie("lobbib")
    assert cookie is not None
    thief.set_cookie("lobbib", cookie.value)
    return thief


def is_in(browser: FlaskClient) -> bool:
    return browser.get("/profiel").status_code == 200


def token_for(session: Session, user: User, purpose: Purpose) -> str:
    with transaction(session):
        return invitations.add_link(session, user, purpose)


def test_login_page_asks_for_address_and_password(client: FlaskClient) -> None:
    page = client.get("/inloggen").text
    assert re.findall(r'<input[^>]* name="(\w+)"', page) == [
        "csrf_token",
        "email",
        "password",
        "remember",
    ]


def test_wrong_password_keeps_the_address(client: FlaskClient, make: Factory) -> None:
    user = make.user()
    answer = client.post("/inloggen", data={"email": user.email, "password": "verkeerd"})
    assert answer.status_code == 422
    assert "horen niet bij elkaar" in answer.text
    assert f'value="{user.email}"' in answer.text
    assert "verkeerd" not in answer.text
    assert not is_in(client)


@pytest.mark.parametrize("form", [{}, {"email": "x"}, {"password": "x"}, {"email": ["a", "b"]}])
def test_half_a_login_is_told_what_misses(client: FlaskClient, form: dict[str, object]) -> None:
    assert client.post("/inloggen", data=form).status_code == 422


def test_login_gets_a_new_cookie_and_a_clean_one(app: Flask, make: Factory) -> None:
    user, browser = make.user(), app.test_client()
    with browser.session_transaction() as planted:
        planted["csrf_token"] = "known-to-a-stranger"
        planted["planted"] = "x"
    browser.post("/inloggen", data={"email": user.email, "password": PASSWORD})
    with browser.session_transaction() as held:
        assert "planted" not in held
        assert held.get("csrf_token") != "known-to-a-stranger"


@pytest.mark.parametrize("remember", [False, True])
def test_cookie_outlives_the_browser_only_when_asked(
    app: Flask, make: Factory, remember: bool
) -> None:
    user, browser = make.user(), app.test_client()
    form = {"email": user.email, "password": PASSWORD} | ({"remember": "y"} if remember else {})
    answer = browser.post("/inloggen", data=form)
    cookie = answer.headers["Set-Cookie"]
    assert ("Expires=" in cookie) is remember
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "remember_token" not in cookie
    assert browser.get_cookie("remember_token") is None


def test_copied_cookie_is_dead_after_logout(app: Flask, make: Factory, client_of: ClientOf) -> None:
    browser = client_of(make.user())
    thief = copied_cookie(app, browser)
    assert is_in(thief)
    assert browser.post("/uitloggen").location == "/inloggen"
    assert not is_in(thief)
    assert not is_in(browser)


def test_logging_out_twice_does_no_harm(client: FlaskClient) -> None:
    assert client.post("/uitloggen").location == "/inloggen"


def test_copied_cookie_is_dead_after_a_new_password(
    app: Flask, make: Factory, client_of: ClientOf
) -> None:
    user = make.user()
    browser, elsewhere = client_of(user), client_of(user)
    form = {"current_password": PASSWORD, "new_password": NEW}
    assert browser.post("/profiel/wachtwoord", data=form).location == "/profiel"
    assert is_in(browser)
    assert not is_in(elsewhere)


def test_disabled_and_demoted_are_out_at_once(
    session: Session, make: Factory, client_of: ClientOf
) -> None:
    school = make.school()
    disabled, demoted = make.user(school), make.user(school, Role.BEHEERDER)
    browsers = [client_of(disabled), client_of(demoted)]
    people.disable(session, None, disabled.id)
    people.set_roles(session, None, demoted.id, frozenset())
    assert [is_in(browser) for browser in browsers] == [False, False]


def test_session_expires(session: Session, make: Factory, client_of: ClientOf) -> None:
    browser = client_of(make.user())
    row = session.scalars(select(UserSession)).one()
    row.expires_at = utc_now() - timedelta(seconds=1)
    session.commit()
    assert browser.get("/profiel").location == "/inloggen?next=/profiel"


def test_guessing_is_throttled_whatever_headers_say(client: FlaskClient, make: Factory) -> None:
    for number in range(40):
        answer = client.post(
            "/inloggen",
            data={"email": f"{number}@school.nl", "password": "gok"},
            headers={"X-Forwarded-For": f"203.0.113.{number}", "X-Real-IP": f"10.0.0.{number}"},
        )
        assert answer.status_code == 422
    user = make.user()
    answer = client.post(
        "/inloggen",
        data={"email": user.email, "password": PASSWORD},
        headers={"X-Forwarded-For": "198.51.100.7", "Forwarded": "for=198.51.100.7"},
    )
    assert answer.status_code == 429
    assert "Te veel pogingen. Probeer het over 15 minuten opnieuw." in answer.text
    assert 0 < int(answer.headers["Retry-After"]) <= 900
    assert f'value="{user.email}"' in answer.text


def test_account_is_guessed_ten_times(client: FlaskClient, make: Factory) -> None:
    user = make.user()
    codes = [
        client.post(
            "/inloggen",
            data={"email": spelling, "password": "gok"},
            environ_base={"REMOTE_ADDR": f"192.0.2.{number}"},
        ).status_code
        for number, spelling in enumerate([user.email, user.email.upper()] * 6)
    ]
    assert codes == [422] * 10 + [429] * 2


def test_attempts_keep_no_address(client: FlaskClient, session: Session) -> None:
    client.post("/inloggen", data={"email": "jan@school.nl", "password": "gok"})
    (row,) = session.scalars(select(LoginAttempt))
    kept = f"{row.account_key} {row.address_key}"
    assert "jan" not in kept
    assert "127.0.0.1" not in kept


@pytest.mark.parametrize("path", ["/profiel", "/beheer/mensen?pagina=2"])
def test_stranger_is_asked_to_log_in_and_comes_back(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 303
    query = parse_qs(urlsplit(answer.location).query)
    assert (urlsplit(answer.location).path, query) == ("/inloggen", {"next": [path]})


def test_bearer_token_opens_the_api_alone(app: Flask, session: Session, make: Factory) -> None:
    token = tokens.create_token(session, make.user().email)
    header = {"Authorization": f"Bearer {token}"}
    assert app.test_client().get("/profiel", headers=header).status_code == 303
    assert app.test_client().get("/api/v1/assignments", headers=header).status_code == 200
    session.scalars(select(ApiToken)).one().revoked_at = utc_now()
    session.commit()
    answer = app.test_client().get("/api/v1/assignments", headers=header)
    assert answer.status_code == 401
    assert answer.json == {
        "error": {"code": 401, "message": "Je bent niet (meer) ingelogd.", "fields": {}}
    }


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer x", "Basic eDp4", "Bearer \u00e9", "", "Bearer a b"]
)
def test_odd_authorization_is_nobody(client: FlaskClient, header: str) -> None:
    answer = client.get("/api/v1/assignments", headers={"Authorization": header.encode()})
    assert answer.status_code == 401


def test_forgotten_password_goes_by_way_of_the_beheerder_without_mail(
    client: FlaskClient,
) -> None:
    page = client.get("/wachtwoord")
    assert "Vraag de beheerder" in page.text
    assert 'name="email"' not in page.text
    assert client.post("/wachtwoord", data={"email": "jan@school.nl"}).status_code == 422


@pytest.fixture
def mailing(config: Config) -> Iterator[Flask]:
    """The application with a mail server that is never there: only the answers count here."""
    made = create_app(replace(config, smtp_url="smtp://127.0.0.1:1"))
    made.testing = True
    made.config["WTF_CSRF_ENABLED"] = False
    yield made
    mail.later(lambda: None).result(60)  # letters still under way use this database
    made.extensions["lobbib"].search.close()
    made.extensions["lobbib"].engine.dispose()


def test_reset_answers_the_same_for_everybody(mailing: Flask, make: Factory) -> None:
    user, browser = make.user(), mailing.test_client()
    pages = []
    for email in (user.email, "niemand@school.nl"):
        answer = browser.post("/wachtwoord", data={"email": email})
        page = browser.get("/inloggen").text
        pages.append((answer.status_code, answer.location, re.sub(r'value="[^"]*"', "", page)))
    assert pages[0] == pages[1]
    assert "Dan vind je zo een mail" in pages[0][2]


def test_reset_requests_are_throttled(mailing: Flask) -> None:
    browser = mailing.test_client()
    codes = [
        browser.post("/wachtwoord", data={"email": "jan@school.nl"}).status_code for _ in range(4)
    ]
    assert codes == [303, 303, 303, 429]


@pytest.mark.parametrize(
    ("path", "purpose"),
    [("/uitnodiging/", Purpose.INVITATION), ("/wachtwoord/", Purpose.RESET)],
)
def test_link_leads_to_a_password_and_in(
    client: FlaskClient, session: Session, make: Factory, path: str, purpose: Purpose
) -> None:
    user = make.user(password_hash=None, name="An Bos")
    token = token_for(session, user, purpose)
    page = client.get(path + token)
    assert page.status_code == 200
    assert user.email in page.text
    assert client.get(path + token).status_code == 200  # looking does not use it up
    answer = client.post(path + token, data={"new_password": NEW})
    assert (answer.status_code, answer.location) == (303, "/")
    assert is_in(client)
    again = client.get(path + token)
    assert again.status_code == 404
    assert "Deze link werkt niet meer." in again.text


def test_weak_password_is_explained_on_the_page(
    client: FlaskClient, session: Session, make: Factory
) -> None:
    token = token_for(session, make.user(), Purpose.RESET)
    for weak, said in [("", "Kies een wachtwoord."), ("kort", "Gebruik ten minste 10 tekens.")]:
        answer = client.post(f"/wachtwoord/{token}", data={"new_password": weak})
        assert answer.status_code == 422
        assert said in answer.text


@pytest.mark.parametrize("path", ["/uitnodiging/", "/wachtwoord/"])
@pytest.mark.parametrize("token", ["x", "%00", "%E9", "a" * 3000, "../beheer"])
def test_odd_links_are_not_found(client: FlaskClient, path: str, token: str) -> None:
    assert client.get(path + token).status_code == 404


def test_paths_of_links_are_those_of_the_pages(app: Flask) -> None:
    with app.test_request_context():
        made = {
            invitations.address_of("", Purpose.INVITATION, "abc"): "accounts.invitation",
            invitations.address_of("", Purpose.RESET, "abc"): "accounts.reset",
        }
        adapter = app.url_map.bind("localhost")
        found = {path: adapter.match(path)[0] for path in made}
    assert found == made


def test_profile_is_changed(session: Session, make: Factory, client_of: ClientOf) -> None:
    user = make.user()
    browser = client_of(user)
    form = {"name": "Jan de Vries", "subjects": ["duits", "economie"]}
    assert browser.post("/profiel", data=form).location == "/profiel"
    page = browser.get("/profiel").text
    assert 'value="Jan de Vries"' in page
    assert re.findall(r'value="(\w+)" checked', page) == ["duits", "economie"]
    refused = browser.post("/profiel", data={"name": "", "subjects": ["kwidditch"]})
    assert refused.status_code == 422
    assert "Vul je naam in." in refused.text


def test_refused_password_says_why(make: Factory, client_of: ClientOf) -> None:
    browser = client_of(make.user())
    for form, said in [
        ({"current_password": "fout", "new_password": NEW}, "Dit is niet je wachtwoord van nu."),
        ({"current_password": PASSWORD, "new_password": "kort"}, "Gebruik ten minste 10 tekens."),
        ({}, "Vul je wachtwoord van nu in."),
    ]:
        answer = browser.post("/profiel/wachtwoord", data=form)
        assert answer.status_code == 422
        assert said in answer.text


def test_other_devices_are_listed_and_logged_out(make: Factory, client_of: ClientOf) -> None:
    user = make.user()
    here, there = client_of(user), client_of(user)
    page = here.get("/profiel").text
    assert page.count("Ander apparaat") == 1
    assert page.count("Dit apparaat") == 1
    assert here.post("/profiel/uitloggen").location == "/profiel"
    assert (is_in(here), is_in(there)) == (True, False)
    assert "Log uit op andere apparaten" not in here.get("/profiel").text


def test_own_data_is_a_file_with_everything(make: Factory, client_of: ClientOf) -> None:
    user, other = make.user(name="Jan de Vries"), make.user(name="Piet")
    assignment = make.assignment(user, title="Mijn opdracht")
    make.assignment(other, title="Niet van mij")
    answer = client_of(user).get("/profiel/gegevens")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="lobbib-over-mij.json"'
    kept = answer.get_json()
    assert kept["naam"] == "Jan de Vries"
    assert [row["titel"] for row in kept["opdrachten"]] == ["Mijn opdracht"]
    assert [row["opdracht"] for row in kept["versies"]] == [assignment.id]
    assert len(kept["ingelogd"]) == 1
    assert "hash" not in answer.text
    assert "Piet" not in answer.text
