"""Tell the decaan that something is wrong with an assignment, and mark that as dealt with."""

from sqlalchemy.orm import Session

from lobbib.domain.assignments import tidy
from lobbib.domain.policy import Actor, can_answer_reports, can_report
from lobbib.errors import Forbidden, Invalid
from lobbib.models import Report
from lobbib.queries import assignments, reports
from lobbib.services.transaction import record, transaction, utc_now

MAX_LENGTH = 2_000


def report_problem(session: Session, actor: Actor, assignment_id: int, text: str) -> Report:
    """Reach the decaan of the assignment's school. Raises NotFound, Forbidden and Invalid."""
    text = tidy(text, multiline=True)
    if not text:
        raise Invalid({"text": "Schrijf op wat er niet klopt."})
    if len(text) > MAX_LENGTH:
        raise Invalid({"text": f"Dit is te lang: gebruik hoogstens {MAX_LENGTH} tekens."})
    with transaction(session, actor):
        assignment = assignments.get_visible(session, actor, assignment_id)
        if not can_report(actor, assignment):
            raise Forbidden
        report = Report(
            assignment_id=assignment.id,
            reporter_id=actor.user_id,
            text=text,
            created_at=utc_now(),
        )
        session.add(report)
        record(session, actor, "assignment.report", assignment_id)
    return report


def answer_report(session: Session, actor: Actor, report_id: int) -> Report:
    """Mark as dealt with; doing so twice changes nothing. Raises Forbidden and NotFound."""
    if not can_answer_reports(actor):
        raise Forbidden
    with transaction(session, actor):
        report = reports.get(session, actor, report_id)
        if report.answered_at is None:
            report.answered_at = utc_now()
            record(session, actor, "report.answer", report_id)
    return report
