"""Arithmetic of the figures: what a median, a ratio and a promise come to."""

import pytest

from tests.bench.agreement import Disagreement, check, overlap, problems
from tests.bench.figures import Figure, Target, figure, percentile, ratio, short, table, verdicts
from tests.bench.questions import Answer, Question

ROWS = {"a": {"lobbib": 2.0, "tantivy": 4.0}, "d": {"lobbib": 3.0, "fts5": 2.0}}


def test_a_figure_is_in_milliseconds() -> None:
    assert figure([0.001, 0.002, 0.009]) == Figure(2.0, 9.0, 3)


@pytest.mark.parametrize(
    ("number", "part", "expected"),
    [(100, 0.99, 99), (101, 0.99, 100), (1, 0.99, 1), (200, 0.5, 100), (10, 0.99, 10)],
)
def test_percentiles_are_values_that_were_measured(number: int, part: float, expected: int) -> None:
    assert percentile(list(range(number, 0, -1)), part) == expected


def test_a_ratio_is_ours_over_the_peers() -> None:
    assert ratio(ROWS, Target("a", "tantivy", 1.0)) == 0.5
    assert ratio(ROWS, Target("d", "fts5", 1.0)) == 1.5


@pytest.mark.parametrize("target", [Target("b", "tantivy", 1), Target("a", "whoosh", 1)])
def test_what_was_not_measured_has_no_ratio(target: Target) -> None:
    assert ratio(ROWS, target) is None


def test_a_promise_is_kept_or_not() -> None:
    assert verdicts(ROWS, 20_000) == [
        "ja  a: 0.50 × tantivy (beloofd: ≤ 1)",
        "NEE d: 1.50 × fts5 (beloofd: ≤ 1)",
    ]
    assert verdicts(ROWS, 2_000) == []


def test_a_promise_without_a_peer_is_in_milliseconds() -> None:
    page = {"page": {"live": 25.5, "canned": 20.0}}
    assert verdicts(page, 20_000) == [
        "ja  page: 1.27 × canned (beloofd: ≤ 2)",
        "NEE page: 25.50 ms (beloofd: ≤ 25)",
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "–"), (1234.5, "1,234"), (12.345, "12.3"), (0.1234, "0.123"), (0.0, "0")],
)
def test_numbers_are_short(value: float | None, text: str) -> None:
    assert short(value) == text


def test_a_table_stands_in_columns() -> None:
    assert table(["", "x"], [["één", "1"], ["b", "1000"]]).splitlines() == [
        "        x",
        "---  ----",
        "één     1",
        "b    1000",
    ]


RIGHT = Answer([1, 2], 2, {"years": {"3": 2}}, ["tekst", "tekst"])


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (RIGHT, 0),
        (Answer([1, 2], 3, RIGHT.facets, RIGHT.snippets), 1),
        (Answer([2, 1], 2, RIGHT.facets, RIGHT.snippets), 1),
        (Answer([1, 2], 2, {"years": {"3": 1}}, RIGHT.snippets), 1),
        (Answer([1, 2], 2, {}, RIGHT.snippets), 1),
        (Answer([1, 2], 2, RIGHT.facets, ["tekst", ""]), 1),
        (Answer([1], 2, RIGHT.facets, ["tekst"]), 2),
    ],
)
def test_an_answer_is_compared_in_all_its_parts(answer: Answer, expected: int) -> None:
    assert len(problems(Question("a"), RIGHT, answer)) == expected


def test_overlap_is_the_part_that_both_have() -> None:
    assert overlap([1, 2, 3, 4], [4, 3, 9, 8]) == 0.5
    assert overlap([], []) == 0


class Counted:
    """What an oracle says, set by hand."""

    def __init__(self, answer: Answer) -> None:
        self.given = answer

    def answer(self, _asked: Question) -> Answer:
        return self.given


def test_nothing_is_compared_where_engines_disagree() -> None:
    oracle, asked = Counted(RIGHT), [Question("a")]
    assert check(oracle, asked, {"one": [RIGHT], "other": [RIGHT]}).pairs == {}
    wrong = Answer([1, 2], 9, RIGHT.facets, RIGHT.snippets)
    with pytest.raises(Disagreement, match=r"other: .* finds 9, not 2"):
        check(oracle, asked, {"one": [RIGHT], "other": [wrong]})


def test_engines_that_rank_quite_otherwise_disagree() -> None:
    ids = list(range(20))
    right = Answer([], 40, {}, [])
    one = Answer(ids, 40, {}, ["tekst"] * 20)
    other = Answer([number + 10 for number in ids], 40, {}, ["tekst"] * 20)
    asked = [Question("c", ("woord",))]
    assert check(Counted(right), asked, {"one": [one], "postgres": [other]}).pairs == {}
    with pytest.raises(Disagreement, match=r"share only 0\.50 of their best twenty"):
        check(Counted(right), asked, {"one": [one], "other": [other]})
