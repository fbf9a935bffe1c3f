"""Class types, periods and milestones: a default at once, and a past that stays as it was."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.domain.planning import ClassTypeData, MilestoneData, PeriodData, default_periods
from lobbib.domain.policy import Actor, Role
from lobbib.domain.school_years import SchoolYear
from lobbib.domain.tracks import Track
from lobbib.errors import Conflict, Forbidden, Invalid, NotFound
from lobbib.models import ClassType, Delivery, IndexChange, Period, Placement, School, User
from lobbib.queries import school_shape as reads
from lobbib.services import school_shape
from lobbib.services.transaction import utc_now
from tests.factories import Factory

THIS = SchoolYear.of(utc_now().date())
LAST = THIS.previous
HAVO = ClassTypeData("3 havo", 3, (Track.HAVO,))
MIXED = ClassTypeData("3 havo/vwo", 3, (Track.HAVO, Track.VWO))


@pytest.fixture
def school(make: Factory) -> School:
    return make.school(tracks=(Track.HAVO, Track.VWO))


@pytest.fixture
def decaan(make: Factory, school: School) -> User:
    return make.user(school, Role.DECAAN)


@pytest.fixture
def actor(decaan: User) -> Actor:
    return decaan.as_actor()


def names(session: Session, school: School) -> list[str]:
    return [row.name for row in reads.class_types(session, school.id)]


def test_set_up_makes_everything_at_once_and_keeps_what_is_there(
    session: Session, make: Factory, school: School, actor: Actor
) -> None:
    school_shape.set_up(session, actor, THIS)
    assert names(session, school) == [
        "1 havo", "1 vwo", "2 havo", "2 vwo", "3 havo", "3 vwo", "4 havo", "4 vwo", "5 havo",
        "5 vwo", "6 vwo",
    ]  # fmt: skip
    periods = reads.periods(session, school.id, THIS)
    assert [row.data for row in periods] == list(default_periods(THIS))
    assert [row.name for _, row in reads.milestones(session, school.id, THIS)] == [
        "Profielkeuze",
        "Aanmelden hbo",
        "Aanmelden universiteit",
    ]
    school_shape.set_up(session, actor, THIS)
    assert len(names(session, school)) == 11
    assert len(reads.periods(session, school.id, THIS)) == 4
    school_shape.set_up(session, actor, THIS.next)
    assert reads.school_years(session, school.id) == [THIS, THIS.next]


@pytest.mark.parametrize("role", [None, Role.MENTOR, Role.TEAMLEIDER])
def test_shape_is_for_decaan_and_beheerder(
    session: Session, make: Factory, school: School, role: Role | None
) -> None:
    somebody = make.user(school, *([role] if role else [])).as_actor()
    with pytest.raises(Forbidden):
        school_shape.set_up(session, somebody, THIS)
    with pytest.raises(Forbidden):
        school_shape.add_class_type(session, somebody, HAVO)
    with pytest.raises(Forbidden):
        school_shape.set_periods(session, somebody, THIS, default_periods(THIS), seen="")
    beheerder = make.user(school, Role.BEHEERDER).as_actor()
    school_shape.set_up(session, beheerder, THIS)
    with pytest.raises(Forbidden):
        school_shape.add_milestone(session, beheerder, MilestoneData("Open dag", date(2000, 1, 20)))


def test_add_class_type_tidies_and_refuses_a_name_in_use(
    session: Session, school: School, actor: Actor
) -> None:
    row = school_shape.add_class_type(session, actor, replace(MIXED, name=" 3  havo/vwo "))
    assert row.data == MIXED
    with pytest.raises(Invalid) as caught:
        school_shape.add_class_type(session, actor, replace(HAVO, name="3 HAVO/vwo"))
    assert caught.value.fields == {"name": school_shape.NAME_TAKEN}
    with pytest.raises(Invalid) as caught:
        school_shape.add_class_type(session, actor, replace(HAVO, tracks=()))
    assert set(caught.value.fields) == {"tracks"}


def test_there_is_an_end_to_class_types(
    session: Session, school: School, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(school_shape, "MAX_CLASS_TYPES", 1)
    school_shape.add_class_type(session, actor, HAVO)
    with pytest.raises(Invalid):
        school_shape.add_class_type(session, actor, MIXED)


def test_change_class_type_in_place_where_nothing_past_stands_on_it(
    session: Session, make: Factory, school: School, actor: Actor
) -> None:
    row = school_shape.add_class_type(session, actor, HAVO)
    placement = make.placement(
        make.assignment(make.user(school)), row, make.periods(school, THIS)[0]
    )
    seen = row.mark
    changed = school_shape.change_class_type(session, actor, row.id, MIXED, seen=seen)
    assert (changed.id, changed.data) == (row.id, MIXED)
    last = session.scalars(select(IndexChange).order_by(IndexChange.id.desc())).first()
    assert last is not None
    assert last.assignment_id == placement.assignment_id
    with pytest.raises(Conflict):
        school_shape.change_class_type(session, actor, row.id, HAVO, seen=seen)


def test_change_class_type_leaves_the_past_as_it_was(
    session: Session, make: Factory, school: School, actor: Actor
) -> None:
    row = school_shape.add_class_type(session, actor, HAVO)
    mentor = make.user(school, Role.MENTOR, class_types=[row])
    assignment = make.assignment(make.user(school))
    past, now = (make.periods(school, year)[0] for year in (LAST, THIS))
    before, after = (make.placement(assignment, row, period) for period in (past, now))
    changed = school_shape.change_class_type(session, actor, row.id, MIXED, seen=row.mark)
    session.expire_all()
    assert changed.id != row.id
    assert (session.get_one(ClassType, row.id).data, row.archived_at is None) == (HAVO, False)
    assert session.get_one(Placement, before.id).class_type_id == row.id
    assert session.get_one(Placement, after.id).class_type_id == changed.id
    assert [one.id for one in session.get_one(User, mentor.id).class_types] == [changed.id]
    assert [one.id for one in reads.shown_class_types(session, school.id, LAST)] == [
        row.id,
        changed.id,
    ]
    assert [one.id for one in reads.shown_class_types(session, school.id, THIS)] == [changed.id]


def test_rename_keeps_the_row_whatever_stands_on_it(
    session: Session, make: Factory, school: School, actor: Actor
) -> None:
    row = school_shape.add_class_type(session, actor, HAVO)
    make.placement(make.assignment(make.user(school)), row, make.periods(school, LAST)[0])
    renamed = replace(HAVO, name="H3")
    changed = school_shape.change_class_type(session, actor, row.id, renamed, seen=row.mark)
    assert (changed.id, names(session, school)) == (row.id, ["H3"])


def test_archive_removes_what_was_never_used_and_puts_the_rest_away(
    session: Session, make: Factory, school: School, actor: Actor
) -> None:
    used, unused = (school_shape.add_class_type(session, actor, data) for data in (HAVO, MIXED))
    make.placement(make.assignment(make.user(school)), used, make.periods(school, LAST)[0])
    for row in (used, unused):
        school_shape.archive_class_type(session, actor, row.id, seen=row.mark)
    assert names(session, school) == []
    assert [row.id for row in reads.all_class_types(session, school.id)] == [used.id]
    school_shape.add_class_type(session, actor, HAVO)
    with pytest.raises(Invalid):
        school_shape.restore_class_type(session, actor, used.id)
    again = reads.class_types(session, school.id)[0]
    school_shape.archive_class_type(session, actor, again.id, seen=again.mark)
    school_shape.restore_class_type(session, actor, used.id)
    school_shape.restore_class_type(session, actor, used.id)
    assert [row.id for row in reads.class_types(session, school.id)] == [used.id]


def test_class_types_of_another_school_do_not_exist(
    session: Session, make: Factory, actor: Actor
) -> None:
    theirs = make.class_type(make.school())
    with pytest.raises(NotFound):
        school_shape.change_class_type(session, actor, theirs.id, HAVO, seen=theirs.mark)
    with pytest.raises(NotFound):
        school_shape.archive_class_type(session, actor, theirs.id, seen=theirs.mark)
    with pytest.raises(Invalid):
        school_shape.set_own_class_types(session, actor, [theirs.id])


def test_own_class_types_make_the_actor(
    session: Session, make: Factory, school: School, decaan: User, actor: Actor
) -> None:
    row = school_shape.add_class_type(session, actor, HAVO)
    school_shape.set_own_class_types(session, actor, [row.id])
    session.expire_all()
    assert session.get_one(User, decaan.id).as_actor().class_type_ids == {row.id}
    school_shape.set_own_class_types(session, actor, [])
    session.expire_all()
    assert session.get_one(User, decaan.id).as_actor().class_type_ids == frozenset()


def test_set_periods_renames_adds_and_takes_away(
    session: Session, make: Factory, school: School, actor: Actor
) -> None:
    empty = reads.periods_mark([])
    school_shape.set_periods(session, actor, THIS, default_periods(THIS, 3), seen=empty)
    rows = reads.periods(session, school.id, THIS)
    class_type = make.class_type(school)
    one, other = (make.assignment(make.user(school)) for _ in range(2))
    stays = make.placement(one, class_type, rows[1])
    moves = make.placement(other, class_type, rows[2])
    doubles = make.placement(one, class_type, rows[2])
    make.delivery(doubles)
    two = [
        PeriodData(f"Half {n}", p.first_day, p.last_day)
        for n, p in enumerate(default_periods(THIS, 2), start=1)
    ]
    seen = reads.periods_mark(reads.periods(session, school.id, THIS))
    assert school_shape.set_periods(session, actor, THIS, two, seen=seen) == 1
    session.expire_all()
    now = reads.periods(session, school.id, THIS)
    assert [(row.id, row.data) for row in now] == [(rows[0].id, two[0]), (rows[1].id, two[1])]
    placed = session.scalars(select(Placement).order_by(Placement.id)).all()
    assert [(row.id, row.period_id, row.version) for row in placed] == [
        (stays.id, rows[1].id, 1),
        (moves.id, rows[1].id, 2),
    ]
    loose = session.scalars(select(Delivery)).one()
    assert (loose.placement_id, loose.class_type_id) == (None, class_type.id)
    with pytest.raises(Conflict):
        school_shape.set_periods(session, actor, THIS, two, seen=seen)
    with pytest.raises(Invalid) as caught:
        school_shape.set_periods(session, actor, THIS, two[:1], seen=seen)
    assert set(caught.value.fields) == {"periods"}


def test_milestones_are_added_changed_and_removed(
    session: Session, school: School, actor: Actor
) -> None:
    data = MilestoneData(" Open  dag", date(2000, 1, 20), None, (3, 3), (Track.VWO, Track.HAVO))
    row = school_shape.add_milestone(session, actor, data)
    kept = MilestoneData("Open dag", date(2000, 1, 20), None, (3,), (Track.HAVO, Track.VWO))
    assert row.data == kept
    (found,) = reads.milestones(session, school.id, THIS)
    assert found == (date(THIS.start + 1, 1, 20), row)
    once = MilestoneData("Reis", date(THIS.start + 1, 5, 1), THIS, (3, 4))
    seen = row.mark
    school_shape.change_milestone(session, actor, row.id, once, seen=seen)
    session.expire_all()
    assert [one.data for _, one in reads.milestones(session, school.id, THIS)] == [once]
    assert reads.milestones(session, school.id, LAST) == []
    with pytest.raises(Conflict):
        school_shape.change_milestone(session, actor, row.id, kept, seen=seen)
    with pytest.raises(Invalid):
        school_shape.add_milestone(session, actor, replace(kept, name=""))
    school_shape.remove_milestone(session, actor, row.id)
    assert reads.milestones(session, school.id, THIS) == []
    with pytest.raises(NotFound):
        school_shape.remove_milestone(session, actor, row.id)


def test_period_at_is_the_one_of_the_day_else_the_next_else_the_last(
    session: Session, make: Factory, school: School
) -> None:
    year = SchoolYear(2026)
    days = ((date(2026, 9, 1), date(2026, 11, 1)), (date(2026, 12, 1), date(2027, 6, 30)))
    one, two = make.periods(school, year, *days)

    def at(*day: int) -> Period | None:
        return reads.period_at(session, school.id, date(*day))

    assert [at(2026, 8, 1), at(2026, 10, 1), at(2026, 11, 15), at(2027, 7, 15)] == [
        one,
        one,
        two,
        two,
    ]
    assert at(2027, 8, 2) is None
    assert school_shape.defaults_for(session, make.user(school).as_actor(), year).periods
