"""Facts about every shared assignment, in memory: filters, counts and who may see what.

Each process builds its own from the database and reads the change feed before every search, so that
a filter, a count or a visibility is never behind. A slot is an assignment's id.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import numpy as np
from pyroaring import BitMap
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Origin, Status, Visibility
from lobbib.domain.policy import Actor
from lobbib.models import (
    Assignment,
    AssignmentCompetency,
    AssignmentSubject,
    AssignmentTrack,
    AssignmentYear,
    School,
    Subject,
)
from lobbib.search import feed
from lobbib.search.request import Scope, SearchRequest

FLAGS = ("parents", "outside", "dossier")
FACETS = ("years", "competencies", "tracks", "subjects", "activities", *FLAGS)
YES = "1"
RELOAD_AT_MOST = 500

Ids = np.ndarray[Any, np.dtype[np.int64]]
Scores = np.ndarray[Any, np.dtype[np.float64]]
_TAGS: Mapping[str, Select[*tuple[Any, ...]]] = {
    "years": select(AssignmentYear.assignment_id, AssignmentYear.year),
    "competencies": select(AssignmentCompetency.assignment_id, AssignmentCompetency.competency),
    "tracks": select(AssignmentTrack.assignment_id, AssignmentTrack.track),
    "subjects": select(AssignmentSubject.assignment_id, Subject.slug).join(Subject),
}
_FACTS = (
    select(
        Assignment.id,
        Assignment.school_id,
        School.board_id,
        Assignment.visibility,
        Assignment.origin,
        Assignment.activity,
        Assignment.parents,
        Assignment.outside,
        Assignment.dossier,
        Assignment.shared_at,
    )
    .join(School)
    .where(Assignment.status == Status.SHARED)
)


class Columns:
    """Bitmaps over ids. Not safe to use from two threads at once: the engine keeps a lock."""

    def __init__(self) -> None:
        self._place: feed.Place | None = None
        self._clear()

    def _clear(self) -> None:
        self.values: dict[str, dict[str, BitMap]] = {facet: {} for facet in FACETS}
        self._schools: dict[int, BitMap] = {}
        self._boards: dict[int, BitMap] = {}
        self._everyone = BitMap()
        self._shared_at: Ids = np.zeros(1024, dtype=np.int64)

    def refresh(self, session: Session) -> None:
        """Take in what changed in the database since the last time."""
        try:
            self._follow(session)
        except feed.ForeignPlace:
            self._rebuild(session)

    def _follow(self, session: Session) -> None:
        if self._place is None:
            raise feed.ForeignPlace
        news = feed.read(session, self._place)
        if len(news.ids) > RELOAD_AT_MOST:
            raise feed.ForeignPlace
        if news.ids:
            # Half a reload must not pass for a whole one.
            self._place = None
            self._drop(news.ids)
            self._load(session, news.ids)
        self._place = news.place

    def _rebuild(self, session: Session) -> None:
        self._place = None
        self._clear()
        place = feed.latest(session)
        self._load(session, None)
        self._place = place

    def _drop(self, ids: Iterable[int]) -> None:
        gone = BitMap(ids)
        for bitmap in self._all():
            bitmap.difference_update(gone)

    def _all(self) -> Iterable[BitMap]:
        yield self._everyone
        yield from self._schools.values()
        yield from self._boards.values()
        for values in self.values.values():
            yield from values.values()

    def _load(self, session: Session, ids: Iterable[int] | None) -> None:
        """Add the assignments among `ids` that are shared; all of them for None."""
        wanted = None if ids is None else list(ids)
        known = BitMap()
        facts = _FACTS if wanted is None else _FACTS.where(Assignment.id.in_(wanted))
        for row in session.execute(facts):
            known.add(row.id)
            self._add_facts(row)
        for facet, tags in _TAGS.items():
            column = tags.selected_columns[0]
            rows = session.execute(tags if wanted is None else tags.where(column.in_(wanted)))
            self._add_tags(facet, (row for row in rows if row[0] in known))

    def _add_facts(self, row: Any) -> None:
        _put(self._schools, row.school_id, row.id)
        self._add_audience(row)
        if row.activity is not None:
            _put(self.values["activities"], row.activity.value, row.id)
        for flag in FLAGS:
            if getattr(row, flag):
                _put(self.values[flag], YES, row.id)
        self._set_shared_at(row.id, row.shared_at)

    def _add_audience(self, row: Any) -> None:
        if row.origin is Origin.TAKEN_OVER:
            return
        if row.visibility is Visibility.EVERYONE:
            self._everyone.add(row.id)
        elif row.visibility is Visibility.BOARD and row.board_id is not None:
            _put(self._boards, row.board_id, row.id)

    def _set_shared_at(self, number: int, at: datetime | None) -> None:
        while number >= len(self._shared_at):
            self._shared_at = np.concatenate([self._shared_at, np.zeros_like(self._shared_at)])
        self._shared_at[number] = int(at.timestamp() * 1e6) if at else 0

    def _add_tags(self, facet: str, rows: Iterable[Any]) -> None:
        values = self.values[facet]
        for number, value in rows:
            _put(values, str(value), number)

    def visible(self, actor: Actor, scope: Scope = Scope.ALL) -> BitMap:
        """What `actor` may find: ids of shared assignments, never somebody's concept."""
        own = self.own(actor)
        if scope is Scope.OWN:
            return own
        board = self._boards.get(actor.board_id) if actor.board_id is not None else None
        elsewhere = self._everyone | (board or BitMap())
        return elsewhere - own if scope is Scope.ELSEWHERE else elsewhere | own

    def own(self, actor: Actor) -> BitMap:
        """The shared assignments of the actor's school."""
        return self._schools.get(actor.school_id, BitMap()).copy()

    def narrowed(self, request: SearchRequest) -> dict[str, BitMap]:
        """Per facet in which something is chosen: the ids that have one of the choices."""
        return {
            facet: BitMap.union(
                BitMap(), *(self.values[facet].get(str(value), BitMap()) for value in choices)
            )
            for facet, choices in chosen(request).items()
        }

    def counts(self, facet: str, among: BitMap) -> dict[str, int]:
        """How many of `among` have each value of `facet`; values that none has are left out."""
        found = {
            value: among.intersection_cardinality(bitmap)
            for value, bitmap in self.values[facet].items()
        }
        return {value: found[value] for value in sorted(found) if found[value]}

    def bonus(self, ids: Ids, hints: Mapping[tuple[str, str], float]) -> Scores:
        """By id: what the hints (facet, value) that it fits are worth together."""
        total = np.zeros(len(ids))
        for (facet, value), worth in hints.items():
            fitting = self.values[facet].get(value, BitMap())
            total[np.isin(ids, np.array(fitting.to_array(), dtype=np.int64))] += worth
        return total

    def tagged(self, tags: Iterable[tuple[str, str]]) -> dict[tuple[str, str], BitMap]:
        """By (facet, value): the ids that have it, to keep."""
        return {tag: self.values[tag[0]].get(tag[1], BitMap()).copy() for tag in tags}

    def newest_first(self, ids: Ids) -> Ids:
        """`ids` by the time of sharing, then by id, newest first."""
        ordered: Ids = ids[np.lexsort((-ids, -self._shared_at[ids]))]
        return ordered

    def best_first(self, ids: Ids, scores: np.ndarray[Any, Any]) -> Ids:
        """`ids` by score; equal ones by date, then id."""
        ordered: Ids = ids[np.lexsort((-ids, -self._shared_at[ids], -scores))]
        return ordered


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


def _put(bitmaps: dict[Any, BitMap], key: Any, number: int) -> None:
    bitmaps.setdefault(key, BitMap()).add(number)
