"""How well assignments fit one thing that was asked, among those that the asker may find.

BM25F: what a word weighs in each field was added up when it was indexed; here the words that answer
an item are added up, a second mention of the same adds less, and what few have counts for more.
Only what the asker may find counts, also in how rare something is.
"""

from collections.abc import Mapping
from functools import reduce
from typing import NamedTuple

import numpy as np
from pyroaring import BitMap

from lobbib.search.columns import Flags, Sight, ids_of
from lobbib.search.inverted import Array
from lobbib.search.query import Alternative, Hint, Item, Together
from lobbib.search.segments import PRIVATE, WORDS
from lobbib.search.snapshot import Found, Group, Snapshot
from lobbib.search.weights import SATURATION

MORE = 0.3  # of what fits in a second way besides
SURE_OF_TAG = 0.4  # beside the hint's own weight

Tagged = Mapping[tuple[str, str], BitMap]


class Fit(NamedTuple):
    """By id, ascending: how well an item fits, and how far (0 to 1) this is what was asked."""

    ids: Array
    scores: Array
    sure: Array


class Scored(NamedTuple):
    """By id, ascending: how well some words fit."""

    ids: Array
    scores: Array


def fit(snapshot: Snapshot, item: Item, sight: Sight, tagged: Tagged) -> Fit:
    """Who fits `item` in any way. `tagged` are the ids that have what a hint speaks of."""
    key = (sight.key, item.alternatives, item.phrase, item.together, item.hints)
    found: Fit = snapshot.fits.get(key, lambda: _fit(snapshot, item, sight, tagged))
    return found


def _fit(snapshot: Snapshot, item: Item, sight: Sight, tagged: Tagged) -> Fit:
    total, sure = np.zeros((2, len(sight.is_seen)), dtype=np.float32)
    ids, scores = _of_words(snapshot, item, sight)
    total[ids], sure[ids] = scores, 1.0
    for together in item.together:
        ids, scores = _together(snapshot, together, sight)
        worth = together.weight * scores
        total[ids] = np.maximum(total[ids], worth) + MORE * np.minimum(total[ids], worth)
        sure[ids] = np.maximum(sure[ids], together.sure)
    for hint in item.hints:
        having = tagged.get((hint.facet, hint.value), BitMap())
        _raise(total, sure, ids_of(having & sight.seen), hint, sight)
    found = np.flatnonzero(sure)
    return Fit(found, total[found], sure[found])


def _of_words(snapshot: Snapshot, item: Item, sight: Sight) -> Scored:
    if item.phrase:
        return _in_a_row(snapshot, tuple((Alternative(word),) for word in item.phrase), sight)
    return _any_of(snapshot, item.alternatives, sight)


def _any_of(snapshot: Snapshot, group: Group, sight: Sight) -> Scored:
    return _scored(snapshot.any_of(WORDS, group), snapshot.any_of(PRIVATE, group), sight)


def _in_a_row(snapshot: Snapshot, groups: tuple[Group, ...], sight: Sight) -> Scored:
    return _scored(snapshot.in_a_row(WORDS, groups), snapshot.in_a_row(PRIVATE, groups), sight)


def _together(snapshot: Snapshot, together: Together, sight: Sight) -> Scored:
    if together.adjacent:
        return _in_a_row(snapshot, together.groups, sight)
    return reduce(_both, [_any_of(snapshot, group, sight) for group in together.groups])


def _both(one: Scored, other: Scored) -> Scored:
    """Who fits both, as well as they fit the weaker."""
    ids, here, there = np.intersect1d(one.ids, other.ids, assume_unique=True, return_indices=True)
    return Scored(ids, np.minimum(one.scores[here], other.scores[there]))


def _scored(shared: Found, private: Found, sight: Sight) -> Scored:
    ids, weights = _kept(shared, sight.is_seen)
    if len(private.ids):
        ids, weights = _sum((ids, weights), _kept(private, sight.is_own))
    return Scored(ids, rarity(len(ids), sight) * weights / (SATURATION + weights))


def _kept(found: Found, flags: Flags) -> tuple[Array, Array]:
    ids, weights = found
    known = int(np.searchsorted(ids, len(flags)))  # what the columns never heard of comes last
    kept = flags[ids[:known]]
    return ids[:known][kept], weights[:known][kept]


def _sum(one: tuple[Array, Array], other: tuple[Array, Array]) -> tuple[Array, Array]:
    ids, places = np.unique(np.concatenate([one[0], other[0]]), return_inverse=True)
    weights = np.bincount(places, np.concatenate([one[1], other[1]]), len(ids))
    return ids, weights.astype(np.float32)


def rarity(having: int, sight: Sight) -> float:
    """What it tells that somebody has what `having` have."""
    others = max(0, len(sight.seen) - having)
    return float(np.log(1 + (others + 0.5) / (having + 0.5)))


def _raise(total: Array, sure: Array, tagged: Array, hint: Hint, sight: Sight) -> None:
    """Who has the tag fits at least as well as the best of those who only have the words."""
    best = max(float(total.max(initial=0.0)), rarity(len(tagged), sight))
    total[tagged] += best * hint.weight
    sure[tagged] = np.maximum(sure[tagged], min(1.0, hint.weight + SURE_OF_TAG))
