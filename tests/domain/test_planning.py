"""What holds for class types, periods and milestones, and what a school begins with."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from lobbib.domain.calls import CallData, beginning_of, call_problems, thanks_problem
from lobbib.domain.competencies import Competency
from lobbib.domain.deliveries import is_named, line_problem
from lobbib.domain.planning import (
    ClassTypeData,
    MilestoneData,
    PeriodData,
    class_type_problems,
    default_class_types,
    default_milestones,
    default_periods,
    mark_of,
    milestone_problems,
    periods_problems,
    tidied,
)
from lobbib.domain.school_years import SchoolYear
from lobbib.domain.tracks import Track
from lobbib.services.transaction import utc_now

YEAR = SchoolYear(2026)
MIXED = ClassTypeData("1 mavo/havo", 1, (Track.VMBO_TL, Track.HAVO))


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        (MIXED, set()),
        (ClassTypeData("", 1, (Track.HAVO,)), {"name"}),
        (ClassTypeData("x" * 41, 1, (Track.HAVO,)), {"name"}),
        (ClassTypeData("x" * 40, 6, (Track.VWO, Track.HAVO)), set()),
        (ClassTypeData("7 vwo", 7, (Track.VWO,)), {"year", "tracks"}),
        (ClassTypeData("3 havo", 3, ()), {"tracks"}),
        (ClassTypeData("5 mavo", 5, (Track.VMBO_TL,)), {"tracks"}),
    ],
)
def test_class_type_problems(data: ClassTypeData, fields: set[str]) -> None:
    assert set(class_type_problems(data)) == fields


def test_tidied_class_type_has_its_tracks_in_order() -> None:
    data = tidied(ClassTypeData("  1  mavo/havo\n", 1, (Track.HAVO, Track.VMBO_TL, Track.HAVO)))
    assert data == MIXED


@pytest.mark.parametrize("number", range(2, 7))
def test_default_periods_fill_the_year_without_holes(number: int) -> None:
    periods = default_periods(YEAR, number)
    assert periods_problems(periods, YEAR) == {}
    assert len(periods) == number
    assert (periods[0].first_day, periods[-1].last_day) == (date(2026, 8, 17), date(2027, 7, 17))
    for one, other in pairwise(periods):
        assert other.first_day == one.last_day + timedelta(days=1)
    lengths = [(period.last_day - period.first_day).days for period in periods]
    assert max(lengths) - min(lengths) <= 1


def period(first: tuple[int, int], last: tuple[int, int], name: str = "P") -> PeriodData:
    def day(month: int, number: int) -> date:
        return date(2026 if month >= 8 else 2027, month, number)

    return PeriodData(name, day(*first), day(*last))


@pytest.mark.parametrize(
    ("periods", "fields"),
    [
        ([period((8, 1), (12, 31)), period((1, 1), (7, 31))], set()),
        ([period((8, 1), (12, 31))], {"periods"}),
        ([period((9, 1), (9, 2))] * 7, {"periods"}),
        ([period((9, 1), (12, 31)), period((12, 31), (7, 1))], {"period-2"}),
        ([period((9, 1), (8, 31)), period((10, 1), (7, 1), "")], {"period-1", "period-2"}),
        (
            [PeriodData("P", date(2026, 7, 31), date(2026, 10, 1)), period((11, 1), (7, 1))],
            {"period-1"},
        ),
        (
            [period((9, 1), (10, 1)), PeriodData("P", date(2026, 11, 1), date(2027, 8, 1))],
            {"period-2"},
        ),
        ([period((9, 1), (10, 1), "x" * 41), period((11, 1), (11, 1))], {"period-1"}),
    ],
)
def test_periods_problems(periods: list[PeriodData], fields: set[str]) -> None:
    assert set(periods_problems(periods, YEAR)) == fields


def test_default_class_types_follow_the_tracks() -> None:
    found = default_class_types([Track.HAVO, Track.VMBO_TL])
    assert [row.name for row in found] == [
        "1 mavo", "1 havo", "2 mavo", "2 havo", "3 mavo", "3 havo", "4 mavo", "4 havo", "5 havo",
    ]  # fmt: skip
    assert all(class_type_problems(row) == {} for row in found)


def test_default_milestones_are_those_of_the_tracks() -> None:
    names = [row.name for row in default_milestones([Track.VMBO_KB, Track.HAVO])]
    assert names == ["Profielkeuze vmbo", "Aanmelden mbo", "Profielkeuze", "Aanmelden hbo"]
    (choice, *_) = default_milestones([Track.VMBO_KB])
    assert (choice.years, choice.tracks, choice.school_year) == ((2,), (Track.VMBO_KB,), None)
    assert [row.name for row in default_milestones([Track.VWO])] == [
        "Profielkeuze",
        "Aanmelden universiteit",
    ]


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        (MilestoneData("Open dag", date(2027, 1, 20), YEAR, (3,)), set()),
        (MilestoneData("Open dag", date(2028, 1, 20), YEAR), {"day"}),
        (MilestoneData("Open dag", date(2028, 1, 20), None), set()),
        (MilestoneData("", date(2027, 1, 20), YEAR, (0,)), {"name", "years"}),
        (MilestoneData("x" * 81, date(2027, 1, 20)), {"name"}),
    ],
)
def test_milestone_problems(data: MilestoneData, fields: set[str]) -> None:
    assert set(milestone_problems(data)) == fields


def test_mark_changes_with_what_it_marks() -> None:
    assert mark_of(MIXED) == mark_of(ClassTypeData("1 mavo/havo", 1, MIXED.tracks))
    assert mark_of(MIXED) != mark_of(ClassTypeData("1 mavo/havo", 2, MIXED.tracks))
    assert len(mark_of("x")) == 16


def test_name_stays_two_years() -> None:
    now = utc_now()
    assert is_named(now - timedelta(days=729), now)
    assert not is_named(now - timedelta(days=730), now)


def test_line_and_thanks_are_short() -> None:
    assert line_problem("x" * 300) is None
    assert line_problem("x" * 301) == "Gebruik hoogstens 300 tekens."
    assert thanks_problem("x" * 300) is None
    assert thanks_problem("x" * 301) == "Gebruik hoogstens 300 tekens."


CALL = CallData(Competency.NETWERKEN, 3)


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        (CALL, set()),
        (CallData(Competency.NETWERKEN, 7), {"year"}),
        (CallData(Competency.NETWERKEN, 5, Track.VMBO_TL), {"track"}),
        (CallData(Competency.NETWERKEN, 5, Track.HAVO, text="x" * 1001), {"text"}),
    ],
)
def test_call_problems(data: CallData, fields: set[str]) -> None:
    assert set(call_problems(data)) == fields


def test_beginning_has_the_tags_of_the_call() -> None:
    offered = (Track.VMBO_TL, Track.HAVO, Track.VWO)
    wide = beginning_of(CallData(Competency.NETWERKEN, 5, subject="economie"), offered)
    assert (wide.years, wide.competencies) == ((5,), (Competency.NETWERKEN,))
    assert (wide.tracks, wide.subjects) == ((Track.HAVO, Track.VWO), ("economie",))
    narrow = beginning_of(CallData(Competency.NETWERKEN, 3, Track.VWO), offered)
    assert (narrow.tracks, narrow.subjects, narrow.title) == ((Track.VWO,), (), "")
