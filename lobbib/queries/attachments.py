"""Files of assignments as an actor may see them, their bytes, and what a school keeps of them."""

from collections.abc import Iterable, Iterator

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, func, or_, select, union
from sqlalchemy.orm import Session

from lobbib.domain.policy import Actor
from lobbib.errors import NotFound
from lobbib.models import Assignment, Attachment, Blob, BlobChunk, Job, JobItem
from lobbib.models.attachments import CHUNK
from lobbib.queries.visibility import visible_to


def attachment_visible_to(actor: Actor) -> ColumnElement[bool]:
    """`domain.policy.can_see_attachment` in SQL, on Attachment joined to Assignment."""
    own = Assignment.school_id == actor.school_id
    return and_(Attachment.removed_at.is_(None), visible_to(actor), or_(own, Attachment.shared))


def of_assignment(session: Session, actor: Actor, assignment_id: int) -> list[Attachment]:
    """What `actor` may see of one assignment's files, in their order."""
    return list(session.scalars(_visible(actor, assignment_id).order_by(*_ORDER)))


def get(session: Session, actor: Actor, assignment_id: int, number: int) -> Attachment:
    """One file. Raises NotFound, also for what exists elsewhere."""
    found = session.scalar(_visible(actor, assignment_id).where(Attachment.number == number))
    if found is None:
        raise NotFound
    return found


def everything_of(session: Session, actor: Actor, assignment_id: int) -> list[Attachment]:
    """All files of an own assignment, taken away ones too, in their order: for who may edit it."""
    wanted = (
        select(Attachment)
        .join(Assignment, Assignment.id == Attachment.assignment_id)
        .where(Attachment.assignment_id == assignment_id, Assignment.school_id == actor.school_id)
    )
    return list(session.scalars(wanted.order_by(*_ORDER)))


def names_of(session: Session, actor: Actor, ids: Iterable[int]) -> dict[int, list[str]]:
    """The names of what `actor` may see of several assignments' files, by assignment."""
    rows = session.execute(
        select(Attachment.assignment_id, Attachment.name)
        .join(Assignment, Assignment.id == Attachment.assignment_id)
        .where(Attachment.assignment_id.in_(list(ids)), attachment_visible_to(actor))
        .order_by(Attachment.assignment_id, *_ORDER)
    )
    found: dict[int, list[str]] = {}
    for number, name in rows:
        found.setdefault(number, []).append(name)
    return found


def pieces(session: Session, sha256: str, size: int) -> Iterator[bytes]:
    """A content by the piece. Raises NotFound where it is not there."""
    for number in range(-(-size // CHUNK)):
        of_it = (BlobChunk.sha256 == sha256, BlobChunk.number == number)
        data = session.scalar(select(BlobChunk.data).where(*of_it))
        if data is None:
            raise NotFound
        yield bytes(data)


def used_by_school(session: Session, school_id: int) -> int:
    """How many bytes a school's files take, and those that wait to be read; a content that it has
    twice counts once.
    """
    contents = _contents_of_school(school_id).subquery()
    total = select(func.sum(Blob.size)).where(Blob.sha256.in_(select(contents.c.sha256)))
    return session.scalar(total) or 0


def has_content(session: Session, school_id: int, sha256: str) -> bool:
    """Whether a school already has a file with this content."""
    contents = _contents_of_school(school_id).subquery()
    wanted = select(contents.c.sha256).where(contents.c.sha256 == sha256).limit(1)
    return session.scalar(wanted) is not None


def _contents_of_school(school_id: int) -> CompoundSelect[str]:
    kept = (
        select(Attachment.sha256)
        .join(Assignment, Assignment.id == Attachment.assignment_id)
        .where(Assignment.school_id == school_id)
    )
    waiting = (
        select(JobItem.sha256)
        .join(Job, Job.id == JobItem.job_id)
        .where(Job.school_id == school_id, JobItem.sha256.is_not(None))
    )
    return union(kept, waiting)


def with_content(session: Session, actor: Actor, sha256: str) -> Assignment | None:
    """The oldest assignment of the own school that `actor` sees and that has this very file."""
    wanted = (
        select(Assignment)
        .join(Attachment, Attachment.assignment_id == Assignment.id)
        .where(
            Attachment.sha256 == sha256,
            Attachment.removed_at.is_(None),
            Assignment.school_id == actor.school_id,
            visible_to(actor),
        )
        .order_by(Assignment.id)
        .limit(1)
    )
    return session.scalar(wanted)


def contents_of(session: Session, assignment_ids: Iterable[int]) -> set[str]:
    """The contents that these assignments' files have."""
    wanted = select(Attachment.sha256).where(Attachment.assignment_id.in_(list(assignment_ids)))
    return set(session.scalars(wanted))


def _visible(actor: Actor, assignment_id: int) -> Select[Attachment]:
    return (
        select(Attachment)
        .join(Assignment, Assignment.id == Attachment.assignment_id)
        .where(Attachment.assignment_id == assignment_id, attachment_visible_to(actor))
    )


_ORDER = (Attachment.position, Attachment.number)
