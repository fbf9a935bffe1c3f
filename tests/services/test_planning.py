"""The board: who may put what where, what happens when two do it, and what stays behind."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Origin, Status, Visibility
from lobbib.domain.planning import Answer, Reach
from lobbib.domain.policy import Actor, Role
from lobbib.domain.school_years import SchoolYear
from lobbib.domain.tracks import Track
from lobbib.errors import Conflict, Forbidden, Invalid, NotFound
from lobbib.models import (
    Assignment,
    AuditEvent,
    ClassType,
    Delivery,
    IndexChange,
    Period,
    Placement,
    School,
    User,
)
from lobbib.services import planning
from lobbib.services.planning import PlaceData
from tests.factories import Factory

YEAR = SchoolYear(2026)


class Setting:
    """A school with a class type, periods and a decaan."""

    def __init__(self, make: Factory) -> None:
        self.make = make
        self.school: School = make.school(make.board(), tracks=(Track.HAVO, Track.VWO))
        self.class_type: ClassType = make.class_type(self.school)
        self.other_type: ClassType = make.class_type(self.school, "3 vwo", 3, (Track.VWO,))
        self.periods: list[Period] = make.periods(self.school, YEAR)
        self.decaan: User = make.user(self.school, Role.DECAAN)
        self.assignment: Assignment = make.assignment(self.decaan)

    @property
    def actor(self) -> Actor:
        return self.decaan.as_actor()

    def data(self, period: int = 1, **values: object) -> PlaceData:
        given = {
            "class_type_id": self.class_type.id,
            "period_id": self.periods[period - 1].id,
        }
        return PlaceData(**(given | values))  # type: ignore[arg-type]


@pytest.fixture
def at(make: Factory) -> Setting:
    return Setting(make)


def feed(session: Session) -> list[int]:
    session.rollback()
    return list(session.scalars(select(IndexChange.assignment_id).order_by(IndexChange.id)))


def test_place_puts_an_assignment_on_the_board(session: Session, at: Setting) -> None:
    data = at.data(subject="economie", reach=Reach.PART, note="  alleen\nkeuze ")
    row = planning.place(session, at.actor, at.assignment.id, data)
    session.expire_all()
    kept = session.get_one(Placement, row.id)
    assert (kept.school_id, kept.school_year) == (at.school.id, YEAR)
    assert (kept.assignment_id, kept.class_type_id) == (at.assignment.id, at.class_type.id)
    assert (kept.period_id, kept.subject_id) == (at.periods[0].id, at.make.subject().id)
    assert (kept.reach, kept.note, kept.version) == (Reach.PART, "alleen keuze", 1)
    assert kept.updated_by_id == at.decaan.id
    event = session.scalars(select(AuditEvent)).one()
    assert (event.action, event.object_id) == ("placement.place", row.id)


def test_place_tells_the_feed(session: Session, at: Setting) -> None:
    before = feed(session)
    row = planning.place(session, at.actor, at.assignment.id, at.data())
    assert feed(session) == [*before, at.assignment.id]
    planning.change(session, at.actor, row.id, at.data(2), version=1)
    planning.remove(session, at.actor, row.id, version=2)
    assert feed(session) == [*before, *[at.assignment.id] * 3]


def test_place_twice_is_one_placement(session: Session, at: Setting) -> None:
    first = planning.place(session, at.actor, at.assignment.id, at.data())
    again = planning.place(session, at.actor, at.assignment.id, at.data())
    assert (again.id, again.version) == (first.id, 1)


def test_place_where_a_colleague_did_so_otherwise_is_a_conflict(
    session: Session, at: Setting
) -> None:
    planning.place(session, at.actor, at.assignment.id, at.data(note="met ouders"))
    with pytest.raises(Conflict) as caught:
        planning.place(session, at.actor, at.assignment.id, at.data(note="zonder"))
    assert caught.value.current == 1
    assert session.scalars(select(Placement.note)).all() == ["met ouders"]


def test_place_of_another_school_adapts_it_into_the_own_folder(
    session: Session, at: Setting
) -> None:
    neighbour = at.make.user(at.make.school(at.school.board))
    theirs = at.make.assignment(neighbour, visibility=Visibility.BOARD, years=(2,))
    row = planning.place(session, at.actor, theirs.id, at.data())
    own = session.get_one(Assignment, row.assignment_id)
    assert (own.school_id, own.based_on_id, own.status) == (at.school.id, theirs.id, Status.SHARED)
    assert (own.years, own.visibility, own.origin) == ((2, 3), Visibility.SCHOOL, Origin.PERMISSION)
    again = planning.place(session, at.actor, theirs.id, at.data(2))
    assert again.assignment_id == own.id


def test_place_of_what_is_not_shared_with_this_school_is_not_found(
    session: Session, at: Setting
) -> None:
    theirs = at.make.assignment(at.make.user(), visibility=Visibility.SCHOOL)
    with pytest.raises(NotFound):
        planning.place(session, at.actor, theirs.id, at.data())


@pytest.mark.parametrize("what", ["class_type_id", "period_id"])
def test_place_on_another_schools_board_is_not_found(
    session: Session, at: Setting, what: str
) -> None:
    other = at.make.school()
    strange = {
        "class_type_id": at.make.class_type(other).id,
        "period_id": at.make.periods(other, YEAR)[0].id,
    }
    with pytest.raises(NotFound):
        planning.place(session, at.actor, at.assignment.id, at.data(**{what: strange[what]}))


def test_place_refuses_what_is_archived_and_what_is_put_away(session: Session, at: Setting) -> None:
    old = at.make.assignment(at.decaan, Status.ARCHIVED)
    with pytest.raises(Invalid) as caught:
        planning.place(session, at.actor, old.id, at.data())
    assert caught.value.fields == {"assignment": planning.ARCHIVED}
    gone = at.make.class_type(at.school, "3 mavo", archived_at=at.assignment.created_at)
    with pytest.raises(Invalid) as caught:
        planning.place(session, at.actor, at.assignment.id, at.data(class_type_id=gone.id))
    assert caught.value.fields == {"class_type": planning.PUT_AWAY}


def test_place_refuses_a_long_note_and_an_unknown_subject(session: Session, at: Setting) -> None:
    with pytest.raises(Invalid) as caught:
        planning.place(session, at.actor, at.assignment.id, at.data(note="x" * 301))
    assert caught.value.fields == {"note": "Gebruik hoogstens 300 tekens."}
    with pytest.raises(Invalid) as caught:
        planning.place(session, at.actor, at.assignment.id, at.data(subject="toveren"))
    assert caught.value.fields == {"subject": "Kies een vak uit de lijst."}


def test_member_plans_for_own_subjects_alone(session: Session, at: Setting) -> None:
    teacher = at.make.user(at.school, subjects=[at.make.subject("economie")]).as_actor()
    row = planning.place(session, teacher, at.assignment.id, at.data(subject="economie"))
    for subject in ("muziek", None):
        with pytest.raises(Forbidden):
            planning.place(session, teacher, at.assignment.id, at.data(2, subject=subject))
    with pytest.raises(Forbidden):
        planning.change(session, teacher, row.id, at.data(subject="muziek"), version=1)
    by_decaan = planning.place(session, at.actor, at.assignment.id, at.data(3))
    with pytest.raises(Forbidden):
        planning.remove(session, teacher, by_decaan.id, version=1)


def test_mentor_plans_for_own_class_types_too(session: Session, at: Setting) -> None:
    mentor = at.make.user(at.school, Role.MENTOR, class_types=[at.class_type]).as_actor()
    assert mentor.class_type_ids == {at.class_type.id}
    planning.place(session, mentor, at.assignment.id, at.data())
    other = at.data(class_type_id=at.other_type.id)
    with pytest.raises(Forbidden):
        planning.place(session, mentor, at.assignment.id, other)


def test_change_moves_and_raises_the_version(session: Session, at: Setting) -> None:
    row = planning.place(session, at.actor, at.assignment.id, at.data())
    data = at.data(4, class_type_id=at.other_type.id, reach=Reach.PART)
    moved = planning.change(session, at.actor, row.id, data, version=1)
    assert (moved.period_id, moved.class_type_id) == (at.periods[3].id, at.other_type.id)
    assert (moved.reach, moved.version) == (Reach.PART, 2)


def test_change_of_another_placement_merges_and_of_the_same_one_is_a_conflict(
    session: Session, at: Setting
) -> None:
    first = planning.place(session, at.actor, at.assignment.id, at.data(1))
    second = planning.place(session, at.actor, at.assignment.id, at.data(2))
    planning.change(session, at.actor, first.id, at.data(1, note="ik"), version=1)
    planning.change(session, at.actor, second.id, at.data(2, note="jij"), version=1)
    with pytest.raises(Conflict) as caught:
        planning.change(session, at.actor, first.id, at.data(1, note="weer ik"), version=1)
    assert caught.value.current == 2
    with pytest.raises(Conflict):
        planning.remove(session, at.actor, first.id, version=1)
    notes = select(Placement.note).order_by(Placement.id)
    assert session.scalars(notes).all() == ["ik", "jij"]


def test_change_does_not_put_the_same_thing_in_one_place_twice(
    session: Session, at: Setting
) -> None:
    planning.place(session, at.actor, at.assignment.id, at.data(1))
    second = planning.place(session, at.actor, at.assignment.id, at.data(2))
    with pytest.raises(Invalid) as caught:
        planning.change(session, at.actor, second.id, at.data(1), version=1)
    assert caught.value.fields == {"period": planning.THERE_ALREADY}


def test_change_may_leave_it_on_a_class_type_that_was_put_away(
    session: Session, at: Setting
) -> None:
    row = planning.place(session, at.actor, at.assignment.id, at.data())
    at.class_type.archived_at = row.created_at
    session.commit()
    kept = planning.change(session, at.actor, row.id, at.data(note="blijft"), version=1)
    assert kept.note == "blijft"
    back = planning.place(
        session, at.actor, at.assignment.id, at.data(class_type_id=at.other_type.id)
    )
    with pytest.raises(Invalid):
        planning.change(session, at.actor, back.id, at.data(2), version=1)


def test_remove_leaves_what_was_done_with_the_assignment(session: Session, at: Setting) -> None:
    row = planning.place(session, at.actor, at.assignment.id, at.data())
    at.make.delivery(row, Answer.YES, "Werkte goed")
    planning.remove(session, at.actor, row.id, version=1)
    assert session.scalars(select(Placement)).all() == []
    left = session.scalars(select(Delivery)).one()
    assert (left.placement_id, left.class_type_id) == (None, at.class_type.id)
    assert (left.assignment_id, left.line) == (at.assignment.id, "Werkte goed")


def test_placement_of_another_school_is_not_found(session: Session, at: Setting) -> None:
    row = planning.place(session, at.actor, at.assignment.id, at.data())
    stranger = at.make.user(None, Role.DECAAN).as_actor()
    with pytest.raises(NotFound):
        planning.remove(session, stranger, row.id, version=1)
    with pytest.raises(NotFound):
        planning.change(session, stranger, row.id, at.data(), version=1)


def test_a_concept_is_placed_by_its_author_alone(session: Session, at: Setting) -> None:
    concept = at.make.assignment(at.decaan, Status.CONCEPT)
    row = planning.place(session, at.actor, concept.id, at.data())
    colleague = at.make.user(at.school, Role.DECAAN).as_actor()
    with pytest.raises(NotFound):
        planning.place(session, colleague, concept.id, at.data(2))
    with pytest.raises(NotFound):
        planning.remove(session, colleague, row.id, version=1)
