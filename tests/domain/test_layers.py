"""Which layer and school year a column is taken from, what is agreed on, quality, proposals."""

from datetime import date

import pytest

from lobbib.domain.assignments import Activity
from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import Cell, Change, Column, Coverage, compare, count, effects
from lobbib.domain.layers import Agreements, Asked, Layer, Said, Source, agreements_in, sources
from lobbib.domain.planning import YearTarget
from lobbib.domain.proposals import Kind, Proposal, Supply, proposals
from lobbib.domain.quality import CompetencyQuality, Traits, YearQuality, weigh
from lobbib.domain.school_years import SchoolYear

K, M, W, L, N = Competency
TODAY = date(2026, 11, 25)
THIS, LAST = SchoolYear(2026), SchoolYear(2025)
NONE: frozenset[int] = frozenset()


def test_layers_have_a_word_for_the_address_and_one_for_the_screen() -> None:
    assert [(layer.value, layer.dutch, layer.label) for layer in Layer] == [
        ("available", "beschikbaar", "Beschikbaar"),
        ("planned", "gepland", "Gepland"),
        ("done", "gedaan", "Gedaan"),
    ]


def test_sources_of_a_school_year_are_one_and_the_same() -> None:
    asked = Asked(LAST, Layer.DONE)
    assert sources(asked, (1, 2), TODAY) == dict.fromkeys((1, 2), Source(LAST, Layer.DONE))


def test_sources_of_available_are_today() -> None:
    asked = Asked(LAST, Layer.AVAILABLE)
    assert sources(asked, (1,), TODAY) == {1: Source(THIS, Layer.AVAILABLE)}


def test_sources_of_a_cohort_go_through_the_years() -> None:
    asked = Asked(THIS, Layer.AVAILABLE, cohort=SchoolYear(2025))
    assert sources(asked, (1, 2, 3), TODAY) == {
        1: Source(LAST, Layer.DONE),
        2: Source(THIS, Layer.PLANNED),
        3: Source(SchoolYear(2027), Layer.PLANNED),
    }
    assert sources(asked, (1,), date(2026, 7, 31)) == {1: Source(LAST, Layer.PLANNED)}


def test_agreements_hold_until_a_later_one() -> None:
    said = [
        Said(SchoolYear(2027), Cell(N, 3), 9),
        Said(THIS, Cell(N, 3), 2),
        Said(LAST, Cell(N, 3), 3),
        Said(LAST, Cell(W, 1), 0),
        Said(LAST, 3, YearTarget(5, 3, 4)),
    ]
    now = agreements_in(said, THIS)
    assert (now.cell(Cell(N, 3)), now.cell(Cell(W, 1)), now.cell(Cell(W, 2))) == (2, 0, 1)
    assert (now.year(3), now.year(1)) == (YearTarget(5, 3, 4), YearTarget(3, 2, 3))
    assert agreements_in(said, LAST).cell(Cell(N, 3)) == 3
    assert agreements_in(said, SchoolYear(2024)) == Agreements()


def counted(**columns: frozenset[int]) -> Coverage:
    """Coverage of years 1 and 2; every assignment is tagged by its last digit: 0 K, 4 N."""
    ids = frozenset().union(*columns.values())
    tags = {c: frozenset(n for n in ids if n % 10 == place) for place, c in enumerate(Competency)}
    years = {
        year: Column(columns.get(f"all{year}", NONE), columns.get(f"part{year}", NONE))
        for year in (1, 2)
    }
    return count(years, tags, {Cell(K, 1): 2}, lines=True)


def test_count_keeps_what_reaches_a_part_apart() -> None:
    found = counted(all1=frozenset({10, 14, 24}), part1=frozenset({14, 34}), part2=frozenset({14}))
    filled = {cell: n for cell, n in found.cells.items() if n}
    assert filled == {Cell(K, 1): 1, Cell(N, 1): 2}
    assert {cell: n for cell, n in found.part.items() if n} == {Cell(N, 1): 1, Cell(N, 2): 1}
    assert (found.years_total, found.part_years_total) == ({1: 3, 2: 0}, {1: 1, 2: 1})
    assert found.part_competencies_total == {K: 0, M: 0, W: 0, L: 0, N: 1}
    assert (found.total, found.thin, found.lines[N].states) == (3, (Cell(K, 1),), ("early",))


