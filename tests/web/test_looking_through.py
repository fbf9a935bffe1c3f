"""From the list of an import to the form and back: to the next concept, with what was done."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lobbib.domain.assignments import Status
from lobbib.domain.policy import Role
from lobbib.models import Assignment, User
from lobbib.services import people
from tests.conftest import PASSWORD
from tests.factories import Factory
from tests.web.pages import Page
from tests.web.reading import afresh, text_of
from tests.web.test_errors import SAME, hidden
from tests.web.test_importing import hand_in, lesson

Browser = Callable[[User], FlaskClient]
Work = Callable[[], None]
TYPED = {"body": "Vraag wie hielp.", "years": ["2"], "competencies": ["netwerken"]}
EDITED = TYPED | {"version": "1", "tracks": ["alle"]}


@pytest.fixture
def user(make: Factory) -> User:
    return make.user()


@pytest.fixture
def browser(client_of: Browser, user: User) -> FlaskClient:
    return client_of(user)


@pytest.fixture
def address(browser: FlaskClient, work_now: Work) -> str:
    """A list of three: A, B and C, each complete."""
    found = hand_in(browser, *((f"Klas 2/{name}.md", lesson(name)) for name in "ABC"))
    work_now()
    return found


@pytest.fixture
def numbers(address: str, session: Session) -> list[int]:
    return list(session.scalars(select(Assignment.id).order_by(Assignment.id)))


def form_of(number: int) -> str:
    return f"/opdrachten/{number}/bewerken?map=1"


def save(browser: FlaskClient, number: int, title: str, status: str) -> TestResponse:
    return browser.post(form_of(number), data=EDITED | {"title": title, "status": status})


def said(browser: FlaskClient, answer: TestResponse) -> list[str]:
    """What the list says beside the place where the reader goes on."""
    assert answer.status_code == 303
    page = Page(browser.get(answer.location).text)
    anchor = answer.location.partition("#")[2]
    [goal] = [one for one in page.elements if one.attributes.get("id") == anchor]
    assert anchor == "klaar" or goal.attributes["aria-describedby"] == "gedaan"
    return page.texts(".review__done")


def test_the_form_of_a_concept_in_the_list_leads_back_to_it(
    browser: FlaskClient, address: str, numbers: list[int]
) -> None:
    page = Page(browser.get(address).text)
    assert ("Pas aan: B", form_of(numbers[1])) in page.links("a")
    form = Page(browser.get(form_of(numbers[1])).text)
    assert form.links("a.back") == [("Terug naar je map", f"{address}#deel-{numbers[1]}")]
    assert [one.attributes["action"] for one in form.all("form.assignment-form")] == [
        form_of(numbers[1])
    ]
    assert Page(browser.get(form_of(numbers[1])[:-6]).text).links("a.back") == []


def test_what_is_shared_in_the_form_is_said_at_the_next(
    browser: FlaskClient, address: str, numbers: list[int], session: Session
) -> None:
    answer = save(browser, numbers[0], "<A> & co", "gedeeld")
    assert answer.location == f"{address}#deel-{numbers[1]}"
    assert said(browser, answer) == ["“<A> & co” staat in onze map."]
    assert Page(browser.get(address).text).texts(".review__title") == ["B", "C"]
    afresh(session)
    assert session.get_one(Assignment, numbers[0]).status is Status.SHARED


def test_what_is_kept_as_a_concept_stays_and_the_next_comes(
    browser: FlaskClient, address: str, numbers: list[int]
) -> None:
    answer = save(browser, numbers[1], "B beter", "concept")
    assert answer.location == f"{address}#deel-{numbers[2]}"
    assert said(browser, answer) == ["“B beter” is bewaard. Het is nog een concept."]
    again = EDITED | {"title": "B beter", "status": "concept", "version": "2"}
    unchanged = browser.post(form_of(numbers[1]), data=again)
    assert said(browser, unchanged) == ["“B beter” is niet veranderd. Het is nog een concept."]
    last = save(browser, numbers[2], "C", "concept")
    assert last.location == f"{address}#deel-{numbers[0]}"


def test_after_the_last_everything_is_looked_through(
    browser: FlaskClient, address: str, numbers: list[int]
) -> None:
    for number in numbers[:2]:
        browser.post(f"{address}/{number}/weggooien")
    kept = save(browser, numbers[2], "C", "concept")
    assert kept.location == f"{address}#deel-{numbers[2]}"
    shared = browser.post(
        form_of(numbers[2]), data=EDITED | {"title": "C", "status": "gedeeld", "version": "2"}
    )
    assert shared.location == f"{address}#klaar"
    assert said(browser, shared) == ["“C” staat in onze map."]


def test_what_is_done_in_the_list_itself_is_said_too(
    browser: FlaskClient, address: str, numbers: list[int]
) -> None:
    shared = browser.post(f"{address}/{numbers[0]}/delen")
    assert said(browser, shared) == ["“A” staat in onze map."]
    thrown = browser.post(f"{address}/{numbers[1]}/weggooien")
    assert said(browser, thrown) == ["“B” is weg."]
    assert Page(browser.get(address).text).texts(".review__done") == []


def test_a_form_that_comes_back_still_knows_the_way(
    browser: FlaskClient, address: str, numbers: list[int]
) -> None:
    refused = browser.post(form_of(numbers[0]), data={"status": "gedeeld", "version": "1"})
    assert refused.status_code == 422
    stale = browser.post(form_of(numbers[0]), data=EDITED | {"title": "A", "version": "9"})
    assert stale.status_code == 409
    for answer in (refused, stale):
        [form] = Page(answer.text).all("form.assignment-form")
        assert form.attributes["action"] == form_of(numbers[0])


def test_a_draft_is_taken_up_and_thrown_away_on_the_way(
    browser: FlaskClient, numbers: list[int], user: User
) -> None:
    kept = {"draft": "t" * 20, "draft_page": "p" * 20, "title": "Half", "version": "1"}
    assert browser.post(f"/opdrachten/{numbers[0]}/klad", data=kept).status_code == 200
    page = Page(browser.get(form_of(numbers[0])).text)
    [(_, on)] = page.links(".hint a.button")
    assert on.startswith(f"{form_of(numbers[0])}&klad=")
    [form] = Page(browser.get(on).text).all("form.assignment-form")
    assert form.attributes["action"] == form_of(numbers[0])
    away = on.rpartition("=")[2]
    thrown = browser.post(f"/opdrachten/klad/{away}/weggooien", data={"next": "map"})
    assert thrown.location == form_of(numbers[0])


def test_a_form_sent_after_the_session_ended_leads_back_after_login(
    browser: FlaskClient, address: str, numbers: list[int], user: User, session: Session
) -> None:
    people.set_roles(session, None, user.id, frozenset({Role.MENTOR}))  # ends the session
    form = EDITED | {"title": "A", "status": "gedeeld"}
    answer = browser.post(form_of(numbers[0]), data=form, headers=SAME)
    assert answer.status_code == 401
    ((_, sealed),) = hidden(answer.text)
    login = {"email": user.email, "password": PASSWORD, "carried": sealed}
    back = browser.post("/inloggen", data=login)
    [again] = Page(back.text).all("main form")
    fields = dict(hidden(back.text))
    sent = browser.post(again.attributes["action"], data=fields)
    assert sent.location == f"{address}#deel-{numbers[1]}"


@pytest.mark.parametrize("value", ["", "0", "2", "//kwaad.nl", "https://kwaad.nl/"])
def test_nothing_else_in_the_address_leads_anywhere(
    browser: FlaskClient, numbers: list[int], value: str
) -> None:
    at = f"/opdrachten/{numbers[0]}/bewerken?map={value}&next=//kwaad.nl"
    answer = browser.post(at, data=EDITED | {"title": "A", "status": "gedeeld"})
    assert answer.location == f"/opdrachten/{numbers[0]}"


def test_without_the_list_the_form_leads_to_the_assignment(
    make: Factory, browser: FlaskClient, address: str, numbers: list[int], user: User
) -> None:
    other = make.assignment(user, Status.CONCEPT)
    alone = save(browser, other.id, "Los", "gedeeld")
    assert alone.location == f"/opdrachten/{other.id}"
    assert text_of(browser.get(form_of(other.id))).count("Terug naar je map") == 0
    browser.post(f"{address}/weghalen")
    assert save(browser, numbers[0], "A", "gedeeld").location == f"/opdrachten/{numbers[0]}"


def test_a_colleagues_list_is_not_the_way_of_who_edits(
    browser: FlaskClient,
    numbers: list[int],
    client_of: Browser,
    make: Factory,
    user: User,
    session: Session,
) -> None:
    save(browser, numbers[0], "A", "gedeeld")
    afresh(session)
    colleague = client_of(make.user(user.school))
    form = EDITED | {"title": "A anders", "status": "gedeeld", "version": "2"}
    answer = colleague.post(form_of(numbers[0]), data=form)
    assert answer.location == f"/opdrachten/{numbers[0]}"
    assert "Terug naar je map" not in colleague.get(form_of(numbers[0])).text


def test_the_way_leads_to_the_page_where_the_next_stands(
    browser: FlaskClient, session: Session, work_now: Work
) -> None:
    files = ((f"Klas 2/{n:02}.md", lesson(f"Les {n:02}")) for n in range(22))
    address = hand_in(browser, *files)
    work_now()
    numbers = list(session.scalars(select(Assignment.id).order_by(Assignment.id)))
    kept = save(browser, numbers[19], "Les 19", "concept")
    assert kept.location == f"{address}?pagina=2#deel-{numbers[20]}"
    last = browser.post(f"{address}/{numbers[21]}/delen?pagina=2")
    assert last.location == f"{address}#deel-{numbers[0]}"
    [(_, back)] = Page(browser.get(form_of(numbers[20])).text).links("a.back")
    assert back == f"{address}?pagina=2#deel-{numbers[20]}"


def test_what_was_done_last_is_said_where_other_work_waits(
    browser: FlaskClient, session: Session, work_now: Work
) -> None:
    address = hand_in(browser, ("Klas 2/a.md", lesson("A")), ("lijst.csv", b"Titel\nx"))
    work_now()
    [number] = session.scalars(select(Assignment.id))
    answer = browser.post(f"{address}/{number}/delen")
    assert answer.location == f"{address}#klaar"
    assert said(browser, answer) == ["“A” staat in onze map."]


def test_what_is_still_to_be_chosen_has_the_focus(
    browser: FlaskClient, session: Session, work_now: Work
) -> None:
    files = ((f"{name}.md", lesson(name)) for name in "AB")
    address = hand_in(browser, *files)
    work_now()
    numbers = list(session.scalars(select(Assignment.id).order_by(Assignment.id)))
    goals = [
        one.attributes
        for one in Page(browser.get(address).text).elements
        if one.attributes.get("id", "").startswith("deel-")
    ]
    assert [(one["id"], one["name"], one["value"]) for one in goals] == [
        (f"deel-{number}", "years", "1") for number in numbers
    ]
    [form, _] = Page(browser.get(address).text).all("form.review__form")
    refused = browser.post(form.attributes["action"])
    assert form.attributes["action"].endswith(f"/{numbers[0]}/delen#deel-{numbers[0]}")
    assert refused.status_code == 422
