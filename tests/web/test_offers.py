"""Suggestions in the form without script: every button asks the server, and all typing stays."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lobbib.domain.assignments import MAX_QUESTIONS, Status
from lobbib.domain.competencies import Competency
from lobbib.models import User
from lobbib.search.decks import decks
from tests.factories import Factory
from tests.web.pages import Page
from tests.web.reading import checked, text_of, value_of
from tests.web.test_suggestions import SHIP

NEW = "/opdrachten/nieuw"
TYPED: dict[str, Any] = {
    "title": "Wie <ken> jij?",
    "body": "Economie, 3 havo, 45 minuten, met je ouders. Wie kent een ondernemer? Houd contact.",
    "questions": ["Was het leuk?", ""],
    "notes": "Tip: op tijd beginnen.",
    "tracks": ["havo"],
}


@pytest.fixture
def browser(make: Factory, client_of: Callable[[User], FlaskClient]) -> FlaskClient:
    return client_of(make.user())


def press(browser: FlaskClient, command: str, **more: Any) -> TestResponse:
    return browser.post(NEW, data=TYPED | more | {"doe": command})


def offered(answer: TestResponse) -> list[str]:
    buttons = Page(answer.text).elements
    values = [one.attributes.get("value", "") for one in buttons if one.tag == "button"]
    return [value for value in values if value.startswith("kies:") and value != "kies::"]


def test_a_button_proposes_tags_and_chooses_none(browser: FlaskClient) -> None:
    answer = press(browser, "voorstel")
    assert answer.status_code == 200
    assert set(offered(answer)) == {
        "kies:years:3",
        "kies:competencies:netwerken",
        "kies:subjects:economie",
        "kies:minutes:45",
        "kies:parents:1",
    }
    assert "chip chip--competency c-netwerken" in answer.text
    assert (checked(answer, "years"), checked(answer, "competencies")) == ([], [])
    assert "door <strong>contact</strong>" in answer.text
    assert "&lt;ken&gt;" in answer.text


def test_all_that_was_typed_stays(browser: FlaskClient) -> None:
    answer = press(browser, "voorstel")
    assert value_of(answer, "title") == ["Wie <ken> jij?"]
    assert value_of(answer, "questions") == ["Was het leuk?", ""]
    assert "Tip: op tijd beginnen." in answer.text


@pytest.mark.parametrize(
    ("command", "name", "value"),
    [
        ("kies:years:3", "years", ["3"]),
        ("kies:competencies:netwerken", "competencies", ["netwerken"]),
        ("kies:subjects:economie", "subjects", ["economie"]),
        ("kies:parents:1", "parents", ["1"]),
    ],
)
def test_an_offer_chooses_one_thing_and_is_offered_no_more(
    browser: FlaskClient, command: str, name: str, value: list[str]
) -> None:
    answer = press(browser, command)
    assert checked(answer, name) == value
    assert command not in offered(answer)
    assert len(offered(answer)) == 4


def test_the_level_of_the_text_is_offered_instead_of_all(browser: FlaskClient) -> None:
    begun = {"tracks": ["alle"]}
    answer = press(browser, "voorstel", **begun)
    assert "Niveau: alleen havo door 3 havo" in text_of(answer)
    chosen = press(browser, "kies:tracks:havo", **begun)
    assert checked(chosen, "tracks") == ["havo"]
    assert "kies:tracks:havo" not in offered(chosen)
    for odd in ("kies:tracks:hbo", "kies:tracks:havo+x", "kies:tracks:"):
        assert checked(press(browser, odd, **begun), "tracks") == ["alle"]


def test_own_subjects_are_offered_unless_the_text_names_one(
    make: Factory, client_of: Callable[[User], FlaskClient]
) -> None:
    user = make.user(subjects=[make.subject("economie"), make.subject("frans")])
    browser = client_of(user)
    assert offered(browser.get(NEW)) == ["kies:subjects:economie", "kies:subjects:frans"]
    assert "kies:subjects:frans" not in offered(press(browser, "voorstel"))
    other = press(browser, "voorstel", body="Bij wiskunde, 3 havo.")
    assert "kies:subjects:frans" in offered(other)
    assert "jouw vak" in text_of(other)
    chosen = press(browser, "kies:subjects:frans", body="Klas 3.")
    assert checked(chosen, "subjects") == ["frans"]
    assert [one for one in offered(chosen) if one.startswith("kies:subjects")] == []


def test_what_is_nearly_the_same_opens_beside_what_is_typed(
    make: Factory, client_of: Callable[[User], FlaskClient]
) -> None:
    user = make.user()
    made = make.assignment(user, title="<Aan> boord", body=SHIP)
    for number in range(4):
        make.assignment(user, title=f"Robot {number}", body="Programmeer een robot met sensoren.")
    browser = client_of(user)
    browser.application.extensions["lobbib"].search.catch_up()
    page = Page(press(browser, "voorstel", body=SHIP).text)
    [link] = page.all(".hint .alike a")
    assert (link.attributes["href"], link.attributes["target"]) == (
        f"/opdrachten/{made.id}",
        "_blank",
    )
    [button] = page.all(".hint .alike button")
    assert (button.attributes["formaction"], button.attributes["formtarget"]) == (
        f"/opdrachten/{made.id}/overnemen",
        "_blank",
    )
    assert "&lt;Aan&gt; boord" in press(browser, "voorstel", body=SHIP).text
    concept = make.assignment(user, Status.CONCEPT, title="Mee met de schipper", body=SHIP)
    text = text_of(browser.get(f"/opdrachten/{concept.id}"))
    assert "Lijkt hierop <Aan> boord Klas 3 · onze school · lijkt er sterk op , ook over" in text
    taken = make.assignment(user, Status.CONCEPT, title="Van boord", body=SHIP, based_on_id=made.id)
    assert "Lijkt hierop" not in browser.get(f"/opdrachten/{taken.id}").text
    typed = {"body": SHIP, "doe": "voorstel"}
    editing = browser.post(f"/opdrachten/{taken.id}/bewerken", data=typed)
    assert Page(editing.text).all(".hint .alike a") == []
    again = browser.post(f"/opdrachten/{made.id}/bewerken", data=typed)
    assert Page(again.text).all(".hint .alike a") == []


def test_minutes_and_form_are_filled_in(browser: FlaskClient) -> None:
    assert value_of(press(browser, "kies:minutes:45"), "minutes") == ["45"]
    answer = press(browser, "kies:activity:interview")
    assert '<option selected value="interview">' in answer.text


@pytest.mark.parametrize(
    "command",
    [
        "kies", "kies:years", "kies:years:9", "kies:competencies:lezen", "kies:subjects:x",
        "kies:title:x", "kies:minutes:veel", "kies:activity:x", "kies:visibility:iedereen",
        "vraag", "vraag:netwerken", "vraag:netwerken:999", "vraag:lezen:0", "vraag:netwerken:x",
        "beter", "beter:", "beter:9", "beter:x", "beter:1",
    ],
)  # fmt: skip
def test_what_makes_no_sense_changes_nothing(browser: FlaskClient, command: str) -> None:
    answer = press(browser, command)
    assert answer.status_code == 200
    assert checked(answer, "years") + checked(answer, "competencies") == []
    assert checked(answer, "visibility") == ["school"]
    assert value_of(answer, "questions") == ["Was het leuk?", ""]


def test_a_question_of_the_deck_takes_the_first_empty_row(browser: FlaskClient) -> None:
    question = decks()[Competency.NETWERKEN][2]
    answer = press(browser, "vraag:netwerken:2")
    assert value_of(answer, "questions") == ["Was het leuk?", question]
    again = press(browser, "vraag:netwerken:2", questions=[question, ""])
    assert value_of(again, "questions") == [question, ""]
    more = press(browser, "vraag:netwerken:2", questions=["Een?"])
    assert value_of(more, "questions") == ["Een?", question]


def test_more_questions_than_fit_are_not_added(browser: FlaskClient) -> None:
    full = [f"Vraag {number}?" for number in range(MAX_QUESTIONS)]
    assert value_of(press(browser, "vraag:netwerken:2", questions=full), "questions") == full


def test_a_closed_question_gets_a_hint_and_an_open_one_instead(browser: FlaskClient) -> None:
    answer = press(browser, "voorstel")
    assert "Hierop kun je met ja of nee antwoorden." in answer.text
    better = press(browser, "beter:0")
    assert value_of(better, "questions") == ["Hoe was het?", ""]
    assert "Hierop kun je met ja of nee" not in better.text


def test_a_page_that_was_not_asked_proposes_nothing(browser: FlaskClient) -> None:
    assert offered(browser.get(NEW)) == []


def test_what_is_edited_does_not_confirm_itself(
    make: Factory, client_of: Callable[[User], FlaskClient]
) -> None:
    user = make.user()
    made = make.assignment(user, body="Zeepkisten met remblokjes.", title="Zeepkist")
    browser = client_of(user)
    typed = {"title": "Zeepkist", "body": "Zeepkisten met remblokjes.", "version": "1"}
    answer = browser.post(f"/opdrachten/{made.id}/bewerken", data=typed | {"doe": "voorstel"})
    assert offered(answer) == []
    assert offered(browser.post(NEW, data=typed | {"doe": "voorstel"})) != []
