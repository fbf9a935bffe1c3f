"""What the school agrees on: so many per year and competence, and per year in all.

    set_targets(session, actor, school_year, Agreed(cells, years), seen=Agreed(...))

`seen` is what the actor had before them: only what they changed is kept, so that two people who
change different cells both get their way; on the same cell the second one gets Conflict.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy.orm import Session

from lobbib.domain import policy
from lobbib.domain.coverage import DEFAULT_TARGET, Cell
from lobbib.domain.planning import YearTarget
from lobbib.domain.policy import Actor
from lobbib.domain.school_years import SchoolYear
from lobbib.domain.tracks import YEARS
from lobbib.errors import Conflict, Forbidden, Invalid
from lobbib.models import CellTarget, School, YearTargetRow
from lobbib.queries import agreements as reads
from lobbib.services.transaction import record, transaction

Key = TypeVar("Key")
Value = TypeVar("Value")
MAX_NUMBER = 99
MAX_PERIODS = 6
CHANGED = "Een collega heeft deze afspraak intussen aangepast. Kijk wat er nu staat."


@dataclass(frozen=True, slots=True)
class Agreed:
    """Numbers by cell and by year; what is left out is as it was."""

    cells: Mapping[Cell, int] = field(default_factory=dict)
    years: Mapping[int, YearTarget] = field(default_factory=dict)


def set_targets(
    session: Session, actor: Actor, school_year: SchoolYear, wanted: Agreed, *, seen: Agreed
) -> int:
    """Agree from `school_year` on; returns how many numbers changed.

    Raises Forbidden, Conflict, and Invalid by field: "netwerken-3" or "year-3".
    """
    if not policy.can_manage_line(actor):
        raise Forbidden
    _check(wanted)
    with transaction(session, actor):
        session.get_one(School, actor.school_id, with_for_update=True)
        school = actor.school_id
        cells = _changed(wanted.cells, seen.cells, reads.cell_targets(session, school, school_year))
        years = _changed(wanted.years, seen.years, reads.year_targets(session, school, school_year))
        keep(session, school, school_year, Agreed(cells, years))
        number = len(cells) + len(years)
        record(session, actor, "target.set", school_year=str(school_year), number=number)
    return number


def keep(session: Session, school_id: int, school_year: SchoolYear, agreed: Agreed) -> None:
    """Write within the caller's transaction; the numbers have been checked."""
    for (competency, year), number in agreed.cells.items():
        session.merge(
            CellTarget(
                school_id=school_id,
                school_year=school_year,
                competency=competency,
                year=year,
                number=number,
            )
        )
    for year, target in agreed.years.items():
        session.merge(
            YearTargetRow(
                school_id=school_id,
                school_year=school_year,
                year=year,
                assignments=target.assignments,
                periods=target.periods,
                conversations=target.conversations,
            )
        )


def _changed(
    wanted: Mapping[Key, Value], seen: Mapping[Key, Value], now: Mapping[Key, Value]
) -> dict[Key, Value]:
    """What the actor changed. Raises Conflict where a colleague changed the same otherwise."""
    mine = {key: value for key, value in wanted.items() if value != _of(seen, key)}
    for key, value in mine.items():
        if _of(now, key) not in (_of(seen, key), value):
            raise Conflict(0, CHANGED)
    return {key: value for key, value in mine.items() if value != _of(now, key)}


def _of(numbers: Mapping[Key, Value], key: Key) -> object:
    default = DEFAULT_TARGET if isinstance(key, Cell) else YearTarget()
    return numbers.get(key, default)


def _check(wanted: Agreed) -> None:
    found = {}
    for cell, number in wanted.cells.items():
        if cell.year not in YEARS or not 0 <= number <= MAX_NUMBER:
            found[f"{cell.competency.value}-{cell.year}"] = f"Kies 0 tot en met {MAX_NUMBER}."
    for year, target in wanted.years.items():
        if year not in YEARS or not _is_in_range(target):
            found[f"year-{year}"] = f"Kies 0 tot en met {MAX_NUMBER}, in 0 tot 6 periodes."
    if found:
        raise Invalid(found)


def _is_in_range(target: YearTarget) -> bool:
    numbers = (target.assignments, target.conversations)
    return all(0 <= n <= MAX_NUMBER for n in numbers) and 0 <= target.periods <= MAX_PERIODS
