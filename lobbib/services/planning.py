"""Put assignments on the board, move them, and take them off.

    place(session, actor, assignment_id, PlaceData(...))                another school's is adapted
    change(session, actor, placement_id, PlaceData(...), version=...)   move, reach, subject, note
    remove(session, actor, placement_id, version=...)
    put_back(session, actor, assignment_id, PlaceData(...))             undoes `remove`

Each verb is about one placement, so two people on the same board merge by themselves; on the same
placement the second one gets Conflict and loses nothing. All raise NotFound, Forbidden and Invalid.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lobbib.domain import policy
from lobbib.domain.assignments import Content, Status
from lobbib.domain.planning import MAX_NOTE, Reach, tidied_line
from lobbib.domain.policy import Actor
from lobbib.errors import Conflict, Forbidden, Invalid
from lobbib.models import Assignment, ClassType, Delivery, Period, Placement, Subject
from lobbib.queries import assignments, school_shape, subjects
from lobbib.queries import planning as reads
from lobbib.services.assignments import add, for_school
from lobbib.services.transaction import record, transaction, utc_now

ARCHIVED = "Deze opdracht staat in het archief. Haal hem daar eerst uit."
PUT_AWAY = "Dit klastype is niet meer in gebruik. Kies een ander."
STANDS_THERE = "Een collega zette deze opdracht hier net ook neer. Kijk wat er al staat."
THERE_ALREADY = "Deze opdracht staat daar al."
CHANGED = "Een collega heeft dit intussen verzet of aangepast. Kijk wat er nu staat."


@dataclass(frozen=True, slots=True)
class PlaceData:
    """Where and how. `subject` is the slug of the subject that gives it, if any does."""

    class_type_id: int
    period_id: int
    subject: str | None = None
    reach: Reach = Reach.EVERYBODY
    note: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """The same, looked up in the actor's school and allowed to the actor."""

    class_type: ClassType
    period: Period
    subject: Subject | None
    reach: Reach = Reach.EVERYBODY
    note: str = ""

    @property
    def subject_id(self) -> int | None:
        return self.subject.id if self.subject else None


def place(session: Session, actor: Actor, assignment_id: int, data: PlaceData) -> Placement:
    """Put an assignment on the board; doing so twice is one placement.

    What another school shares is adapted first, and stands in the own folder at once; an earlier
    adaptation is used again. Raises Conflict where a colleague put it there in another way.
    """
    data = _valid(data)
    with _not_both_at_once(), transaction(session, actor):
        where = _looked_up(session, actor, data)
        if where.class_type.archived_at is not None:
            raise Invalid({"class_type": PUT_AWAY})
        assignment = _own(session, actor, assignment_id, where.class_type)
        if assignment.status is Status.ARCHIVED:
            raise Invalid({"assignment": ARCHIVED})
        row = _standing(session, assignment.id, where)
        if row is None:
            row = put(session, actor, assignment, where)
            record(session, actor, "placement.place", row.id, assignment=assignment.id)
        elif (row.subject_id, row.reach, row.note) != (where.subject_id, where.reach, where.note):
            raise Conflict(row.version, STANDS_THERE)
    return row


def change(
    session: Session, actor: Actor, placement_id: int, data: PlaceData, *, version: int
) -> Placement:
    """Move it, or change its subject, reach or note. Raises Conflict after a colleague's change."""
    data = _valid(data)
    with _not_both_at_once(), transaction(session, actor):
        row = _locked(session, actor, placement_id, version)
        where = _looked_up(session, actor, data)
        if where.class_type.archived_at is not None and where.class_type.id != row.class_type_id:
            raise Invalid({"class_type": PUT_AWAY})
        there = _standing(session, row.assignment_id, where)
        if there is not None and there.id != row.id:
            raise Invalid({"period": THERE_ALREADY})
        _write(session, actor, row, where)
        record(session, actor, "placement.change", row.id, version=row.version)
    return row


def remove(session: Session, actor: Actor, placement_id: int, *, version: int) -> None:
    """Take it off the board. That it was done, if somebody said so, stays with the assignment."""
    with transaction(session, actor):
        row = _locked(session, actor, placement_id, version)
        take_off(session, row)
        record(session, actor, "placement.remove", placement_id, assignment=row.assignment_id)


def take_off(session: Session, row: Placement) -> None:
    """The same within the caller's transaction; a delivery stays behind, with its class type."""
    done = session.scalar(select(Delivery).where(Delivery.placement_id == row.id))
    if done is not None:
        done.placement_id, done.class_type_id = None, row.class_type_id
        session.flush()
    session.delete(row)


