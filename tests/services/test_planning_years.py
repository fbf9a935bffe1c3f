"""A copy of a school year: what comes along, what stays behind, and what is said about it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Status
from lobbib.domain.planning import Answer, Reach, periods_problems
from lobbib.domain.policy import Role
from lobbib.domain.school_years import SchoolYear
from lobbib.domain.tracks import Track
from lobbib.errors import Forbidden, Invalid
from lobbib.models import Placement
from lobbib.queries import school_shape
from lobbib.services.planning_years import NOTHING, SAME, Named, copy_year
from tests.factories import Factory

OLD, NEW = SchoolYear(2026), SchoolYear(2027)


def test_copy_year_places_everything_again_and_says_what_is_different(
    session: Session, make: Factory
) -> None:
    school = make.school(tracks=(Track.HAVO,))
    decaan = make.user(school, Role.DECAAN)
    periods = make.periods(school, OLD)
    used = make.class_type(school)
    gone = make.class_type(school, "4 havo", 4, archived_at=decaan.created_at)
    old = make.class_type(school, "5 havo", 5, archived_at=decaan.created_at)
    new = make.class_type(school, "5 HAVO", 5)
    plain, stale, archived, homeless = (
        make.assignment(decaan, title=title) for title in ("Gewoon", "Nieuw", "Weg", "Dakloos")
    )
    hidden = make.assignment(make.user(school), Status.CONCEPT)
    make.placement(
        plain, used, periods[1], reach=Reach.PART, note="let op", subject_id=make.subject().id
    )
    not_done = make.placement(plain, old, periods[3])
    make.delivery(not_done, Answer.NO)
    make.placement(stale, used, periods[0], updated_at=stale.updated_at - timedelta(days=3))
    make.placement(archived, used, periods[0])
    make.placement(homeless, gone, periods[0])
    make.placement(hidden, used, periods[0])
    archived.status = Status.ARCHIVED
    session.commit()
    copied = copy_year(session, decaan.as_actor(), OLD, NEW)
    assert copied.number == 3
    assert copied.archived == (Named(archived.id, "Weg", "3 havo"),)
    assert copied.homeless == (Named(homeless.id, "Dakloos", "4 havo"),)
    assert copied.changed == (Named(stale.id, "Nieuw", "3 havo"),)
    assert copied.not_done == (Named(plain.id, "Gewoon", "5 havo"),)
    made = school_shape.periods(session, school.id, NEW)
    assert [row.name for row in made] == [row.name for row in periods]
    assert made[0].first_day == date(2027, 8, 16)
    assert periods_problems([row.data for row in made], NEW) == {}
    rows = session.scalars(select(Placement).where(Placement.school_year == NEW))
    assert {
        (row.assignment_id, row.class_type_id, row.period_id, row.reach, row.note, row.subject_id)
        for row in rows
    } == {
        (plain.id, used.id, made[1].id, Reach.PART, "let op", make.subject().id),
        (plain.id, new.id, made[3].id, Reach.EVERYBODY, "", None),
        (stale.id, used.id, made[0].id, Reach.EVERYBODY, "", None),
    }


def test_copy_year_twice_adds_nothing_and_keeps_what_stands_there(
    session: Session, make: Factory
) -> None:
    school = make.school()
    decaan = make.user(school, Role.DECAAN)
    class_type, assignment = make.class_type(school), make.assignment(decaan)
    periods = make.periods(school, OLD)
    make.placement(assignment, class_type, periods[3])
    half = date(2028, 1, 1)
    two = make.periods(school, NEW, (NEW.first_day, half - timedelta(days=1)), (half, NEW.last_day))
    assert copy_year(session, decaan.as_actor(), OLD, NEW).number == 1
    assert copy_year(session, decaan.as_actor(), OLD, NEW).number == 0
    row = session.scalars(select(Placement).where(Placement.school_year == NEW)).one()
    assert row.period_id == two[1].id


def test_copy_year_needs_a_decaan_and_something_to_copy(session: Session, make: Factory) -> None:
    school = make.school()
    with pytest.raises(Forbidden):
        copy_year(session, make.user(school, Role.TEAMLEIDER).as_actor(), OLD, NEW)
    decaan = make.user(school, Role.DECAAN).as_actor()
    for source, said in ((NEW, SAME), (OLD, NOTHING)):
        with pytest.raises(Invalid) as caught:
            copy_year(session, decaan, source, NEW)
        assert caught.value.fields == {"source": said}
