"""A problem is told on one page and dealt with on another."""

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Status, Visibility
from lobbib.domain.policy import Role
from lobbib.models import Report, User
from tests.factories import Factory

Browser = Callable[[User], FlaskClient]


def test_a_neighbours_report_names_the_school_alone(
    make: Factory, client_of: Browser, session: Session
) -> None:
    row = make.assignment(title="Kapotte link", visibility=Visibility.EVERYONE)
    neighbour = make.user(make.school(name="De Buurschool"), name="Nel Nabij")
    colleague = make.user(row.school, name="Kees Kamer")
    for user, text in ((neighbour, "Link <b>stuk</b>"), (colleague, "Typefout")):
        answer = client_of(user).post(f"/opdrachten/{row.id}/melden", data={"text": text})
        assert (answer.status_code, answer.location) == (303, f"/opdrachten/{row.id}")
    browser = client_of(make.user(row.school, Role.DECAAN))
    page = browser.get("/meldingen").text
    assert "Link &lt;b&gt;stuk&lt;/b&gt;" in page
    assert "Een collega van De Buurschool" in page
    assert "Kees Kamer" in page
    assert "Nel Nabij" not in page
    first = session.scalars(select(Report.id).order_by(Report.id)).first()
    assert browser.post(f"/meldingen/{first}/afhandelen").location == "/meldingen"
    assert "Afgehandeld (1)" in browser.get("/meldingen").text


def test_an_empty_report_is_asked_again(make: Factory, client_of: Browser) -> None:
    row = make.assignment()
    answer = client_of(row.author).post(f"/opdrachten/{row.id}/melden", data={"text": " "})
    assert answer.status_code == 422
    assert "Schrijf op wat er niet klopt." in answer.text


def test_a_concept_has_no_report_page(make: Factory, client_of: Browser) -> None:
    row = make.assignment(status=Status.CONCEPT)
    assert client_of(row.author).get(f"/opdrachten/{row.id}/melden").status_code == 403


def test_reports_are_for_the_decaan_of_that_school(
    make: Factory, client_of: Browser, session: Session
) -> None:
    row = make.assignment()
    client_of(row.author).post(f"/opdrachten/{row.id}/melden", data={"text": "Fout"})
    number = session.scalars(select(Report.id)).one()
    assert client_of(row.author).get("/meldingen").status_code == 403
    assert client_of(row.author).post(f"/meldingen/{number}/afhandelen").status_code == 403
    session.rollback()
    stranger = client_of(make.user(None, Role.DECAAN))
    assert "geen meldingen" in stranger.get("/meldingen").text
    assert stranger.post(f"/meldingen/{number}/afhandelen").status_code == 404
