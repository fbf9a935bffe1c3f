"""The benchmark of the line compares three that count the same; here on a small school."""

from tests.bench.coverage import measure


def test_three_ways_of_counting_find_the_same_and_are_timed() -> None:
    found = measure(assignments=300, placements=150)
    assert list(found)[:3] == [
        "ours, the figures",
        "numpy over prepared arrays",
        "GROUP BY on SQLite",
    ]
    assert all(taken > 0 for taken in found.values())
