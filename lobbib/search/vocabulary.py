"""The words of everything that is indexed, by stem, by part and by how they begin.

The index holds words as they are written, folded; which of them answer a question is decided when
it is asked. So another lexicon or thesaurus works at once.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from itertools import takewhile

from pyroaring import BitMap
from rapidfuzz import process
from rapidfuzz.distance import OSA

from lobbib.search import analysis, compounds

MAX_DISTANCE = 2


class Vocabulary:
    """Words, each with its stem and the stems of its parts. Words are folded and sorted.

    `documents` gives the ids of the assignments that have a word anywhere but in private notes.
    """

    def __init__(self, words: Iterable[str], documents: Callable[[str], BitMap]) -> None:
        self.words = sorted(set(words))
        self._documents = documents
        self._forms: dict[str, list[str]] = {}
        self._compounds: dict[str, list[str]] = {}
        for word in self.words:
            self._forms.setdefault(analysis.stem(word), []).append(word)
            for part in compounds.parts(word):
                self._compounds.setdefault(part, []).append(word)

    def __contains__(self, word: str) -> bool:
        place = bisect_left(self.words, word)
        return place < len(self.words) and self.words[place] == word

    def joined(self, fresh: Mapping[str, BitMap]) -> "Vocabulary":
        """With words of assignments that are not indexed yet: by word their ids."""
        if not fresh:
            return self

        def documents(word: str) -> BitMap:
            return self._documents(word) | fresh.get(word, BitMap())

        return Vocabulary([*self.words, *fresh], documents)

    def forms(self, stem: str) -> tuple[str, ...]:
        """The words with that stem."""
        return tuple(self._forms.get(stem, ()))

    def compounds(self, stem: str) -> tuple[str, ...]:
        """The compounds of which that stem is a part."""
        return tuple(self._compounds.get(stem, ()))

    def beginning(self, prefix: str, limit: int, among: BitMap | None = None) -> tuple[str, ...]:
        """At most `limit` words that begin with `prefix`, most used first.

        With `among`: only words that these assignments have, by how many of them have it.
        """
        start = bisect_left(self.words, prefix)
        found = takewhile(lambda word: word.startswith(prefix), self.words[start:])
        used = {word: self._used(word, among) for word in found}
        best = sorted(used, key=lambda word: (-used[word], word))
        return tuple(word for word in best[:limit] if used[word] or among is None)

    def near(self, word: str, limit: int) -> list[tuple[str, int]]:
        """At most `limit` words that differ in one or two letters or swaps, nearest first."""
        found = process.extract(
            word, self.words, scorer=OSA.distance, score_cutoff=MAX_DISTANCE, limit=limit
        )
        return [(near, int(distance)) for near, distance, _ in found]

    def frequency(self, word: str, among: BitMap) -> int:
        """How many of `among` have `word`; private notes do not count."""
        return self._documents(word).intersection_cardinality(among)

    def _used(self, word: str, among: BitMap | None) -> int:
        return len(self._documents(word)) if among is None else self.frequency(word, among)
