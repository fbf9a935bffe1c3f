"""What the line costs: it reads the database a fixed number of times, however big the school is."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from lobbib.domain.policy import Role
from lobbib.domain.school_years import SchoolYear
from lobbib.domain.tracks import Track
from lobbib.models import School, User
from lobbib.services import school_shape
from lobbib.web.coverage_matter import today
from tests.counting import counted
from tests.factories import Factory

Browser = Callable[[User], FlaskClient]
MOST = 31  # with six tracks read one by one it was 70
PATHS = (
    "/lijn",
    "/lijn?niveau=havo",
    "/lijn?laag=beschikbaar",
    "/lijn?laag=gedaan&vak=economie&werkvorm=gesprek",
    "/lijn?lichting=2024&niveau=havo",
    "/lijn/opdrachten?leerjaar=3",
    "/lijn.csv",
    "/",
)


def filled(make: Factory, session: Session, tracks: tuple[Track, ...]) -> User:
    """A school where something is planned this year and the one before, and much is missing."""
    session.rollback()
    school: School = make.school(make.board(), tracks=tracks)
    decaan = make.user(school, Role.DECAAN)
    now = SchoolYear.of(today())
    class_type = make.class_type(school)
    for school_year in (now.previous, now):
        for period in make.periods(school, school_year):
            make.placement(make.assignment(decaan), class_type, period)
    make.assignment(decaan, years=(2, 4))
    school_shape.set_up(session, decaan.as_actor(), now)
    return decaan


def test_pages_of_six_tracks_ask_the_database_no_more_than_a_page_may(
    client_of: Browser, make: Factory, session: Session, app: Flask
) -> None:
    browser = client_of(filled(make, session, tuple(Track)))
    engine = app.extensions["lobbib"].engine
    asked = {path: questions(browser, engine, path) for path in PATHS}
    assert {path: number for path, number in asked.items() if number > MOST} == {}


def questions(browser: FlaskClient, engine: Engine, path: str) -> int:
    """How many there are once the process has read the school."""
    assert browser.get(path).status_code == 200
    with counted(engine) as asked:
        browser.get(path)
    return sum(statement.startswith("SELECT") for statement in asked)
