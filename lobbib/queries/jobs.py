"""Imports of one colleague: the files, what became of them, and what waits to be looked at."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from lobbib.domain.assignments import Status
from lobbib.domain.importing import State
from lobbib.domain.policy import Actor
from lobbib.errors import NotFound
from lobbib.models import Assignment, Job, JobConcept, JobItem, User
from lobbib.queries.visibility import visible_to


class Progress(NamedTuple):
    """How many files there are, how many are done, and how many concepts wait to be looked at."""

    total: int
    done: int
    asking: int
    concepts: int

    @property
    def is_busy(self) -> bool:
        return self.done < self.total


def own_job(actor: Actor) -> ColumnElement[bool]:
    """`domain.policy.can_see_job` in SQL."""
    return and_(Job.school_id == actor.school_id, Job.user_id == actor.user_id)


def get(session: Session, actor: Actor, job_id: int, *, lock: bool = False) -> Job:
    """Raises NotFound, also for a colleague's."""
    wanted = select(Job).where(Job.id == job_id, own_job(actor))
    found = session.scalar(wanted.with_for_update() if lock else wanted)
    if found is None:
        raise NotFound
    return found


def mine(session: Session, actor: Actor) -> list[Job]:
    """Newest first."""
    return list(session.scalars(select(Job).where(own_job(actor)).order_by(Job.id.desc())))


def progress(session: Session, job: Job) -> Progress:
    states = dict(
        session.execute(
            select(JobItem.state, func.count())
            .where(JobItem.job_id == job.id, JobItem.state != State.UNPACKED)
            .group_by(JobItem.state)
        ).all()
    )
    total = sum(states.values())
    return Progress(
        total=total,
        done=total - states.get(State.WAITING, 0),
        asking=states.get(State.ASKS, 0),
        concepts=session.scalar(_of_concepts(select(func.count(JobConcept.assignment_id)), job.id))
        or 0,
    )


def count_files(session: Session, job_id: int) -> int:
    return session.scalar(select(func.count()).where(JobItem.job_id == job_id)) or 0


def files(session: Session, job: Job, states: Iterable[State]) -> list[JobItem]:
    """Files of a job that the actor may see, in the order in which they came."""
    wanted = select(JobItem).where(JobItem.job_id == job.id, JobItem.state.in_(list(states)))
    return list(session.scalars(wanted.order_by(JobItem.path, JobItem.id)))


def asking(session: Session, actor: Actor, job_id: int, item_id: int) -> JobItem:
    """A sheet of which somebody has to say what its columns mean. Raises NotFound."""
    wanted = (
        select(JobItem)
        .join(Job, Job.id == JobItem.job_id)
        .where(Job.id == job_id, own_job(actor))
        .where(JobItem.id == item_id, JobItem.state == State.ASKS)
    )
    found = session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def to_review(session: Session, job: Job) -> list[JobConcept]:
    """The concepts of a job that still are, by the place of their files."""
    wanted = _of_concepts(select(JobConcept), job.id).order_by(
        JobItem.path, JobItem.id, JobConcept.assignment_id
    )
    whole = (
        joinedload(JobConcept.assignment),
        joinedload(JobConcept.item),
    )
    return list(session.scalars(wanted.options(*whole)))


def _of_concepts(wanted: Select[Any], job_id: int) -> Select[Any]:
    return (
        wanted.select_from(JobConcept)
        .join(JobItem, JobItem.id == JobConcept.item_id)
        .join(Assignment, Assignment.id == JobConcept.assignment_id)
        .where(JobItem.job_id == job_id, Assignment.status == Status.CONCEPT)
    )


def shared(session: Session, job: Job) -> int:
    """How many of its concepts went into the folder since."""
    wanted = (
        select(func.count(JobConcept.assignment_id))
        .join(JobItem, JobItem.id == JobConcept.item_id)
        .join(Assignment, Assignment.id == JobConcept.assignment_id)
        .where(JobItem.job_id == job.id, Assignment.status != Status.CONCEPT)
    )
    return session.scalar(wanted) or 0


def concept(session: Session, actor: Actor, job_id: int, assignment_id: int) -> JobConcept:
    """A concept of the actor's that waits to be looked at. Raises NotFound."""
    wanted = (
        _of_concepts(select(JobConcept), job_id)
        .join(Job, Job.id == JobItem.job_id)
        .where(own_job(actor), JobConcept.assignment_id == assignment_id, visible_to(actor))
    )
    found: JobConcept | None = session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def of_assignment(session: Session, actor: Actor, assignment_id: int) -> int | None:
    """The number of the actor's import that it came of."""
    wanted = (
        select(Job.id)
        .join(JobItem, JobItem.job_id == Job.id)
        .join(JobConcept, JobConcept.item_id == JobItem.id)
        .where(JobConcept.assignment_id == assignment_id, own_job(actor))
    )
    return session.scalar(wanted)


def contents_of_user(session: Session, user_id: int) -> set[str]:
    """The contents that wait to be read in somebody's imports."""
    wanted = (
        select(JobItem.sha256)
        .join(Job, Job.id == JobItem.job_id)
        .where(Job.user_id == user_id, JobItem.sha256.is_not(None))
    )
    return {sha256 for sha256 in session.scalars(wanted) if sha256}


def claimable(session: Session, now: datetime, besides: Collection[int] = ()) -> Job | None:
    """The oldest job on which there is work and nobody works, of whatever school but those; it is
    locked.

    This is asked by the process that works, and by nobody's page.
    """
    free = or_(Job.claim.is_(None), Job.claimed_until.is_(None), Job.claimed_until < now)
    waiting = select(JobItem.id).where(JobItem.job_id == Job.id, JobItem.state == State.WAITING)
    wanted = (
        select(Job)
        .join(User, User.id == Job.user_id)
        .where(free, User.disabled_at.is_(None), waiting.exists())
        .where(Job.school_id.not_in(list(besides)))
        .order_by(Job.id)
        .limit(1)
    )
    return session.scalar(wanted.with_for_update(of=Job, skip_locked=True))


def waiting(session: Session, job_id: int) -> JobItem | None:
    """The next file of a job to be read."""
    wanted = (
        select(JobItem)
        .where(JobItem.job_id == job_id, JobItem.state == State.WAITING)
        .order_by(JobItem.id)
        .limit(1)
    )
    return session.scalar(wanted)
