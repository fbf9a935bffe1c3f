"""From facts and matching words to what a page shows: ids in order, counts, a way out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from pyroaring import BitMap

from lobbib.domain.policy import Actor
from lobbib.search.columns import FACETS, Columns, Ids, ids_of
from lobbib.search.enough import Matches
from lobbib.search.request import Scope, SearchRequest, Sort
from lobbib.search.wording import Wording

CLOSE = 0.2  # of what the best one scores; what has less has it in passing, or by another word


@dataclass(frozen=True, slots=True)
class Found:
    """One page of ids in order with their scores, and the counts around them.

    `close` are those of `total` that come first and fit well.
    """

    total: int
    close: int
    ids: list[int]
    scores: list[float]
    facets: Mapping[str, Mapping[str, int]]
    without: Mapping[str, int]
    without_words: Mapping[str, int]


def find(columns: Columns, actor: Actor, request: SearchRequest, wording: Wording) -> Found:
    """What `actor` may see of what was asked."""
    narrowed = columns.narrowed(request)
    base = _base(columns, actor, request, wording)
    found = BitMap.intersection(base, *narrowed.values())
    matches = wording.matches
    page, close = _page(columns, found, matches, request)
    return Found(
        total=len(found),
        close=close,
        ids=page.tolist(),
        scores=matches.score(page).tolist() if matches else [0.0] * len(page),
        facets={name: columns.counts(name, _open(name, base, narrowed, found)) for name in FACETS},
        without={} if found else _ways_out(columns, actor, request, wording),
        without_words={} if found else _without_words(columns, actor, request, wording),
    )


def _base(columns: Columns, actor: Actor, request: SearchRequest, wording: Wording) -> BitMap:
    """Everything that the choices still have to narrow."""
    return wording.within(_visible(columns, actor, request.scope))


def _visible(columns: Columns, actor: Actor, scope: Scope) -> BitMap:
    return columns.sight(actor).seen if scope is Scope.ALL else columns.visible(actor, scope)


def chosen(columns: Columns, actor: Actor, request: SearchRequest) -> BitMap:
    """What `actor` may see that fits every choice, whatever words were asked."""
    visible = _visible(columns, actor, request.scope)
    return BitMap.intersection(visible, *columns.narrowed(request).values())


def _page(
    columns: Columns, found: BitMap, matches: Matches | None, request: SearchRequest
) -> tuple[Ids, int]:
    """The ids of a page, and how many of all that was found fit well."""
    start = min((request.page - 1) * request.per_page, len(found))
    stop = start + request.per_page
    ids = ids_of(found)
    if matches is not None and request.sort is Sort.RELEVANCE:
        scores = matches.score(ids) + columns.bonus(ids, request.hints)
        close = int(np.count_nonzero(scores >= CLOSE * scores.max(initial=0)))
        return columns.best_first(ids, scores, start, stop), close
    if request.sort is Sort.DONE:
        done = columns.done[ids].astype(np.float64)
        return columns.best_first(ids, done, start, stop), len(ids)
    return columns.newest_first(ids, start, stop), len(ids)


def _ways_out(
    columns: Columns, actor: Actor, request: SearchRequest, wording: Wording
) -> dict[str, int]:
    """What would be found without one thing that was asked; what does not help is left out."""
    narrowed = columns.narrowed(request)
    base = _base(columns, actor, request, wording)
    everywhere = _base(columns, actor, replace(request, scope=Scope.ALL), wording)
    wordless = columns.visible(actor, request.scope)
    found = {name: len(_all_but(name, base, narrowed)) for name in narrowed}
    found["words"] = len(BitMap.intersection(wordless, *narrowed.values()))
    found["scope"] = len(BitMap.intersection(everywhere, *narrowed.values()))
    return {name: count for name, count in found.items() if count}


def _without_words(
    columns: Columns, actor: Actor, request: SearchRequest, wording: Wording
) -> dict[str, int]:
    """By word: what would be found if it had not been asked; what does not help is left out."""
    among = chosen(columns, actor, request)
    found = {word: len(ids & among) for word, ids in wording.without_each().items()}
    return {word: count for word, count in found.items() if count}


def _open(facet: str, base: BitMap, narrowed: Mapping[str, BitMap], found: BitMap) -> BitMap:
    """What the values of a facet are counted among: what is chosen in it does not matter."""
    return _all_but(facet, base, narrowed) if facet in narrowed else found


def _all_but(facet: str, base: BitMap, narrowed: Mapping[str, BitMap]) -> BitMap:
    others = [bitmap for name, bitmap in narrowed.items() if name != facet]
    return BitMap.intersection(base, *others)
