"""Floors under what lobbib suggests: on the tuning half, and what the issue asks of the unseen one.

The unseen half is asked for figures alone; no message here shows one of its items.
"""

from collections.abc import Callable

import pytest

from lobbib.domain.tagging import Weights
from tests.judged.report import (
    NO_PHRASES,
    Answered,
    Facts,
    Shown,
    Suggest,
    Tags,
    at_a_school,
    commonest,
    cost,
    f1_of,
    judge_circumstances,
    judge_facts,
    judge_questions,
    judge_tags,
    report,
    suggest_with,
)
from tests.judged.sets import Around, Half, around, asked, described, from_seed

FIRST, MACRO, EACH, YEAR = 0.85, 0.75, 0.6, 0.9
ORDINARY, HARD, BLAMED = 0.95, 0.8, 0.05
MAX_MS = 30


def tags(half: Half, suggest: Suggest) -> Tags:
    """Over everything in that half: descriptions and seed."""
    return judge_tags([*described(half), *from_seed(half)], suggest)


@pytest.fixture(scope="module", params=["tuning", "unseen"])
def half(request: pytest.FixtureRequest) -> Half:
    found: Half = request.param
    return found


@pytest.mark.parametrize("where", [suggest_with, at_a_school], ids=["first day", "at a school"])
def test_suggested_competencies_are_right_as_often_as_was_asked(
    half: Half, where: Callable[[], Suggest]
) -> None:
    found = tags(half, where())
    assert found.first >= FIRST
    assert found.macro >= MACRO
    assert min(found.f1.values()) >= EACH


def test_years_are_right_as_often_as_was_asked(half: Half) -> None:
    found = judge_facts(described(half))
    assert found.year >= YEAR


def test_closed_questions_are_seen_as_often_as_was_asked(half: Half) -> None:
    found = judge_questions(asked(half))
    assert found.ordinary >= ORDINARY
    assert found.hard >= HARD
    assert found.blamed <= BLAMED


def test_a_suggestion_costs_as_little_as_was_asked() -> None:
    middle, _ = cost([*described("tuning"), *from_seed("tuning")])
    assert middle <= MAX_MS


def test_the_tuning_half_stays_as_good_as_it_was() -> None:
    found = tags("tuning", suggest_with())
    assert (found.first >= 0.93, found.macro >= 0.88) == (True, True)
    answered = judge_questions(asked("tuning"))
    assert answered == Answered(ordinary=1.0, hard=1.0, blamed=0.0)
    facts = judge_facts(described("tuning"))
    assert facts.year >= 0.97
    assert facts.no_year >= 0.97
    assert facts.subjects >= 0.93
    assert facts.minutes >= 0.95


def test_what_goes_on_around_a_lesson_stays_as_good_as_it_was() -> None:
    found = judge_circumstances([*described("tuning"), *around("tuning")])
    assert (found["activity"].right >= 0.91, found["activity"].found >= 0.83) == (True, True)
    assert (found["parents"].right >= 0.99, found["parents"].found >= 0.94) == (True, True)
    assert (found["outside"].right >= 0.97, found["outside"].found >= 0.99) == (True, True)


def test_shares_tell_what_is_missed_apart_from_what_is_too_much() -> None:
    item = Around("", "", None, parents=True, outside=False)
    visit = Around("", "Met de trein op excursie naar een museum.", "bezoek", False, True)
    found = judge_circumstances([item, visit])
    assert found == {
        "activity": Shown(right=1.0, found=1.0),
        "parents": Shown(right=0.0, found=0.0),
        "outside": Shown(right=1.0, found=1.0),
    }
    assert [Shown(0.5, 1.0).f1, Shown(0.0, 0.0).f1] == [2 / 3, 0.0]


def test_every_voice_adds_something() -> None:
    together = tags("tuning", suggest_with()).first
    assert together > tags("tuning", suggest_with(weights=Weights())).first
    assert together > tags("tuning", suggest_with(lexicon=NO_PHRASES)).first
    assert tags("tuning", at_a_school()).first >= together
    assert tags("tuning", commonest()).first < 0.3


def test_f1_counts_what_is_missed_and_what_is_too_much() -> None:
    assert f1_of([(True, True), (True, False), (False, True), (False, False)]) == 0.5
    assert f1_of([(False, False)]) == 0.0


def test_the_report_shows_figures_and_no_item() -> None:
    printed = "\n".join(report("tuning"))
    assert "commonest label" in printed
    assert "at the demo school" in printed
    assert [
        x.body for x in described("tuning") if x.body in printed or (x.title and x.title in printed)
    ] == []
    assert all(name in printed for name in Facts.__dataclass_fields__)
