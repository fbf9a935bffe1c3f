"""How well assignments fit that changed since the index was written: read from their own texts.

A handful at most, so that what somebody just saved is found before the index knows it.
"""

from collections.abc import Sequence

import numpy as np

from lobbib.search.analysis import Term, fold, terms
from lobbib.search.index import PRIVATE_NOTES
from lobbib.search.query import Item
from lobbib.search.ranking.words import BOOSTS, PREFIX_BOOST, Scores
from lobbib.search.texts import Texts

# What BM25 gives a word of middling rarity, so that both kinds of score can stand in one list.
TYPICAL_SCORE = 4.0


def weigh(found: Sequence[Texts], items: Sequence[Item]) -> Scores:
    """By item and text, as `words.weigh` does for documents of the index."""
    weights = np.zeros((len(items), len(found)))
    for column, texts in enumerate(found):
        for field, boost in BOOSTS.items():
            if field != PRIVATE_NOTES:
                weights[:, column] += boost * _weights(texts.read(field), items)
    return weights


def _weights(text: str, items: Sequence[Item]) -> Scores:
    found = list(terms(text))
    known = [term.term for term in found]
    return np.array([TYPICAL_SCORE * _fit(item, known, found, text) for item in items])


def _fit(item: Item, known: Sequence[str], found: Sequence[Term], text: str) -> float:
    length = len(item.terms)
    if any(tuple(known[i : i + length]) == item.terms for i in range(len(known) - length + 1)):
        return 1.0
    if item.prefix and any(fold(text[t.start : t.end]).startswith(item.prefix) for t in found):
        return PREFIX_BOOST
    return 0.0
