"""The tags of what a school can draw from: the rows that `domain.coverage` counts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from lobbib.domain.assignments import Status
from lobbib.domain.coverage import Tagged
from lobbib.domain.policy import Actor
from lobbib.models import (
    Assignment,
    AssignmentCompetency,
    AssignmentSubject,
    AssignmentTrack,
    AssignmentYear,
    School,
    Subject,
)
from lobbib.queries.visibility import shared_with, visible_to

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Folder:
    """What is available to a school: its own, and what other schools share with it."""

    school: School
    own: tuple[Tagged, ...]
    elsewhere: tuple[Tagged, ...]


def folder_of(session: Session, actor: Actor) -> Folder:
    """The tags of every shared assignment that the actor's school can use."""
    is_own = Assignment.school_id == actor.school_id
    return Folder(
        school=session.get_one(School, actor.school_id),
        own=_tagged(session, and_(is_own, Assignment.status == Status.SHARED)),
        elsewhere=_tagged(session, and_(~is_own, shared_with(actor))),
    )


class Example(NamedTuple):
    """An assignment to name on the line. `school` is None for the actor's own."""

    id: int
    title: str
    school: str | None


def examples(session: Session, actor: Actor, ids: Iterable[int]) -> dict[int, Example]:
    """Titles of the assignments among `ids` that `actor` may see, by id."""
    rows = session.execute(
        select(Assignment.id, Assignment.title, School.id, School.name)
        .join(School, School.id == Assignment.school_id)
        .where(Assignment.id.in_(list(ids)), visible_to(actor))
    )
    return {
        number: Example(number, title, None if school_id == actor.school_id else school)
        for number, title, school_id, school in rows
    }


def _tagged(session: Session, condition: ColumnElement[bool]) -> tuple[Tagged, ...]:
    years = _tags(session, AssignmentYear.assignment_id, AssignmentYear.year, condition)
    competencies = _tags(
        session, AssignmentCompetency.assignment_id, AssignmentCompetency.competency, condition
    )
    tracks = _tags(session, AssignmentTrack.assignment_id, AssignmentTrack.track, condition)
    subjects = _subjects(session, condition)
    chosen = select(
        Assignment.id, Assignment.activity, Assignment.parents, Assignment.dossier
    ).where(condition)
    return tuple(
        Tagged(
            id=number,
            years=years[number],
            competencies=competencies[number],
            tracks=tracks[number],
            subjects=subjects[number],
            activity=activity,
            parents=parents,
            dossier=dossier,
        )
        for number, activity, parents, dossier in session.execute(chosen)
    )


def _tags(
    session: Session,
    owner: InstrumentedAttribute[int],
    value: InstrumentedAttribute[Value],
    condition: ColumnElement[bool],
) -> dict[int, frozenset[Value]]:
    tagged = select(owner, value).join(Assignment, Assignment.id == owner).where(condition)
    return _gathered(session.execute(tagged).all())


def _subjects(session: Session, condition: ColumnElement[bool]) -> dict[int, frozenset[str]]:
    tagged = (
        select(Assignment.id, Subject.slug)
        .join(AssignmentSubject, AssignmentSubject.assignment_id == Assignment.id)
        .join(Subject, Subject.id == AssignmentSubject.subject_id)
        .where(condition)
    )
    return _gathered(session.execute(tagged).all())


def _gathered(pairs: Any) -> defaultdict[int, frozenset[Any]]:
    found: defaultdict[int, set[Any]] = defaultdict(set)
    for number, value in pairs:
        found[number].add(value)
    return defaultdict(frozenset, {number: frozenset(tags) for number, tags in found.items()})
