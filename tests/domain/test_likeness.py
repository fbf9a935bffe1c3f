"""A lesson that was told again is known again; two lessons on one subject are not the same."""

import math

from lobbib.domain.likeness import Known, Words, is_same, likeness, rarity


def words(text: str) -> Words:
    return frozenset(text.split())


def every(_: str) -> float:
    return 1.0


def numbered(first: int, last: int) -> Words:
    return frozenset(f"w{n}" for n in range(first, last))


def test_what_nobody_has_tells_most_and_what_all_have_nearly_nothing() -> None:
    assert rarity(0, 100) == 1.0
    assert rarity(0, 0) == 1.0
    assert 0 < rarity(100, 100) < 0.002
    assert rarity(1, 100) == math.log1p(99.5 / 1.5) / math.log1p(100.5 / 0.5)
    assert rarity(101, 100) == math.log1p(0.5 / 101.5) / math.log1p(100.5 / 0.5)


def test_likeness_is_what_the_lesser_text_shares() -> None:
    assert likeness(numbered(0, 7), numbered(0, 20), every) == 7 / 10
    assert likeness(numbered(0, 20), numbered(15, 22), every) == 5 / 10
    assert likeness(numbered(0, 4), numbered(4, 8), every) == 0.0
    assert likeness(words(""), words(""), every) == 0.0


def test_forty_hundredths_is_the_same() -> None:
    assert is_same(numbered(0, 4), numbered(0, 7), every)  # 4 of 4 and FEW
    assert is_same(numbered(0, 17), numbered(9, 40), every)  # 8 of 17 and FEW: 0.40
    assert not is_same(numbered(0, 17), numbered(10, 40), every)
    assert not is_same(numbered(0, 1), numbered(0, 1), every)


def test_the_nearest_of_those_that_are_the_same_is_found() -> None:
    known = Known()
    assert known.nearest(numbered(0, 20)) is None
    known.add(7, numbered(0, 20) | {"net"})
    known.add(3, numbered(0, 20))
    known.add(5, numbered(0, 20))
    known.add(9, numbered(50, 70))
    known.add(1, numbered(60, 80))
    assert known.nearest(numbered(0, 20)) == 3
    assert known.nearest(numbered(100, 120)) is None
    assert known.nearest(words("")) is None


def test_what_stands_above_every_lesson_of_a_school_makes_none_the_same() -> None:
    known, above = Known(), numbered(1000, 1025)
    for number in range(8):
        lesson = numbered(number * 50, number * 50 + 50)
        assert known.nearest(above | lesson) is None
        known.add(number, above | lesson)
    assert known.nearest(above | numbered(150, 175)) == 3
