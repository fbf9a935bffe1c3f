"""Figures are gathered by kind, and `nothing` is kept apart."""

from tests.search_quality.engines import Answer
from tests.search_quality.judged import Judged, Kind
from tests.search_quality.metrics import Mean
from tests.search_quality.report import ask_all, summarise, table, worst

QUERIES = [
    Judged("stage", Kind.EXACT, {"demo/a": 3, "demo/b": 1}),
    Judged("stages", Kind.INFLECTION, {"demo/a": 3}),
    Judged("bedrijf", Kind.EXACT, {"demo/c": 2}),
    Judged("rijbewijs", Kind.NOTHING, {}),
    Judged("wadlopen", Kind.NOTHING, {}),
]


ANSWERS = {
    "stage": Answer(("demo/a", "demo/b"), False),
    "stages": Answer(("demo/x", "demo/y", "demo/a"), True),
    "bedrijf": Answer((), True),
    "rijbewijs": Answer((), True),
    "wadlopen": Answer(("demo/x",), False),
}


class Canned:
    """Answers from a list; says that nothing fits where the list does."""

    name = "canned"

    def ask(self, query: str) -> Answer:
        return ANSWERS[query]


def sure(value: float) -> Mean:
    return Mean(value, value, value)


ASKED = ask_all(Canned(), QUERIES)
REPORT = summarise("canned", ASKED)


def test_report_averages_each_kind_and_all_of_them() -> None:
    assert set(REPORT.kinds) == {"exact", "inflection", "overall"}
    assert {name: figure.value for name, figure in REPORT.kinds["exact"].items()} == {
        "nDCG@10": 0.5,
        "success@1": 0.5,
        "success@5": 0.5,
    }
    assert REPORT.kinds["inflection"] == {
        "nDCG@10": sure(0.5),
        "success@1": sure(0.0),
        "success@5": sure(1.0),
    }
    assert REPORT.overall["nDCG@10"].value == 0.5
    assert REPORT.overall["success@1"].value == 1 / 3
    assert REPORT.overall["success@5"].value == 2 / 3


def test_report_keeps_nothing_apart() -> None:
    assert REPORT.nothing.value == 0.5
    assert REPORT.denied == 2 / 3


def test_table_has_a_row_for_each_kind() -> None:
    lines = table([REPORT], QUERIES).splitlines()
    assert (
        lines[3] == "| inflection | 1 | 0.500 [0.50–0.50] | 0.000 [0.00–0.00] | 1.000 [1.00–1.00] |"
    )
    assert [line.split(" | ")[:2] for line in lines[2:5]] == [
        ["| exact", "2"],
        ["| inflection", "1"],
        ["| overall", "3"],
    ]
    assert lines[-1] == "| something does (less is better) | 3 | 0.667 |"


def test_worst_shows_what_was_missed() -> None:
    assert worst(ASKED, 1) == "0.000  exact: bedrijf\n    missed (2) demo/c"
