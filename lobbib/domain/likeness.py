"""Whether two texts tell the same lesson, told again or touched up: the one rule for it.

They do when the lesser of them shares much of its words with the other, each word counting by how
few texts have it. What a school puts above every lesson is in all of them and counts for nothing.
Measured in `tests/search_quality/test_alike.py`.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable
from heapq import nlargest

SAME = 0.4
FEW = 3  # words' worth that a short text has to share besides
CANDIDATES = 5

Words = frozenset[str]
Rarity = Callable[[str], float]


def rarity(having: int, among: int) -> float:
    """What it tells that a text has what `having` of `among` have: from nearly 0 to 1, for none."""
    return _surprise(having, among) / _surprise(0, among)


def _surprise(having: int, among: int) -> float:
    return math.log1p((max(among - having, 0) + 0.5) / (having + 0.5))


def likeness(one: Words, other: Words, rare: Rarity) -> float:
    """From 0 to 1."""
    lesser = min(_worth(one, rare), _worth(other, rare))
    return _worth(one & other, rare) / (lesser + FEW)


def is_same(one: Words, other: Words, rare: Rarity) -> bool:
    return likeness(one, other, rare) >= SAME


def _worth(words: Words, rare: Rarity) -> float:
    return sum(map(rare, words))


class Known:
    """Texts by number, of which it is asked whether they tell a lesson already."""

    def __init__(self) -> None:
        self._words: dict[int, Words] = {}
        self._having: defaultdict[str, list[int]] = defaultdict(list)

    def add(self, number: int, words: Words) -> None:
        self._words[number] = words
        for word in words:
            self._having[word].append(number)

    def nearest(self, wanted: Words) -> int | None:
        """The text that tells the lesson of `wanted`; of several the most alike."""
        rare = {word: self._rarity(word) for word in wanted}
        shared: Counter[int] = Counter()
        for word, worth in rare.items():
            for number in self._having.get(word, ()):
                shared[number] += worth  # type: ignore[assignment]
        near = nlargest(CANDIDATES, shared, key=lambda number: (shared[number], -number))
        alike = {number: likeness(wanted, self._words[number], self._rarity) for number in near}
        best = max(near, key=lambda number: (alike[number], -number), default=None)
        return best if best is not None and alike[best] >= SAME else None

    def _rarity(self, word: str) -> float:
        return rarity(len(self._having.get(word, ())), len(self._words))
