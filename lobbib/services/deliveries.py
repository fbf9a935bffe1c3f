"""Say what was done when a period has ended, take that back, and let names go after two years.

confirm(session, actor, [Said(placement_id, Answer.YES, "..."), ...])   many at once
undo(session, actor, [placement_id, ...])                               unknown again
add_loose(session, actor, assignment_id, answer, line, class_type_id)   what stood on no board
undo_loose(session, actor, delivery_id)
signs(said)                        what looks like pupil data, by placement: a hint, no verdict
forget_names(session, now)         names leave after two years
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lobbib.domain import policy
from lobbib.domain.assignments import Status
from lobbib.domain.deliveries import NAMED_FOR, Said, line_problem
from lobbib.domain.planning import Answer, mark_of, tidied_line
from lobbib.domain.policy import Actor
from lobbib.domain.privacy import signs_of_pupil_data
from lobbib.domain.school_years import SchoolYear
from lobbib.errors import Conflict, Forbidden, Invalid, NotFound
from lobbib.models import Delivery, Placement
from lobbib.queries import assignments, school_shape
from lobbib.queries import deliveries as delivery_reads
from lobbib.queries import planning as reads
from lobbib.services.transaction import record, transaction, utc_now

MAX_AT_ONCE = 500
NOT_YOURS = "Je zegt het voor je eigen vakken en klassen. Vraag anders je decaan."
ANSWERED = "Een collega heeft hier intussen iets anders gezegd. Kijk wat er nu staat."


def signs(said: Iterable[Said]) -> Mapping[int, tuple[str, ...]]:
    """What in the lines looks like data about a pupil, by placement id; it blocks nothing."""
    found = {one.placement_id: signs_of_pupil_data(one.line) for one in said}
    return {number: words for number, words in found.items() if words}


def confirm(session: Session, actor: Actor, said: Sequence[Said]) -> int:
    """Keep one answer per placement, all or none; returns how many changed.

    Raises Invalid by field ("line-12", with the placement's id), NotFound, Forbidden, and Conflict
    where a colleague said something else since `seen`.
    """
    tidy = _valid(said)
    with transaction(session, actor):
        rows = _answerable(session, actor, [one.placement_id for one in tidy])
        given = _given(session, rows)
        changed = sum(
            _keep(session, actor, rows[one.placement_id], given.get(one.placement_id), one)
            for one in tidy
        )
        forget_names_within(session, utc_now())
        record(session, actor, "delivery.confirm", number=changed)
    return changed


def _valid(said: Sequence[Said]) -> list[Said]:
    """One for each placement: the last. Raises Invalid."""
    tidy = {one.placement_id: replace(one, line=tidied_line(one.line)) for one in said}
    if len(tidy) > MAX_AT_ONCE:
        raise Invalid({}, f"Bevestig er hoogstens {MAX_AT_ONCE} tegelijk.")
    found = {number: line_problem(one.line) for number, one in tidy.items()}
    if problems := {f"line-{number}": text for number, text in found.items() if text}:
        raise Invalid(problems)
    return [tidy[number] for number in sorted(tidy)]


def _answerable(session: Session, actor: Actor, ids: Iterable[int]) -> dict[int, Placement]:
    rows = reads.get_placements(session, actor, ids, lock=True)
    for row in rows.values():
        if not policy.can_confirm_delivery(actor, row.subject_id, row.class_type_id):
            raise Forbidden(NOT_YOURS)
    return rows


def _given(session: Session, ids: Iterable[int]) -> dict[int, Delivery]:
    """What was said before, by placement."""
    rows = session.scalars(select(Delivery).where(Delivery.placement_id.in_(list(ids))))
    return {row.placement_id: row for row in rows if row.placement_id is not None}


def _keep(
    session: Session, actor: Actor, placement: Placement, row: Delivery | None, said: Said
) -> bool:
    """Whether this changed anything. Raises Conflict."""
    before = row.mark if row else ""
    if before == mark_of(said.answer.value, said.line):
        return False
    if before != said.seen:
        raise Conflict(0, ANSWERED)
    if row is None:
        row = _new(actor, placement.assignment_id, placement.school_year)
        row.placement_id = placement.id
        session.add(row)
    row.answer, row.line = said.answer, said.line
    row.user_id, row.at = actor.user_id, utc_now()
    return True


def _new(actor: Actor, assignment_id: int, school_year: SchoolYear) -> Delivery:
    return Delivery(school_id=actor.school_id, school_year=school_year, assignment_id=assignment_id)


def undo(session: Session, actor: Actor, placement_ids: Iterable[int]) -> int:
    """Make the answers unknown again; returns how many there were. Raises as `confirm`."""
    ids = sorted(set(placement_ids))
    with transaction(session, actor):
        rows = _given(session, _answerable(session, actor, ids))
        for row in rows.values():
            session.delete(row)
        record(session, actor, "delivery.undo", number=len(rows))
    return len(rows)


def add_loose(
    session: Session,
    actor: Actor,
    assignment_id: int,
    answer: Answer,
    line: str = "",
    class_type_id: int | None = None,
) -> Delivery:
    """Say that an assignment of the own school was done now, without its being on the board."""
    line = tidied_line(line)
    if problem := line_problem(line):
        raise Invalid({"line": problem})
    with transaction(session, actor):
        assignment = assignments.get_visible(session, actor, assignment_id)
        if not policy.is_own_school(actor, assignment):
            raise NotFound
        if assignment.status is Status.CONCEPT:
            raise Invalid({"assignment": "Deel de opdracht eerst."})
        row = _new(actor, assignment_id, SchoolYear.of(utc_now().date()))
        if class_type_id is not None:
            row.class_type_id = school_shape.get_class_type(session, actor, class_type_id).id
        row.answer, row.line, row.user_id, row.at = answer, line, actor.user_id, utc_now()
        session.add(row)
        session.flush()
        record(session, actor, "delivery.add", row.id, assignment=assignment_id)
    return row


def undo_loose(session: Session, actor: Actor, delivery_id: int) -> None:
    """Take back what one said oneself; the decaan may take back any."""
    with transaction(session, actor):
        row = delivery_reads.get_delivery(session, actor, delivery_id)
        if row.placement_id is not None:
            raise NotFound
        if row.user_id != actor.user_id and not policy.can_manage_line(actor):
            raise Forbidden(NOT_YOURS)
        session.delete(row)
        record(session, actor, "delivery.undo", delivery_id, number=1)


def forget_names(session: Session, now: datetime) -> int:
    """Take the colleague's name off what was said more than two years before `now`."""
    with transaction(session):
        return forget_names_within(session, now)


def forget_names_within(session: Session, now: datetime) -> int:
    """The same within the caller's transaction; returns from how many a name went."""
    old = Delivery.user_id.is_not(None) & (Delivery.at <= now - NAMED_FOR)
    ids = list(session.scalars(select(Delivery.id).where(old)))
    session.execute(update(Delivery).where(Delivery.id.in_(ids)).values(user_id=None))
    return len(ids)
