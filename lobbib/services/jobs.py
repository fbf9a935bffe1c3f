"""Hand in a folder, say what the columns of its sheets mean, and look through what came of it.

    job = begin(session, actor, origin)
    add_file(session, actor, job.id, path, file, quota_mb=…)   one by one; what is bad is named
    … a process of its own reads them: services.job_work …
    share(session, actor, job.id, assignment_id, Extra(…))     one concept at a time
    share_ready(session, actor, job.id)                        whatever lacks nothing

All raise NotFound for what is not the actor's own, and Unavailable when the database cannot write.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import BinaryIO, NamedTuple

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Content, Origin, Status
from lobbib.domain.competencies import Competency
from lobbib.domain.files import ending_of
from lobbib.domain.importing import (
    ARCHIVE,
    KEPT,
    LOOKED_THROUGH_KEPT,
    MAX_FILES,
    MAX_SENT,
    State,
    is_ready,
    tidy_path,
)
from lobbib.domain.policy import Actor
from lobbib.errors import Invalid, LobbibError
from lobbib.exchange.bad_files import BadFile
from lobbib.exchange.files import inspect, measured
from lobbib.exchange.reading.sheets import Column, guess
from lobbib.models import Assignment, Job, JobConcept, JobItem
from lobbib.queries import jobs as reads
from lobbib.services import assignments
from lobbib.services.attachments import check_room, drop_unused, store
from lobbib.services.transaction import record, transaction, utc_now

TOO_MANY = f"In één keer gaan er hoogstens {MAX_FILES} bestanden mee. Neem de rest daarna."
NO_TITLE = "Kies welke kolom de titel is."


class Received(NamedTuple):
    """A file as it came in; `problem` is why it is refused, in Dutch."""

    path: str
    file: BinaryIO
    sha256: str = ""
    size: int = 0
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Extra:
    """What the reviewer adds to a concept while sharing it; only where nothing stood yet."""

    years: tuple[int, ...] = ()
    competencies: tuple[Competency, ...] = ()
    origin: Origin | None = None


def begin(session: Session, actor: Actor, origin: Origin) -> Job:
    """`origin`: where everything in the folder comes from, unless said otherwise later."""
    now = utc_now()
    with transaction(session, actor):
        job = Job(
            school_id=actor.school_id,
            user_id=actor.user_id,
            origin=origin,
            created_at=now,
            updated_at=now,
        )
        session.add(job)
        session.flush()
        record(session, actor, "import.begin", job.id)
    return job


def add_file(
    session: Session, actor: Actor, job_id: int, path: str, file: BinaryIO, *, quota_mb: int
) -> JobItem:
    """Keep a file until it is read; one that is refused stands in the list with the reason.

    Raises Invalid, at "file", when there are too many.
    """
    received = looked_at(path, file)
    with transaction(session, actor):
        job = reads.get(session, actor, job_id, lock=True)
        job.updated_at = utc_now()
        return put(session, actor, job, received, quota_mb)


def looked_at(path: str, file: BinaryIO) -> Received:
    """What came in, judged by what is in it. A zip is opened later, by the process that reads."""
    path = tidy_path(path)
    try:
        if ending_of(path) == ARCHIVE:
            size, sha256 = measured(file, MAX_SENT)
        else:
            _, _, size, sha256 = inspect(file, path)
    except BadFile as error:
        return Received(path, file, problem=error.message)
    return Received(path, file, sha256, size)


def put(session: Session, actor: Actor, job: Job, received: Received, quota_mb: int) -> JobItem:
    """Within the caller's transaction."""
    if reads.count_files(session, job.id) >= MAX_FILES:
        raise Invalid({"file": TOO_MANY})
    problem = received.problem
    try:
        if not problem:
            check_room(session, actor, received.sha256, received.size, quota_mb)
            store(session, received.sha256, received.size, received.file)
    except Invalid as error:
        problem = error.fields["file"]
    row = JobItem(
        job_id=job.id,
        path=received.path,
        state=State.REFUSED if problem else State.WAITING,
        sha256=None if problem else received.sha256,
        size=received.size,
        message=problem,
        tries=0,
        unpacked=0,
    )
    session.add(row)
    session.flush()
    return row


