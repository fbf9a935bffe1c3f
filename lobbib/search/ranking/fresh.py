"""How well assignments fit that changed since the index was written: read from their own texts.

A handful at most, so that what somebody just saved is found before the index knows it.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from pyroaring import BitMap

from lobbib.search.analysis import terms
from lobbib.search.query import Item
from lobbib.search.ranking.words import BOOSTS, SATURATION, Scores
from lobbib.search.texts import FIELDS, Texts

# The rarity of a middling word, so that both kinds of score can stand in one list.
TYPICAL_RARITY = 4.0


def weigh(found: Sequence[Texts], items: Sequence[Item]) -> Scores:
    """By item and text, as `words.weigh` does for documents of the index."""
    used = np.zeros((len(items), len(found)))
    for column, texts in enumerate(found):
        for field in FIELDS:
            used[:, column] += BOOSTS[field] * _used(texts.read(field), items)
    scores: Scores = TYPICAL_RARITY * used / (SATURATION + used)
    return scores


def words(found: Sequence[Texts]) -> dict[str, BitMap]:
    """Every word of these texts, with the ids of those that have it."""
    having: dict[str, BitMap] = {}
    for texts in found:
        for field in FIELDS:
            for term in terms(texts.read(field)):
                having.setdefault(term.word, BitMap()).add(texts.id)
    return having


def _used(text: str, items: Sequence[Item]) -> Scores:
    known = [term.word for term in terms(text)]
    times = Counter(known)
    return np.array([_times(item, known, times) for item in items])


def _times(item: Item, known: Sequence[str], times: Counter[str]) -> float:
    if length := len(item.phrase):
        starts = range(len(known) - length + 1)
        return float(sum(tuple(known[i : i + length]) == item.phrase for i in starts))
    return sum(weight * times[word] for word, weight in item.alternatives)
