"""Problems that people reported, for the decaan of the assignment's school."""

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from lobbib.domain.policy import Actor, can_answer_reports
from lobbib.errors import NotFound
from lobbib.models import Assignment, Report, User

MAX_ANSWERED = 50


def _of_school(actor: Actor) -> Select[Report]:
    return select(Report).join(Report.assignment).where(Assignment.school_id == actor.school_id)


def open_reports(session: Session, actor: Actor) -> list[Report]:
    """What still waits for an answer, oldest first; empty for who does not answer reports."""
    if not can_answer_reports(actor):
        return []
    waiting = _of_school(actor).where(Report.answered_at.is_(None)).order_by(Report.id)
    return list(session.scalars(waiting.options(*_WITH)))


def answered_reports(session: Session, actor: Actor) -> list[Report]:
    """The last ones that were dealt with, newest first."""
    if not can_answer_reports(actor):
        return []
    done = _of_school(actor).where(Report.answered_at.is_not(None))
    newest = done.order_by(Report.answered_at.desc(), Report.id.desc()).limit(MAX_ANSWERED)
    return list(session.scalars(newest.options(*_WITH)))


def count_open(session: Session, actor: Actor) -> int:
    """How many wait; 0 for who does not answer reports."""
    if not can_answer_reports(actor):
        return 0
    waiting = _of_school(actor).where(Report.answered_at.is_(None))
    return session.scalar(select(func.count()).select_from(waiting.subquery())) or 0


def get(session: Session, actor: Actor, report_id: int) -> Report:
    """A report about an assignment of the actor's school. Raises NotFound."""
    found = session.scalar(_of_school(actor).where(Report.id == report_id))
    if found is None:
        raise NotFound
    return found


_WITH = (
    joinedload(Report.assignment),
    joinedload(Report.reporter).joinedload(User.school),
)
