"""Who takes part, per subject, and of a person only to that person."""

from sqlalchemy.orm import Session

from lobbib.domain.assignments import Status
from lobbib.domain.calls import CallData
from lobbib.domain.competencies import Competency
from lobbib.domain.planning import Answer
from lobbib.domain.policy import Role
from lobbib.domain.school_years import SchoolYear
from lobbib.queries.participation import OwnPart, SubjectPart, by_subject, own
from lobbib.services import calls
from tests.factories import Factory

YEAR = SchoolYear(2026)


def test_by_subject_counts_distinct_assignments_by_name(session: Session, make: Factory) -> None:
    school = make.school()
    teacher = make.user(school)
    economie, muziek = make.subject("economie"), make.subject("muziek")
    one = make.assignment(teacher, subjects=("economie", "muziek"))
    two = make.assignment(teacher, subjects=("economie",))
    concept = make.assignment(teacher, Status.CONCEPT, subjects=("economie",))
    make.assignment(make.user(), subjects=("economie",))
    types = [make.class_type(school, name) for name in ("3 havo", "3 vwo")]
    periods = make.periods(school, YEAR)
    rows = [make.placement(one, kind, periods[0], subject_id=economie.id) for kind in types]
    make.placement(two, types[0], periods[0], subject_id=economie.id)
    make.placement(concept, types[0], periods[0], subject_id=muziek.id)
    make.placement(two, types[0], make.periods(school, YEAR.next)[0], subject_id=muziek.id)
    make.delivery(rows[0], user_id=teacher.id)
    make.delivery(rows[1], Answer.NO, user_id=teacher.id)
    actor = teacher.as_actor()
    assert by_subject(session, actor, YEAR) == [
        SubjectPart("economie", "Economie", 2, 2, 1),
        SubjectPart("muziek", "Muziek", 1, 0, 0),
    ]
    assert by_subject(session, make.user().as_actor(), YEAR) == []
    assert own(session, actor, YEAR) == OwnPart(2, 1, 0)
    call = calls.open_call(
        session,
        make.user(school, Role.DECAAN).as_actor(),
        CallData(Competency.NETWERKEN, 3),
    )
    for assignment in (one, two):
        calls.answer(session, actor, call.id, assignment.id)
    assert own(session, actor, YEAR.next) == OwnPart(2, 0, 1)
