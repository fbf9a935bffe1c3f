"""Add files to an assignment, order them, share them, take them away and back.

Whoever may edit an assignment may change its files; whoever decides on who sees it decides whether
other schools get them. Files stand outside the versions of the text: adding one makes nobody's
edit stale, and what was taken away can be taken back for 60 days.
All raise NotFound for what the actor cannot see, Forbidden for what they may not do, and
Unavailable when the database cannot write.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from io import BytesIO
from typing import BinaryIO

from sqlalchemy import Select, delete, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lobbib.domain import policy
from lobbib.domain.files import KEPT_DAYS, MAX_FILES, MEGABYTE, size_text
from lobbib.domain.policy import Actor
from lobbib.errors import Forbidden, Invalid, NotFound
from lobbib.exchange.bad_files import BadFile
from lobbib.exchange.files import Inspected, inspect
from lobbib.exchange.picture_metadata import without_metadata
from lobbib.models import Assignment, Attachment, Blob, BlobChunk, JobItem, School
from lobbib.models.attachments import CHUNK
from lobbib.queries import assignments
from lobbib.queries import attachments as reads
from lobbib.services.transaction import record, transaction, utc_now

TOO_MANY = f"Een opdracht heeft hoogstens {MAX_FILES} bijlagen. Haal er eerst een weg."
ALREADY = "Dit bestand staat er al bij."


def add(
    session: Session,
    actor: Actor,
    assignment_id: int,
    file: BinaryIO,
    name: str,
    *,
    quota_mb: int,
    shared: bool = False,
) -> Attachment:
    """Put a file with an assignment; `shared` is kept only from who decides on that. A picture is
    kept without what it tells of its maker.

    Raises Invalid, at "file", for what is refused and for what does not fit any more.
    """
    try:
        inspected, file = _cleaned(inspect(file, name), file)
    except BadFile as error:
        raise Invalid({"file": f"{name}: {error.message}"}) from error
    with transaction(session, actor):
        assignment = _editable(session, actor, assignment_id)
        shared = shared and policy.can_change_visibility(actor, assignment)
        check_room(session, actor, inspected.sha256, inspected.size, quota_mb)
        row = attach(session, actor, assignment, inspected, file, shared=shared)
    return row


def _cleaned(inspected: Inspected, file: BinaryIO) -> tuple[Inspected, BinaryIO]:
    """What is to be kept of a file: of a picture the dots. Raises BadFile."""
    if not inspected.kind.is_picture:
        return inspected, file
    file.seek(0)
    cleaned = BytesIO(without_metadata(file.read(), inspected.kind))
    return inspect(cleaned, inspected.name), cleaned


def attach(
    session: Session,
    actor: Actor,
    assignment: Assignment,
    inspected: Inspected,
    file: BinaryIO,
    *,
    shared: bool = False,
) -> Attachment:
    """The same inside a transaction that already runs, by who may edit; room is not asked for."""
    existing = reads.everything_of(session, actor, assignment.id)
    _check_number(existing, inspected)
    store(session, inspected.sha256, inspected.size, file)
    row = Attachment(
        assignment_id=assignment.id,
        number=max((one.number for one in existing), default=0) + 1,
        position=max((one.position for one in existing), default=0) + 1,
        name=inspected.name,
        type=inspected.kind.value,
        sha256=inspected.sha256,
        shared=shared,
        user_id=actor.user_id,
        created_at=utc_now(),
    )
    session.add(row)
    session.flush()
    forget_removed(session, utc_now())
    record(session, actor, "attachment.add", assignment.id, number=row.number)
    return row


def _check_number(existing: list[Attachment], new: Inspected) -> None:
    present = [one for one in existing if one.removed_at is None]
    if any(one.sha256 == new.sha256 and one.name == new.name for one in present):
        raise Invalid({"file": f"{new.name}: {ALREADY}"})
    if len(present) >= MAX_FILES:
        raise Invalid({"file": TOO_MANY})


def check_room(session: Session, actor: Actor, sha256: str, size: int, quota_mb: int) -> None:
    """Within the caller's transaction. Raises Invalid where the school has no room for a file.

    The school's row is locked: two files at once cannot both take the last room.
    """
    session.get(School, actor.school_id, with_for_update=True)
    if reads.has_content(session, actor.school_id, sha256):
        return
    left = quota_mb * MEGABYTE - reads.used_by_school(session, actor.school_id)
    if size > left:
        rest = size_text(max(left, 0)) if left > 0 else "niets"
        raise Invalid({"file": f"Zo veel ruimte heeft je school niet meer: er is {rest} over."})


def store(session: Session, sha256: str, size: int, file: BinaryIO) -> None:
    """Within the caller's transaction, which uses it: keep the content, once. A second file with
    the same bytes costs nothing.
    """
    known = select(Blob).where(Blob.sha256 == sha256).with_for_update()
    if session.scalar(known) is not None:
        return
    try:
        with session.begin_nested():
            session.add(Blob(sha256=sha256, size=size))
    except IntegrityError:  # the same file came in elsewhere at this very moment
        session.scalars(known).one()
        return
    file.seek(0)
    number = 0
    while data := file.read(CHUNK):
        row = {"sha256": sha256, "number": number, "data": data}
        session.execute(insert(BlobChunk), row)
        number += 1


def set_shared(
    session: Session, actor: Actor, assignment_id: int, number: int, shared: bool
) -> None:
    """Say whether other schools that see the assignment may have this file."""
    with transaction(session, actor):
        assignment = assignments.get_visible(session, actor, assignment_id, lock=True)
        if not policy.can_change_visibility(actor, assignment):
            raise Forbidden
        row = reads.get(session, actor, assignment_id, number)
        if row.shared != shared:
            row.shared = shared
            record(session, actor, "attachment.share", assignment_id, number=number, shared=shared)


def remove(session: Session, actor: Actor, assignment_id: int, number: int) -> None:
    """Take a file away; it can be taken back."""
    with transaction(session, actor):
        _editable(session, actor, assignment_id)
        row = reads.get(session, actor, assignment_id, number)
        row.removed_at = utc_now()
        record(session, actor, "attachment.remove", assignment_id, number=number)


def put_back(session: Session, actor: Actor, assignment_id: int, number: int) -> None:
    """Take back what was taken away. Raises Invalid where there are enough files by now."""
    with transaction(session, actor):
        _editable(session, actor, assignment_id)
        rows = reads.everything_of(session, actor, assignment_id)
        row = next((one for one in rows if one.number == number and one.removed_at), None)
        if row is None:
            raise NotFound
        if sum(one.removed_at is None for one in rows) >= MAX_FILES:
            raise Invalid({"file": TOO_MANY})
        row.removed_at = None
        record(session, actor, "attachment.put_back", assignment_id, number=number)


def move(session: Session, actor: Actor, assignment_id: int, number: int, steps: int) -> None:
    """Move a file up (below 0) or down the list; past an end it stays there."""
    with transaction(session, actor):
        _editable(session, actor, assignment_id)
        row = reads.get(session, actor, assignment_id, number)
        rows = reads.of_assignment(session, actor, assignment_id)
        place = rows.index(row)
        rows.insert(max(place + steps, 0), rows.pop(place))
        for position, one in enumerate(rows):
            one.position = position
        record(session, actor, "attachment.move", assignment_id, number=number)


def take_over(session: Session, actor: Actor, source: Assignment, copy: Assignment) -> None:
    """Within the caller's transaction: the files that may come along with an adaptation."""
    for position, row in enumerate(reads.of_assignment(session, actor, source.id), start=1):
        session.add(
            Attachment(
                assignment_id=copy.id,
                number=position,
                position=position,
                name=row.name,
                type=row.type,
                sha256=row.sha256,
                user_id=actor.user_id,
                created_at=utc_now(),
            )
        )


