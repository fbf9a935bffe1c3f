"""The measures, against values that were worked out by hand.

Places 1, 3 and 7 divide by 1, 2 and 3. Place 2 divides by log2(3) = 1.584962500721156, which is
what 0.6309297535714575 comes from.
"""

import pytest

from tests.search_quality.metrics import Mean, mean, ndcg, success

PLACE_2 = 0.6309297535714575
GRADES = {"a": 3, "b": 2, "c": 1}  # gains 7, 3, 1
BEST = 7 + 3 * PLACE_2 + 1 / 2
TWELVE = {f"k{n}": 1 for n in range(12)}


@pytest.mark.parametrize(
    ("found", "relevant", "expected"),
    [
        (["a", "b", "c"], GRADES, 1.0),
        (["a"], {"a": 3}, 1.0),
        (["a"], {"a": 1}, 1.0),  # an only assignment is worth all there is, whatever its grade
        ([], GRADES, 0.0),
        (["x", "y"], GRADES, 0.0),
        (["x", "x2", "a"], {"a": 3}, 1 / 2),
        (["1", "2", "3", "4", "5", "6", "a"], {"a": 2}, 1 / 3),
        (["x", "a"], {"a": 3}, PLACE_2),
        (["a", "x", "b"], GRADES, (7 + 3 / 2) / BEST),
        (["c", "b", "a"], GRADES, (1 + 3 * PLACE_2 + 7 / 2) / BEST),
        ([*"0123456789", "a"], {"a": 3}, 0.0),  # the eleventh place gains nothing
        ([f"k{n}" for n in range(10)], TWELVE, 1.0),  # ten is all that ten places can hold
    ],
)
def test_ndcg_is_the_share_of_the_best_gain(
    found: list[str], relevant: dict[str, int], expected: float
) -> None:
    assert ndcg(found, relevant) == pytest.approx(expected, rel=1e-12, abs=0)


def test_ndcg_of_a_known_page_has_the_number_from_paper() -> None:
    assert round(ndcg(["b", "x", "a"], GRADES), 6) == 0.69202  # (3 + 3.5) / 9.392789


@pytest.mark.parametrize(
    ("found", "relevant", "depth", "expected"),
    [
        (["a"], {"a": 3}, 1, 1.0),
        (["b"], {"a": 3, "b": 2}, 1, 1.0),
        (["c"], GRADES, 1, 0.0),  # a 1 is not enough where something is a 2 or a 3
        (["c"], {"c": 1}, 1, 1.0),
        (["c", "b"], GRADES, 1, 0.0),
        (["c", "b"], GRADES, 5, 1.0),
        (["1", "2", "3", "4", "a"], GRADES, 5, 1.0),
        (["1", "2", "3", "4", "5", "a"], GRADES, 5, 0.0),
        ([], GRADES, 5, 0.0),
    ],
)
def test_success_asks_for_a_good_one_near_the_top(
    found: list[str], relevant: dict[str, int], depth: int, expected: float
) -> None:
    assert success(found, relevant, depth) == expected


def test_mean_of_what_never_varies_is_sure() -> None:
    assert mean([0.25] * 8) == Mean(0.25, 0.25, 0.25)


def test_mean_of_one_value_is_that_value() -> None:
    assert mean([0.5]) == Mean(0.5, 0.5, 0.5)


def test_mean_is_the_same_each_time() -> None:
    values = [0.0, 1.0, 1.0, 0.5]
    assert mean(values) == mean(values)


def test_interval_of_a_coin_is_that_of_the_binomial() -> None:
    """100 throws, half of them 1: 95 % of resamples lie within 1.96 * sqrt(.25 / 100) = 0.098."""
    found = mean([0.0, 1.0] * 50)
    assert found.value == 0.5
    assert found.low == pytest.approx(0.402, abs=0.012)
    assert found.high == pytest.approx(0.598, abs=0.012)
