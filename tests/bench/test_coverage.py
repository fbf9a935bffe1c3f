"""The benchmark of the line compares three that count the same; here on a small school."""

from tests.bench.coverage import PAGES, measure


def test_three_ways_of_counting_find_the_same_and_are_timed() -> None:
    found, pages = measure(assignments=300, placements=150, times=1)
    assert list(found)[:3] == [
        "ours, the figures",
        "numpy over prepared arrays",
        "GROUP BY on SQLite",
    ]
    assert all(taken > 0 for taken in found.values())
    assert [page.name for page in pages] == list(PAGES)
    assert all(page.cpu > 0 and page.queries > 0 for page in pages)
