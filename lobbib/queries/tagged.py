"""What a school has tagged itself: what its suggestions learn from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Status
from lobbib.domain.competencies import Competency
from lobbib.domain.policy import Actor
from lobbib.domain.tagging import Lesson
from lobbib.models import Assignment, AssignmentCompetency


@dataclass(frozen=True, slots=True)
class Tagged:
    """A shared assignment of the own school, as it was at `version`."""

    id: int
    version: int
    lesson: Lesson
    competencies: tuple[Competency, ...]


def versions(session: Session, actor: Actor, limit: int | None = None) -> dict[int, int]:
    """By id, the versions of the own school's shared assignments, those last changed first."""
    rows = session.execute(
        select(Assignment.id, Assignment.version)
        .where(Assignment.school_id == actor.school_id, Assignment.status == Status.SHARED)
        .order_by(Assignment.updated_at.desc(), Assignment.id.desc())
        .limit(limit)
    )
    return {row.id: row.version for row in rows}


def lessons(session: Session, actor: Actor, ids: Iterable[int]) -> list[Tagged]:
    """Those among `ids` that the own school shares, with their tags."""
    wanted = list(ids)
    rows = session.execute(
        select(
            Assignment.id,
            Assignment.version,
            Assignment.title,
            Assignment.summary,
            Assignment.body,
            Assignment.questions_json,
        ).where(
            Assignment.id.in_(wanted),
            Assignment.school_id == actor.school_id,
            Assignment.status == Status.SHARED,
        )
    ).all()
    tags = _tags(session, [row.id for row in rows])
    return [
        Tagged(
            row.id,
            row.version,
            Lesson(row.title, row.summary, row.body, tuple(row.questions_json)),
            tuple(c for c in Competency if c in tags.get(row.id, ())),
        )
        for row in rows
    ]


def _tags(session: Session, ids: Sequence[int]) -> Mapping[int, Sequence[Competency]]:
    rows = session.execute(
        select(AssignmentCompetency.assignment_id, AssignmentCompetency.competency).where(
            AssignmentCompetency.assignment_id.in_(ids)
        )
    )
    found: dict[int, list[Competency]] = {}
    for row in rows:
        found.setdefault(row.assignment_id, []).append(row.competency)
    return found
