"""What the planning keeps about a colleague can be read by them, and goes with their account."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Status
from lobbib.domain.calls import CallData
from lobbib.domain.competencies import Competency
from lobbib.domain.deliveries import Said
from lobbib.domain.planning import Answer
from lobbib.domain.policy import Role
from lobbib.domain.school_years import SchoolYear
from lobbib.models import Call, CallAnswer, Delivery, Placement, UserClassType
from lobbib.queries.people import everything_about
from lobbib.services import calls, deliveries, people, planning
from lobbib.services.planning import PlaceData
from tests.factories import Factory


def test_everything_about_a_colleague_goes_with_them(session: Session, make: Factory) -> None:
    school = make.school()
    beheerder = make.user(school, Role.BEHEERDER)
    class_type, period = make.class_type(school), make.periods(school, SchoolYear(2026))[0]
    user = make.user(school, Role.DECAAN, class_types=[class_type])
    actor, assignment = user.as_actor(), make.assignment(user)
    concept = make.assignment(user, Status.CONCEPT)
    where = PlaceData(class_type.id, period.id, note="Samen met Tom")
    row = planning.place(session, actor, assignment.id, where)
    planning.place(session, actor, concept.id, where)
    deliveries.confirm(session, actor, [Said(row.id, Answer.YES, "Ging goed")])
    call = calls.open_call(session, actor, CallData(Competency.NETWERKEN, 3, text="Wie?"))
    calls.answer(session, actor, call.id, assignment.id)
    kept = everything_about(session, user.id)
    assert kept["klastypen"] == ["3 havo"]
    assert [(one["opdracht"], one["notitie"]) for one in kept["planning"]] == [
        (assignment.id, "Samen met Tom"),
        (concept.id, "Samen met Tom"),
    ]
    (said,) = kept["gedaan"]
    assert (said["opdracht"], said["antwoord"], said["tekst"]) == (assignment.id, "ja", "Ging goed")
    assert [one["tekst"] for one in kept["oproepen"]] == ["Wie?"]
    assert [one["oproep"] for one in kept["antwoorden op oproepen"]] == [call.id]
    nobody = everything_about(session, beheerder.id)
    assert [nobody[name] for name in ("klastypen", "planning", "gedaan", "oproepen")] == [[]] * 4

    people.erase(session, beheerder.as_actor(), user.id)
    session.expire_all()
    left = session.scalars(select(Placement)).one()
    assert (left.id, left.updated_by_id) == (row.id, None)
    for column in (Delivery.user_id, Call.user_id, CallAnswer.user_id):
        assert session.scalars(select(column)).all() == [None]
    assert session.scalars(select(UserClassType)).all() == []
