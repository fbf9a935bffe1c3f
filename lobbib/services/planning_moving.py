"""A school's whole planning in, line by line as `planning_library` wrote it.

    import_planning(session, actor, lines, moved)   all in one transaction; twice adds nothing

`moved` maps the ids that the file has for assignments to those of this school. What is not in it
is found by id and title, else by title alone. What is there already stays as it is.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy.orm import Session

from lobbib.domain.policy import Actor
from lobbib.exchange.fields import Fields, Unreadable
from lobbib.exchange.jsonl import Line
from lobbib.models import School
from lobbib.services.planning_kinds import KINDS, Known
from lobbib.services.transaction import record, transaction


class Moved(NamedTuple):
    """What became of a line: `problem` says in Dutch why it stayed out; `is_new` whether it was
    not there yet.
    """

    line: int
    kind: str
    is_new: bool
    problem: str = ""


def import_planning(
    session: Session, actor: Actor, lines: Iterable[Line], moved: Mapping[int, int]
) -> list[Moved]:
    """For the command line alone: nobody's rights are asked."""
    with transaction(session, actor):
        session.get_one(School, actor.school_id, with_for_update=True)
        known = Known(session, actor.school_id, moved)
        outcomes = [_take_in(known, line) for line in lines]
        record(session, actor, "planning.move", lines=len(outcomes))
    return outcomes


def _take_in(known: Known, line: Line) -> Moved:
    kind = str((line.item or {}).get("kind", ""))[:40]
    if line.item is None:
        return Moved(line.number, kind, False, line.problem)
    if kind not in KINDS:
        return Moved(line.number, kind, False, f"kind: kies uit {', '.join(KINDS)}.")
    try:
        is_new = KINDS[kind](known, Fields(line.item))
    except Unreadable as error:
        return Moved(line.number, kind, False, str(error))
    return Moved(line.number, kind, is_new)
