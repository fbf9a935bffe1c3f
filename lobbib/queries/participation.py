"""Who takes part: per subject what was contributed, planned and done; per person only to oneself.

by_subject(session, actor, school_year)   never a ranking: by name of the subject
own(session, actor, school_year)          the actor's own figures
"""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Status
from lobbib.domain.planning import Answer
from lobbib.domain.policy import Actor
from lobbib.domain.school_years import SchoolYear
from lobbib.models import (
    Assignment,
    AssignmentSubject,
    CallAnswer,
    Delivery,
    Placement,
    Subject,
)
from lobbib.queries import subjects


class SubjectPart(NamedTuple):
    """Distinct assignments: in the folder with this subject, placed with it in a school year, and
    done of those.
    """

    slug: str
    name: str
    contributed: int
    planned: int
    done: int


class OwnPart(NamedTuple):
    """Of one person: own assignments in the folder, how often one said "ja" this school year, and
    calls answered.
    """

    contributed: int
    done: int
    answered: int


def by_subject(session: Session, actor: Actor, school_year: SchoolYear) -> list[SubjectPart]:
    """Every subject of the school that has something, by name."""
    contributed = _numbers(session, _contributed(actor))
    placed = _placed(actor, school_year)
    planned = _numbers(session, placed)
    done = _numbers(session, _done(placed))
    found = [
        SubjectPart(
            subject.slug,
            subject.name,
            contributed.get(subject.id, 0),
            planned.get(subject.id, 0),
            done.get(subject.id, 0),
        )
        for subject in subjects.of_school(session, actor.school_id)
    ]
    return [part for part in found if part.contributed or part.planned]


def _numbers(session: Session, counted: Select[int, int]) -> Mapping[int, int]:
    return {row[0]: row[1] for row in session.execute(counted)}


def _contributed(actor: Actor) -> Select[int, int]:
    return (
        select(AssignmentSubject.subject_id, func.count())
        .join(Assignment, Assignment.id == AssignmentSubject.assignment_id)
        .where(Assignment.school_id == actor.school_id, Assignment.status == Status.SHARED)
        .group_by(AssignmentSubject.subject_id)
    )


def _placed(actor: Actor, school_year: SchoolYear) -> Select[int, int]:
    return (
        select(Subject.id, func.count(Placement.assignment_id.distinct()))
        .join(Placement, Placement.subject_id == Subject.id)
        .join(Assignment, Assignment.id == Placement.assignment_id)
        .where(
            Placement.school_id == actor.school_id,
            Placement.school_year == school_year,
            Assignment.status != Status.CONCEPT,
        )
        .group_by(Subject.id)
    )


def _done(placed: Select[int, int]) -> Select[int, int]:
    said_yes = and_(Delivery.placement_id == Placement.id, Delivery.answer == Answer.YES)
    return placed.join(Delivery, said_yes)


def own(session: Session, actor: Actor, school_year: SchoolYear) -> OwnPart:
    """What the actor did; nobody else can ask this."""
    shared = select(func.count(Assignment.id)).where(
        Assignment.school_id == actor.school_id,
        Assignment.author_id == actor.user_id,
        Assignment.status == Status.SHARED,
    )
    done = select(func.count(Delivery.id)).where(
        Delivery.school_id == actor.school_id,
        Delivery.user_id == actor.user_id,
        Delivery.school_year == school_year,
        Delivery.answer == Answer.YES,
    )
    answered = select(func.count(CallAnswer.call_id.distinct())).where(
        CallAnswer.user_id == actor.user_id
    )
    numbers = [session.scalar(counted) or 0 for counted in (shared, done, answered)]
    return OwnPart(*numbers)
