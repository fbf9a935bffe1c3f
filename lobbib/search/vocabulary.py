"""The words of everything that is indexed, by stem, by part and by how they begin.

The index holds words as they are written, folded; which of them answer a question is decided when
it is asked. So another lexicon or thesaurus works at once.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain

import numpy as np
from pyroaring import BitMap
from rapidfuzz import process
from rapidfuzz.distance import OSA

from lobbib.search import analysis, compounds
from lobbib.search.inverted import Array
from lobbib.search.segments import WORD_FIELDS, WORDS, Segment

MAX_DISTANCE = 2
MAX_BEGUN = 1_000  # beginnings of words whose completions are kept
_LAST = "\U0010ffff"


class Stock:
    """The words of some segments taken together, and where each segment has them.

    `numbers[field]` has a row for each segment: by word its number there, or -1. `counts` is how
    many documents have a word, private notes not counted, deleted ones counted.
    """

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.segments = tuple(segments)
        listed = {field: [segment.words(field) for segment in segments] for field in WORD_FIELDS}
        self.words = sorted(set(chain.from_iterable(chain.from_iterable(listed.values()))))
        place = {word: at for at, word in enumerate(self.words)}
        self.numbers = {field: _numbers(lists, place) for field, lists in listed.items()}
        self.counts = np.zeros(len(self.words), dtype=np.int64)
        for row, segment in zip(self.numbers[WORDS], segments, strict=True):
            known = row >= 0
            self.counts[known] += segment.counts(WORDS)[row[known]]

    def place(self, word: str) -> int | None:
        """Where a word stands among `words`."""
        at = bisect_left(self.words, word)
        return at if at < len(self.words) and self.words[at] == word else None

    @cached_property
    def by_stem(self) -> "_Index":
        return _Index((analysis.stem(word), at) for at, word in enumerate(self.words))

    @cached_property
    def by_part(self) -> "_Index":
        cut = ((compounds.parts(word), at) for at, word in enumerate(self.words))
        return _Index((part, at) for parts, at in cut for part in parts)

    def beginning(self, prefix: str) -> range:
        """Where the words stand that begin with `prefix`."""
        start = bisect_left(self.words, prefix)
        return range(start, bisect_left(self.words, prefix + _LAST, start))


def _numbers(lists: Sequence[Sequence[str]], place: Mapping[str, int]) -> Array:
    numbers = np.full((len(lists), len(place)), -1, dtype=np.int32)
    for row, words in zip(numbers, lists, strict=True):
        row[[place[word] for word in words]] = np.arange(len(words))
    return numbers


class _Index:
    """By key the places that have it, in some bytes for each."""

    def __init__(self, pairs: Iterable[tuple[str, int]]) -> None:
        ordered = sorted(set(pairs))
        self._places = np.array([place for _, place in ordered], dtype=np.int32)
        self._keys: list[str] = []
        starts = []
        for at, (key, _) in enumerate(ordered):
            if not self._keys or self._keys[-1] != key:
                self._keys.append(key)
                starts.append(at)
        self._starts = np.array([*starts, len(ordered)], dtype=np.int32)

    def get(self, key: str) -> list[int]:
        at = bisect_left(self._keys, key)
        if at == len(self._keys) or self._keys[at] != key:
            return []
        places: list[int] = self._places[self._starts[at] : self._starts[at + 1]].tolist()
        return places


class Vocabulary:
    """Words of one or more stocks; each is folded.

    `documents` gives the ids of the assignments that have a word anywhere but in private notes.
    """

    def __init__(self, stocks: Iterable[Stock], documents: Callable[[str], BitMap]) -> None:
        self._stocks = tuple(stocks)
        self._documents = documents
        self._begun: dict[tuple[str, int], tuple[BitMap | None, tuple[str, ...]]] = {}

    def __contains__(self, word: str) -> bool:
        return any(stock.place(word) is not None for stock in self._stocks)

    def forms(self, stem: str) -> tuple[str, ...]:
        """The words with that stem, sorted."""
        return self._words((stock, stock.by_stem.get(stem)) for stock in self._stocks)

    def compounds(self, stem: str) -> tuple[str, ...]:
        """The compounds of which that stem is a part, sorted."""
        return self._words((stock, stock.by_part.get(stem)) for stock in self._stocks)

    def beginning(self, prefix: str, limit: int, among: BitMap | None = None) -> tuple[str, ...]:
        """At most `limit` words that begin with `prefix`, most used first.

        With `among`: only words that these assignments have, by how many of them have it.
        """
        known = self._begun.get((prefix, limit))
        # The same bitmap, not an equal one: it stands for the same moment and the same person.
        if known is None or known[0] is not among:
            if len(self._begun) >= MAX_BEGUN:
                self._begun.clear()
            known = (among, self._beginning(prefix, limit, among))
            self._begun[prefix, limit] = known
        return known[1]

    def _beginning(self, prefix: str, limit: int, among: BitMap | None) -> tuple[str, ...]:
        ranked = self._most_used(prefix)
        if among is None:
            return tuple(word for _, word in ranked[:limit])
        best: list[tuple[int, str]] = []
        for used, word in ranked:
            # No word is used more among some than among all.
            if len(best) >= limit and -best[limit - 1][0] >= -used:
                break
            if count := self.frequency(word, among):
                best = sorted([*best, (-count, word)])
        return tuple(word for _, word in best[:limit])

    def near(self, word: str, limit: int) -> list[tuple[str, int]]:
        """At most `limit` words that differ in one or two letters or swaps, nearest first."""
        found: dict[str, int] = {}
        for stock in self._stocks:
            near = process.extract(
                word, stock.words, scorer=OSA.distance, score_cutoff=MAX_DISTANCE, limit=limit
            )
            found |= {other: int(distance) for other, distance, _ in near}
        return sorted(found.items(), key=lambda one: (one[1], one[0]))[:limit]

    def frequency(self, word: str, among: BitMap) -> int:
        """How many of `among` have `word`; private notes do not count."""
        return self._documents(word).intersection_cardinality(among)

    def _most_used(self, prefix: str) -> list[tuple[int, str]]:
        """Words with minus how many documents have them."""
        used: dict[str, int] = {}
        for stock in self._stocks:
            places = stock.beginning(prefix)
            counts = stock.counts[places.start : places.stop].tolist()
            for word, count in zip(stock.words[places.start : places.stop], counts, strict=True):
                used[word] = used.get(word, 0) - count
        return sorted((count, word) for word, count in used.items())

    def _words(self, found: Iterable[tuple[Stock, Iterable[int]]]) -> tuple[str, ...]:
        return tuple(sorted({stock.words[at] for stock, places in found for at in places}))
