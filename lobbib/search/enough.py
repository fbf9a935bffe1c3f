"""Which texts have enough of what was asked, and what is missing of the others.

How much a word counts for depends on how few have it: a question half of which nobody has heard of
claims nothing. Where few texts have enough, those that have a part of it are shown besides, and
said to be so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from pyroaring import BitMap

from lobbib.search.columns import Flags, Ids, Scores, bitmap
from lobbib.search.query import Item

ENOUGH = 0.6  # of what was asked, so that a text is about it
ENOUGH_OF_MANY = 0.5  # of three things or more
MANY = 3
FEW = 10  # so few that what has only a part is shown besides
PART = 0.3
SOME = 0.5  # so that it is worth showing where nothing has enough
COMMON = 0.5  # what a word that everything has counts for, beside one that nothing has
_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Weighed:
    """By item and id, ascending: how well it fits, and how far it is what was asked (0 to 1).

    `ids` are those that fit anything, of the `among` that the asker may find.
    """

    ids: Ids
    scores: Scores
    sure: Scores
    among: int

    @property
    def size(self) -> int:
        """Bytes."""
        return self.ids.nbytes + self.scores.nbytes + self.sure.nbytes


@dataclass(frozen=True, slots=True)
class Matches:
    """`scores[i]` belongs to `ids[i]`, ids ascending. `all_words`: some have enough of what was
    asked; else these have a part, and nothing has more.
    """

    ids: Ids
    scores: Scores
    all_words: bool = True
    lacking: Flags = field(default_factory=lambda: np.zeros((0, 0), dtype=bool))
    words: tuple[str, ...] = ()

    def score(self, ids: Ids) -> Scores:
        """The scores of some of the ids."""
        found: Scores = self.scores[np.searchsorted(self.ids, ids)]
        return found

    def missing(self, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """By id: the words that a text lacks which has not enough of them; no others are there."""
        lacking = self.lacking[:, np.searchsorted(self.ids, ids)]
        if not lacking.any():
            return {}
        rows = zip(ids, lacking.T.tolist(), strict=True)
        return {number: self._lacked(row) for number, row in rows if any(row)}

    def _lacked(self, row: Sequence[bool]) -> tuple[str, ...]:
        return tuple(word for word, lacks in zip(self.words, row, strict=True) if lacks and word)


def decide(
    wanted: Sequence[Item], weighed: Weighed, chosen: BitMap, *, strict: bool = False
) -> Matches:
    """Who is shown, where `chosen` fit every choice beside the words. `strict`: nobody besides
    those that have enough, for an order that does not put them first.
    """
    weight = np.array([item.mass for item in wanted], dtype=np.float32)
    coverage = _coverage(weight * _rarity(weighed), weighed.sure)
    enough = coverage >= _threshold(wanted) - _ROUNDING
    some = coverage >= SOME - _ROUNDING
    number = len(bitmap(weighed.ids[enough]) & chosen)
    # Where the choices leave nothing of either, what is about it without them is what counts.
    is_about = number > 0 or not bitmap(weighed.ids[some]).intersect(chosen)
    found = enough if is_about else some
    if 0 < number < FEW and not strict:
        found = enough | (coverage >= PART - _ROUNDING)
    scores: Scores = (weight @ weighed.scores * coverage)[found]
    lacking = (weighed.sure[:, found] == 0) & ~enough[found]
    words = tuple(item.typed if item.mass == 1 else "" for item in wanted)
    return Matches(weighed.ids[found], scores, is_about, lacking, words)


def without_each(wanted: Sequence[Item], weighed: Weighed) -> dict[str, BitMap]:
    """By word: who would have enough if it had not been asked. Nothing for a single one."""
    if len(wanted) < 2:
        return {}
    mass = np.array([item.mass for item in wanted], dtype=np.float32) * _rarity(weighed)
    found = {}
    for place, item in enumerate(wanted):
        if item.typed and item.mass == 1:
            rest = np.delete(mass, place)
            coverage = _coverage(rest, np.delete(weighed.sure, place, axis=0))
            limit = _threshold([*wanted[:place], *wanted[place + 1 :]])
            found[item.typed] = bitmap(weighed.ids[coverage >= limit - _ROUNDING])
    return found


def _threshold(wanted: Sequence[Item]) -> float:
    return ENOUGH_OF_MANY if sum(item.mass == 1 for item in wanted) >= MANY else ENOUGH


def _coverage(mass: Scores, sure: Scores) -> Scores:
    """By id: how much of what was asked it has, 0 to 1."""
    covered: Scores = mass @ sure / mass.sum()
    return covered


def _rarity(weighed: Weighed) -> Scores:
    """By item: how much it tells apart, from 1 where nothing fits it down to COMMON."""
    fitting = np.count_nonzero(weighed.sure, axis=1)
    rarity = 1 - np.log1p(fitting) / np.log1p(max(weighed.among, 1))
    found: Scores = (COMMON + (1 - COMMON) * rarity).astype(np.float32)
    return found
