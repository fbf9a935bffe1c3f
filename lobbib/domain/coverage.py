"""The LOB-lijn: how many assignments pupils can meet, per year and competence, and where it breaks.

`queries.coverage` brings the rows, `web.coverage` and `exchange` show what `measure` makes of them.
Counting is by distinct id, so that a layer in which an assignment has several rows (one for each
place where it is planned) is measured by the same function.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from lobbib.domain.assignments import Activity
from lobbib.domain.competencies import Competency
from lobbib.domain.tracks import Track, years_of

DEFAULT_TARGET = 1


class Cell(NamedTuple):
    """One place in the matrix."""

    competency: Competency
    year: int


@dataclass(frozen=True, slots=True)
class Tagged:
    """What counting needs to know of an assignment. `subjects` are slugs."""

    id: int
    years: frozenset[int] = frozenset()
    competencies: frozenset[Competency] = frozenset()
    tracks: frozenset[Track] = frozenset()
    subjects: frozenset[str] = frozenset()
    activity: Activity | None = None
    parents: bool = False
    dossier: bool = False


@dataclass(frozen=True, slots=True)
class Selection:
    """Which assignments count. Several subjects, or activities, are alternatives; none: all."""

    track: Track | None = None
    subjects: frozenset[str] = frozenset()
    activities: frozenset[Activity] = frozenset()
    parents: bool = False
    dossier: bool = False

    def admits(self, row: Tagged) -> bool:
        return (
            (self.track is None or self.track in row.tracks)
            and (not self.subjects or not self.subjects.isdisjoint(row.subjects))
            and (not self.activities or row.activity in self.activities)
            and (row.parents or not self.parents)
            and (row.dossier or not self.dossier)
        )


class State(StrEnum):
    """How a cell stands towards what the school agreed on, worst first; `label` is in Dutch."""

    label: str

    def __new__(cls, value: str, label: str) -> "State":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    EMPTY = ("empty", "mist nog")
    THIN = ("thin", "nog te weinig")
    MET = ("met", "zoals afgesproken")


class Flaw(StrEnum):
    """What keeps a line from being continuous."""

    ABSENT = "absent"
    LATE = "late"
    BREAKS = "breaks"
    EARLY = "early"


@dataclass(frozen=True, slots=True)
class Line:
    """One competence through the years: the years of each flaw, and the longest unbroken run."""

    flaws: Mapping[Flaw, tuple[int, ...]]
    longest: int

    @property
    def is_continuous(self) -> bool:
        return not self.flaws

    @property
    def states(self) -> tuple[str, ...]:
        """`("continuous",)`, or the flaws in the order in which a pupil would meet them."""
        return tuple(flaw.value for flaw in self.flaws) or ("continuous",)

    @property
    def years(self) -> tuple[int, ...]:
        """The empty years, low to high."""
        return tuple(sorted(year for years in self.flaws.values() for year in years))


@dataclass(frozen=True, slots=True)
class Coverage:
    """The matrix and what follows from it. Totals count distinct assignments: no sums of cells.

    `lines` is empty without a track. `gaps` and `thin` are in the matrix's order.
    """

    years: tuple[int, ...]
    cells: Mapping[Cell, int]
    years_total: Mapping[int, int]
    competencies_total: Mapping[Competency, int]
    total: int
    targets: Mapping[Cell, int]
    lines: Mapping[Competency, Line] = field(default_factory=dict)

    def state(self, competency: Competency, year: int) -> State:
        cell = Cell(competency, year)
        if not self.cells[cell]:
            return State.EMPTY
        return State.MET if self.cells[cell] >= self.targets[cell] else State.THIN

    @property
    def gaps(self) -> tuple[Cell, ...]:
        return self.in_state(State.EMPTY)

    @property
    def thin(self) -> tuple[Cell, ...]:
        return self.in_state(State.THIN)

    def in_state(self, state: State) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if self.state(*cell) is state)


def years_shown(school_tracks: Iterable[Track], track: Track | None) -> tuple[int, ...]:
    """1 to the last year of `track`; without one, to the highest of the school's."""
    return years_of([track] if track else school_tracks)


def measure(
    rows: Iterable[Tagged],
    selection: Selection,
    school_tracks: Iterable[Track],
    targets: Mapping[Cell, int] | None = None,
) -> Coverage:
    """Count `rows`, as far as `selection` admits them.

    `targets` are the school's own numbers; a cell that is not in it has the default of 1.
    """
    years = years_shown(school_tracks, selection.track)
    ids = _ids_by_cell((row for row in rows if selection.admits(row)), years)
    cells = {cell: len(found) for cell, found in ids.items()}
    return Coverage(
        years=years,
        cells=cells,
        years_total={y: _distinct(ids, [Cell(c, y) for c in Competency]) for y in years},
        competencies_total={c: _distinct(ids, [Cell(c, y) for y in years]) for c in Competency},
        total=_distinct(ids, ids),
        targets={cell: (targets or {}).get(cell, DEFAULT_TARGET) for cell in cells},
        lines=_lines(cells, years) if selection.track else {},
    )


def _ids_by_cell(rows: Iterable[Tagged], years: tuple[int, ...]) -> dict[Cell, set[int]]:
    ids: dict[Cell, set[int]] = {Cell(c, year): set() for c in Competency for year in years}
    for row in rows:
        for year in row.years.intersection(years):
            for competency in row.competencies:
                ids[Cell(competency, year)].add(row.id)
    return ids


def _distinct(ids: Mapping[Cell, set[int]], cells: Iterable[Cell]) -> int:
    return len(set().union(*(ids[cell] for cell in cells)))


def _lines(cells: Mapping[Cell, int], years: tuple[int, ...]) -> dict[Competency, Line]:
    filled = {c: frozenset(year for year in years if cells[Cell(c, year)]) for c in Competency}
    return {competency: follow(years, filled[competency]) for competency in Competency}


def follow(years: tuple[int, ...], filled: frozenset[int]) -> Line:
    """The line through `years`, of which `filled` are not empty.

    absent: nothing anywhere. Otherwise the empty years before the first that is filled (late),
    between the first and the last (breaks), and after the last (early).
    """
    if not filled:
        return Line({Flaw.ABSENT: years}, longest=0)
    empty = [year for year in years if year not in filled]
    first, last = min(filled), max(filled)
    flaws = {
        Flaw.LATE: tuple(year for year in empty if year < first),
        Flaw.BREAKS: tuple(year for year in empty if first < year < last),
        Flaw.EARLY: tuple(year for year in empty if year > last),
    }
    return Line({flaw: found for flaw, found in flaws.items() if found}, _longest(years, filled))


def _longest(years: tuple[int, ...], filled: frozenset[int]) -> int:
    longest = run = 0
    for year in years:
        run = run + 1 if year in filled else 0
        longest = max(longest, run)
    return longest


def worst_first(coverage: Coverage) -> tuple[Cell, ...]:
    """The gaps, those of the competence that is missing most often first, then by year."""
    missing = {c: sum(gap.competency is c for gap in coverage.gaps) for c in Competency}
    return tuple(sorted(coverage.gaps, key=lambda gap: -missing[gap.competency]))


def at(rows: Iterable[Tagged], selection: Selection, cell: Cell) -> tuple[int, ...]:
    """The ids, ascending, of the assignments that make up one cell."""
    return tuple(
        sorted(
            {
                row.id
                for row in rows
                if selection.admits(row)
                and cell.year in row.years
                and cell.competency in row.competencies
            }
        )
    )
