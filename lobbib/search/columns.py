"""Facts about every shared assignment, in memory: filters, counts and who may see what.

A `Columns` is as the database was at one moment and never changes; `keeping` makes the next one.
Bitmaps and arrays go by an assignment's id.
"""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from pyroaring import BitMap

from lobbib.domain.policy import Actor
from lobbib.search.request import Scope, SearchRequest

FLAGS = ("parents", "outside", "dossier")
FACETS = ("years", "competencies", "tracks", "subjects", "activities", *FLAGS)
YES = "1"
MAX_SIGHTS = 64

Ids = np.ndarray[Any, np.dtype[np.int64]]
Scores = np.ndarray[Any, np.dtype[np.floating[Any]]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody may find, and what of that is their school's, as bitmaps and as flags by id.

    `key` is the same for everybody who sees the same, until anything changes.
    """

    key: tuple[int, ...]
    seen: BitMap
    own: BitMap
    is_seen: Flags
    is_own: Flags


@dataclass(frozen=True, eq=False)
class Columns:
    """`values[facet][value]` are the ids that have a value. `number` is another for each one.

    Arrays by id: `shared_at`, a time; `done`, how often it was done; `loaded`, the number of the
    columns for which it was last read.
    """

    number: int
    values: Mapping[str, Mapping[str, BitMap]]
    schools: Mapping[int, BitMap]
    boards: Mapping[int, BitMap]
    everyone: BitMap
    shared_at: Ids
    done: Ids
    loaded: Ids
    _sights: dict[tuple[int, int | None], Sight] = field(default_factory=dict)

    def visible(self, actor: Actor, scope: Scope = Scope.ALL) -> BitMap:
        """What `actor` may find: ids of shared assignments, never somebody's concept."""
        own = self.own(actor)
        if scope is Scope.OWN:
            return own
        board = self.boards.get(actor.board_id) if actor.board_id is not None else None
        elsewhere = self.everyone | (board or BitMap())
        return elsewhere - own if scope is Scope.ELSEWHERE else elsewhere | own

    def own(self, actor: Actor) -> BitMap:
        """The shared assignments of the actor's school."""
        return self.schools.get(actor.school_id, BitMap()).copy()

    def sight(self, actor: Actor) -> Sight:
        """What `actor` may find in the form that ranking asks for; kept for the next question."""
        key = (actor.school_id, actor.board_id)
        found = self._sights.get(key)
        if found is None:
            seen, own = self.visible(actor), self.own(actor)
            size = len(self.shared_at)
            numbers = (self.number, actor.school_id, actor.board_id or 0)
            found = Sight(numbers, seen, own, flags(seen, size), flags(own, size))
            if len(self._sights) >= MAX_SIGHTS:
                self._sights.clear()
            self._sights[key] = found
        return found

    def narrowed(self, request: SearchRequest) -> dict[str, BitMap]:
        """Per facet in which something is chosen: the ids that have one of the choices."""
        return {
            facet: BitMap.union(BitMap(), *(self.having(facet, str(value)) for value in choices))
            for facet, choices in chosen(request).items()
        }

    def having(self, facet: str, value: str) -> BitMap:
        """The ids that have a value; not to be changed."""
        return self.values[facet].get(value, _NONE)

    def tagged(self, tags: Iterable[tuple[str, str]]) -> dict[tuple[str, str], BitMap]:
        """By (facet, value): the ids that have it."""
        return {tag: self.having(*tag) for tag in tags}

    def counts(self, facet: str, among: BitMap) -> dict[str, int]:
        """How many of `among` have each value of `facet`; values that none has are left out."""
        found = {}
        for value, bitmap in self.values[facet].items():
            if count := among.intersection_cardinality(bitmap):
                found[value] = count
        return found

    def bonus(self, ids: Ids, hints: Mapping[tuple[str, str], float]) -> Scores:
        """By id: what the hints (facet, value) that it fits are worth together."""
        total = np.zeros(len(ids))
        for (facet, value), worth in hints.items():
            total[flags(self.having(facet, value), len(self.shared_at))[ids]] += worth
        return total

    def newest_first(self, ids: Ids, start: int, stop: int) -> Ids:
        """Places `start` to `stop` of `ids` by the time of sharing, then by id, newest first."""
        moments = self.shared_at[ids]
        ids = ids[among_highest(moments, stop)]
        return ids[np.lexsort((-ids, -self.shared_at[ids]))][start:stop]

    def best_first(self, ids: Ids, scores: Scores, start: int, stop: int) -> Ids:
        """The same by score; equal ones by how often it was done, then by date, then by id."""
        best = among_highest(scores, stop)
        ids, scores = ids[best], scores[best]
        order = np.lexsort((-ids, -self.shared_at[ids], -self.done[ids], -scores))
        return ids[order][start:stop]


_NONE = BitMap()


def chosen(request: SearchRequest) -> dict[str, frozenset[Any]]:
    """The facets in which something is chosen, with the choices."""
    choices: dict[str, frozenset[Any]] = {
        "years": request.years,
        "competencies": request.competencies,
        "tracks": request.tracks,
        "subjects": request.subjects,
        "activities": request.activities,
    }
    choices |= {flag: frozenset({YES}) for flag in FLAGS if getattr(request, flag)}
    return {facet: values for facet, values in choices.items() if values}


def bitmap(ids: Any) -> BitMap:
    """From an array of ids or a list; many times as fast as one by one."""
    return BitMap(array("I", np.asarray(ids, dtype=np.uint32).tobytes()))


def ids_of(found: BitMap) -> Ids:
    """The ids in a bitmap, ascending."""
    return np.frombuffer(found.to_array(), dtype=np.uint32).astype(np.int64)


def flags(found: BitMap, size: int) -> Flags:
    """By id up to `size` whether it is in a bitmap."""
    are_in = np.zeros(size, dtype=bool)
    are_in[np.frombuffer(found.to_array(), dtype=np.uint32)] = True
    return are_in


def among_highest(keys: Any, count: int) -> Ids:
    """Where the `count` highest stand, with all that are equal to the lowest of these."""
    if len(keys) <= 2 * count:
        return np.arange(len(keys))
    threshold = np.partition(keys, len(keys) - count)[len(keys) - count]
    return np.flatnonzero(keys >= threshold)
