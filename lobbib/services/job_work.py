"""What the process that reads does to an import: take it, file by file, and write what it became.

    while (claimed := claim(session, token)):
        while (file := next_file(session, claimed)):
            … read it …
            with finishing(session, claimed, file) as row: …

One process works on an import, and may work on several: the job's row says which, until when. What
was written is written with the file's own row in one transaction, so that a process can be killed
at any moment: the next one goes on with the first file that still waits.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Origin
from lobbib.domain.importing import TRIES, State
from lobbib.domain.policy import Actor
from lobbib.exchange.reading.sheets import Column
from lobbib.models import Job, JobConcept, JobItem, User
from lobbib.queries import jobs as reads
from lobbib.queries.attachments import pieces
from lobbib.services.importing import Taken
from lobbib.services.jobs import let_go
from lobbib.services.transaction import transaction, utc_now

if TYPE_CHECKING:
    from lobbib.exchange.reading.parcel import Sample

LEASE = timedelta(seconds=90)  # more than a file may take to be read and written
UNREADABLE = "Dit bestand kregen we niet gelezen."
NO_LESSONS = "Hier staan geen opdrachten in."
HAD_IT = "Deze opdracht had je al."
_COLUMNS = {column.value: column for column in Column}


class Lost(Exception):
    """Another process works on this import now, its owner took it away, or was sent away."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """An import that this process works on, for its owner."""

    job_id: int
    token: str
    actor: Actor
    origin: Origin


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file to be read. `unpacked`: how many files of a zip are in the list already."""

    id: int
    path: str
    sha256: str
    size: int
    unpacked: int
    columns: tuple[Column | None, ...] | None


def claim(session: Session, token: str, besides: Collection[int] = ()) -> Claimed | None:
    """Take the oldest import on which nobody works, of other schools than those; None where there
    is none.
    """
    with transaction(session):
        job = reads.claimable(session, utc_now(), besides)
        if job is None:
            return None
        job.claim, job.claimed_until = token, utc_now() + LEASE
        return Claimed(job.id, token, job.user.as_actor(), job.origin)


def is_work(session: Session, besides: Collection[int] = ()) -> bool:
    """Whether there is an import on which nobody works, of other schools than those; reads only."""
    found = reads.claimable(session, utc_now(), besides) is not None
    session.rollback()
    return found


def release(session: Session, token: str) -> None:
    """The process of that name has ended: another may go on at once."""
    with transaction(session):
        freed = {"claim": None, "claimed_until": None}
        session.execute(update(Job).where(Job.claim == token).values(freed))


def next_file(session: Session, claimed: Claimed) -> Waiting | None:
    """The next file to read; None when all are. A file that was begun TRIES times without an end
    is refused: reading it is what ends the process.

    Raises Lost.
    """
    with transaction(session):
        job = _held(session, claimed)
        while row := reads.waiting(session, job.id):
            if row.tries < TRIES and row.sha256:
                row.tries += 1
                _renew(session, claimed.token)
                return _waiting(row, row.sha256)
            refuse(session, row, UNREADABLE)
            session.flush()
        job.claim = job.claimed_until = None
        job.updated_at = utc_now()
        return None


def _renew(session: Session, token: str) -> None:
    """Within the caller's transaction: whoever works on one import still has all that it took."""
    until = {"claimed_until": utc_now() + LEASE}
    session.execute(update(Job).where(Job.claim == token).values(until))


def _waiting(row: JobItem, sha256: str) -> Waiting:
    told = None if row.columns is None else tuple(_COLUMNS.get(one or "") for one in row.columns)
    return Waiting(row.id, row.path, sha256, row.size, row.unpacked, told)


def _held(session: Session, claimed: Claimed) -> Job:
    wanted = select(Job).join(User, User.id == Job.user_id).where(User.disabled_at.is_(None))
    job = session.scalar(wanted.where(Job.id == claimed.job_id).with_for_update(of=Job))
    if job is None or job.claim != claimed.token:
        raise Lost
    return job


@contextmanager
def finishing(session: Session, claimed: Claimed, file: Waiting) -> Iterator[JobItem]:
    """A transaction in which a file becomes what it becomes. Raises Lost."""
    with transaction(session, claimed.actor):
        job = _held(session, claimed)
        job.claimed_until = utc_now() + LEASE
        yield session.get_one(JobItem, file.id)


def content_of(session: Session, file: Waiting) -> Iterator[bytes]:
    """By the piece. Raises NotFound."""
    return pieces(session, file.sha256, file.size)


def refuse(session: Session, row: JobItem, message: str) -> None:
    row.state, row.message = State.REFUSED, message
    let_go(session, row)


def ask_columns(row: JobItem, sample: "Sample") -> None:
    """Somebody has to say what the columns mean; the file stays until then."""
    row.state = State.ASKS
    row.sample = {
        "headings": list(sample.headings),
        "rows": [list(cells) for cells in sample.rows],
        "count": sample.count,
    }


def note_same(session: Session, row: JobItem, assignment_id: int | None) -> None:
    row.state, row.message, row.same_as_id = State.SAME, HAD_IT, assignment_id
    let_go(session, row)


def keep_concepts(session: Session, row: JobItem, taken: Sequence[Taken]) -> None:
    """Put what a file became into the list that is looked through."""
    for one in taken:
        if one.assignment_id is not None:
            session.add(_concept(row, one, one.assignment_id))


def note_taken(
    session: Session, row: JobItem, taken: Sequence[Taken], left_out: Sequence[str] = ()
) -> None:
    """What became of a file, by all lessons in it, and what of it did not come along."""
    row.left_out = list(left_out) or None
    if not taken:
        refuse(session, row, NO_LESSONS)
    elif all(one.assignment_id is None for one in taken):
        note_same(session, row, taken[0].same_as)
    else:
        row.state = State.READ
        let_go(session, row)


def _concept(row: JobItem, taken: Taken, assignment_id: int) -> JobConcept:
    return JobConcept(
        assignment_id=assignment_id,
        item_id=row.id,
        because=taken.because or {},
        private=list(taken.private),
        like_id=taken.like,
        left_out=list(taken.left_out) or None,
    )