def put_back(session: Session, actor: Actor, assignment_id: int, data: PlaceData) -> Placement:
    """Undo `remove`: place it again, with what was said about it. Raises as `place`."""
    row = place(session, actor, assignment_id, data)
    loose = (
        (Delivery.assignment_id == row.assignment_id)
        & (Delivery.class_type_id == row.class_type_id)
        & (Delivery.school_year == row.school_year)
        & Delivery.placement_id.is_(None)
    )
    with transaction(session, actor):
        said = session.scalar(select(Delivery).where(loose).order_by(Delivery.at.desc()).limit(1))
        taken = session.scalar(select(Delivery.id).where(Delivery.placement_id == row.id))
        if said is not None and taken is None:
            said.placement_id, said.class_type_id = row.id, None
    return row


def put(session: Session, actor: Actor, assignment: Assignment, where: Place) -> Placement:
    """A new placement within the caller's transaction; everything has been checked."""
    row = Placement(
        school_id=actor.school_id,
        assignment_id=assignment.id,
        version=0,
        created_at=utc_now(),
    )
    session.add(row)
    _write(session, actor, row, where)
    return row


def _write(session: Session, actor: Actor, row: Placement, where: Place) -> None:
    row.school_year = where.period.school_year
    row.class_type_id, row.period_id = where.class_type.id, where.period.id
    row.subject_id, row.reach, row.note = where.subject_id, where.reach, where.note
    row.version += 1
    row.updated_at, row.updated_by_id = utc_now(), actor.user_id
    session.flush()


def _valid(data: PlaceData) -> PlaceData:
    data = replace(data, note=tidied_line(data.note))
    if len(data.note) > MAX_NOTE:
        raise Invalid({"note": f"Gebruik hoogstens {MAX_NOTE} tekens."})
    return data


def _looked_up(session: Session, actor: Actor, data: PlaceData) -> Place:
    """Raises NotFound for another school's, Forbidden where the actor may not plan."""
    class_type = school_shape.get_class_type(session, actor, data.class_type_id)
    period = school_shape.get_period(session, actor, data.period_id)
    subject = None
    if data.subject:
        subject = subjects.by_slug(session, actor.school_id).get(data.subject)
        if subject is None:
            raise Invalid({"subject": "Kies een vak uit de lijst."})
    if not policy.can_plan(actor, subject.id if subject else None, class_type.id):
        raise Forbidden(NOT_YOURS)
    return Place(class_type, period, subject, data.reach, data.note)


NOT_YOURS = "Je plant voor je eigen vakken, en als mentor voor je eigen klassen. Vraag je decaan."


def _locked(session: Session, actor: Actor, placement_id: int, version: int) -> Placement:
    row = reads.get_placement(session, actor, placement_id, lock=True)
    if not policy.can_plan(actor, row.subject_id, row.class_type_id):
        raise Forbidden(NOT_YOURS)
    if row.version != version:
        raise Conflict(row.version, CHANGED)
    return row


def _standing(session: Session, assignment_id: int, where: Place) -> Placement | None:
    return session.scalar(
        select(Placement).where(
            Placement.assignment_id == assignment_id,
            Placement.class_type_id == where.class_type.id,
            Placement.period_id == where.period.id,
        )
    )


def _own(session: Session, actor: Actor, assignment_id: int, class_type: ClassType) -> Assignment:
    """The assignment, or the own school's adaptation of another school's."""
    found = assignments.get_visible(session, actor, assignment_id, lock=True)
    if policy.is_own_school(actor, found):
        return found
    earlier = session.scalar(
        select(Assignment)
        .where(
            Assignment.school_id == actor.school_id,
            Assignment.based_on_id == found.id,
            Assignment.status == Status.SHARED,
        )
        .order_by(Assignment.id)
        .limit(1)
    )
    if earlier is not None:
        return earlier
    content = _for_class(for_school(session, actor, found), class_type)
    return add(session, actor, content, Status.SHARED, based_on=found)


def _for_class(content: Content, class_type: ClassType) -> Content:
    """Tagged for the year in which it will be given too."""
    return replace(content, years=tuple(sorted({*content.years, class_type.year})))


@contextmanager
def _not_both_at_once() -> Iterator[None]:
    """Two who put the same thing in the same place at the same moment: the second one is told."""
    try:
        yield
    except IntegrityError:
        raise Conflict(0, STANDS_THERE) from None
