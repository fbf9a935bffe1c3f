"""The word index as it was at one commit: which assignments have a word, and how it weighs.

It is made of segments that never change; what was deleted in them since is masked. What changed
after the commit is joined to it as one more segment.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from pyroaring import BitMap

from lobbib.search import segments
from lobbib.search.cache import Cache
from lobbib.search.columns import bitmap
from lobbib.search.feed import Place
from lobbib.search.inverted import Array
from lobbib.search.query import Alternative
from lobbib.search.segments import WORDS, Hits, MemorySegment, Numbers, Segment
from lobbib.search.texts import Texts
from lobbib.search.vocabulary import Stock, Vocabulary

Group = tuple[Alternative, ...]
Dead = Mapping[str, Array]  # by segment: which of its documents do not count any more
CACHED = 24 << 20  # bytes, for what was worked out on segments, and again for each snapshot
_SORTED = np.dtype(np.int64)


class Found(NamedTuple):
    """Assignments by id, ascending, and how much what was asked weighs in each."""

    ids: Array
    weights: Array


NOTHING = Found(np.zeros(0, dtype=_SORTED), np.zeros(0, dtype=np.float32))


def cache() -> Cache[Hits]:
    """For what segments gave: it outlives the snapshots that they are in."""
    return Cache(CACHED, _bytes)


def _bytes(arrays: tuple[Array, ...]) -> int:
    return sum(array.nbytes for array in arrays)


class Snapshot:
    """Threads take turns: segments share places in files, and what was found is kept."""

    def __init__(
        self, stocks: Sequence[Stock], dead: Dead, place: Place, by_segment: Cache[Hits]
    ) -> None:
        self.place = place
        self._stocks = tuple(stocks)
        self._alive = {key: _alive(segment, dead) for key, segment in self._by_key().items()}
        self._by_segment = by_segment
        self._found: Cache[Found] = Cache(CACHED, _bytes)
        # What ranking makes of it: of one item, and of a question.
        self.fits: Cache[Any] = Cache(CACHED, _bytes)
        self.weighed: Cache[Any] = Cache(CACHED, lambda made: made[1].size)
        self.endings: dict[Hashable, tuple[str, ...]] = {}  # what completion made of it
        self.vocabulary = Vocabulary(self._stocks, self._documents)

    def _by_key(self) -> dict[str, Segment]:
        return {one.key: one for stock in self._stocks for one in stock.segments}

    @property
    def count(self) -> int:
        """How many assignments there are."""
        return sum(
            len(segment.ids) if (alive := self._alive[key]) is None else int(alive.sum())
            for key, segment in self._by_key().items()
        )

    @property
    def end(self) -> int:
        """One more than the highest id."""
        return max((int(one.ids.max(initial=-1)) + 1 for one in self._by_key().values()), default=0)

    def any_of(self, field: str, group: Group) -> Found:
        """Who has any of some words in a field."""
        return self._found.get((field, group), lambda: self._any_of(field, group))

    def in_a_row(self, field: str, groups: tuple[Group, ...]) -> Found:
        """Who has a word of each group in a field, one right after the other."""
        return self._found.get((field, "row", groups), lambda: self._in_a_row(field, groups))

    def joined(self, texts: Sequence[Texts], changed: Iterable[int]) -> "Snapshot":
        """This, with `texts` for what is known of the assignments `changed`."""
        gone = np.fromiter(changed, dtype=_SORTED)
        dead = {
            key: np.flatnonzero(np.isin(segment.ids, gone) | ~self._kept(key, segment))
            for key, segment in self._by_key().items()
        }
        fresh = Stock([MemorySegment(texts)])
        return Snapshot([*self._stocks, fresh], dead, self.place, self._by_segment)

    def _kept(self, key: str, segment: Segment) -> Array:
        alive = self._alive[key]
        return np.ones(len(segment.ids), dtype=bool) if alive is None else alive

    def _documents(self, word: str) -> BitMap:
        return bitmap(self.any_of(WORDS, (Alternative(word),)).ids)

    def _any_of(self, field: str, group: Group) -> Found:
        def hits(segment: Segment, numbers: Sequence[Numbers]) -> Hits:
            return segments.any_of(segment, field, numbers[0])

        return self._gathered(field, (group,), hits)

    def _in_a_row(self, field: str, groups: tuple[Group, ...]) -> Found:
        def hits_in_a_row(segment: Segment, numbers: Sequence[Numbers]) -> Hits:
            return segments.in_a_row(segment, field, numbers)

        return self._gathered(field, groups, hits_in_a_row)

    def _gathered(
        self,
        field: str,
        groups: tuple[Group, ...],
        hits: Callable[[Segment, Sequence[Numbers]], Hits],
    ) -> Found:
        found = []
        for stock in self._stocks:
            placed = [_placed(stock, group) for group in groups]
            for row, segment in enumerate(stock.segments):
                numbers = [_numbered(stock.numbers[field][row], group) for group in placed]
                if all(numbers):
                    key = (segment.key, field, hits.__name__, groups)
                    made = self._by_segment.get(key, partial(hits, segment, numbers))
                    found.append(self._standing(segment, made))
        return _merged(found)

    def _standing(self, segment: Segment, hits: Hits) -> Found:
        documents, weights = hits
        alive = self._alive[segment.key]
        if alive is not None:
            kept = alive[documents]
            documents, weights = documents[kept], weights[kept]
        return Found(segment.ids[documents], weights)


def _alive(segment: Segment, dead: Dead) -> Array | None:
    gone = dead.get(segment.key)
    if gone is None or not len(gone):
        return None
    alive = np.ones(len(segment.ids), dtype=bool)
    alive[gone] = False
    return alive


def _placed(stock: Stock, group: Group) -> list[tuple[int, float]]:
    found = ((stock.place(one.word), one.weight) for one in group)
    return [(place, weight) for place, weight in found if place is not None]


def _numbered(numbers: Array, placed: Sequence[tuple[int, float]]) -> Numbers:
    found = ((int(numbers[place]), weight) for place, weight in placed)
    return [(number, weight) for number, weight in found if number >= 0]


def _merged(found: Sequence[Found]) -> Found:
    found = [one for one in found if len(one.ids)]
    if not found:
        return NOTHING
    ids = np.concatenate([one.ids for one in found])
    weights = np.concatenate([one.weights for one in found])
    if (ids[1:] > ids[:-1]).all():
        return Found(ids, weights)
    order = np.argsort(ids)
    return Found(ids[order], weights[order])
