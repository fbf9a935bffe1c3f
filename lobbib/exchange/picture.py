"""The line as a metro map: where every station, stop, stretch and milestone stands.

One geometry; `templates/coverage/_metro.html` dresses it for the page and `picture_svg` for paper.
Lengths are in the units of the picture's own viewBox.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import Cell, Coverage, State
from lobbib.exchange.picture_signs import signs

SHAPES = {State.MET: "thick", State.THIN: "thin", State.EMPTY: "dashed"}
_ORDER = tuple(State)
RADIUS = 17


class Moment(NamedTuple):
    """A milestone: in which year, how far into it (0 to 1), and what it is called."""

    year: int
    share: float
    label: str


@dataclass(frozen=True, slots=True)
class Extras:
    """What the map shows besides the matrix: milestones, and how a year is spread.

    `spread` has for each year the number of assignments in each of its periods; a year that is not
    in it shows none.
    """

    moments: tuple[Moment, ...] = ()
    spread: Mapping[int, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Layout:
    """How far things stand apart.

    `first` and `step`: the first stop along the lines and the way to the next; with a `length` the
    years are spread over that instead, however many there are. `gap` is between two lines, `start`
    before the first and `end` after the last. `tail` is how much of a step a line runs on.
    """

    upright: bool
    first: int
    step: int
    length: int
    tail: float
    half: int
    start: int
    gap: int
    end: int
    letter: float
    letters: int
    bar: tuple[int, int, int]


WIDE = Layout(
    upright=False,
    first=296,
    step=0,
    length=1120,
    tail=0.72,
    half=31,
    start=62,
    gap=50,
    end=36,
    letter=8.8,
    letters=26,
    bar=(12, 5, 26),
)
# On a sheet of paper the same letters would be too small.
PAPER = replace(WIDE, first=250, length=900, letter=6.9)
TALL = Layout(
    upright=True,
    first=66,
    step=74,
    length=0,
    tail=0.4,
    half=25,
    start=112,
    gap=46,
    end=27,
    letter=8.8,
    letters=28,
    bar=(8, 3, 12),
)
PILL, ENDS = 24, 16  # the name of a milestone: how high, and how much wider than its letters
BETWEEN = 6


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
class Bar:
    """What one period of a year has, as a box; a `height` of 0 is nothing."""

    period: int
    number: int
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Station:
    """One year: a box with round ends, its middle along the lines, and how the year is spread."""

    year: int
    total: int
    x: int
    y: int
    width: int
    height: int
    middle: int
    bars: tuple[Bar, ...]

    @property
    def only(self) -> int | None:
        """The one period that has everything, where there is more than one thing to spread."""
        filled = [bar for bar in self.bars if bar.number]
        several = sum(bar.number for bar in filled) > 1
        return filled[0].period if len(filled) == 1 < len(self.bars) and several else None


@dataclass(frozen=True, slots=True)
class Flag:
    """A milestone: a pole across all five lines from (x1, y1) to (x2, y2), and on it a pill with
    its name, perhaps shortened; (x, y) is the pill's upper left corner.
    """

    label: str
    x1: int
    y1: int
    x2: int
    y2: int
    x: int
    y: int
    width: int
    height: int = PILL


@dataclass(frozen=True, slots=True)
class Metro:
    """The whole picture. `upright`: the years go down instead of to the right."""

    upright: bool
    width: int
    height: int
    radius: int
    stations: tuple[Station, ...]
    lines: tuple[MetroLine, ...]
    flags: tuple[Flag, ...]


def metro(coverage: Coverage, layout: Layout = WIDE, extras: Extras | None = None) -> Metro:
    """Lay out the lines of `coverage`, with the milestones of its years."""
    extras = extras or Extras()
    moments = sorted(moment for moment in extras.moments if moment.year in coverage.years)
    return _Drawing(coverage, layout, moments, extras.spread).metro()


class _Drawing:
    """Where the years stand along the lines, and the lines beside each other."""

    def __init__(
        self,
        coverage: Coverage,
        layout: Layout,
        moments: Sequence[Moment],
        spread: Mapping[int, tuple[int, ...]],
    ) -> None:
        self.coverage, self.layout, self.moments, self.spread = coverage, layout, moments, spread
        self.step = layout.step or int(
            (layout.length - layout.first - RADIUS) / (len(coverage.years) - 1 + layout.tail)
        )
        self.tail = int(self.step * layout.tail)
        self.along = self._places()
        self.signs = () if layout.upright else signs(tuple(self._poles()), layout.length)
        rows = max((sign.row for sign in self.signs), default=-1) + 1
        start = layout.start + rows * (PILL + BETWEEN)
        self.across = {c: start + layout.gap * index for index, c in enumerate(Competency)}
        self.sides = (start, start + layout.gap * (len(Competency) - 1))

    def metro(self) -> Metro:
        years = self.coverage.years
        flags = self._flags_across() if self.layout.upright else self._flags_above()
        end = self.along[years[-1]] + self._room(years[-1]) + max(self.tail, self.layout.half) + 6
        length = self.layout.length or end
        width, height = self._turned(length, self.sides[1] + self.layout.end + self._below())
        return Metro(
            upright=self.layout.upright,
            width=width,
            height=height,
            radius=RADIUS,
            stations=tuple(self._station(year) for year in years),
            lines=tuple(self._line(competency) for competency in Competency),
            flags=tuple(flags),
        )

    def _turned(self, along: int, across: int) -> tuple[int, int]:
        """(x, y) of a place along and across the lines."""
        return (across, along) if self.layout.upright else (along, across)

    def _places(self) -> dict[int, int]:
        """The stop of each year; upright a year makes room for its milestones."""
        places, here = {}, self.layout.first
        for year in self.coverage.years:
            places[year] = here
            here += self.step + self._room(year)
        return places

    def _room(self, year: int) -> int:
        number = sum(moment.year == year for moment in self.moments)
        return number * (PILL + BETWEEN) if self.layout.upright else 0

    def _below(self) -> int:
        """Room under a wide map for the totals and, where there are any, the periods."""
        if self.layout.upright:
            return 0
        return 30 + (self.layout.bar[2] + 42 if self.spread else 0)

    def _poles(self) -> list[tuple[int, int]]:
        """(place, width of the name) of each milestone: after its year's station, as far towards
        the next as the year then is.
        """
        found = []
        for year, share, label in self.moments:
            is_last = year == self.coverage.years[-1]
            first = self.along[year] + self.layout.half + 12
            last = self.along[year] + (self.tail if is_last else self.step - self.layout.half - 12)
            place = first + round((last - first) * min(max(share, 0), 1))
            found.append((place, self._width_of(label)))
        return found

    def _name(self, label: str) -> str:
        most = self.layout.letters
        return label if len(label) <= most else f"{label[: most - 1].rstrip()}…"

    def _width_of(self, label: str) -> int:
        return round(len(self._name(label)) * self.layout.letter) + ENDS

    def _flags_above(self) -> list[Flag]:
        """Poles that stand on the map, as on a wide page."""
        first, last = self.sides
        bottom, top = last + self.layout.half, first - self.layout.half
        flags = []
        for moment, sign in zip(self.moments, self.signs, strict=True):
            y = top - 26 - (sign.row + 1) * (PILL + BETWEEN)
            width = sign.right - sign.left
            label = self._name(moment.label)
            flags.append(
                Flag(label, sign.pole, y + PILL // 2, sign.pole, bottom, sign.left, y, width)
            )
        return flags

    def _flags_across(self) -> list[Flag]:
        """Poles that lie between two stations, as on a phone."""
        flags = []
        for index, (year, _, label) in enumerate(self.moments):
            before = sum(moment.year == year for moment in self.moments[:index])
            y = self.along[year] + self.layout.half + BETWEEN + before * (PILL + BETWEEN)
            right, middle = self.sides[1] + RADIUS, y + PILL // 2
            width = self._width_of(label)
            flags.append(Flag(self._name(label), 2, middle, right, middle, 2, y, width))
        return flags

    def _station(self, year: int) -> Station:
        middle, half = self.along[year], self.layout.half
        first, last = self.sides
        x, y = self._turned(middle - half, first - half)
        width, height = self._turned(2 * half, last - first + 2 * half)
        bars = tuple(self._bars(year))
        total = self.coverage.years_total[year]
        return Station(year, total, x, y, width, height, middle, bars)

    def _bars(self, year: int) -> list[Bar]:
        numbers = self.spread.get(year, ())
        width, gap, tallest = self.layout.bar
        most = max((number for counts in self.spread.values() for number in counts), default=0)
        middle = self.along[year]
        if self.layout.upright:
            left, foot = 5, middle + 24
        else:
            left = middle - (len(numbers) * (width + gap) - gap) // 2
            foot = self.sides[1] + self.layout.half + 38 + tallest
        bars = []
        for index, number in enumerate(numbers):
            height = max(4, round(tallest * number / most)) if number else 0
            x = left + index * (width + gap)
            bars.append(Bar(index + 1, number, x, foot - height, width, height))
        return bars

    def _line(self, competency: Competency) -> MetroLine:
        across = self.across[competency]
        stops = tuple(
            self._stop(Cell(competency, year), self._turned(self.along[year], across))
            for year in self.coverage.years
        )
        stretches = tuple(_stretch(one, other) for one, other in pairwise(stops))
        x, y = self._turned(0, across)
        return MetroLine(competency, x, y, stretches + self._tail(stops[-1]), stops)

    def _stop(self, cell: Cell, place: tuple[int, int]) -> Stop:
        return Stop(*cell, self.coverage.cells[cell], self.coverage.state(*cell), *place)

    def _tail(self, last: Stop) -> tuple[Stretch, ...]:
        """The line runs on past its last stop, unless it stopped before."""
        if last.state is State.EMPTY:
            return ()
        x, y = self._turned(self.tail + self._room(last.year), 0)
        return (Stretch(SHAPES[last.state], last.x, last.y, last.x + x, last.y + y),)


def _stretch(one: Stop, other: Stop) -> Stretch:
    """A stretch is as good as the worse of its ends."""
    worse = min(one.state, other.state, key=_ORDER.index)
    return Stretch(SHAPES[worse], one.x, one.y, other.x, other.y)
