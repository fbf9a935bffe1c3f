"""The metro map: every figure has its stop, and a stretch shows the worse of its ends."""

import pytest

from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import Cell, Selection, State, Tagged, measure
from lobbib.domain.tracks import Track
from lobbib.exchange.picture import TALL, WIDE, Layout, Metro, metro

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
    assert netwerken(metro(COVERAGE, WIDE)) == ["thin", "dashed", "dashed", "thick", "thick"]
    assert netwerken(metro(COVERAGE, TALL)) == ["thin", "dashed", "dashed", "thick"]


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
    for station in picture.stations:
        assert 0 <= station.x <= picture.width - station.width
        assert 0 <= station.y <= picture.height - station.height
    assert len({(stop.x, stop.y) for stop in stops}) == 25


def test_metro_turns_the_years_downwards_for_a_phone() -> None:
    wide, tall = metro(COVERAGE, WIDE), metro(COVERAGE, TALL)
    assert [stop.y for stop in wide.lines[0].stops] == [wide.lines[0].y] * 5
    assert [stop.x for stop in tall.lines[0].stops] == [tall.lines[0].x] * 5
    assert (wide.width > wide.height, tall.width < tall.height) == (True, True)
