"""A school's own planning comes in: titles find their assignment, the rest become concepts."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Status
from lobbib.domain.planning import Reach
from lobbib.domain.planning_import import Row
from lobbib.domain.policy import Role
from lobbib.domain.school_years import SchoolYear
from lobbib.domain.tracks import Track
from lobbib.errors import Forbidden, Invalid
from lobbib.models import Assignment, Placement, School, User
from lobbib.services import planning_import
from lobbib.services.planning_import import import_rows, preview
from tests.factories import Factory

YEAR = SchoolYear(2026)


@pytest.fixture
def decaan(make: Factory) -> User:
    school = make.school(tracks=(Track.HAVO, Track.VWO))
    make.class_type(school, "3 havo", 3, (Track.HAVO,))
    make.class_type(school, "3 vwo", 3, (Track.VWO,))
    make.periods(school, YEAR)
    return make.user(school, Role.DECAAN)


ROWS = [
    Row(2, "interview een ondernemer!", "3 havo, 3 vwo", "P1", "Economie", "deel", " let  op "),
    Row(3, "Beroepenmarkt", "3 Havo en 3 vwo", "2; 3", "toveren"),
    Row(4, "Beroepenmarkt", "3 havo", "periode 4"),
    Row(5, "Iets", "9 havo", "1"),
    Row(6, "", "3 havo", "zomer"),
]


def test_import_rows_places_what_it_understands(
    session: Session, make: Factory, decaan: User
) -> None:
    known = make.assignment(decaan, title="Interview: een ondernemer")
    make.assignment(decaan, Status.ARCHIVED, title="Beroepenmarkt")
    make.assignment(make.user(decaan.school), Status.CONCEPT, title="Beroepenmarkt")
    actor = decaan.as_actor()
    promised = preview(session, actor, YEAR, ROWS)
    assert session.scalars(select(Placement)).all() == []
    outcomes = import_rows(session, actor, YEAR, ROWS)
    assert [(o.number, o.is_new, o.places) for o in outcomes] == [
        (2, False, 2),
        (3, True, 4),
        (4, False, 1),
        (5, False, 0),
        (6, False, 0),
    ]
    assert [o.problems for o in outcomes] == [o.problems for o in promised]
    assert [(o.number, o.is_new, o.places) for o in promised] == [
        (o.number, o.is_new, o.places) for o in outcomes
    ]
    assert outcomes[3].problems == ("Dit klastype kennen we niet: ‘9 havo’.",)
    assert outcomes[4].problems == ("Er staat geen titel.", "Deze periode kennen we niet: ‘zomer’.")
    made = session.get_one(Assignment, outcomes[1].assignment_id)
    assert (made.title, made.status, made.author_id) == ("Beroepenmarkt", Status.CONCEPT, decaan.id)
    assert (made.years, made.tracks) == ((3,), (Track.HAVO, Track.VWO))
    first = session.scalars(select(Placement).where(Placement.assignment_id == known.id)).all()
    assert {(row.reach, row.note, row.subject_id) for row in first} == {
        (Reach.PART, "let op", make.subject("economie").id)
    }


def test_import_rows_twice_adds_nothing(session: Session, decaan: User) -> None:
    actor = decaan.as_actor()
    import_rows(session, actor, YEAR, ROWS)
    again = import_rows(session, actor, YEAR, ROWS)
    assert [(o.is_new, o.places) for o in again] == [(False, 0)] * 5
    assert len(session.scalars(select(Placement)).all()) == 7


def test_import_rows_needs_a_decaan_periods_and_not_too_many(
    session: Session, make: Factory, decaan: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    school: School = decaan.school
    with pytest.raises(Forbidden):
        import_rows(session, make.user(school, Role.BEHEERDER).as_actor(), YEAR, ROWS)
    with pytest.raises(Invalid) as caught:
        preview(session, decaan.as_actor(), YEAR.next, ROWS)
    assert set(caught.value.fields) == {"school_year"}
    monkeypatch.setattr(planning_import, "MAX_ROWS", 4)
    with pytest.raises(Invalid) as caught:
        import_rows(session, decaan.as_actor(), YEAR, ROWS)
    assert set(caught.value.fields) == {"file"}
