"""What was done: many at once, undone, without losing a colleague's words, and without a name
after two years.
"""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Status, Visibility
from lobbib.domain.deliveries import NAMED_FOR, Said
from lobbib.domain.planning import Answer
from lobbib.domain.policy import Role
from lobbib.domain.school_years import SchoolYear
from lobbib.errors import Conflict, Forbidden, Invalid, NotFound
from lobbib.models import AuditEvent, Delivery, IndexChange, Placement, School, User
from lobbib.queries import deliveries as reads
from lobbib.queries import planning
from lobbib.services import deliveries
from lobbib.services.transaction import utc_now
from tests.factories import Factory

THIS = SchoolYear.of(utc_now().date())


class Setting:
    """A teacher of economie with two placements to answer for, and one of somebody else."""

    def __init__(self, make: Factory) -> None:
        self.make = make
        self.school: School = make.school(make.board())
        economie, muziek = make.subject("economie"), make.subject("muziek")
        self.class_type = make.class_type(self.school)
        other = make.class_type(self.school, "3 vwo")
        self.teacher: User = make.user(self.school, subjects=[economie])
        self.assignment = make.assignment(self.teacher, title="Interview")
        periods = make.periods(self.school, THIS)
        self.mine: list[Placement] = [
            make.placement(self.assignment, kind, periods[0], subject_id=economie.id)
            for kind in (self.class_type, other)
        ]
        self.other: Placement = make.placement(
            self.assignment, other, periods[1], subject_id=muziek.id
        )

    def said(self, number: int = 0, answer: Answer = Answer.YES, **values: str) -> Said:
        return Said(self.mine[number].id, answer, **values)


@pytest.fixture
def at(make: Factory) -> Setting:
    return Setting(make)


def rows(session: Session) -> list[Delivery]:
    session.expire_all()
    return list(session.scalars(select(Delivery).order_by(Delivery.placement_id)))


def test_confirm_keeps_many_at_once(session: Session, at: Setting) -> None:
    actor = at.teacher.as_actor()
    said = [at.said(0, line="  Werkte\ngoed "), at.said(1, Answer.OTHER)]
    assert deliveries.confirm(session, actor, said) == 2
    one, two = rows(session)
    assert (one.answer, one.line, one.user_id) == (Answer.YES, "Werkte goed", at.teacher.id)
    assert (one.school_year, one.assignment_id) == (THIS, at.assignment.id)
    assert (two.placement_id, two.answer, two.line) == (at.mine[1].id, Answer.OTHER, "")
    event = session.scalars(select(AuditEvent)).one()
    assert (event.action, event.detail) == ("delivery.confirm", {"number": 2})
    fed = session.scalars(select(IndexChange.assignment_id)).all()
    assert fed[-2:] == [at.assignment.id] * 2 or fed[-1:] == [at.assignment.id]


def test_confirm_the_same_again_changes_nothing(session: Session, at: Setting) -> None:
    actor = at.teacher.as_actor()
    deliveries.confirm(session, actor, [at.said()])
    assert deliveries.confirm(session, actor, [at.said()]) == 0


def test_confirm_otherwise_than_a_colleague_is_a_conflict_unless_it_was_seen(
    session: Session, at: Setting
) -> None:
    actor = at.teacher.as_actor()
    deliveries.confirm(session, actor, [at.said(line="Mijn zin")])
    (mine,) = rows(session)
    decaan = at.make.user(at.school, Role.DECAAN).as_actor()
    with pytest.raises(Conflict):
        deliveries.confirm(session, decaan, [at.said(1), at.said(0, Answer.NO)])
    assert [row.line for row in rows(session)] == ["Mijn zin"]
    deliveries.confirm(session, decaan, [at.said(0, Answer.NO, seen=mine.mark)])
    (now,) = rows(session)
    assert (now.answer, now.line, now.user_id) == (Answer.NO, "", decaan.user_id)
    with pytest.raises(Conflict):
        deliveries.confirm(session, actor, [at.said(1, seen="iets")])


def test_confirm_is_for_own_subjects_and_class_types(session: Session, at: Setting) -> None:
    actor = at.teacher.as_actor()
    with pytest.raises(Forbidden):
        deliveries.confirm(session, actor, [at.said(), Said(at.other.id, Answer.YES)])
    assert rows(session) == []
    by_class = at.make.user(at.school, class_types=[at.class_type]).as_actor()
    assert deliveries.confirm(session, by_class, [at.said(0)]) == 1
    with pytest.raises(Forbidden):
        deliveries.confirm(session, by_class, [at.said(1)])


def test_confirm_of_another_schools_placement_is_not_found(session: Session, at: Setting) -> None:
    stranger = at.make.user(None, Role.DECAAN).as_actor()
    with pytest.raises(NotFound):
        deliveries.confirm(session, stranger, [at.said()])


