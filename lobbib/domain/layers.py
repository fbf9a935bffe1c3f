"""What is asked of the line: which layer, of which school year or cohort, narrowed to what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from lobbib.domain.coverage import DEFAULT_TARGET, Cell, Selection
from lobbib.domain.planning import YearTarget
from lobbib.domain.school_years import SchoolYear


class Layer(StrEnum):
    """A full folder is not yet a curriculum. `dutch` stands in addresses, `label` on the screen."""

    dutch: str
    label: str

    def __new__(cls, value: str, dutch: str) -> "Layer":
        member = str.__new__(cls, value)
        member._value_ = value
        member.dutch = dutch
        member.label = dutch.capitalize()
        return member

    AVAILABLE = ("available", "beschikbaar")
    PLANNED = ("planned", "gepland")
    DONE = ("done", "gedaan")


@dataclass(frozen=True, slots=True)
class Asked:
    """One line. `cohort` is the school year in which the pupils began; it decides over the rest."""

    school_year: SchoolYear
    layer: Layer = Layer.PLANNED
    cohort: SchoolYear | None = None
    selection: Selection = field(default_factory=Selection)


class Source(NamedTuple):
    """Where one column of the line is taken from."""

    school_year: SchoolYear
    layer: Layer


def sources(asked: Asked, years: Iterable[int], today: date) -> dict[int, Source]:
    """By year of the line: the same for all of them, but each its own for a cohort.

    Pupils that began in school year S are in year y in school year S+y-1: what was done where that
    is over, what is planned where it is not. What is available is so today.
    """
    if asked.cohort is not None:
        return {year: _of_cohort(asked.cohort, year, today) for year in years}
    available = asked.layer is Layer.AVAILABLE
    school_year = SchoolYear.of(today) if available else asked.school_year
    return dict.fromkeys(years, Source(school_year, asked.layer))


def _of_cohort(began: SchoolYear, year: int, today: date) -> Source:
    school_year = SchoolYear(began.start + year - 1)
    return Source(school_year, Layer.DONE if school_year.has_passed(today) else Layer.PLANNED)


@dataclass(frozen=True, slots=True)
class Agreements:
    """What holds in one school year; what nobody spoke of has its default."""

    cells: Mapping[Cell, int] = field(default_factory=dict)
    years: Mapping[int, YearTarget] = field(default_factory=dict)

    def cell(self, cell: Cell) -> int:
        return self.cells.get(cell, DEFAULT_TARGET)

    def year(self, year: int) -> YearTarget:
        return self.years.get(year, YearTarget())


class Said(NamedTuple):
    """An agreement as it was made: it holds from `school_year` on, until a later one."""

    school_year: SchoolYear
    about: Cell | int
    number: int | YearTarget


def agreements_in(said: Iterable[Said], school_year: SchoolYear) -> Agreements:
    """What holds in `school_year`."""
    cells: dict[Cell, int] = {}
    years: dict[int, YearTarget] = {}
    for one in sorted(said, key=lambda one: one.school_year):
        if one.school_year > school_year:
            break
        if isinstance(one.about, Cell) and isinstance(one.number, int):
            cells[one.about] = one.number
        elif isinstance(one.about, int) and isinstance(one.number, YearTarget):
            years[one.about] = one.number
    return Agreements(cells, years)
