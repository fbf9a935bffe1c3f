"""The metro map: every figure has its stop, and a stretch shows the worse of its ends."""

from itertools import combinations

import pytest

from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import Cell, Selection, State, Tagged, measure
from lobbib.domain.tracks import Track
from lobbib.exchange.picture import PAPER, TALL, WIDE, Extras, Flag, Layout, Metro, Moment, metro

K, M, W, L, N = Competency
ROWS = [
    Tagged(number, frozenset({year}), frozenset({N}), frozenset({Track.HAVO}))
    for number, year in enumerate((1, 1, 2, 4, 4, 5, 5))
]
TARGETS = {Cell(N, year): 2 for year in range(1, 6)}
COVERAGE = measure(ROWS, Selection(track=Track.HAVO), [Track.HAVO], TARGETS)


@pytest.fixture(params=[WIDE, TALL], ids=["wide", "tall"])
def layout(request: pytest.FixtureRequest) -> Layout:
    chosen: Layout = request.param
    return chosen


def netwerken(picture: Metro) -> list[str]:
    return [stretch.shape for stretch in picture.lines[4].stretches]


def test_metro_has_a_stop_for_every_cell(layout: Layout) -> None:
    stops = [stop for line in metro(COVERAGE, layout).lines for stop in line.stops]
    found = {Cell(stop.competency, stop.year): stop.number for stop in stops}
    assert found == COVERAGE.cells
    assert [stop.state for stop in stops[-5:]] == [
        State.MET,
        State.THIN,
        State.EMPTY,
        State.MET,
        State.MET,
    ]


def test_metro_has_a_station_with_its_total_for_every_year(layout: Layout) -> None:
    stations = metro(COVERAGE, layout).stations
    assert {station.year: station.total for station in stations} == COVERAGE.years_total


def test_metro_draws_a_stretch_as_the_worse_of_its_ends() -> None:
    for layout in (WIDE, TALL):
        assert netwerken(metro(COVERAGE, layout)) == ["thin", "dashed", "dashed", "thick", "thick"]


def test_metro_ends_a_line_at_a_last_stop_that_is_missing() -> None:
    assert len(metro(COVERAGE, WIDE).lines[0].stretches) == 4


def test_metro_keeps_everything_inside_the_picture_and_apart(layout: Layout) -> None:
    picture = metro(COVERAGE, layout)
    stops = [stop for line in picture.lines for stop in line.stops]
    for stop in stops:
        assert picture.radius <= stop.x <= picture.width - picture.radius
        assert picture.radius <= stop.y <= picture.height - picture.radius
    for stretch in (stretch for line in picture.lines for stretch in line.stretches):
        assert 0 <= stretch.x2 <= picture.width
        assert 0 <= stretch.y2 <= picture.height
    for station in picture.stations:
        assert 0 <= station.x <= picture.width - station.width
        assert 0 <= station.y <= picture.height - station.height
    assert len({(stop.x, stop.y) for stop in stops}) == 25


def test_metro_turns_the_years_downwards_for_a_phone() -> None:
    wide, tall = metro(COVERAGE, WIDE), metro(COVERAGE, TALL)
    assert [stop.y for stop in wide.lines[0].stops] == [wide.lines[0].y] * 5
    assert [stop.x for stop in tall.lines[0].stops] == [tall.lines[0].x] * 5
    assert (wide.width > wide.height, tall.width < tall.height) == (True, True)


MOMENTS = (
    Moment(3, 0.6, "Profielkeuze"),
    Moment(3, 0.3, "Voorlopige profielkeuze"),
    Moment(5, 0.5, "Aanmelding mbo en hbo"),
    Moment(5, 1.0, "Examen"),
    Moment(2, 0.0, "Een heel lange naam voor een mijlpaal"),
    Moment(6, 0.5, "Niet op havo"),
)


def overlap(one: Flag, other: Flag) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def test_metro_puts_the_milestones_of_its_years_in_order(layout: Layout) -> None:
    flags = metro(COVERAGE, layout, Extras(MOMENTS)).flags
    assert [flag.label for flag in flags] == [
        "Een heel lange naam voor…" if layout is WIDE else "Een heel lange naam voor ee…",
        "Voorlopige profielkeuze",
        "Profielkeuze",
        "Aanmelding mbo en hbo",
        "Examen",
    ]


