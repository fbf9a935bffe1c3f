"""How well the documents of the index fit each word: BM25 in each field, added up."""

from collections.abc import Iterable, Iterator
from itertools import islice
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
PREFIX_BOOST = 0.5
MAX_EXPANSIONS = 32
MAX_SCANNED = 400

Scores = np.ndarray[Any, np.dtype[np.float64]]


def weigh(opened: Opened, items: Iterable[Item], own: BitMap) -> Scores:
    """By item and document: how well they fit; 0 where the document does not have the item.

    `own` are the asker's school's: the notes that it keeps to itself are searched in these alone.
    """
    return np.stack([_weights(opened, item, own) for item in items])


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
