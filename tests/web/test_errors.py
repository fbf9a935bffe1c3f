"""What goes wrong is told in Dutch, and a form that was left open loses nothing."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lobbib import create_app
from lobbib.config import Config
from lobbib.domain.policy import Role
from lobbib.models import User
from lobbib.services import people
from lobbib.web import carry
from tests.factories import PASSWORD, Factory

SAME = {"Sec-Fetch-Site": "same-origin"}
OWN_ORIGIN = {"Origin": "http://localhost"}
TYPED = {"name": 'Jan "de" <b>Vries</b>\nen meer', "subjects": ["duits", "economie"]}


@pytest.fixture
def guarded(config: Config) -> Iterator[Flask]:
    """The application with its tokens checked, as people meet it."""
    made = create_app(replace(config, follow=False))  # nobody else uses the database
    made.testing = True
    made.config["PROPAGATE_EXCEPTIONS"] = False
    yield made
    made.extensions["lobbib"].search.close()
    made.extensions["lobbib"].engine.dispose()


@pytest.fixture
def browser(guarded: Flask) -> FlaskClient:
    return guarded.test_client()


@pytest.fixture
def user(make: Factory) -> User:
    return make.user(name="Jan")


def token_on(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def hidden(page: str) -> list[tuple[str, str]]:
    """The hidden fields of the page's own form, tokens left out."""
    form = page[page.index("<main") : page.index("</main>")]
    inputs = [
        dict(re.findall(r'(\w+)="([^"]*)"', tag)) for tag in re.findall(r"<input[^>]*>", form)
    ]
    return [
        (field["name"], unescape(field["value"]))
        for field in inputs
        if field["type"] == "hidden" and field["name"] != "csrf_token"
    ]


def log_in(browser: FlaskClient, user: User, **extra: str) -> TestResponse:
    token = token_on(browser.get("/inloggen").text)
    form = {"email": user.email, "password": PASSWORD, "csrf_token": token, **extra}
    return browser.post("/inloggen", data=form)


def test_login_needs_a_token(browser: FlaskClient, user: User) -> None:
    form = {"email": user.email, "password": PASSWORD}
    for headers in ({}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://kwaad.nl"}):
        answer = browser.post("/inloggen", data=form, headers=headers)
        assert answer.status_code == 400
        assert user.email not in answer.text
    assert browser.get("/profiel").status_code == 303
    assert log_in(browser, user).status_code == 303


@pytest.mark.parametrize("email", ["\0", "jan\0@school.nl", "\ud800", "x" * 100_000])
def test_login_refuses_any_address_in_the_same_words(browser: FlaskClient, email: str) -> None:
    form = {"email": email.encode("utf-8", "surrogatepass"), "password": "x\0"}
    answer = browser.post(
        "/inloggen", data={**form, "csrf_token": token_on(browser.get("/inloggen").text)}
    )
    assert answer.status_code == 422
    assert "Dit e-mailadres en dit wachtwoord horen niet bij elkaar." in answer.text


@pytest.mark.parametrize("token", ["", "x", "é", "IjEi.aa.bb", "a" * 5000])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Origin": "https://kwaad.nl"},
        {"Origin": "null"},
        {"Origin": "http://localhost.kwaad.nl"},
        {"Origin": "http://localhost:1"},
        {"Origin": "http://[oeps"},
        {"Referer": "https://kwaad.nl/http://localhost/"},
        {"Origin": "https://kwaad.nl", "Referer": "http://localhost/"},
    ],
)
def test_stranger_gets_a_plain_refusal(
    browser: FlaskClient, user: User, token: str, headers: dict[str, str]
) -> None:
    log_in(browser, user)
    answer = browser.post("/profiel", data={**TYPED, "csrf_token": token}, headers=headers)
    assert answer.status_code == 400
    assert "Vries" not in answer.text
    assert browser.get("/profiel").text.count('value="Jan"') == 1