def test_compare_names_the_cells_that_differ() -> None:
    now = counted(all1=frozenset({10, 14}))
    before = counted(all1=frozenset({24, 34}), all2=frozenset({10}))
    assert compare(now, before) == (
        Change(Cell(K, 1), 0, 1),
        Change(Cell(K, 2), 1, 0),
        Change(Cell(N, 1), 2, 1),
    )
    assert compare(now, now) == ()


def test_effects_say_what_one_more_would_make_of_it() -> None:
    now = counted(all1=frozenset({10}))
    assert effects(now, 1, [N, K]) == (Change(Cell(K, 1), 1, 2), Change(Cell(N, 1), 0, 1))
    assert effects(now, 6, [N]) == ()


TRAITS = Traits(
    competencies={K: frozenset({1, 2}), M: NONE, W: NONE, L: frozenset({3}), N: frozenset({2})},
    activities={kind: frozenset({1, 2} if kind is Activity.GAME else ()) for kind in Activity},
    questions=frozenset({1, 9}),
    parents=frozenset({2}),
    outside=frozenset({2, 3}),
    dossier=NONE,
)


def test_weigh_counts_what_stands_beside_the_numbers() -> None:
    columns = {1: Column(frozenset({1, 2, 9}), frozenset({3})), 2: Column(frozenset({2}), NONE)}
    periods = {1: {1: frozenset({1, 2}), 4: frozenset({2}), 2: frozenset({9})}}
    found = weigh(columns, TRAITS, periods, {1: YearTarget(2, 2, 1)})
    assert found.years[1] == YearQuality(2, 1, 1, 1, 0, {1: 2, 4: 1}, YearTarget(2, 2, 1))
    assert found.years[2] == YearQuality(1, 0, 1, 1, 0, {}, YearTarget())
    assert found.competencies[K] == CompetencyQuality((Activity.GAME,), same=(2,))
    assert found.competencies[L] == CompetencyQuality()


@pytest.mark.parametrize(
    ("quality", "met", "only"),
    [
        (YearQuality(3, 3, periods={1: 2, 4: 1}), True, None),
        (YearQuality(2, 2, periods={1: 2, 4: 1}), False, None),
        (YearQuality(3, 2, periods={1: 2, 4: 1}), False, None),
        (YearQuality(3, 3, periods={4: 3}), False, 4),
        (YearQuality(1, 1, periods={4: 1}), False, None),
        (YearQuality(3, 3), False, None),
    ],
)
def test_year_is_met_when_all_three_agreements_are(
    quality: YearQuality, met: bool, only: int | None
) -> None:
    assert (quality.is_met, quality.only_period) == (met, only)


def test_proposals_come_in_the_order_of_what_is_easiest() -> None:
    supply = Supply(
        own={Cell(N, 2): frozenset({5, 4}), Cell(N, 3): frozenset({7}), Cell(N, 4): frozenset({8})},
        elsewhere={Cell(N, 3): frozenset({90}), Cell(N, 2): frozenset({91})},
        fitting={N: frozenset({6, 60})},
        years={3: frozenset({6, 7})},
    )
    assert proposals(Cell(N, 3), supply, NONE) == (
        Proposal(Kind.HERE, 3, (7,)),
        Proposal(Kind.LOWER, 2, (4, 5)),
        Proposal(Kind.HIGHER, 4, (8,)),
        Proposal(Kind.ELSEWHERE, 3, (90,)),
        Proposal(Kind.FITS, 3, (6,)),
    )
    # What pupils of that year meet already is no news to them.
    assert proposals(Cell(N, 3), supply, frozenset({4, 5, 6, 7})) == (
        Proposal(Kind.HIGHER, 4, (8,)),
        Proposal(Kind.ELSEWHERE, 3, (90,)),
        Proposal(Kind.FITS, 3, (6,)),
    )
    assert proposals(Cell(K, 6), supply, NONE) == ()
