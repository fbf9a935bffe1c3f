"""Oproepen: asked by the decaan, answered by whoever has something, closed with a thank-you."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.domain.competencies import Competency
from lobbib.domain.policy import Role
from lobbib.domain.tracks import Track
from lobbib.models import Assignment, Call, School, User
from tests.factories import Factory
from tests.web.pages import Page
from tests.web.reading import afresh, checked, text_of, value_of

Browser = Callable[[User], FlaskClient]


@pytest.fixture
def school(make: Factory) -> School:
    return make.school(make.board(), (Track.HAVO, Track.VWO))


@pytest.fixture
def decaan(make: Factory, school: School) -> User:
    return make.user(school, Role.DECAAN, name="Samira")


def asked(**changes: Any) -> dict[str, Any]:
    return {
        "year": "3",
        "competency": "netwerken",
        "track": "",
        "subject": "",
        "text": "",
    } | changes


def test_new_call_starts_with_what_the_address_knows(client_of: Browser, decaan: User) -> None:
    page = client_of(decaan).get(
        "/oproepen/nieuw?leerjaar=3&competentie=netwerken&niveau=havo&vak=economie"
    )
    assert checked(page, "year") == ["3"]
    assert checked(page, "competency") == ["netwerken"]
    chosen = [o.text for o in Page(page.text).all("option") if "selected" in o.attributes]
    assert chosen == ["havo", "Wie Economie geeft"]


def test_call_is_opened_and_listed(client_of: Browser, decaan: User, session: Session) -> None:
    client = client_of(decaan)
    answer = client.post(
        "/oproepen", data=asked(track="havo", subject="economie", text="Graag voor de kerst.")
    )
    call = session.scalars(select(Call)).one()
    assert (answer.status_code, answer.location) == (303, f"/oproepen/{call.id}")
    text = text_of(client.get("/oproepen"))
    assert "Wie heeft iets voor klas 3 havo, netwerken? Graag voor de kerst. Samira ·" in text
    assert "aan wie Economie geeft Nog geen antwoord" in text


def test_call_without_choices_says_what_is_missing(client_of: Browser, decaan: User) -> None:
    answer = client_of(decaan).post("/oproepen", data=asked(year="", competency="x", text="Hoi"))
    assert answer.status_code == 422
    errors = Page(answer.text).texts("p.field__error")
    assert errors == ["Kies een klas.", "Kies een competentie."]
    assert "Hoi</textarea>" in answer.text


def test_call_is_answered_with_what_is_in_the_folder(
    make: Factory, client_of: Browser, school: School
) -> None:
    call = make.call(school)
    docent = make.user(school, name="Joost")
    mine = make.assignment(docent, title="Bel een oud-leerling")
    client = client_of(docent)
    data = {"assignment": mine.id}
    assert client.post(f"/oproepen/{call.id}/antwoorden", data=data).status_code == 303
    text = text_of(client.get(f"/oproepen/{call.id}"))
    assert "Dank je wel! Je opdracht staat bij de oproep." in text
    assert "Aangeboden Bel een oud-leerling Joost" in text
    client.post(f"/oproepen/{call.id}/terugnemen", data=data)
    assert "Aangeboden" not in text_of(client.get(f"/oproepen/{call.id}"))


def test_concept_is_no_answer_yet(make: Factory, client_of: Browser, school: School) -> None:
    call, docent = make.call(school), make.user(school)
    neighbour = make.user(make.school(school.board))
    theirs = make.assignment(neighbour, visibility="bestuur")
    answer = client_of(docent).post(
        f"/oproepen/{call.id}/antwoorden", data={"assignment": theirs.id}
    )
    assert answer.status_code == 422
    assert "Pas de opdracht eerst aan voor onze school." in text_of(answer)


def test_new_lesson_comes_tagged_and_answers_the_call(
    make: Factory, client_of: Browser, school: School, session: Session
) -> None:
    call = make.call(school, track=Track.HAVO, subject_id=make.subject().id)
    client = client_of(make.user(school))
    address = f"/oproepen/{call.id}/nieuw"
    page = client.get(address)
    assert "Voor de oproep ‘Wie heeft iets voor klas 3 havo, netwerken?’" in text_of(page)
    found = {name: checked(page, name) for name in ("years", "competencies", "tracks", "subjects")}
    assert found == {
        "years": ["3"],
        "competencies": ["netwerken"],
        "tracks": ["havo"],
        "subjects": ["economie"],
    }
    data = {
        "title": "Wie help jij?",
        "body": "Vraag rond.",
        "status": "gedeeld",
        "draft": value_of(page, "draft")[0],
        **found,
    }
    answer = client.post(address, data=data)
    assert (answer.status_code, answer.location) == (303, f"/oproepen/{call.id}")
    new = session.scalars(select(Assignment)).one()
    assert (new.title, new.years, new.competencies) == (
        "Wie help jij?",
        (3,),
        (Competency.NETWERKEN,),
    )
    afresh(session)
    assert [one.assignment_id for one in session.get_one(Call, call.id).answers] == [new.id]


def test_new_lesson_kept_as_a_concept_is_no_answer_yet(
    make: Factory, client_of: Browser, school: School, session: Session
) -> None:
    call = make.call(school)
    client = client_of(make.user(school))
    data = {"title": "Later", "status": "concept"}
    assert client.post(f"/oproepen/{call.id}/nieuw", data=data).status_code == 303
    afresh(session)
    assert session.get_one(Call, call.id).answers == []


def test_decaan_closes_a_call_with_thanks(
    make: Factory, client_of: Browser, school: School, decaan: User
) -> None:
    call = make.call(school)
    client = client_of(decaan)
    data = {"thanks": "Dank, <b>sectie</b> economie!"}
    assert client.post(f"/oproepen/{call.id}/sluiten", data=data).status_code == 303
    page = client.get("/oproepen")
    assert "Er zijn geen open oproepen" in text_of(page)
    assert "Dank, &lt;b&gt;sectie&lt;/b&gt; economie!" in page.text
    mine = make.assignment(make.user(school))
    late = client.post(f"/oproepen/{call.id}/antwoorden", data={"assignment": mine.id})
    assert late.status_code == 409
    assert "Deze oproep is al gesloten." in text_of(late)


def test_only_the_decaan_may_ask_and_close(
    make: Factory, client_of: Browser, school: School, decaan: User
) -> None:
    call = make.call(school)
    links = [("Doe een oproep", "/oproepen/nieuw")]
    for user, expected in ((decaan, links), (make.user(school, Role.TEAMLEIDER), [])):
        client = client_of(user)
        page = Page(client.get("/oproepen").text)
        assert [link for link in page.links("main a") if link in links] == expected
        shown = "Sluit deze oproep" in text_of(client.get(f"/oproepen/{call.id}"))
        assert shown is bool(expected)


def test_answers_lead_the_decaan_to_the_planning(
    make: Factory, client_of: Browser, school: School, decaan: User
) -> None:
    call, docent = make.call(school), make.user(school)
    mine = make.assignment(docent, title="Bel rond")
    client_of(docent).post(f"/oproepen/{call.id}/antwoorden", data={"assignment": mine.id})
    page = Page(client_of(decaan).get(f"/oproepen/{call.id}").text)
    link = (
        "Zet in de jaarplanning: Bel rond",
        f"/jaarplanning/plaatsen?opdracht={mine.id}&leerjaar=3",
    )
    assert link in page.links("main a")
