"""Segments of the index: what every one of them can tell, and one that is never written to disk."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import NamedTuple, Protocol

import numpy as np

from lobbib.search.inverted import Array, Inverted, Pile
from lobbib.search.texts import FIELDS, Texts

WORDS = "words"
# Notes that were not shared stand in a field of their own, which only the own school searches.
PRIVATE = "private"
WORD_FIELDS = (WORDS, PRIVATE)

_NUMBERS = count()
_PLACE_BITS = 17  # one more than a place takes: the end of one text touches no other's beginning


class Hits(NamedTuple):
    """Documents of a segment, ascending, and how much what was asked weighs in each."""

    documents: Array
    weights: Array


Numbers = Sequence[tuple[int, float]]  # words of a segment by number, each with a weight


class Segment(Protocol):
    """Immutable. `key` is unlike any other's; `ids[document]` is the assignment's id."""

    key: str
    ids: Array

    def words(self, field: str) -> Sequence[str]:
        """The words of a field, sorted; a word's number is its place here."""

    def counts(self, field: str) -> Array:
        """By word: how many documents have it."""

    def postings(self, field: str, number: int) -> Array:
        """Of one word, by document: its number and what the word weighs there."""

    def places(self, field: str, number: int) -> tuple[Array, Array]:
        """Of one word, by document, how many places it has; and those places in a row."""


class MemorySegment:
    """A few assignments that the index on disk does not know yet."""

    def __init__(self, texts: Iterable[Texts]) -> None:
        self.key = f"memory {next(_NUMBERS)}"
        self.ids, self._fields = inverted(texts)

    def words(self, field: str) -> Sequence[str]:
        return self._fields[field].words

    def counts(self, field: str) -> Array:
        return np.diff(self._fields[field].starts)

    def postings(self, field: str, number: int) -> Array:
        known = self._fields[field]
        return known.postings[known.starts[number] : known.starts[number + 1]]

    def places(self, field: str, number: int) -> tuple[Array, Array]:
        known = self._fields[field]
        times = known.times[known.starts[number] : known.starts[number + 1]]
        return times, known.places[known.place_starts[number] : known.place_starts[number + 1]]


def inverted(texts: Iterable[Texts]) -> tuple[Array, Mapping[str, Inverted]]:
    """Assignments turned inside out: their ids by document, and by field their words."""
    ids: list[int] = []
    piles = {field: Pile() for field in WORD_FIELDS}
    for document, one in enumerate(texts):
        ids.append(one.id)
        shared = [name for name in FIELDS if one.share_notes or name != "notes"]
        piles[WORDS].add(document, [(name, one.read(name)) for name in shared])
        if not one.share_notes:
            piles[PRIVATE].add(document, [("notes", one.read("notes"))])
    found = {field: pile.inverted() for field, pile in piles.items()}
    return np.array(ids, dtype=np.int64), found


def any_of(segment: Segment, field: str, words: Numbers) -> Hits:
    """Who has any of some words: each weighs as much as it does there, times its own weight."""
    if len(words) == 1:
        number, weight = words[0]
        postings = segment.postings(field, number)
        return Hits(postings["document"].copy(), postings["weight"] * np.float32(weight))
    total = _totals(segment, field, words)
    documents = np.flatnonzero(total).astype(np.uint16)
    return Hits(documents, total[documents])


def in_a_row(segment: Segment, field: str, groups: Sequence[Numbers]) -> Hits:
    """Who has a word of each group, one right after the other; the weakest group weighs."""
    ends = _standing(segment, field, groups[0])
    for group in groups[1:]:
        ends = np.intersect1d(ends + 1, _standing(segment, field, group), assume_unique=True)
    documents = np.unique(ends >> _PLACE_BITS).astype(np.uint16)
    weights = np.min([_totals(segment, field, group)[documents] for group in groups], axis=0)
    return Hits(documents, weights)


def _totals(segment: Segment, field: str, words: Numbers) -> Array:
    total = np.zeros(len(segment.ids), dtype=np.float32)
    for number, weight in words:
        postings = segment.postings(field, number)
        total[postings["document"]] += postings["weight"] * np.float32(weight)
    return total


def _standing(segment: Segment, field: str, words: Numbers) -> Array:
    """Where a word of a group stands: document and place in one number, each once."""
    found = []
    for number, _ in words:
        documents = segment.postings(field, number)["document"].astype(np.int64)
        times, places = segment.places(field, number)
        found.append((np.repeat(documents, times) << _PLACE_BITS) + places)
    return np.unique(np.concatenate(found))
