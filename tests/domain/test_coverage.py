"""The engine of the line, by example and against the judge that shares no code with it."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lobbib.domain.assignments import Activity
from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import (
    Cell,
    Coverage,
    Flaw,
    Line,
    Selection,
    State,
    Tagged,
    follow,
    measure,
    worst_first,
    years_shown,
)
from lobbib.domain.tracks import Track
from tests.oracles import coverage as oracle

K, M, W, L, N = Competency
HAVO = Selection(track=Track.HAVO)
ROW = Tagged(
    id=1,
    years=frozenset({1, 2}),
    competencies=frozenset({K, N}),
    tracks=frozenset({Track.HAVO, Track.VWO}),
    subjects=frozenset({"economie", "mentorles"}),
    activity=Activity.INTERVIEW,
    parents=True,
)


def only_filled(coverage: Coverage) -> dict[Cell, int]:
    return {cell: number for cell, number in coverage.cells.items() if number}


def test_measure_counts_an_assignment_in_each_of_its_cells_and_once_in_each_total() -> None:
    coverage = measure([ROW, replace(ROW, id=2, years=frozenset({2}))], HAVO, [Track.HAVO])
    assert only_filled(coverage) == {Cell(K, 1): 1, Cell(K, 2): 2, Cell(N, 1): 1, Cell(N, 2): 2}
    assert coverage.years_total == {1: 1, 2: 2, 3: 0, 4: 0, 5: 0}
    assert coverage.competencies_total == {K: 2, M: 0, W: 0, L: 0, N: 2}
    assert coverage.total == 2


def test_measure_counts_ids_and_not_rows() -> None:
    twice = [ROW, replace(ROW, years=frozenset({2, 3}))]
    coverage = measure(twice, HAVO, [Track.HAVO])
    assert coverage.cells[Cell(K, 2)] == 1
    assert (coverage.competencies_total[K], coverage.total) == (1, 1)


def test_measure_of_nothing_is_empty_everywhere() -> None:
    coverage = measure([], HAVO, [Track.HAVO])
    assert list(coverage.cells) == [Cell(c, year) for c in Competency for year in range(1, 6)]
    assert coverage.gaps == tuple(coverage.cells)
    assert (coverage.total, coverage.thin) == (0, ())


def test_measure_leaves_out_years_after_the_last_of_the_track() -> None:
    late = replace(ROW, years=frozenset({5, 6}), tracks=frozenset({Track.VMBO_TL, Track.VWO}))
    mavo = measure([late], Selection(track=Track.VMBO_TL), list(Track))
    assert mavo.years == (1, 2, 3, 4)
    assert (only_filled(mavo), mavo.total, mavo.competencies_total[K]) == ({}, 0, 0)
    assert measure([late], Selection(track=Track.VWO), list(Track)).total == 1


@pytest.mark.parametrize(
    ("school", "track", "last"),
    [
        ([Track.VMBO_TL, Track.HAVO], None, 5),
        ([Track.VMBO_TL, Track.VWO], Track.VMBO_TL, 4),
        ([Track.VMBO_BB], None, 4),
        ([Track.VMBO_BB], Track.VWO, 6),
        ([], None, 6),
    ],
)
def test_years_shown_end_with_the_track_or_with_the_highest_of_the_school(
    school: list[Track], track: Track | None, last: int
) -> None:
    assert years_shown(school, track) == tuple(range(1, last + 1))


def test_measure_without_a_track_has_a_matrix_and_no_line() -> None:
    coverage = measure([ROW], Selection(), [Track.VMBO_TL])
    assert coverage.lines == {}
    assert coverage.cells[Cell(N, 2)] == 1
    assert coverage.years == (1, 2, 3, 4)


@pytest.mark.parametrize(
    ("selection", "admitted"),
    [
        (Selection(), True),
        (Selection(track=Track.VWO), True),
        (Selection(track=Track.VMBO_TL), False),
        (Selection(subjects=frozenset({"muziek", "economie"})), True),
        (Selection(subjects=frozenset({"muziek"})), False),
        (Selection(activities=frozenset({Activity.GAME, Activity.INTERVIEW})), True),
        (Selection(activities=frozenset({Activity.GAME})), False),
        (Selection(parents=True), True),
        (Selection(dossier=True), False),
        (Selection(Track.HAVO, frozenset({"economie"}), frozenset(), True, True), False),
    ],
)
def test_selection_admits_what_has_every_kind_of_tag_asked_for(
    selection: Selection, admitted: bool
) -> None:
    assert selection.admits(ROW) is admitted


def test_selection_admits_the_other_flag_alone() -> None:
    evidence = replace(ROW, parents=False, dossier=True)
    assert Selection(dossier=True).admits(evidence)
    assert not Selection(parents=True).admits(evidence)


def test_state_stands_towards_the_target() -> None:
    rows = [replace(ROW, id=number, years=frozenset({1})) for number in (1, 2)]
    targets = {Cell(K, 1): 2, Cell(N, 1): 3}
    coverage = measure(rows, HAVO, [Track.HAVO], targets)
    assert coverage.state(K, 1) is State.MET
    assert coverage.state(N, 1) is State.THIN
    assert coverage.state(K, 2) is State.EMPTY
    assert coverage.thin == (Cell(N, 1),)
    assert Cell(N, 1) not in coverage.gaps
    assert (coverage.targets[Cell(N, 1)], coverage.targets[Cell(M, 1)]) == (3, 1)


def test_state_is_met_above_the_target_and_empty_at_0_whatever_was_agreed() -> None:
    coverage = measure([ROW], HAVO, [Track.HAVO], {Cell(K, 1): 0, Cell(M, 1): 0})
    assert coverage.state(K, 1) is State.MET
    assert coverage.state(M, 1) is State.EMPTY


@pytest.mark.parametrize(
    ("filled", "flaws", "longest"),
    [
        ({1, 2, 3, 4, 5}, {}, 5),
        (set(), {Flaw.ABSENT: (1, 2, 3, 4, 5)}, 0),
        ({3, 4, 5}, {Flaw.LATE: (1, 2)}, 3),
        ({1, 2}, {Flaw.EARLY: (3, 4, 5)}, 2),
        ({1, 2, 4, 5}, {Flaw.BREAKS: (3,)}, 2),
        ({1, 3, 5}, {Flaw.BREAKS: (2, 4)}, 1),
        ({2, 4}, {Flaw.LATE: (1,), Flaw.BREAKS: (3,), Flaw.EARLY: (5,)}, 1),
        ({3}, {Flaw.LATE: (1, 2), Flaw.EARLY: (4, 5)}, 1),
        ({1, 3, 4, 5}, {Flaw.BREAKS: (2,)}, 3),
    ],
)
def test_follow_names_each_flaw_with_its_years(
    filled: set[int], flaws: dict[Flaw, tuple[int, ...]], longest: int
) -> None:
    assert follow((1, 2, 3, 4, 5), frozenset(filled)) == Line(flaws, longest)


def test_line_reads_as_states_and_years() -> None:
    broken = follow((1, 2, 3, 4, 5), frozenset({2, 4}))
    assert broken.states == ("late", "breaks", "early")
    assert broken.years == (1, 3, 5)
    assert not broken.is_continuous
    whole = follow((1, 2), frozenset({1, 2}))
    assert (whole.states, whole.years, whole.is_continuous) == (("continuous",), (), True)


def test_measure_follows_each_competence_on_a_track() -> None:
    coverage = measure([ROW], HAVO, [Track.HAVO])
    assert list(coverage.lines) == [K, M, W, L, N]
    assert coverage.lines[K] == Line({Flaw.EARLY: (3, 4, 5)}, 2)
    assert coverage.lines[M].states == ("absent",)


def test_worst_first_begins_with_what_is_missing_most_often() -> None:
    rows = [
        Tagged(1, frozenset({1, 2, 4}), frozenset({K}), frozenset({Track.VMBO_TL})),
        Tagged(2, frozenset({1, 4}), frozenset({L}), frozenset({Track.VMBO_TL})),
        Tagged(3, frozenset({1, 2, 3, 4}), frozenset({M, W}), frozenset({Track.VMBO_TL})),
        Tagged(4, frozenset({1, 3, 4}), frozenset({N}), frozenset({Track.VMBO_TL})),
    ]
    coverage = measure(rows, Selection(track=Track.VMBO_TL), [Track.VMBO_TL])
    assert worst_first(coverage) == (Cell(L, 2), Cell(L, 3), Cell(K, 3), Cell(N, 2))


SLUGS = ("economie", "mentorles", "muziek")
ITEMS = st.lists(
    st.fixed_dictionaries(
        {
            "status": st.just("gedeeld"),
            "years": st.sets(st.integers(1, 6)).map(sorted),
            "competencies": st.sets(st.sampled_from(oracle.COMPETENCIES)).map(sorted),
            "tracks": st.sets(st.sampled_from(list(oracle.LAST_YEAR))).map(sorted),
            "subjects": st.sets(st.sampled_from(SLUGS)).map(sorted),
            "activity": st.none() | st.sampled_from(["gesprek", "spel", "bezoek"]),
            "parents": st.booleans(),
            "dossier": st.booleans(),
        }
    ),
    max_size=12,
)
ASKED = st.fixed_dictionaries(
    {
        "tracks": st.lists(st.sampled_from(list(oracle.LAST_YEAR)), min_size=1),
        "track": st.none() | st.sampled_from(list(oracle.LAST_YEAR)),
        "subjects": st.sets(st.sampled_from(SLUGS), max_size=2),
        "activities": st.sets(st.sampled_from(["gesprek", "spel"]), max_size=2),
        "parents": st.booleans(),
        "dossier": st.booleans(),
        "target": st.integers(1, 3),
    }
)


def tagged(number: int, item: dict[str, Any]) -> Tagged:
    return Tagged(
        id=number,
        years=frozenset(item["years"]),
        competencies=frozenset(map(Competency, item["competencies"])),
        tracks=frozenset(map(Track, item["tracks"])),
        subjects=frozenset(item["subjects"]),
        activity=Activity(item["activity"]) if item["activity"] else None,
        parents=item["parents"],
        dossier=item["dossier"],
    )


def selection_of(asked: dict[str, Any]) -> Selection:
    return Selection(
        track=Track(asked["track"]) if asked["track"] else None,
        subjects=frozenset(asked["subjects"]),
        activities=frozenset(map(Activity, asked["activities"])),
        parents=asked["parents"],
        dossier=asked["dossier"],
    )


@settings(deadline=None)
@given(items=ITEMS, asked=ASKED)
def test_measure_agrees_with_the_judge(items: list[dict[str, Any]], asked: dict[str, Any]) -> None:
    targets = {Cell(c, year): asked["target"] for c in Competency for year in range(1, 7)}
    rows = [tagged(number, item) for number, item in enumerate(items)]
    tracks = [Track(track) for track in asked["tracks"]]
    coverage = measure(rows, selection_of(asked), tracks, targets)
    numbered = [item | {"id": number, "outside": False} for number, item in enumerate(items)]
    expected = oracle.count(numbered, **asked)
    assert list(coverage.years) == expected["years"]
    assert {
        c: {str(y): coverage.cells[Cell(c, y)] for y in coverage.years} for c in Competency
    } == (expected["cells"])
    assert {str(y): n for y, n in coverage.years_total.items()} == expected["years_total"]
    assert dict(coverage.competencies_total) == expected["competencies_total"]
    assert [{"year": y, "competency": c} for c, y in coverage.gaps] == expected["gaps"]
    assert [{"year": y, "competency": c} for c, y in coverage.thin] == expected["thin"]
    assert {
        c: {"states": list(line.states), "years": list(line.years), "longest": line.longest}
        for c, line in coverage.lines.items()
    } == expected.get("line", {})