def test_token_of_another_browser_does_not_fit(
    guarded: Flask, browser: FlaskClient, user: User
) -> None:
    log_in(browser, user)
    foreign = token_on(guarded.test_client().get("/inloggen").text)
    answer = browser.post("/profiel", data={"name": "X", "csrf_token": foreign})
    assert answer.status_code == 400


@pytest.mark.parametrize("headers", [SAME, OWN_ORIGIN, {"Referer": "http://localhost/profiel"}])
def test_form_left_open_keeps_what_was_typed(
    browser: FlaskClient, user: User, headers: dict[str, str]
) -> None:
    log_in(browser, user)
    stale = {**TYPED, "csrf_token": "stale", "new_password": "geheim"}
    answer = browser.post("/profiel?x=1", data=stale, headers=headers)
    assert answer.status_code == 400
    assert hidden(answer.text) == [
        ("name", TYPED["name"]),
        ("subjects", "duits"),
        ("subjects", "economie"),
    ]
    assert 'action="/profiel?x=1"' in answer.text
    assert "geheim" not in answer.text
    assert "Wachtwoorden bewaren we niet." in answer.text
    again = {**TYPED, "csrf_token": token_on(answer.text)}
    assert browser.post("/profiel", data=again).location == "/profiel"
    assert "Jan &#34;de&#34; &lt;b&gt;Vries&lt;/b&gt; en meer" in browser.get("/profiel").text


def test_form_sent_after_the_session_ended_comes_back_after_login(
    browser: FlaskClient, session: Session, user: User
) -> None:
    log_in(browser, user)
    token = token_on(browser.get("/profiel").text)
    people.set_roles(session, None, user.id, frozenset({Role.MENTOR}))  # ends the session
    form = {**TYPED, "csrf_token": token, "current_password": "geheim"}
    answer = browser.post("/profiel?x=1", data=form, headers=SAME)
    assert answer.status_code == 401
    assert "Je was te lang weg." in answer.text
    ((name, sealed),) = hidden(answer.text)
    assert name == "carried"
    wrong = {"email": user.email, "password": "fout", "carried": sealed}
    refused = browser.post("/inloggen", data={**wrong, "csrf_token": token_on(answer.text)})
    assert hidden(refused.text) == [("carried", sealed)]
    back = log_in(browser, user, carried=sealed)
    assert back.status_code == 200
    assert 'action="/profiel?x=1"' in back.text
    assert "geheim" not in back.text
    assert "Wachtwoorden bewaren we niet." in back.text
    again = hidden(back.text)
    assert again == [
        ("name", TYPED["name"]),
        ("subjects", "duits"),
        ("subjects", "economie"),
    ]
    sent = {**TYPED, "csrf_token": token_on(back.text)}
    assert browser.post("/profiel", data=sent).location == "/profiel"


def test_form_without_any_cookie_is_carried_too(browser: FlaskClient, user: User) -> None:
    answer = browser.post("/profiel", data=TYPED, headers=SAME)
    assert answer.status_code == 401
    ((name, sealed),) = hidden(answer.text)
    assert name == "carried"
    assert "Wachtwoorden bewaren we niet." not in log_in(browser, user, carried=sealed).text


def test_stranger_carries_nothing(browser: FlaskClient) -> None:
    answer = browser.post("/profiel", data=TYPED, headers={"Origin": "https://kwaad.nl"})
    assert answer.status_code == 400
    assert hidden(answer.text) == []


@pytest.mark.parametrize("sealed", ["x", "WyIvIixbXV0.aaa.bbb", "é", "{}", "a" * 10_000])
def test_nobody_makes_up_what_was_carried(browser: FlaskClient, user: User, sealed: str) -> None:
    assert log_in(browser, user, carried=sealed).location == "/"


