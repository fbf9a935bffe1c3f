"""The line as a metro map: where every station, stop and stretch stands. A template draws it.

Lengths are in the units of the picture's own viewBox.
"""

from dataclasses import dataclass
from itertools import pairwise

from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import Cell, Coverage, State

SHAPES = {State.MET: "thick", State.THIN: "thin", State.EMPTY: "dashed"}
_ORDER = tuple(State)


@dataclass(frozen=True, slots=True)
class Layout:
    """How far things stand apart: years along the lines, lines beside each other.

    `along` and `across` are the place of the first stop and the step to the next.
    """

    upright: bool
    along: tuple[int, int]
    across: tuple[int, int]
    radius: int
    station: int
    tail: int
    margin: int


WIDE = Layout(False, along=(268, 190), across=(68, 50), radius=16, station=30, tail=80, margin=46)
TALL = Layout(True, along=(70, 58), across=(88, 47), radius=16, station=24, tail=0, margin=8)


@dataclass(frozen=True, slots=True)
class Stop:
    """One cell: a number at a place."""

    competency: Competency
    year: int
    number: int
    state: State
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """The line between two stops; `shape` is thick, thin or dashed."""

    shape: str
    x1: int
    y1: int
    x2: int
    y2: int


@dataclass(frozen=True, slots=True)
class MetroLine:
    """One competence; (x, y) is the middle of the place where it begins."""

    competency: Competency
    x: int
    y: int
    stretches: tuple[Stretch, ...]
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class Station:
    """One year: a box with round ends (x, y, width, height), and its middle."""

    year: int
    total: int
    x: int
    y: int
    width: int
    height: int
    middle: int


@dataclass(frozen=True, slots=True)
class Metro:
    """The whole picture. `upright`: the years go down instead of to the right."""

    upright: bool
    width: int
    height: int
    radius: int
    stations: tuple[Station, ...]
    lines: tuple[MetroLine, ...]


def metro(coverage: Coverage, layout: Layout = WIDE) -> Metro:
    """Lay out the lines of `coverage`."""
    last_along = _along(layout, len(coverage.years) - 1)
    last_across = _across(layout, len(Competency) - 1)
    length = last_along + max(layout.station, layout.tail) + layout.margin // 2
    breadth = last_across + layout.station + layout.margin
    width, height = _turned(layout, length, breadth)
    return Metro(
        upright=layout.upright,
        width=width,
        height=height,
        radius=layout.radius,
        stations=tuple(_station(coverage, layout, index) for index in range(len(coverage.years))),
        lines=tuple(_line(coverage, layout, c, index) for index, c in enumerate(Competency)),
    )


def _along(layout: Layout, index: int) -> int:
    return layout.along[0] + layout.along[1] * index


def _across(layout: Layout, index: int) -> int:
    return layout.across[0] + layout.across[1] * index


def _turned(layout: Layout, along: int, across: int) -> tuple[int, int]:
    """(x, y) of a place along and across the lines."""
    return (across, along) if layout.upright else (along, across)


def _station(coverage: Coverage, layout: Layout, index: int) -> Station:
    year = coverage.years[index]
    middle, half = _along(layout, index), layout.station
    first, last = _across(layout, 0), _across(layout, len(Competency) - 1)
    x, y = _turned(layout, middle - half, first - half)
    width, height = _turned(layout, 2 * half, last - first + 2 * half)
    return Station(year, coverage.years_total[year], x, y, width, height, middle)


def _line(coverage: Coverage, layout: Layout, competency: Competency, index: int) -> MetroLine:
    across = _across(layout, index)
    stops = tuple(
        _stop(coverage, Cell(competency, year), _turned(layout, _along(layout, number), across))
        for number, year in enumerate(coverage.years)
    )
    stretches = tuple(_stretch(one, other) for one, other in pairwise(stops))
    x, y = _turned(layout, 0, across)
    return MetroLine(competency, x, y, stretches + _tail(layout, stops[-1]), stops)


def _stop(coverage: Coverage, cell: Cell, place: tuple[int, int]) -> Stop:
    return Stop(*cell, coverage.cells[cell], coverage.state(*cell), *place)


def _stretch(one: Stop, other: Stop) -> Stretch:
    """A stretch is as good as the worse of its ends."""
    worse = min(one.state, other.state, key=_ORDER.index)
    return Stretch(SHAPES[worse], one.x, one.y, other.x, other.y)


def _tail(layout: Layout, last: Stop) -> tuple[Stretch, ...]:
    """The line runs on past its last stop, unless it stopped before."""
    if not layout.tail or last.state is State.EMPTY:
        return ()
    x, y = _turned(layout, layout.tail, 0)
    return (Stretch(SHAPES[last.state], last.x, last.y, last.x + x, last.y + y),)
