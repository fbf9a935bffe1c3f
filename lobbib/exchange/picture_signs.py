"""Where the names of milestones hang above the line's picture: apart, in as few rows as can be."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import count
from typing import NamedTuple

LONG_ENOUGH = 2_000  # places that are tried
APART = 3  # two names in a row, of which the poles may stand as near as their days


class Sign(NamedTuple):
    """The name of a milestone beside its pole, in a row above the map; row 0 is the lowest."""

    row: int
    left: int
    right: int
    pole: int

    def is_in_the_way_of(self, other: "Sign") -> bool:
        if self.row == other.row:
            return self.left < other.right + APART and other.left < self.right + APART
        high, low = (self, other) if self.row > other.row else (other, self)
        return low.left < high.pole < low.right


@lru_cache(maxsize=256)
def signs(poles: tuple[tuple[int, int], ...], length: int) -> tuple[Sign, ...]:
    """A row for each name, in as few rows as can be: names stay apart, no pole runs through one.

    `poles`: the place of each, and how wide its name is. A name hangs to the right of its pole, or
    to the left. With as many rows as names there always is a way: each to the left of its pole,
    over the one before.
    """
    for rows in range(1, len(poles) + 2):
        found = next(_ways(poles, length, rows, count(1)), None)
        if found is not None:
            return found
    return tuple(_hung(index, *pole, length)[-1] for index, pole in enumerate(poles))


def _ways(
    poles: Sequence[tuple[int, int]], length: int, rows: int, steps: Iterator[int]
) -> Iterator[tuple[Sign, ...]]:
    """Every way to hang all of them in so many rows, the last pole first; given up after long."""
    if not poles:
        yield ()
        return
    *others, (pole, width) = poles
    for rest in _ways(others, length, rows, steps):
        for row in range(rows):
            for sign in _hung(row, pole, width, length):
                if next(steps) > LONG_ENOUGH:
                    return
                if not any(map(sign.is_in_the_way_of, rest)):
                    yield (*rest, sign)


def _hung(row: int, pole: int, width: int, length: int) -> list[Sign]:
    """To the right of its pole or to the left, as far as there is room."""
    right, left = Sign(row, pole, pole + width, pole), Sign(row, pole - width, pole, pole)
    inside = [sign for sign in (right, left) if sign.left >= 0 and sign.right <= length]
    return inside or [Sign(row, 0, width, pole)]
