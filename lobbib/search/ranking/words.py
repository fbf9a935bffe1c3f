"""Which assignments have the words, and how well they fit: BM25 in each field, added up."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from pyroaring import BitMap
from whoosh.query import Phrase, Term

from lobbib.search.columns import Ids
from lobbib.search.index import PRIVATE_NOTES, Opened
from lobbib.search.query import Item, Query

BOOSTS = {
    "title": 4.0,
    "summary": 2.5,
    "questions": 1.6,
    "body": 1.0,
    "needs": 0.7,
    "notes": 0.7,
    PRIVATE_NOTES: 0.7,
}
PREFIX_BOOST = 0.5
MAX_EXPANSIONS = 32
MAX_SCANNED = 400

Scores = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Matches:
    """`scores[i]` belongs to `ids[i]`, ids ascending; `all_words` or only some of them."""

    ids: Ids
    scores: Scores
    all_words: bool = True

    def bitmap(self) -> BitMap:
        return BitMap(self.ids.tolist())

    def score(self, ids: Ids) -> Scores:
        """The scores of some of the ids."""
        found: Scores = self.scores[np.searchsorted(self.ids, ids)]
        return found


def match(opened: Opened, asked: Query, own: BitMap) -> Matches:
    """Every assignment with all wanted words, or with some of them where none has all.

    `own` are the asker's school's: the notes that it keeps to itself are searched in these alone.
    """
    weights = np.stack([_weights(opened, item, own) for item in asked.wanted])
    having_all = (weights > 0).all(axis=0)
    found = having_all if having_all.any() else weights.any(axis=0)
    ids = opened.ids[found]
    order = np.argsort(ids)
    scores: Scores = weights.sum(axis=0)[found]
    return Matches(ids[order], scores[order], all_words=bool(having_all.any()) or not len(ids))


def having(opened: Opened, items: Iterable[Item], own: BitMap) -> BitMap:
    """Every assignment that has one of `items`."""
    found = BitMap()
    for item in items:
        found.update(opened.ids[_weights(opened, item, own) > 0].tolist())
    return found


def _weights(opened: Opened, item: Item, own: BitMap) -> Scores:
    """By document: how well it fits `item`; 0 where it does not have it."""
    total = np.zeros(len(opened.ids))
    for field, boost in BOOSTS.items():
        for document, score in _found_in(opened, item, field):
            if field != PRIVATE_NOTES or int(opened.ids[document]) in own:
                total[document] += boost * score
    return total


def _found_in(opened: Opened, item: Item, field: str) -> Iterator[tuple[int, float]]:
    if len(item.terms) > 1:
        yield from _documents(opened, Phrase(field, list(item.terms)))
        return
    yield from _documents(opened, Term(field, item.terms[0]))
    for term in _expansions(opened, field, item):
        for document, score in _documents(opened, Term(field, term)):
            yield document, score * PREFIX_BOOST


def _documents(opened: Opened, query: Any) -> Iterator[tuple[int, float]]:
    for searcher, offset in opened.searcher.leaf_searchers():
        matcher = query.matcher(searcher, searcher.context())
        while matcher.is_active():
            yield matcher.id() + offset, matcher.score()
            matcher.next()


def _expansions(opened: Opened, field: str, item: Item) -> list[str]:
    """The most used terms that begin as the word that is being typed."""
    if not item.prefix:
        return []
    reader = opened.searcher.reader()
    found = islice(reader.expand_prefix(field, item.prefix), MAX_SCANNED)
    terms = [term for raw in found if (term := raw.decode("utf-8")) != item.terms[0]]
    if len(terms) > MAX_EXPANSIONS:
        terms.sort(key=lambda term: (-reader.doc_frequency(field, term), term))
    return terms[:MAX_EXPANSIONS]
