"""The LOB-lijn: how many assignments pupils meet, per year and competence, and where it breaks.

    count(columns, tags, targets, lines=...)   a layer or a cohort, from prepared sets of ids
    measure(rows, selection, tracks, targets)  the same from rows at hand; only tests ask it
    worst_first(coverage)                      what is missing, as a work list
    compare(now, before)                       one school year beside another
    effects(coverage, year, competencies)      what one more would change: "0 -> 1"

`domain.layers` says which layer is asked, `search.line` brings the sets; pages and exports show the
`Coverage`. Counting is by distinct id, so a set may be anything that knows &, | and -, such as a
bitmap.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Any, Generic, NamedTuple, Protocol, Self, TypeVar

from lobbib.domain.assignments import Activity
from lobbib.domain.competencies import Competency
from lobbib.domain.labels import Labelled
from lobbib.domain.tracks import Track, years_of

DEFAULT_TARGET = 1


class Ids(Protocol):
    """A set of assignments' ids: a frozenset, or a bitmap."""

    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[int]: ...
    def __and__(self, other: Self, /) -> Self: ...
    def __or__(self, other: Self, /) -> Self: ...
    def __sub__(self, other: Self, /) -> Self: ...


Set = TypeVar("Set", bound=Ids)


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
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Selection:
    """Which assignments count. Several subjects, or activities, are alternatives; none: all."""

    track: Track | None = None
    subjects: frozenset[str] = frozenset()
    activities: frozenset[Activity] = frozenset()
    parents: bool = False
    dossier: bool = False
    outside: bool = False

    def admits(self, row: Tagged) -> bool:
        return (
            (self.track is None or self.track in row.tracks)
            and (not self.subjects or not self.subjects.isdisjoint(row.subjects))
            and (not self.activities or row.activity in self.activities)
            and (row.parents or not self.parents)
            and (row.dossier or not self.dossier)
            and (row.outside or not self.outside)
        )


class State(Labelled):
    """How a cell stands towards what the school agreed on, worst first; `label` is in Dutch."""

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

    What counts reaches everybody; `part` and its totals are what reaches no more than a part there,
    and have no keys in a layer without parts. `lines` is empty without a track. `gaps` and `thin`
    are in the matrix's order.
    """

    years: tuple[int, ...]
    cells: Mapping[Cell, int]
    years_total: Mapping[int, int]
    competencies_total: Mapping[Competency, int]
    total: int
    targets: Mapping[Cell, int]
    lines: Mapping[Competency, Line] = field(default_factory=dict)
    part: Mapping[Cell, int] = field(default_factory=dict)
    part_years_total: Mapping[int, int] = field(default_factory=dict)
    part_competencies_total: Mapping[Competency, int] = field(default_factory=dict)

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


@dataclass(frozen=True, slots=True)
class Column(Generic[Set]):
    """What is met in one year of the line, whatever its competencies: what reaches everybody, and
    what reaches a part somewhere (the two may overlap).
    """

    everybody: Set
    part: Set


def count(
    columns: Mapping[int, Column[Set]],
    tags: Mapping[Competency, Set],
    targets: Mapping[Cell, int],
    *,
    lines: bool,
) -> Coverage:
    """Count what is met: `columns` by year, low to high; `tags` has all five competencies.

    `targets` are the school's own numbers; a cell that is not in it has the default of 1. `lines`:
    whether to follow each competence, which makes sense on one track only.
    """
    tagged = _union(list(tags.values()))
    whole = {y: column.everybody for y, column in columns.items()}
    ever = _union(list(whole.values()))
    numbers = _numbers(whole, tags)
    return Coverage(
        years=tuple(columns),
        cells=numbers,
        years_total={y: len(ids & tagged) for y, ids in whole.items()},
        competencies_total={c: len(ever & ids) for c, ids in tags.items()},
        total=len(ever & tagged),
        targets={cell: targets.get(cell, DEFAULT_TARGET) for cell in numbers},
        lines=_lines(numbers, tuple(columns)) if lines else {},
        **_parts(columns, tags, tagged, ever),
    )


def _parts(
    columns: Mapping[int, Column[Set]], tags: Mapping[Competency, Set], tagged: Set, ever: Set
) -> dict[str, dict[Any, int]]:
    """What reaches a part and, in that cell, column or row, never everybody.

    `tagged`: with any competence; `ever`: what reaches everybody in some year.
    """
    only = {year: column.part - column.everybody for year, column in columns.items()}
    never = _union(list(only.values())) - ever
    return {
        "part": _numbers(only, tags),
        "part_years_total": {y: len(ids & tagged) for y, ids in only.items()},
        "part_competencies_total": {c: len(never & ids) for c, ids in tags.items()},
    }


def _numbers(columns: Mapping[int, Set], tags: Mapping[Competency, Set]) -> dict[Cell, int]:
    return {Cell(c, y): len(ids & tags[c]) for c in Competency for y, ids in columns.items()}


def _union(sets: list[Set]) -> Set:
    return reduce(or_, sets)


def measure(
    rows: Iterable[Tagged],
    selection: Selection,
    school_tracks: Iterable[Track],
    targets: Mapping[Cell, int] | None = None,
) -> Coverage:
    """Count `rows` by their own tags, as far as `selection` admits them."""
    admitted = [row for row in rows if selection.admits(row)]
    years = years_shown(school_tracks, selection.track)
    nothing: frozenset[int] = frozenset()
    columns = {
        year: Column(frozenset(row.id for row in admitted if year in row.years), nothing)
        for year in years
    }
    tags = {c: frozenset(row.id for row in admitted if c in row.competencies) for c in Competency}
    return count(columns, tags, targets or {}, lines=selection.track is not None)


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


class Change(NamedTuple):
    """A cell that differs from what it was."""

    cell: Cell
    before: int
    now: int


def compare(now: Coverage, before: Coverage) -> tuple[Change, ...]:
    """The cells in which two school years differ, in the matrix's order."""
    return tuple(
        Change(cell, before.cells.get(cell, 0), number)
        for cell, number in now.cells.items()
        if number != before.cells.get(cell, 0)
    )


def effects(
    coverage: Coverage, year: int, competencies: Iterable[Competency]
) -> tuple[Change, ...]:
    """What one more assignment in `year` would make of each of its cells: "0 -> 1"."""
    wanted = set(competencies)
    cells = [Cell(c, year) for c in Competency if c in wanted]
    return tuple(
        Change(cell, coverage.cells[cell], coverage.cells[cell] + 1)
        for cell in cells
        if cell in coverage.cells
    )
