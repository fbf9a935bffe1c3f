"""The pages with every version, and the way back to one."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Status, Visibility
from lobbib.domain.competencies import Competency
from lobbib.models import Assignment, User
from lobbib.services import assignments
from tests.factories import CONTENT, Factory
from tests.web.reading import afresh, checked

Browser = Callable[[User], FlaskClient]


@pytest.fixture
def row(make: Factory, session: Session) -> Assignment:
    """Two versions: "Vraag je moeder." became "Vraag je oma."."""
    made = make.assignment(body="Vraag je moeder.")
    content = replace(CONTENT, body="Vraag je oma.", years=(3, 4))
    return assignments.save(session, made.author.as_actor(), made.id, content, version=1)


def test_versions_are_listed_newest_first(row: Assignment, client_of: Browser) -> None:
    page = client_of(row.author).get(f"/opdrachten/{row.id}/versies").text
    assert 0 < page.index("Versie 2") < page.index("Versie 1")
    assert page.count(row.author.name) == 2


def test_a_version_stands_beside_the_newest(row: Assignment, client_of: Browser) -> None:
    page = client_of(row.author).get(f"/opdrachten/{row.id}/versies/1").text
    assert "Vraag je <del>moeder.</del>" in page
    assert "Vraag je <ins>oma.</ins>" in page
    assert "Klas <ins>3 en 4</ins>" in page
    assert "Zet deze versie terug" in page
    newest = client_of(row.author).get(f"/opdrachten/{row.id}/versies/2").text
    assert "gelijk aan die van nu" in newest
    assert "Zet deze versie terug" not in newest


def test_restoring_makes_a_new_version(
    row: Assignment, client_of: Browser, session: Session
) -> None:
    browser = client_of(row.author)
    answer = browser.post(f"/opdrachten/{row.id}/versies/1/terugzetten", data={"version": "2"})
    afresh(session)
    assert (answer.status_code, answer.location) == (303, f"/opdrachten/{row.id}")
    assert (row.body, row.years, row.version) == ("Vraag je moeder.", (3,), 3)


@pytest.mark.parametrize("seen", ["1", "", "x"])
def test_restoring_on_top_of_unseen_work_is_refused(
    row: Assignment, client_of: Browser, session: Session, seen: str
) -> None:
    browser = client_of(row.author)
    answer = browser.post(f"/opdrachten/{row.id}/versies/1/terugzetten", data={"version": seen})
    assert answer.location == f"/opdrachten/{row.id}/versies/1"
    afresh(session)
    assert (row.body, row.version) == ("Vraag je oma.", 2)


def test_too_little_for_the_folder_is_said(
    make: Factory, client_of: Browser, session: Session
) -> None:
    row = make.assignment(status=Status.CONCEPT, body="")
    assignments.save(session, row.author.as_actor(), row.id, CONTENT, version=1, share=True)
    browser = client_of(row.author)
    answer = browser.post(f"/opdrachten/{row.id}/versies/1/terugzetten", data={"version": "2"})
    assert "Deze versie was nog niet af." in browser.get(answer.location).text


def test_another_school_has_no_versions(make: Factory, client_of: Browser) -> None:
    row = make.assignment(visibility=Visibility.EVERYONE)
    browser = client_of(make.user())
    assert browser.get(f"/opdrachten/{row.id}").status_code == 200
    assert browser.get(f"/opdrachten/{row.id}/versies").status_code == 404
    assert browser.get(f"/opdrachten/{row.id}/versies/1").status_code == 404
    assert client_of(row.author).get(f"/opdrachten/{row.id}/versies/9").status_code == 404


def test_a_concept_stays_its_authors_after_it_was_shared(
    make: Factory, client_of: Browser, session: Session
) -> None:
    row = make.assignment(status=Status.CONCEPT, body="Nog niet voor anderen.")
    teacher = make.user(row.school)
    assignments.save(session, row.author.as_actor(), row.id, CONTENT, version=1, share=True)
    own, colleague = client_of(row.author), client_of(teacher)
    here = f"/opdrachten/{row.id}/versies"
    assert "Versie 1" in own.get(here).text
    assert "Nog niet voor anderen." in own.get(f"{here}/1").text
    assert "Versie 2" in colleague.get(here).text
    assert "Versie 1" not in colleague.get(here).text
    assert colleague.get(f"{here}/1").status_code == 404
    assert colleague.get(f"{here}/2").status_code == 200
    refused = colleague.post(f"{here}/1/terugzetten", data={"version": "2"})
    assert refused.status_code == 404


@pytest.mark.parametrize("sent", [{}, {"title": CONTENT.title, "version": "1", "years": "3"}])
def test_an_edit_without_a_change_makes_no_version_and_says_so(
    make: Factory, client_of: Browser, session: Session, sent: dict[str, str]
) -> None:
    row = make.assignment()
    browser = client_of(row.author)
    whole = {"body": CONTENT.body, "competencies": "netwerken", "tracks": "havo"} if sent else {}
    answer = browser.post(f"/opdrachten/{row.id}/bewerken", data=sent | whole)
    assert (answer.status_code, answer.location) == (303, f"/opdrachten/{row.id}")
    assert "Er is niets veranderd" in browser.get(answer.location).text
    afresh(session)
    assert row.version == 1


def without_tokens(html: str) -> str:
    """A token tells the second in which it was made."""
    return re.sub(r'"[\w-]+\.[\w-]+\.[\w-]+"', '""', html)


def test_any_two_versions_stand_side_by_side(
    row: Assignment, client_of: Browser, session: Session
) -> None:
    content = replace(
        row.content,
        body="Vraag je opa.",
        questions=("Wat viel op?",),
        competencies=(Competency.NETWERKEN, Competency.WERKEXPLORATIE),
        subjects=("economie",),
    )
    assignments.save(session, row.author.as_actor(), row.id, content, version=2)
    browser, here = client_of(row.author), f"/opdrachten/{row.id}/versies"
    page = browser.get(here)
    assert "<ins>" not in page.text
    assert (checked(page, "van"), checked(page, "tot")) == (["2"], ["3"])
    page = browser.get(f"{here}?van=1&tot=3")
    assert (checked(page, "van"), checked(page, "tot")) == (["1"], ["3"])
    assert "Van versie 1 tot versie 3" in page.text
    for mark in ("<del>moeder.</del>", "<ins>opa.</ins>", "<ins>Wat viel op?</ins>"):
        assert mark in page.text
    for mark in ("<ins>3 en 4</ins>", "<ins>Economie</ins>", "<ins>Werkexploratie en </ins>"):
        assert mark in page.text
    turned = browser.get(f"{here}?van=3&tot=1")
    assert without_tokens(turned.text) == without_tokens(page.text)
    assert "Kies twee verschillende" in browser.get(f"{here}?van=2&tot=2").text
    for asked in ("van=1", "van=1&tot=9", "van=x&tot=", "van=-1&tot=2"):
        assert "<ins>" not in browser.get(f"{here}?{asked}").text


def test_what_was_a_concept_is_compared_by_its_author_alone(
    make: Factory, client_of: Browser, session: Session
) -> None:
    row = make.assignment(status=Status.CONCEPT, body="Nog niet voor anderen.")
    assignments.save(session, row.author.as_actor(), row.id, CONTENT, version=1, share=True)
    colleague = make.user(row.school)
    address = f"/opdrachten/{row.id}/versies?van=1&tot=2"
    assert "Nog niet voor anderen." in client_of(row.author).get(address).text
    assert "Nog niet" not in client_of(colleague).get(address).text
