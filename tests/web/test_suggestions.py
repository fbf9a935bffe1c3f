"""`POST /api/v1/suggestions`: its shape, its limits, and who may ask."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lobbib.domain.assignments import MAX_LENGTHS, Status
from lobbib.domain.competencies import Competency
from lobbib.errors import Throttled
from lobbib.models import User
from lobbib.services import tokens
from lobbib.web.api import SUGGESTIONS_A_MINUTE
from lobbib.web.openapi import DOCUMENT
from lobbib.web.suggesting import MOST_ROWS, Pace
from tests.factories import Factory
from tests.web.test_api import _check

ClientOf = Callable[[User], FlaskClient]
ADDRESS = "/api/v1/suggestions"
LESSON: dict[str, Any] = {
    "title": "Wie ken jij?",
    "summary": "",
    "body": "Economie, 3 havo. Wie kent een ondernemer uit de wijk? Bel hem en houd contact.",
    "questions": ["Was het leuk?", "Hoe ging het?", ""],
}


@pytest.fixture
def user(make: Factory) -> User:
    return make.user(make.school(make.board()))


@pytest.fixture
def browser(client_of: ClientOf, user: User) -> FlaskClient:
    return client_of(user)


def ask(browser: FlaskClient, sent: Any = LESSON, **headers: str) -> TestResponse:
    return browser.post(ADDRESS, json=sent, headers=headers)


def test_suggestions_have_the_promised_shape(browser: FlaskClient) -> None:
    found = ask(browser).get_json()
    [first] = found.pop("competencies")
    assert (first["value"], 0.5 < first["score"] <= 1) == ("netwerken", True)
    assert first["because"] == ["contact", "Bel", "Wie ken"]
    assert found == {
        "years": [3],
        "tracks": ["havo"],
        "subjects": ["economie"],
        "activity": None,
        "minutes": None,
        "parents": False,
        "outside": False,
        "dossier": False,
        "because": {
            "years": {"3": ["3 havo"]},
            "tracks": {"havo": ["3 havo"]},
            "subjects": {"economie": ["Economie"]},
            "activity": {},
            "minutes": {},
        },
        "similar": [],
        "closed_questions": [
            {
                "index": 0,
                "hint": "Hierop kun je met ja of nee antwoorden. "
                "Begin met wat, hoe of wie, of vraag erna waarom.",
                "better": "Hoe was het?",
                "starts": ["Wat vond je van", "Hoe kwam het dat", "Waaraan merkte je dat"],
            }
        ],
    }


def test_an_answer_fits_its_description(browser: FlaskClient) -> None:
    schema = {"$ref": "#/components/schemas/Suggestions"}
    for sent in (LESSON, {}, {"body": "Met ouders naar de haven, 20 minuten. Interview iemand."}):
        answer = ask(browser, sent)
        assert answer.status_code == 200
        _check(DOCUMENT, answer.get_json(), schema)


def test_an_empty_lesson_gets_no_suggestion(browser: FlaskClient) -> None:
    found = ask(browser, {}).get_json()
    assert [value for name, value in found.items() if value and name != "because"] == []


def test_what_the_school_tagged_counts(browser: FlaskClient, make: Factory, user: User) -> None:
    text = "Zeepkisten bouwen met planken en remblokjes."
    made = make.assignment(user, body=text, competencies=(Competency.LOOPBAANSTURING,))
    found = ask(browser, {"body": text}).get_json()
    assert found["competencies"][0]["value"] == "loopbaansturing"
    assert ask(browser, {"body": text, "id": made.id}).get_json()["competencies"] == []


def test_asking_changes_nothing(browser: FlaskClient, session: Session, user: User) -> None:
    before = session.connection().exec_driver_sql("SELECT count(*) FROM index_change").scalar()
    ask(browser)
    session.rollback()
    after = session.connection().exec_driver_sql("SELECT count(*) FROM index_change").scalar()
    assert before == after


@pytest.mark.parametrize(
    ("sent", "fields"),
    [
        ([], [""]),
        ("tekst", [""]),
        ({"title": 3}, ["title"]),
        ({"body": "x" * (MAX_LENGTHS["body"] + 1)}, ["body"]),
        ({"title": "x" * (MAX_LENGTHS["title"] + 1), "summary": []}, ["summary", "title"]),
        ({"questions": "Wat?"}, ["questions"]),
        ({"questions": [1]}, ["questions"]),
        ({"questions": ["x" * (MAX_LENGTHS["question"] + 1)]}, ["questions"]),
        ({"questions": ["x"] * (MOST_ROWS + 1)}, ["questions"]),
    ],
)
def test_what_cannot_be_read_is_refused_by_field(
    browser: FlaskClient, sent: Any, fields: list[str]
) -> None:
    answer = ask(browser, sent)
    error = answer.get_json()["error"]
    assert (answer.status_code, error["code"], sorted(error["fields"])) == (422, 422, fields)


def test_what_is_no_json_is_refused(browser: FlaskClient) -> None:
    for data in (b"{", b"[" * 50_000):
        assert browser.post(ADDRESS, data=data, content_type="application/json").status_code == 422
    assert browser.post(ADDRESS, data={"body": "tekst"}).status_code == 422


@pytest.mark.parametrize(
    "odd", ["\x00", "\ud800", "{{7*7}}", "<script>", "a" * 20_000, "niet " * 4_000]
)
def test_odd_text_is_read_as_any_other(browser: FlaskClient, odd: str) -> None:
    assert ask(browser, {"body": odd, "questions": [odd[:300]]}).status_code == 200


SHIP = (
    "Leerlingen varen een dag mee op een binnenvaartschip. Ze helpen de schipper bij het laden van "
    "graan, knopen landvasten, koken in de kajuit en tekenen de route langs sluizen en bruggen."
)


def test_what_may_be_the_same_lesson_is_told_to_who_may_see_it(
    browser: FlaskClient, make: Factory, user: User
) -> None:
    made = make.assignment(user, title="Een dag aan boord", body=SHIP, years=(2,))
    for number in range(4):
        make.assignment(user, title=f"Robot {number}", body="Programmeer een robot met sensoren.")
    make.assignment(make.user(), title="Van een ander", body=SHIP)
    make.assignment(user, Status.CONCEPT, title="Van niemand anders", body=SHIP)
    browser.application.extensions["lobbib"].search.catch_up()
    told = {"title": "Mee met de schipper", "body": SHIP}
    [found] = ask(browser, told).get_json()["similar"]
    assert found.pop("because") != []
    assert found == {
        "id": made.id,
        "title": "Een dag aan boord",
        "whence": "Klas 2 · onze school",
        "url": f"/opdrachten/{made.id}",
        "adapt": f"/opdrachten/{made.id}/overnemen",
    }
    assert ask(browser, told | {"id": made.id}).get_json()["similar"] == []
    assert ask(browser, {"title": "Schipper", "body": SHIP[:50]}).get_json()["similar"] == []


def test_nulls_stand_for_nothing(browser: FlaskClient) -> None:
    assert ask(browser, {"title": None, "body": None, "id": None}).status_code == 200


def test_who_is_not_logged_in_is_refused(client: FlaskClient) -> None:
    answer = ask(client)
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (401, 401)


# A cookie needs the token of our own page; a bearer does not.


@pytest.fixture
def guarded(app: Flask) -> Iterator[None]:
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


def token_on_page(browser: FlaskClient) -> str:
    text = browser.get("/profiel").text
    return text.split('name="csrf-token" content="')[1].split('"')[0]


@pytest.mark.parametrize("token", [None, "", "verzonnen"])
def test_a_cookie_without_a_token_is_refused(
    browser: FlaskClient, guarded: None, token: str | None
) -> None:
    headers = {} if token is None else {"X-CSRFToken": token}
    answer = ask(browser, LESSON, **headers)
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (400, 400)


def test_a_cookie_with_the_token_is_answered(browser: FlaskClient, guarded: None) -> None:
    headers = {"X-CSRFToken": token_on_page(browser)}
    assert ask(browser, LESSON, **headers).status_code == 200


def test_a_bearer_needs_no_other_token(
    client: FlaskClient, guarded: None, session: Session, user: User
) -> None:
    secret = tokens.create_token(session, user.email)
    assert ask(client, LESSON, Authorization=f"Bearer {secret}").status_code == 200
    assert ask(client, LESSON, Authorization="Bearer verzonnen").status_code == 401


def test_a_bearer_beside_a_cookie_opens_no_back_door(browser: FlaskClient, guarded: None) -> None:
    assert ask(browser, LESSON, Authorization="Bearer verzonnen").status_code == 400


def test_too_many_at_once_are_asked_to_wait(
    browser: FlaskClient, client_of: ClientOf, make: Factory
) -> None:
    for _ in range(SUGGESTIONS_A_MINUTE):
        assert ask(browser, {}).status_code == 200
    answer = ask(browser, {})
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (429, 429)
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert ask(client_of(make.user()), {}).status_code == 200


def test_a_pace_forgets_what_is_long_ago() -> None:
    pace = Pace(1, 0)
    pace.claim(1)
    pace.claim(1)
    slow = Pace(1, 60)
    slow.claim(1)
    slow.claim(2)
    with pytest.raises(Throttled):
        slow.claim(1)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"title": "", "body": ""},
        {"title": "Ecosystems", "body": "Students visit the pond with their teacher and they write "
         "a report about what lives in it. Then they present it to the class."},
        {"body": "Jan de Vries, Fatima El Amrani, Sem Bakker, Lotte Kok, Noah Visser, Jan de Boer"},
        {"body": "<p>Hallo</p><a href='https://stage.nl/interview' class='gesprek'></a>"},
        {"title": "\U0001f389", "body": "\U0001f600 \U0001f469\u200d\U0001f680 \U0001f9ea"},
        {"body": "1 2 3 4 5 6 7 8 90 12 34"},
        {"body": "x" * 20_000},
    ],
    ids=["nothing", "empty", "English", "names", "markup", "emoji", "numbers", "one long word"],
)  # fmt: skip
def test_what_tells_nothing_about_a_lesson_suggests_nothing(
    browser: FlaskClient, sent: dict[str, str]
) -> None:
    found = ask(browser, sent).get_json()
    flags = [found[name] for name in ("parents", "outside", "dossier")]
    lists = [found[name] for name in ("competencies", "years", "tracks", "subjects")]
    assert (lists, found["activity"], found["minutes"], flags) == (
        [[]] * 4,
        None,
        None,
        [False] * 3,
    )


def test_a_text_of_the_greatest_length_is_read_for_what_it_says(browser: FlaskClient) -> None:
    text = "We gaan naar een bedrijf en vragen de monteur hoe zijn werkdag gaat. "
    found = ask(browser, {"body": (text * 300)[: MAX_LENGTHS["body"]]}).get_json()
    assert [one["value"] for one in found["competencies"]] == ["werkexploratie"]
