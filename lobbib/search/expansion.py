"""From the words that were typed to all the words of the index that answer them."""

from collections.abc import Iterator
from dataclasses import replace

from pyroaring import BitMap

from lobbib.search.analysis import stem
from lobbib.search.query import Alternative, Item, Query
from lobbib.search.vocabulary import Vocabulary

FORM = 0.9
COMPOUND = 0.6
BEGINNING = 0.5
MAX_BEGINNINGS = 32


def expand(query: Query, vocabulary: Vocabulary, among: BitMap) -> Query:
    """`query` with every word's alternatives; `among` is what the asker may see."""
    return Query(
        tuple(_expanded(item, vocabulary) for item in query.wanted),
        tuple(_expanded(item, vocabulary) for item in query.unwanted),
    )


def _expanded(item: Item, vocabulary: Vocabulary) -> Item:
    weights: dict[str, float] = {}
    for typed in item.alternatives:
        for word, weight in _answers(typed.word, item.prefix, vocabulary):
            weights[word] = max(weights.get(word, 0.0), weight * typed.weight)
    best = sorted(weights.items(), key=lambda found: (-found[1], found[0]))
    return replace(item, alternatives=tuple(Alternative(*found) for found in best))


def _answers(word: str, prefix: str, vocabulary: Vocabulary) -> Iterator[tuple[str, float]]:
    yield word, 1.0
    yield from ((form, FORM) for form in vocabulary.forms(stem(word)))
    yield from ((compound, COMPOUND) for compound in vocabulary.compounds(stem(word)))
    if prefix:
        yield from ((found, BEGINNING) for found in vocabulary.beginning(prefix, MAX_BEGINNINGS))