def test_confirm_refuses_long_lines_and_too_many(
    session: Session, at: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = at.teacher.as_actor()
    with pytest.raises(Invalid) as caught:
        deliveries.confirm(session, actor, [at.said(line="x" * 301)])
    assert caught.value.fields == {f"line-{at.mine[0].id}": "Gebruik hoogstens 300 tekens."}
    monkeypatch.setattr(deliveries, "MAX_AT_ONCE", 1)
    with pytest.raises(Invalid):
        deliveries.confirm(session, actor, [at.said(0), at.said(1)])


def test_signs_name_what_looks_like_pupil_data(at: Setting) -> None:
    said = [at.said(0, line="Leerlingnummer 12 deed niet mee"), at.said(1, line="Ging goed")]
    assert deliveries.signs(said) == {at.mine[0].id: ("een leerlingnummer",)}


def test_undo_makes_it_unknown_again(session: Session, at: Setting) -> None:
    actor = at.teacher.as_actor()
    deliveries.confirm(session, actor, [at.said(0), at.said(1)])
    assert deliveries.undo(session, actor, [at.mine[0].id]) == 1
    assert [row.placement_id for row in rows(session)] == [at.mine[1].id]
    assert deliveries.undo(session, actor, [at.mine[0].id]) == 0
    with pytest.raises(Forbidden):
        deliveries.undo(session, actor, [at.other.id])


def test_loose_says_that_something_was_done_that_stood_nowhere(
    session: Session, at: Setting
) -> None:
    actor = at.teacher.as_actor()
    row = deliveries.add_loose(
        session, actor, at.assignment.id, Answer.YES, " Ging goed ", at.class_type.id
    )
    assert (row.placement_id, row.class_type_id, row.line) == (None, at.class_type.id, "Ging goed")
    assert (row.school_year, row.school_id) == (THIS, at.school.id)
    colleague = at.make.user(at.school).as_actor()
    with pytest.raises(Forbidden):
        deliveries.undo_loose(session, colleague, row.id)
    deliveries.undo_loose(session, actor, row.id)
    assert rows(session) == []
    with pytest.raises(NotFound):
        deliveries.undo_loose(session, actor, row.id)


def test_loose_is_about_what_the_own_school_shares(session: Session, at: Setting) -> None:
    actor = at.teacher.as_actor()
    concept = at.make.assignment(at.teacher, Status.CONCEPT)
    with pytest.raises(Invalid):
        deliveries.add_loose(session, actor, concept.id, Answer.YES)
    with pytest.raises(Invalid):
        deliveries.add_loose(session, actor, at.assignment.id, Answer.YES, "x" * 301)
    theirs = at.make.assignment(
        at.make.user(at.make.school(at.school.board)), visibility=Visibility.BOARD
    )
    with pytest.raises(NotFound):
        deliveries.add_loose(session, actor, theirs.id, Answer.YES)


def test_undo_loose_does_not_touch_what_stands_on_the_board(session: Session, at: Setting) -> None:
    actor = at.teacher.as_actor()
    deliveries.confirm(session, actor, [at.said()])
    (row,) = rows(session)
    with pytest.raises(NotFound):
        deliveries.undo_loose(session, actor, row.id)


def test_names_leave_after_two_years(session: Session, at: Setting) -> None:
    now = utc_now()
    old = at.make.delivery(at.mine[0], user_id=at.teacher.id, at=now - NAMED_FOR)
    new = at.make.delivery(
        at.mine[1], user_id=at.teacher.id, at=now - NAMED_FOR + timedelta(minutes=5)
    )
    assert deliveries.forget_names(session, now) == 1
    session.expire_all()
    assert session.get_one(Delivery, old.id).user_id is None
    assert session.get_one(Delivery, new.id).user_id == at.teacher.id
    assert deliveries.forget_names(session, now) == 0


def test_confirm_lets_old_names_go(session: Session, at: Setting) -> None:
    old = at.make.delivery(at.mine[1], user_id=at.teacher.id, at=utc_now() - NAMED_FOR)
    deliveries.confirm(session, at.teacher.as_actor(), [at.said(0)])
    session.expire_all()
    assert session.get_one(Delivery, old.id).user_id is None


def test_history_tells_what_worked(session: Session, at: Setting) -> None:
    now = utc_now()
    at.make.delivery(
        at.mine[0], line="Oud", user_id=at.teacher.id, at=now - NAMED_FOR - timedelta(days=1)
    )
    at.make.delivery(at.mine[1], Answer.NO, "Geen tijd", user_id=at.teacher.id)
    at.make.delivery(at.other)
    actor = at.teacher.as_actor()
    found = reads.history(session, actor, at.assignment, now)
    assert found.times == 2
    assert [(one.line, one.answer, one.class_type, one.name) for one in found.lines] == [
        ("Geen tijd", Answer.NO, "3 vwo", at.teacher.name),
        ("Oud", Answer.YES, "3 havo", None),
    ]
    assert reads.counts(session) == {at.assignment.id: 2}
    assert reads.counts(session, []) == {}
    stranger = at.make.user().as_actor()
    assert reads.history(session, stranger, at.assignment, now).lines == ()


def test_unanswered_are_those_whose_period_has_ended(session: Session, at: Setting) -> None:
    actor = at.teacher.as_actor()
    after = at.mine[0].period.last_day + timedelta(days=1)

    def waiting(**values: object) -> list[int]:
        found = planning.unanswered(session, actor, after, **values)  # type: ignore[arg-type]
        return [one.id for one in found]

    assert planning.unanswered(session, actor, after - timedelta(days=1)) == []
    assert waiting() == [row.id for row in at.mine]
    deliveries.confirm(session, actor, [at.said(0)])
    assert waiting() == [at.mine[1].id]
    assert waiting(school_year=THIS.previous) == []
    decaan = at.make.user(at.school, Role.DECAAN).as_actor()
    late = at.other.period.last_day + timedelta(days=1)
    everything = planning.unanswered(session, decaan, late)
    assert [one.id for one in everything] == [at.mine[1].id, at.other.id]
    assert planning.own_unanswered(session, decaan, late) == []
    assert planning.count_unanswered(session, decaan, late) == 2
    assert [one.id for one in planning.own_unanswered(session, actor, late)] == [at.mine[1].id]
    assert planning.count_unanswered(session, actor, late) == 1
    assert [one.id for one in planning.unanswered(session, actor, late, everybody=True)] == [
        at.mine[1].id,
        at.other.id,
    ]
