"""Gedaan: asked once, prefilled, for all of one's own; and undone."""

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.domain.planning import Answer
from lobbib.domain.policy import Role
from lobbib.domain.school_years import SchoolYear
from lobbib.models import Delivery, Placement, School, User
from lobbib.services.transaction import utc_now
from tests.factories import Factory
from tests.web.pages import Page
from tests.web.reading import afresh, checked, text_of

Browser = Callable[[User], FlaskClient]
Form = dict[str, str | list[str]]


class Ended(NamedTuple):
    """A school in which a period ended yesterday, with two placements for economie in it."""

    school: School
    docent: User
    placements: list[Placement]


@pytest.fixture
def ended(make: Factory) -> Ended:
    school = make.school()
    today = utc_now().date()
    year = SchoolYear.of(today - timedelta(days=1))
    [period] = make.periods(school, year, (year.first_day, today - timedelta(days=1)))
    economie = make.subject()
    docent = make.user(school, subjects=[economie], name="Joost")
    class_type = make.class_type(school)
    placements = [
        make.placement(
            make.assignment(docent, title=title), class_type, period, subject_id=economie.id
        )
        for title in ("Interview een bakker", "Bel een oud-leerling")
    ]
    return Ended(school, docent, placements)


def filled(ended: Ended, *answers: str, lines: tuple[str, ...] = ("", "")) -> Form:
    form: Form = {"plaatsing": [str(row.id) for row in ended.placements]}
    for row, answer, line in zip(ended.placements, answers, lines, strict=True):
        form |= {f"antwoord-{row.id}": answer, f"regel-{row.id}": line, f"gezien-{row.id}": ""}
    return form


def given(session: Session) -> dict[int | None, tuple[Answer, str]]:
    afresh(session)
    return {row.placement_id: (row.answer, row.line) for row in session.scalars(select(Delivery))}


@pytest.mark.parametrize("address", ["/", "/gedaan"])
def test_form_is_prefilled_with_what_was_planned(
    client_of: Browser, ended: Ended, address: str
) -> None:
    page = client_of(ended.docent).get(address)
    for row in ended.placements:
        assert checked(page, f"antwoord-{row.id}") == ["ja"]
    assert "Interview een bakker 3 havo · Economie" in text_of(page)


def test_one_tap_confirms_all(client_of: Browser, ended: Ended, session: Session) -> None:
    client = client_of(ended.docent)
    answer = client.post("/gedaan", data=filled(ended, "ja", "ja"))
    assert (answer.status_code, answer.location) == (303, "/gedaan")
    assert given(session) == {row.id: (Answer.YES, "") for row in ended.placements}
    text = text_of(client.get("/gedaan"))
    assert "Dank je wel! Van 2 opdrachten weten we nu hoe het ging." in text
    assert "Er wacht niets op je" in text
    assert "Hoe ging het?" not in text_of(client.get("/"))


def test_what_nobody_knows_stays_unknown(
    client_of: Browser, ended: Ended, session: Session
) -> None:
    client = client_of(ended.docent)
    client.post("/gedaan", data=filled(ended, "anders", "", lines=("In twee lessen", "")))
    assert given(session) == {ended.placements[0].id: (Answer.OTHER, "In twee lessen")}
    text = text_of(client.get("/gedaan"))
    assert "Bel een oud-leerling 3 havo" in text
    assert "Interview een bakker 3 havo" not in text


def test_answers_can_be_taken_back(client_of: Browser, ended: Ended, session: Session) -> None:
    client = client_of(ended.docent)
    client.post("/gedaan", data=filled(ended, "ja", "nee"))
    page = Page(client.get("/gedaan").text)
    boxes = [one.attributes for one in page.all("main input")]
    ids = [one["value"] for one in boxes if one["name"] == "plaatsing"]
    assert ids == [str(row.id) for row in ended.placements]
    assert client.post("/gedaan/terug", data={"plaatsing": ids}).status_code == 303
    assert given(session) == {}


def test_what_looks_like_a_pupil_is_asked_once_more(
    client_of: Browser, ended: Ended, session: Session
) -> None:
    client = client_of(ended.docent)
    form = filled(ended, "ja", "ja", lines=("Mail naar sam@leerling.school.nl", ""))
    answer = client.post("/gedaan", data=form)
    assert answer.status_code == 422
    assert given(session) == {}
    assert "Dit lijkt op een e-mailadres." in text_of(answer)
    assert 'value="Mail naar sam@leerling.school.nl"' in answer.text
    assert client.post("/gedaan", data=form | {"toch": "1"}).status_code == 303
    assert given(session)[ended.placements[0].id][1] == "Mail naar sam@leerling.school.nl"


def test_too_long_a_line_keeps_what_was_typed(
    client_of: Browser, ended: Ended, session: Session
) -> None:
    form = filled(ended, "nee", "ja", lines=("x" * 301, ""))
    answer = client_of(ended.docent).post("/gedaan", data=form)
    assert answer.status_code == 422
    assert Page(answer.text).texts("p.field__error") == ["Gebruik hoogstens 300 tekens."]
    assert checked(answer, f"antwoord-{ended.placements[0].id}") == ["nee"]
    assert given(session) == {}


def test_colleague_who_said_something_else_is_shown(
    make: Factory, client_of: Browser, ended: Ended, session: Session
) -> None:
    make.delivery(ended.placements[0], Answer.NO, "Geen tijd")
    client = client_of(ended.docent)
    form = filled(ended, "ja", "ja")
    answer = client.post("/gedaan", data=form)
    assert answer.status_code == 409
    assert "Een collega zei intussen: Nee, niet gedaan, ‘Geen tijd’." in text_of(answer)
    assert checked(answer, f"antwoord-{ended.placements[0].id}") == ["ja"]
    seen = Page(answer.text).inputs("hidden")[f"gezien-{ended.placements[0].id}"]
    again = form | {f"gezien-{ended.placements[0].id}": seen}
    assert client.post("/gedaan", data=again).status_code == 303
    assert given(session) == {row.id: (Answer.YES, "") for row in ended.placements}


def test_others_are_not_asked_and_may_not_answer(
    make: Factory, client_of: Browser, ended: Ended, session: Session
) -> None:
    other = client_of(make.user(ended.school, subjects=[make.subject("muziek")]))
    assert "Er wacht niets op je" in text_of(other.get("/gedaan"))
    assert other.post("/gedaan", data=filled(ended, "ja", "ja")).status_code == 403
    elsewhere = client_of(make.user(make.school(), Role.DECAAN))
    assert elsewhere.post("/gedaan", data=filled(ended, "ja", "ja")).status_code == 404
    assert given(session) == {}


def test_decaan_is_told_how_many_nobody_answered(
    make: Factory, client_of: Browser, ended: Ended
) -> None:
    client = client_of(make.user(ended.school, Role.DECAAN))
    page = client.get("/")
    assert "Van 2 geplande opdrachten weten we nog niet hoe het ging" in text_of(page)
    assert checked(page, f"antwoord-{ended.placements[0].id}") == []
    assert "Interview een bakker" in text_of(client.get("/gedaan"))
