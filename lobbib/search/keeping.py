"""Keeping the columns as the database is: read once, and then what the change feed tells of.

Each process keeps its own and looks at the feed before every search, so that a filter, a count or a
visibility is never behind.
"""

import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from pyroaring import BitMap
from sqlalchemy import Select, String, select, type_coerce
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Origin, Status, Visibility
from lobbib.models import (
    Assignment,
    AssignmentCompetency,
    AssignmentSubject,
    AssignmentTrack,
    AssignmentYear,
    School,
    Subject,
)
from lobbib.queries import deliveries
from lobbib.search import feed
from lobbib.search.columns import FACETS, FLAGS, YES, Columns, Ids, bitmap

RELOAD_AT_MOST = 500
_SPARE = 1024  # ids for which an array has room before it has to grow

# Enums as text: there are many rows, and their values name the bitmaps.
_TAGS: Mapping[str, Select[*tuple[Any, ...]]] = {
    "years": select(AssignmentYear.assignment_id, AssignmentYear.year),
    "competencies": select(
        AssignmentCompetency.assignment_id, type_coerce(AssignmentCompetency.competency, String)
    ),
    "tracks": select(AssignmentTrack.assignment_id, type_coerce(AssignmentTrack.track, String)),
    "subjects": select(AssignmentSubject.assignment_id, Subject.slug).join(Subject),
}
_FACTS = (
    select(
        Assignment.id,
        Assignment.school_id,
        School.board_id,
        type_coerce(Assignment.visibility, String),
        type_coerce(Assignment.origin, String),
        type_coerce(Assignment.activity, String),
        Assignment.shared_at,
        *(getattr(Assignment, flag) for flag in FLAGS),
    )
    .join(School)
    .where(Assignment.status == Status.SHARED)
)

Values = dict[Any, list[int]]


def _lists() -> Values:
    return defaultdict(list)


@dataclass(frozen=True, slots=True)
class _Loaded:
    """Some assignments as the database has them: lists of ids by value, times by id."""

    schools: Values = field(default_factory=_lists)
    boards: Values = field(default_factory=_lists)
    everyone: list[int] = field(default_factory=list)
    shared_at: dict[int, int] = field(default_factory=dict)
    done: dict[int, int] = field(default_factory=dict)
    facets: dict[str, Values] = field(default_factory=lambda: {facet: _lists() for facet in FACETS})


class ColumnsKeeper:
    """The columns of one process; its threads take turns to renew them."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._place: feed.Place | None = None
        self._columns = _made(0, _empty(), _Loaded())

    def renewed(self, session: Session) -> Columns:
        """The columns as the database is now."""
        with self._turn:
            try:
                self._follow(session)
            except feed.ForeignPlace:
                self._rebuild(session)
            return self._columns

    def _follow(self, session: Session) -> None:
        if self._place is None:
            raise feed.ForeignPlace
        news = feed.read(session, self._place)
        if len(news.ids) > RELOAD_AT_MOST:
            raise feed.ForeignPlace
        if news.ids:
            kept = _without(self._columns, BitMap(news.ids))
            self._columns = _made(self._columns.number + 1, kept, _load(session, news.ids))
        self._place = news.place

    def _rebuild(self, session: Session) -> None:
        self._place = None
        place = feed.latest(session)
        self._columns = _made(self._columns.number + 1, _empty(), _load(session, None))
        self._place = place


def _empty() -> Columns:
    nothing: Ids = np.zeros(0, dtype=np.int64)
    return Columns(0, {facet: {} for facet in FACETS}, {}, {}, BitMap(), nothing, nothing, nothing)


def _without(columns: Columns, gone: BitMap) -> Columns:
    values = {facet: _less(bitmaps, gone) for facet, bitmaps in columns.values.items()}
    return Columns(
        columns.number,
        values,
        _less(columns.schools, gone),
        _less(columns.boards, gone),
        columns.everyone - gone,
        columns.shared_at,
        columns.done,
        columns.loaded,
    )


def _less(bitmaps: Mapping[Any, BitMap], gone: BitMap) -> dict[Any, BitMap]:
    return {key: found - gone if found & gone else found for key, found in bitmaps.items()}


def _made(number: int, kept: Columns, loaded: _Loaded) -> Columns:
    """`kept` with what was loaded; what they share is not copied."""
    ids = list(loaded.shared_at)
    shared_at = _grown(kept.shared_at, max(ids, default=0))
    shared_at[ids] = list(loaded.shared_at.values())
    done = _grown(kept.done, len(shared_at) - 1)
    done[ids] = [loaded.done.get(number, 0) for number in ids]
    read = _grown(kept.loaded, len(shared_at) - 1)
    read[ids] = number
    values = {facet: _more(bitmaps, loaded.facets[facet]) for facet, bitmaps in kept.values.items()}
    return Columns(
        number,
        {facet: dict(sorted(bitmaps.items())) for facet, bitmaps in values.items()},
        _more(kept.schools, loaded.schools),
        _more(kept.boards, loaded.boards),
        kept.everyone | bitmap(loaded.everyone),
        shared_at,
        done,
        read,
    )


def _more(bitmaps: Mapping[Any, BitMap], ids: Values) -> dict[Any, BitMap]:
    return {
        **bitmaps,
        **{key: bitmap(some) | bitmaps.get(key, BitMap()) for key, some in ids.items()},
    }


def _grown(values: Ids, highest: int) -> Ids:
    """A copy with room for the id `highest`."""
    size = len(values) if highest < len(values) else highest + _SPARE
    grown = np.zeros(size, dtype=np.int64)
    grown[: len(values)] = values
    return grown


def _load(session: Session, ids: Iterable[int] | None) -> _Loaded:
    """The assignments among `ids` that are shared; all of them for None."""
    wanted = None if ids is None else list(ids)
    loaded = _Loaded()
    # Rows as the driver gives them: through the session each took eight times as long.
    rows_of = session.connection().execute
    facts = _FACTS if wanted is None else _FACTS.where(Assignment.id.in_(wanted))
    for row in rows_of(facts):
        _add(loaded, row)
    loaded.done.update(deliveries.counts(session, wanted))
    for facet, tags in _TAGS.items():
        column = tags.selected_columns[0]
        rows = rows_of(tags if wanted is None else tags.where(column.in_(wanted)))
        values = loaded.facets[facet]
        for number, value in rows:
            if number in loaded.shared_at:
                values[str(value)].append(number)
    return loaded


def _add(loaded: _Loaded, row: Sequence[Any]) -> None:
    number, school, board, visibility, origin, activity, moment, *flags = row
    loaded.shared_at[number] = _microseconds(moment)
    loaded.schools[school].append(number)
    if origin != Origin.TAKEN_OVER:
        if visibility == Visibility.EVERYONE:
            loaded.everyone.append(number)
        elif visibility == Visibility.BOARD and board is not None:
            loaded.boards[board].append(number)
    if activity is not None:
        loaded.facets["activities"][activity].append(number)
    for flag, is_set in zip(FLAGS, flags, strict=True):
        if is_set:
            loaded.facets[flag][YES].append(number)


def _microseconds(moment: datetime | None) -> int:
    return int(moment.timestamp() * 1e6) if moment else 0
