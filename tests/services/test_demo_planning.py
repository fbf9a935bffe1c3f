"""The demo school's planning: believable, with holes, both reaches, and answers not yet given."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import Cell
from lobbib.domain.planning import Reach
from lobbib.domain.school_years import SchoolYear
from lobbib.models import Call, ClassType, Delivery, Milestone, Period, Placement, School, User
from lobbib.queries import agreements, planning
from lobbib.queries.accounts import by_email
from lobbib.services import demo

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@pytest.fixture
def school(session: Session) -> School:
    demo.seed(session, NOW)
    return session.scalars(select(School).where(School.slug == "demo")).one()


def user(session: Session, name: str) -> User:
    found = by_email(session, f"{name}@demo.lobbib.nl")
    assert found is not None
    return found


def test_there_are_two_school_years(session: Session, school: School) -> None:
    counted = session.execute(
        select(Placement.school_year, func.count()).group_by(Placement.school_year)
    )
    assert {str(year): number for year, number in counted} == {"2025-2026": 76, "2026-2027": 109}
    assert Counter(str(y) for y in session.scalars(select(Period.school_year))) == {
        "2025-2026": 4,
        "2026-2027": 4,
    }
    assert set(session.scalars(select(Placement.reach))) == set(Reach)
    names = session.scalars(select(ClassType.name).where(ClassType.year == 1)).all()
    assert names == ["1 mavo/havo", "1 havo/vwo", "1 tto"]


def test_last_year_was_answered_for_the_most_part(session: Session, school: School) -> None:
    answers = session.scalars(
        select(Delivery.answer).where(Delivery.school_year == SchoolYear(2025))
    ).all()
    assert {answer.value for answer in answers} == {"ja", "nee", "anders"}
    assert 65 <= len(answers) < 76
    lines = session.scalars(select(Delivery.line).where(Delivery.line != "")).all()
    assert len(lines) >= 15
    assert all(len(line) <= 300 for line in lines)


def test_somebody_has_something_to_confirm(session: Session, school: School) -> None:
    waiting = {
        name: [
            (one.title, one.class_type_name)
            for one in planning.unanswered(session, user(session, name).as_actor(), NOW.date())
        ]
        for name in ("docent", "decaan")
    }
    assert ("De ondernemer uit jouw straat", "4 mavo") in waiting["docent"]
    assert len(waiting["docent"]) >= 2
    assert len(waiting["decaan"]) > len(waiting["docent"])


def test_mentor_has_a_class_of_their_own(session: Session, school: School) -> None:
    mentor = user(session, "mentor")
    assert [row.name for row in mentor.class_types] == ["3 havo"]


def test_agreements_calls_and_milestones_are_there(session: Session, school: School) -> None:
    cells = agreements.cell_targets(session, school.id, SchoolYear(2026))
    assert cells[Cell(Competency.WERKEXPLORATIE, 3)] == 2
    assert cells[Cell(Competency.LOOPBAANSTURING, 5)] == 3
    calls = session.scalars(select(Call).order_by(Call.id)).all()
    assert [(call.closed_at is None, len(call.answers)) for call in calls] == [
        (True, 0),
        (False, 1),
    ]
    assert session.scalar(select(func.count()).select_from(Milestone)) == 7


@pytest.mark.parametrize("month", [1, 7, 8])
def test_seed_works_on_any_day_of_the_year(session: Session, month: int) -> None:
    now = datetime(2027, month, 28, 12, 0, tzinfo=UTC)
    demo.seed(session, now)
    this = SchoolYear.of(now.date())
    years = set(session.scalars(select(Placement.school_year)))
    assert years == {this, this.previous}
    assert all(moment <= now for moment in session.scalars(select(Delivery.at)))
