"""How well the documents of the index fit each group of words: BM25F over the fields."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from pyroaring import BitMap
from whoosh.query import Phrase, Term

from lobbib.search.index import PRIVATE_NOTES, Opened
from lobbib.search.query import Item

BOOSTS = {
    "title": 4.0,
    "summary": 2.5,
    "questions": 1.6,
    "body": 1.0,
    "needs": 0.7,
    "notes": 0.7,
    PRIVATE_NOTES: 0.7,
}
SATURATION = 1.2

Scores = np.ndarray[Any, np.dtype[np.float64]]


def weigh(opened: Opened, items: Iterable[Item], own: BitMap) -> Scores:
    """By item and document: how well they fit; 0 where the document does not have the item.

    `own` are the asker's school's: the notes that it keeps to itself are searched in these alone.
    """
    return np.stack([_weights(opened, item, own) for item in items])


def _weights(opened: Opened, item: Item, own: BitMap) -> Scores:
    used = np.zeros(len(opened.ids))
    for field, boost in BOOSTS.items():
        for document, weight in _found_in(opened, item, field):
            if field != PRIVATE_NOTES or int(opened.ids[document]) in own:
                used[document] += boost * weight
    having = int((used > 0).sum())
    rarity = np.log(1 + (len(used) - having + 0.5) / (having + 0.5))
    scores: Scores = rarity * used / (SATURATION + used)
    return scores


def _found_in(opened: Opened, item: Item, field: str) -> Iterator[tuple[int, float]]:
    if item.phrase:
        words = list(item.phrase)
        yield from _documents(opened, Phrase(field, words) if words[1:] else Term(field, *words))
        return
    for word, weight in item.alternatives:
        for document, times in _documents(opened, Term(field, word)):
            yield document, times * weight


def _documents(opened: Opened, query: Any) -> Iterator[tuple[int, float]]:
    for searcher, offset in opened.searcher.leaf_searchers():
        matcher = query.matcher(searcher, searcher.context())
        while matcher.is_active():
            yield matcher.id() + offset, matcher.weight()
            matcher.next()
