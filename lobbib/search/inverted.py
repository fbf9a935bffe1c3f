"""Texts turned inside out: by word, the documents that have it, how much it weighs, and where.

All of it happens on arrays; Python itself touches each word once, to give it a number.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from lobbib.search import weights
from lobbib.search.analysis import find_words, word_of
from lobbib.search.texts import FIELDS

_FAR = 65_535  # where the words of an endless text stand together

POSTING = np.dtype([("weight", "<f4"), ("document", "<u2")])
Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Inverted:
    """Words, sorted. Of word i are `postings[starts[i] : starts[i + 1]]`, by document.

    `times` says of each posting how many places it has; those of word i are
    `places[place_starts[i] : place_starts[i + 1]]`. Between two fields a place is left out, so that
    no phrase reaches from one into the other.
    """

    words: Sequence[str]
    starts: Array
    postings: Array
    place_starts: Array
    times: Array
    places: Array


class Pile:
    """Texts that are turned inside out together; their documents count up from 0."""

    def __init__(self) -> None:
        self._numbers = _Numbers()
        self._found = array("i")  # by word of text: its number
        self._ends = array("i")  # by field of a document: where it ends in `_found`
        self._fields = array("B")
        self._documents = array("H")  # raises OverflowError past 65,535 documents of a segment

    def add(self, document: int, texts: Iterable[tuple[str, str]]) -> None:
        """The texts of the next document, by field."""
        for field, text in texts:
            self._found.extend(map(self._numbers.__getitem__, find_words(text)))
            self._ends.append(len(self._found))
            self._fields.append(FIELDS.index(field))
            self._documents.append(document)

    def inverted(self) -> Inverted:
        """Everything that was added, by word."""
        words = sorted(self._numbers.words)
        found = self._ranked(words)
        is_kept = found >= 0
        stretches = self._stretches(is_kept)
        return _by_word(words, found[is_kept], stretches)

    def _ranked(self, words: Sequence[str]) -> Array:
        """By word of text: its rank among `words`; -1 for a stop word."""
        ranks = np.full(len(words) + 1, -1, dtype=np.int32)
        ranks[[self._numbers.words[word] for word in words]] = np.arange(len(words))
        return ranks[np.frombuffer(self._found, dtype=np.int32)]

    def _stretches(self, is_kept: Array) -> "_Stretches":
        before = np.zeros(len(is_kept) + 1, dtype=np.int32)
        np.cumsum(is_kept, out=before[1:])
        ends = before[np.frombuffer(self._ends, dtype=np.int32)]
        fields = np.frombuffer(self._fields, dtype=np.uint8)
        documents = np.frombuffer(self._documents, dtype=np.uint16)
        lengths = np.diff(ends, prepend=0)
        firsts = np.searchsorted(documents, documents)  # the first field of the same document
        gaps = np.arange(len(documents)) - firsts
        offsets = ((ends - lengths)[firsts] - gaps).astype(np.int32)
        return _Stretches(lengths, documents, weights.of_a_word(fields, lengths), offsets)


class _Numbers(dict[str, int]):
    """By word as it was written: the number of what the index keeps of it; -1 for a stop word."""

    def __init__(self) -> None:
        self.words: dict[str, int] = {}

    def __missing__(self, written: str) -> int:
        word = word_of(written)
        number = self.words.setdefault(word, len(self.words)) if word else -1
        self[written] = number
        return number


class _Stretches(NamedTuple):
    """By field of a document: how many words, which document, what a word weighs, and what to take
    from a word's number in the whole pile to have its place in the document."""

    lengths: Array
    documents: Array
    weights: Array
    offsets: Array


def _by_word(words: Sequence[str], found: Array, stretches: _Stretches) -> Inverted:
    order = _stable_order(found, len(words))
    found = found[order]
    documents = np.repeat(stretches.documents, stretches.lengths)[order]
    firsts = _changes(found, documents)
    postings = np.empty(len(firsts), dtype=POSTING)
    postings["document"] = documents[firsts]
    if len(firsts):
        weight = np.repeat(stretches.weights, stretches.lengths)[order]
        postings["weight"] = np.add.reduceat(weight, firsts)
    places = order - np.repeat(stretches.offsets, stretches.lengths)[order]
    ranks = np.arange(len(words) + 1)
    return Inverted(
        words=words,
        starts=np.searchsorted(found[firsts], ranks).astype(np.uint32),
        postings=postings,
        place_starts=np.searchsorted(found, ranks).astype(np.uint32),
        times=np.diff(firsts, append=len(found)).astype(np.uint16),
        places=np.minimum(places, _FAR).astype(np.uint16),
    )


def _changes(found: Array, documents: Array) -> Array:
    """Where another word or another document begins."""
    is_first = np.ones(len(found), dtype=bool)
    is_first[1:] = (found[1:] != found[:-1]) | (documents[1:] != documents[:-1])
    return np.flatnonzero(is_first)


def _stable_order(numbers: Array, count: int) -> Array:
    """Where each of `numbers` (below `count`) goes in order; equal ones stay as they stand.

    On two bytes the sort takes a tenth of the time.
    """
    order = np.argsort(numbers.astype(np.uint16), kind="stable").astype(np.int32)
    if count <= 1 << 16:
        return order
    upper = (numbers >> 16).astype(np.uint16)[order]
    return order[np.argsort(upper, kind="stable")]