def test_too_much_to_carry_is_told(browser: FlaskClient) -> None:
    noise = "".join(chr(200 + (number * 7919) % 40_000) for number in range(250_000))
    answer = browser.post("/profiel", data={"name": noise}, headers=SAME)
    assert answer.status_code in (401, 413)
    assert hidden(answer.text) == []


def test_seal_holds_anything_typed(guarded: Flask) -> None:
    carried = carry.Carried("/profiel?a=b", (("name", "é\x00\n<&>\U0001f600"), ("name", "")))
    with guarded.app_context():
        assert carry.unseal(carry.seal(carried)) == carried
        assert carry.unseal(carry.seal(carried)[:-1]) is None
        assert carry.unseal(None) is None


def test_expired_login_page_asks_again(browser: FlaskClient, user: User) -> None:
    form = {"email": user.email, "password": PASSWORD, "next": "/profiel", "csrf_token": "stale"}
    answer = browser.post("/inloggen", data=form, headers=SAME)
    assert answer.status_code == 400
    assert "Deze pagina stond te lang open." in answer.text
    assert f'value="{user.email}"' in answer.text
    assert PASSWORD not in answer.text
    assert hidden(answer.text) == [("next", "/profiel")]


@pytest.mark.parametrize(
    ("path", "code", "said"),
    [
        ("/bestaat-niet", 404, "Deze pagina bestaat niet, of is niet voor jou te zien."),
        ("/beheer", 403, "Dit mag je niet doen."),
        ("/uitloggen", 405, "gebruik de knoppen op de pagina"),
    ],
)
def test_error_pages_say_what_to_do(
    browser: FlaskClient, user: User, path: str, code: int, said: str
) -> None:
    log_in(browser, user)
    answer = browser.get(path)
    assert answer.status_code == code
    assert said in answer.text
    assert '<html lang="nl">' in answer.text


def test_slash_too_many_is_led_to_the_page(browser: FlaskClient) -> None:
    answer = browser.get("/profiel//gegevens")
    assert (answer.status_code, answer.location) == (308, "http://localhost/profiel/gegevens")


def test_too_large_a_form_is_told(browser: FlaskClient, user: User) -> None:
    log_in(browser, user)
    answer = browser.post("/profiel", data={"name": "x" * 1_100_000}, headers=SAME)
    assert answer.status_code == 413
    assert "Wat je stuurde is te groot." in answer.text


@pytest.mark.parametrize("host", ["kwaad.nl", "localhost.kwaad.nl", "kwaad.nl:80", "a b", ""])
def test_other_hosts_are_refused(browser: FlaskClient, host: str) -> None:
    answer = browser.get("/inloggen", headers={"Host": host})
    assert answer.status_code == 400
    assert "kwaad" not in answer.text


def test_errors_of_the_api_are_json(browser: FlaskClient) -> None:
    answer = browser.get("/api/v1/bestaat-niet")
    assert answer.status_code == 404
    assert answer.json == {
        "error": {
            "code": 404,
            "message": "Deze pagina bestaat niet, of is niet voor jou te zien.",
            "fields": {},
        }
    }


@contextmanager
def trouble(
    engine: Engine, moment: str, statement: str = "", error: str = "OperationalError"
) -> Iterator[None]:
    """The driver fails at a moment: while connecting, or at statements that begin so."""

    def fail(*details: Any) -> None:
        if moment == "do_connect" or str(details[1]).startswith(statement):
            raise getattr(engine.dialect.loaded_dbapi, error)("disk is full")

    engine.dispose()
    event.listen(engine, moment, fail)
    yield
    event.remove(engine, moment, fail)


def test_database_that_cannot_save_keeps_what_was_typed(
    guarded: Flask, browser: FlaskClient, user: User
) -> None:
    log_in(browser, user)
    token = token_on(browser.get("/profiel").text)
    form = {**TYPED, "csrf_token": token}
    with trouble(guarded.extensions["lobbib"].engine, "do_execute", "INSERT INTO audit_event"):
        answer = browser.post("/profiel", data=form, headers=SAME)
    assert answer.status_code == 503
    assert "Opslaan lukt nu even niet." in answer.text
    assert hidden(answer.text)[0] == ("name", TYPED["name"])
    assert browser.get("/profiel").text.count('value="Jan"') == 1
    assert browser.post("/profiel", data=form).location == "/profiel"