def set_columns(
    session: Session, actor: Actor, job_id: int, item_id: int, columns: Sequence[Column | None]
) -> None:
    """Say what the columns of a sheet mean; it is read then. Raises Invalid at "columns"."""
    with transaction(session, actor):
        row = reads.asking(session, actor, job_id, item_id)
        width = len(row.sample["headings"]) if row.sample else 0
        if Column.TITLE not in columns or len(columns) != width:
            raise Invalid({"columns": NO_TITLE})
        row.columns = [column.value if column else None for column in columns]
        row.state, row.tries = State.WAITING, 0


def guessed(row: JobItem) -> tuple[Column | None, ...]:
    """What the columns of a sheet that asks seem to mean."""
    return guess(row.sample["headings"]) if row.sample else ()


def leave_out(session: Session, actor: Actor, job_id: int, item_id: int) -> None:
    """A sheet that holds no assignments after all."""
    with transaction(session, actor):
        row = reads.asking(session, actor, job_id, item_id)
        row.state, row.message = State.REFUSED, "Je nam dit bestand niet mee."
        let_go(session, row)


def let_go(session: Session, row: JobItem) -> None:
    """Within the caller's transaction: nobody has to read this file any more."""
    sha256, row.sha256, row.sample = row.sha256, None, None
    if sha256:
        drop_unused(session, [sha256])


def share(
    session: Session, actor: Actor, job_id: int, assignment_id: int, extra: Extra
) -> Assignment:
    """Put a concept in the folder, with what the reviewer adds. Raises Invalid by field."""
    row = reads.concept(session, actor, job_id, assignment_id)
    before = row.assignment.content
    content = with_extra(before, extra)
    if content == before:
        return assignments.share(session, actor, assignment_id)
    version = row.assignment.version
    return assignments.save(session, actor, assignment_id, content, version=version, share=True)


def with_extra(content: Content, extra: Extra) -> Content:
    return replace(
        content,
        years=content.years or extra.years,
        competencies=content.competencies or extra.competencies,
        origin=extra.origin or content.origin,
    )


def throw_away(session: Session, actor: Actor, job_id: int, assignment_id: int) -> None:
    reads.concept(session, actor, job_id, assignment_id)
    assignments.throw_away(session, actor, assignment_id)


def share_ready(session: Session, actor: Actor, job_id: int) -> int:
    """Put everything in the folder that lacks nothing and asks for no second look; how many.

    Each in a transaction of its own: other writers come in between.
    """
    rows = reads.to_review(session, reads.get(session, actor, job_id))
    wanted = [row.assignment_id for row in rows if ready(row)]
    done = 0
    for number in wanted:
        try:
            assignments.share(session, actor, number)
            done += 1
        except LobbibError:  # changed in another window meanwhile: it stays in the list
            session.rollback()
    return done


def in_order(rows: Sequence[JobConcept]) -> list[JobConcept]:
    """As they are looked through: what lacks nothing comes first."""
    return sorted(rows, key=lambda row: not ready(row))


def ready(row: JobConcept) -> bool:
    return is_ready(row.assignment.content, [*row.private, *(row.left_out or ())], row.like_id)


def remove(session: Session, actor: Actor, job_id: int) -> None:
    """Take the list of an import away, with what was not read yet; the concepts stay."""
    with transaction(session, actor):
        job = reads.get(session, actor, job_id, lock=True)
        _delete(session, [job.id])
        record(session, actor, "import.remove", job_id)


def forget_old(session: Session, now: datetime) -> None:
    """Within the caller's transaction: everybody's lists that were kept long enough go."""
    unread = select(JobItem.id).where(
        JobItem.job_id == Job.id, JobItem.state.in_((State.WAITING, State.ASKS))
    )
    unseen = (
        select(JobConcept.assignment_id)
        .join(JobItem, JobItem.id == JobConcept.item_id)
        .join(Assignment, Assignment.id == JobConcept.assignment_id)
        .where(JobItem.job_id == Job.id, Assignment.status == Status.CONCEPT)
    )
    looked_through = ~exists(unread) & ~exists(unseen)
    old = or_(
        Job.updated_at < now - KEPT, looked_through & (Job.updated_at < now - LOOKED_THROUGH_KEPT)
    )
    _delete(session, list(session.scalars(select(Job.id).where(old))))


def _delete(session: Session, job_ids: Sequence[int]) -> None:
    if not job_ids:
        return
    of_them = JobItem.job_id.in_(job_ids)
    contents = {sha for sha in session.scalars(select(JobItem.sha256).where(of_them)) if sha}
    session.execute(delete(Job).where(Job.id.in_(job_ids)))
    drop_unused(session, contents)