def test_metro_keeps_names_of_milestones_apart_and_inside(layout: Layout) -> None:
    picture = metro(COVERAGE, layout, Extras(MOMENTS))
    for flag in picture.flags:
        assert 0 <= flag.x <= picture.width - flag.width
        assert 0 <= flag.y <= picture.height - flag.height
        others = [other for other in picture.flags if other is not flag]
        assert [other for other in others if overlap(flag, other)] == []


def test_metro_runs_no_pole_through_a_name() -> None:
    flags = metro(COVERAGE, WIDE, Extras(MOMENTS)).flags
    for flag in flags:
        below = [other for other in flags if other.y > flag.y]
        assert [o.label for o in below if o.x < flag.x1 < o.x + o.width] == []


def test_metro_stands_a_milestone_between_its_year_and_the_next() -> None:
    picture = metro(COVERAGE, WIDE, Extras(MOMENTS))
    station = {one.year: one for one in picture.stations}
    for flag, year in zip(picture.flags, (2, 3, 3, 5, 5), strict=True):
        assert station[year].x + station[year].width < flag.x1
        assert flag.x1 < (station[year + 1].x if year < 5 else picture.width)


def test_metro_makes_room_for_milestones_on_a_phone() -> None:
    plain, full = metro(COVERAGE, TALL), metro(COVERAGE, TALL, Extras(MOMENTS))
    assert full.height - plain.height == 5 * 30
    for flag in full.flags:
        for station in full.stations:
            assert not station.y < flag.y + flag.height < station.y + station.height + flag.height


SPREAD = {1: (2, 0, 0, 0), 2: (1, 0, 4, 0), 3: (0, 0, 0, 0), 4: (1,)}


def test_metro_draws_a_bar_for_every_period(layout: Layout) -> None:
    stations = metro(COVERAGE, layout, Extras(spread=SPREAD)).stations
    numbers = {s.year: tuple(bar.number for bar in s.bars) for s in stations if s.bars}
    assert numbers == SPREAD
    tallest = layout.bar[2]
    heights = [[bar.height for bar in station.bars] for station in stations]
    assert heights == [
        [tallest // 2, 0, 0, 0],
        [max(4, round(tallest / 4)), 0, tallest, 0],
        [0, 0, 0, 0],
        [max(4, round(tallest / 4))],
        [],
    ]
    feet = {(bar.y + bar.height - s.y) for s in stations for bar in s.bars}
    assert len(feet) == 1


def test_station_knows_when_everything_is_in_one_period() -> None:
    stations = metro(COVERAGE, WIDE, Extras(spread=SPREAD)).stations
    assert [station.only for station in stations] == [1, None, None, None, None]


@pytest.mark.parametrize("track", list(Track))
def test_metro_fits_every_track(layout: Layout, track: Track) -> None:
    picture = metro(measure([], Selection(track=track), [track]), layout, Extras(MOMENTS))
    assert [station.year for station in picture.stations] == list(range(1, track.last_year + 1))
    assert picture.width == {WIDE: 1120, TALL: 323}[layout]


@pytest.mark.parametrize("wide", [WIDE, PAPER])
@pytest.mark.parametrize("last", [4, 5, 6])
def test_metro_keeps_the_usual_milestones_apart_whatever_the_number_of_years(
    wide: Layout, last: int
) -> None:
    usual = (
        Moment(3, 0.47, "Profielavond klas 3"),
        Moment(3, 0.58, "Profielkeuze"),
        *(Moment(year, 0.17, "PTA bespreken") for year in range(4, last + 1)),
        Moment(last, 0.75, "Aanmelden universiteit"),
    )
    track = {4: Track.VMBO_TL, 5: Track.HAVO, 6: Track.VWO}[last]
    coverage = measure([], Selection(track=track), [track])
    picture = metro(coverage, wide, Extras(usual))
    flags = picture.flags
    assert [(a.label, b.label) for a, b in combinations(flags, 2) if overlap(a, b)] == []
    through = [
        (high.label, low.label)
        for high in flags
        for low in flags
        if low.y > high.y and low.x < high.x1 < low.x + low.width
    ]
    assert through == []
    assert len({flag.y for flag in flags}) <= 3
    assert all(0 <= flag.x <= picture.width - flag.width for flag in flags)