def test_database_that_is_away_is_told_and_logs_nobody_out(
    guarded: Flask, browser: FlaskClient, user: User
) -> None:
    log_in(browser, user)
    with trouble(guarded.extensions["lobbib"].engine, "do_connect"):
        answer = browser.get("/profiel")
    assert answer.status_code == 503
    assert "Probeer het over een minuut opnieuw." in answer.text
    assert browser.get("/profiel").status_code == 200


@pytest.mark.parametrize(
    ("path", "code"),
    [("/bestaat-niet", 404), ("/static/bestaat-niet.css", 404), ("/uitnodiging/x", 503)],
)
def test_page_that_tells_of_trouble_needs_no_database(
    guarded: Flask, browser: FlaskClient, user: User, path: str, code: int
) -> None:
    log_in(browser, user)
    with trouble(guarded.extensions["lobbib"].engine, "do_connect"):
        assert browser.get(path).status_code == code


@pytest.mark.parametrize(("headers", "code", "kept"), [(SAME, 503, ["name"]), ({}, 400, [])])
def test_form_left_open_while_the_database_is_away(
    guarded: Flask,
    browser: FlaskClient,
    user: User,
    headers: dict[str, str],
    code: int,
    kept: list[str],
) -> None:
    log_in(browser, user)
    with trouble(guarded.extensions["lobbib"].engine, "do_connect"):
        answer = browser.post("/profiel", data={"name": "X", "csrf_token": "oud"}, headers=headers)
    assert answer.status_code == code
    assert [name for name, _ in hidden(answer.text)] == kept


def test_clash_that_no_service_foresaw_keeps_what_was_typed(
    guarded: Flask, browser: FlaskClient, user: User
) -> None:
    log_in(browser, user)
    form = {**TYPED, "csrf_token": token_on(browser.get("/profiel").text)}
    engine = guarded.extensions["lobbib"].engine
    with trouble(engine, "do_execute", "INSERT INTO audit_event", "IntegrityError"):
        answer = browser.post("/profiel", data=form, headers=SAME)
    assert answer.status_code == 503
    assert hidden(answer.text)[0] == ("name", TYPED["name"])
    assert browser.post("/profiel", data=form).location == "/profiel"


def test_every_post_refuses_a_token_that_does_not_fit(
    guarded: Flask, browser: FlaskClient, make: Factory
) -> None:
    manager = make.user(make.school(), Role.BEHEERDER, Role.DECAAN)
    log_in(browser, manager)
    foreign = token_on(guarded.test_client().get("/inloggen").text)
    taken = []
    for rule in guarded.url_map.iter_rules():
        for method in (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}:
            path = re.sub(r"<[^>]+>", "1", rule.rule)
            for token in ({}, {"csrf_token": "x"}, {"csrf_token": foreign}):
                answer = browser.open(path, method=method, data={"name": "Vries", **token})
                if answer.status_code != 400 or "Vries" in answer.text:
                    taken.append((method, path, token, answer.status_code))
    assert taken == []


def test_a_file_or_json_under_the_name_of_a_text_is_no_text(
    make: Factory, client_of: Callable[[User], FlaskClient]
) -> None:
    browser = client_of(make.user())
    sent: tuple[dict[str, Any], ...] = (
        {"json": {"title": {"a": 1}, "status": "gedeeld"}},
        {"data": {"title": (BytesIO(b"x"), "x.txt"), "status": "gedeeld"}},
    )
    for body in sent:
        answer = browser.post("/opdrachten/nieuw", **body)
        assert answer.status_code == 422 if "data" in body else 303
