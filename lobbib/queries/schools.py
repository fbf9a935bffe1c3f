"""Schools and boards by name, and what use a school makes of its own subjects."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lobbib.models import AssignmentSubject, Board, Call, Placement, School, Subject


def by_slug(session: Session, slug: str) -> School | None:
    return session.scalar(select(School).where(School.slug == slug))


def board_by_name(session: Session, name: str) -> Board | None:
    return session.scalar(select(Board).where(Board.name == name))


def use_of_own_subjects(session: Session, school_id: int) -> list[tuple[Subject, int]]:
    """The subjects that a school added itself, each with its number of assignments."""
    counted = (
        select(Subject, func.count(AssignmentSubject.assignment_id))
        .outerjoin(AssignmentSubject, AssignmentSubject.subject_id == Subject.id)
        .where(Subject.school_id == school_id)
        .group_by(Subject.id)
    )
    rows = [(subject, number) for subject, number in session.execute(counted)]
    return sorted(rows, key=lambda row: row[0].name.casefold())


def is_planned_with(session: Session, subject_id: int) -> bool:
    """Whether something on a board, or a call, names this subject."""
    placed = select(Placement.id).where(Placement.subject_id == subject_id)
    called = select(Call.id).where(Call.subject_id == subject_id)
    return any(session.scalar(found.limit(1)) is not None for found in (placed, called))


def count_assignments_with(session: Session, subject_id: int) -> int:
    """How many assignments have this subject, concepts included."""
    counted = select(func.count()).where(AssignmentSubject.subject_id == subject_id)
    return session.scalar(counted) or 0