def drop_unused(session: Session, contents: Iterable[str]) -> None:
    """Within the caller's transaction: delete those contents that no file has any longer.

    Each is locked first, so that a file that comes in now either has it or stores it anew.
    """
    wanted = select(Blob).where(Blob.sha256.in_(sorted(contents))).order_by(Blob.sha256)
    session.flush()
    for blob in session.scalars(wanted.with_for_update()).all():
        if not any(session.scalar(uses) for uses in _uses(blob.sha256)):
            session.execute(delete(Blob).where(Blob.sha256 == blob.sha256))
            session.expunge(blob)


def _uses(sha256: str) -> Iterator[Select[int]]:
    for table in (Attachment, JobItem):
        yield select(func.count()).select_from(table).where(table.sha256 == sha256)


def forget_removed(session: Session, now: datetime) -> None:
    """Within the caller's transaction: what was taken away long enough ago goes for good."""
    old = Attachment.removed_at < now - timedelta(days=KEPT_DAYS)
    contents = set(session.scalars(select(Attachment.sha256).where(old)))
    if contents:
        session.execute(delete(Attachment).where(old))
        drop_unused(session, contents)


def _editable(session: Session, actor: Actor, assignment_id: int) -> Assignment:
    assignment = assignments.get_visible(session, actor, assignment_id, lock=True)
    if not policy.can_edit(actor, assignment):
        raise Forbidden
    return assignment
