"""What could fill a gap, in the order in which it is easiest to do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic

from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import Cell, Set


class Kind(StrEnum):
    """Where a proposal comes from; `label` goes with the year of the cell."""

    HERE = "here"  # in the own folder for exactly this cell, and not yet planned
    LOWER = "lower"
    HIGHER = "higher"
    ELSEWHERE = "elsewhere"
    FITS = "fits"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Assignments that could fill a cell, by id. `year` is the one they are tagged for now."""

    kind: Kind
    year: int
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Supply(Generic[Set]):
    """What there is to draw from, under the filters of the line, as sets of ids.

    `own` and `elsewhere` by year and competence as they are tagged; `fitting` by competence: own
    ones whose text fits it though they are not tagged with it, with `years` by year.
    """

    own: Mapping[Cell, Set]
    elsewhere: Mapping[Cell, Set]
    fitting: Mapping[Competency, Set]
    years: Mapping[int, Set]


def proposals(gap: Cell, supply: Supply[Set], met: Set) -> tuple[Proposal, ...]:
    """For `gap`, kinds without any left out; `met` is what pupils of that year meet already.

    First what stands in the folder for it (where it is only not planned), then own ones a year
    lower or higher, then what other schools share for exactly this cell, then own ones whose text
    fits: also those that pupils meet already, for a tag is all that they lack.
    """
    found = (
        (kind, year, sorted(ids if kind is Kind.FITS else ids - met))
        for kind, year, ids in _places(gap, supply)
    )
    return tuple(Proposal(kind, year, tuple(ids)) for kind, year, ids in found if ids)


def _places(gap: Cell, supply: Supply[Set]) -> Iterator[tuple[Kind, int, Set]]:
    competency, year = gap
    steps = ((Kind.HERE, year), (Kind.LOWER, year - 1), (Kind.HIGHER, year + 1))
    for kind, at in steps:
        if (cell := Cell(competency, at)) in supply.own:
            yield kind, at, supply.own[cell]
    if gap in supply.elsewhere:
        yield Kind.ELSEWHERE, year, supply.elsewhere[gap]
    if competency in supply.fitting and year in supply.years:
        yield Kind.FITS, year, supply.fitting[competency] & supply.years[year]
