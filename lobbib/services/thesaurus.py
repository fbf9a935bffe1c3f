"""The words that a decaan keeps: own lines, and which common ones count. It works at once."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lobbib.domain.policy import Actor, can_manage_line
from lobbib.domain.thesaurus import MAX_OWN_LINES, Line, line_problem
from lobbib.errors import Conflict, Forbidden, Invalid
from lobbib.models import ThesaurusEntry, ThesaurusOff
from lobbib.queries import thesaurus as reads
from lobbib.services.transaction import record, transaction, utc_now

FULL = f"Jullie lijst is vol: {MAX_OWN_LINES} regels. Haal eerst een regel weg."
DOUBLE = "Deze regel staat al in jullie lijst."


def add_line(session: Session, actor: Actor, line: Line) -> int:
    """Add a line of the actor's school; returns its id. Raises Forbidden and Invalid."""
    _check(actor, line)
    with transaction(session, actor):
        known = reads.own(session, actor.school_id)
        if len(known) >= MAX_OWN_LINES:
            raise Invalid({"words": FULL})
        _refuse_double(line, known)
        entry = ThesaurusEntry(
            school_id=actor.school_id,
            words=list(line.words),
            one_way=line.one_way,
            version=1,
            updated_at=utc_now(),
        )
        session.add(entry)
        session.flush()
        record(session, actor, "thesaurus.add", entry.id)
    return entry.id


def change_line(session: Session, actor: Actor, entry_id: int, line: Line, version: int) -> None:
    """Change a line that was read at `version`. Raises NotFound, Forbidden, Invalid, Conflict."""
    _check(actor, line)
    with transaction(session, actor):
        entry = reads.get_own(session, actor.school_id, entry_id)
        session.refresh(entry, with_for_update=True)
        if entry.version != version:
            raise Conflict(entry.version)
        others = [one for one in reads.own(session, actor.school_id) if one.id != entry_id]
        _refuse_double(line, others)
        entry.words, entry.one_way = list(line.words), line.one_way
        entry.version, entry.updated_at = version + 1, utc_now()
        record(session, actor, "thesaurus.change", entry_id)


def remove_line(session: Session, actor: Actor, entry_id: int) -> None:
    """Remove a line of the actor's school. Raises NotFound and Forbidden."""
    _check_manager(actor)
    with transaction(session, actor):
        session.delete(reads.get_own(session, actor.school_id, entry_id))
        record(session, actor, "thesaurus.remove", entry_id)


def switch_line(session: Session, actor: Actor, entry_id: int, *, on: bool) -> None:
    """Let a common line count for the actor's school, or not. Raises NotFound and Forbidden."""
    _check_manager(actor)
    try:
        with transaction(session, actor):
            entry = reads.get_common(session, entry_id)
            off = session.get(ThesaurusOff, (actor.school_id, entry.id))
            if on is (off is None):
                return
            if off is None:
                session.add(ThesaurusOff(school_id=actor.school_id, entry_id=entry.id))
            else:
                session.delete(off)
            if on:
                record(session, actor, "thesaurus.switch_on", entry_id)
            else:
                record(session, actor, "thesaurus.switch_off", entry_id)
    except IntegrityError:  # somebody else switched it off a moment ago
        session.rollback()


def _check(actor: Actor, line: Line) -> None:
    _check_manager(actor)
    if problem := line_problem(line):
        raise Invalid({"words": problem})


def _check_manager(actor: Actor) -> None:
    if not can_manage_line(actor):
        raise Forbidden


def _refuse_double(line: Line, known: list[ThesaurusEntry]) -> None:
    if any(entry.line == line for entry in known):
        raise Invalid({"words": DOUBLE})
