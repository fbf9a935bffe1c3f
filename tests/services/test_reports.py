"""A problem reaches the decaan of the assignment's school, who deals with it."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Status, Visibility
from lobbib.domain.policy import Role
from lobbib.errors import Forbidden, Invalid, NotFound
from lobbib.models import Report
from lobbib.queries import reports as queries
from lobbib.services import reports
from tests.factories import Factory


def test_a_report_reaches_the_schools_decaan_once(session: Session, make: Factory) -> None:
    row = make.assignment(visibility=Visibility.EVERYONE)
    stranger = make.user().as_actor()
    report = reports.report_problem(session, stranger, row.id, " De link doet\x00 het niet. ")
    assert report.text == "De link doet het niet."
    decaan = make.user(row.school, Role.DECAAN).as_actor()
    reports.answer_report(session, decaan, report.id)
    answered_at = report.answered_at
    assert answered_at is not None
    reports.answer_report(session, decaan, report.id)
    assert report.answered_at == answered_at


@pytest.mark.parametrize("text", ["", " \n ", "x" * 2001])
def test_a_report_needs_a_text_of_some_length(session: Session, make: Factory, text: str) -> None:
    row = make.assignment()
    with pytest.raises(Invalid):
        reports.report_problem(session, row.author.as_actor(), row.id, text)
    assert session.scalars(select(Report)).all() == []


def test_a_report_is_answered_by_the_decaan_of_that_school(session: Session, make: Factory) -> None:
    row = make.assignment()
    report = reports.report_problem(session, row.author.as_actor(), row.id, "Fout.")
    with pytest.raises(Forbidden):
        reports.answer_report(session, row.author.as_actor(), report.id)
    with pytest.raises(NotFound):
        reports.answer_report(session, make.user(None, Role.DECAAN).as_actor(), report.id)


def test_nothing_to_report_about_a_concept(session: Session, make: Factory) -> None:
    row = make.assignment(status=Status.CONCEPT)
    with pytest.raises(Forbidden):
        reports.report_problem(session, row.author.as_actor(), row.id, "Fout.")


def test_who_waits_is_for_the_decaan_alone(session: Session, make: Factory) -> None:
    row = make.assignment()
    author = row.author.as_actor()
    decaan = make.user(row.school, Role.DECAAN).as_actor()
    elsewhere = make.user(None, Role.DECAAN).as_actor()
    first, second = (reports.report_problem(session, author, row.id, text) for text in "ab")
    reports.answer_report(session, decaan, first.id)
    assert [report.id for report in queries.open_reports(session, decaan)] == [second.id]
    assert [report.id for report in queries.answered_reports(session, decaan)] == [first.id]
    assert [queries.count_open(session, who) for who in (decaan, author, elsewhere)] == [1, 0, 0]
    for who in (author, elsewhere):
        assert queries.open_reports(session, who) == []
        assert queries.answered_reports(session, who) == []
