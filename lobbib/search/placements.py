"""Facts about a school's assignments and where they are placed, in memory: what the line counts.

Beside `columns`, which knows what is shared, this knows per school also what was archived, what has
questions, and what stands where in which school year. A school is read when it is first asked for;
after that the change feed tells what to read again. An id is an assignment's.
"""

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from pyroaring import BitMap
from sqlalchemy import Select, String, cast, func, select, type_coerce
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Status
from lobbib.domain.layers import Layer
from lobbib.domain.planning import Answer, Reach
from lobbib.domain.school_years import SchoolYear
from lobbib.models import (
    Assignment,
    AssignmentCompetency,
    AssignmentSubject,
    AssignmentTrack,
    AssignmentYear,
    Delivery,
    Period,
    Placement,
    Subject,
)
from lobbib.search import feed

FLAGS = ("shared", "questions", "parents", "outside", "dossier")
ANY = "*"  # whatever subject gives it; no slug looks like this
YES = "1"
MAX_SCHOOLS = 50
RELOAD_AT_MOST = 500
NOBODY = BitMap()
REACHES = {str(reach.value): reach for reach in Reach}

Bitmaps = Mapping[Any, BitMap]
Lists = defaultdict[Any, list[int]]

# Enums as text: there are many rows, and their values name the bitmaps.
_Asked = Select[*tuple[Any, ...]]
_TAGS: dict[str, _Asked] = {
    "years": select(AssignmentYear.assignment_id, AssignmentYear.year),
    "competencies": select(
        AssignmentCompetency.assignment_id, type_coerce(AssignmentCompetency.competency, String)
    ),
    "tracks": select(AssignmentTrack.assignment_id, type_coerce(AssignmentTrack.track, String)),
    "subjects": select(AssignmentSubject.assignment_id, Subject.slug).join(Subject),
}
NAMES = (*_TAGS, "activities", *FLAGS)
_FACTS: _Asked = select(
    Assignment.id,
    type_coerce(Assignment.activity, String),
    Assignment.status == Status.SHARED,
    cast(Assignment.questions_json, String) != "[]",
    Assignment.parents,
    Assignment.outside,
    Assignment.dossier,
).where(Assignment.status != Status.CONCEPT)
_PLACED: _Asked = (
    select(
        Placement.assignment_id,
        type_coerce(Placement.school_year, String),
        Placement.class_type_id,
        Subject.slug,
        type_coerce(Delivery.answer, String),
        type_coerce(Placement.reach, String),
        Period.number,
    )
    .join(Period, Period.id == Placement.period_id)
    .outerjoin(Subject, Subject.id == Placement.subject_id)
    .outerjoin(Delivery, Delivery.placement_id == Placement.id)
)


class Stand(NamedTuple):
    """Where something counts. `subject` is the slug of what gives it, "" for none, or ANY."""

    school_year: SchoolYear
    layer: Layer
    class_type_id: int
    subject: str


@dataclass(frozen=True, slots=True)
class SchoolFacts:
    """One school's assignments, concepts excepted. Everything is a bitmap of ids, which does not
    change: what is new makes other facts, so that whoever reads these may go on.

    `placed` by where and whom it reaches; `in_period` by where and the number of the period, only
    what reaches everybody.
    """

    tags: Mapping[str, Bitmaps]
    placed: Bitmaps
    in_period: Bitmaps

    @property
    def shared(self) -> BitMap:
        return self.tagged("shared")

    def tagged(self, name: str, value: object = YES) -> BitMap:
        """Those with that tag or flag."""
        return self.tags[name].get(str(value), NOBODY)

    def any_of(self, name: str, values: Iterable[object]) -> BitMap:
        return union(self.tagged(name, value) for value in values)

    def renewed(self, gone: BitMap, read: "Read") -> "SchoolFacts":
        """Those without what is `gone`, with what was read of it."""
        return SchoolFacts(
            {name: _merged(self.tags[name], gone, read.tags[name]) for name in NAMES},
            _merged(self.placed, gone, read.placed),
            _merged(self.in_period, gone, read.in_period),
        )


NOTHING = SchoolFacts({name: {} for name in NAMES}, {}, {})


def _merged(bitmaps: Bitmaps, gone: BitMap, found: Lists) -> dict[Any, BitMap]:
    kept = {key: ids - gone if ids & gone else ids for key, ids in bitmaps.items()}
    return kept | {key: kept.get(key, NOBODY) | BitMap(ids) for key, ids in found.items()}


class Read:
    """Some assignments of a school as the database has them: lists of ids by value."""

    def __init__(self) -> None:
        self.tags: dict[str, Lists] = {name: defaultdict(list) for name in NAMES}
        self.placed: Lists = defaultdict(list)
        self.in_period: Lists = defaultdict(list)
        self._known: set[int] = set()

    def take(self, session: Session, school_id: int, ids: frozenset[int] | None) -> None:
        """Those among `ids`; all of the school for None."""
        self._facts(session.execute(_narrowed(_FACTS, Assignment.id, school_id, ids)))
        for name, tags in _TAGS.items():
            owner = tags.selected_columns[0]
            of_school = tags.join(Assignment, Assignment.id == owner)
            found = self.tags[name]
            for number, value in session.execute(_narrowed(of_school, owner, school_id, ids)):
                if number in self._known:
                    found[str(value)].append(number)
        placed = _PLACED.where(Placement.school_id == school_id)
        if ids is not None:
            placed = placed.where(Placement.assignment_id.in_(ids))
        self._placed(session.execute(placed))

    def _facts(self, rows: Iterable[Any]) -> None:
        activities, flags = self.tags["activities"], [self.tags[flag][YES] for flag in FLAGS]
        for number, activity, *given in rows:
            self._known.add(number)
            if activity is not None:
                activities[activity].append(number)
            for ids, is_so in zip(flags, given, strict=True):
                if is_so:
                    ids.append(number)

    def _placed(self, rows: Iterable[Any]) -> None:
        """Those of one place together: there are some hundreds of places."""
        places: Lists = defaultdict(list)
        for number, *place in rows:
            if number in self._known:
                places[tuple(place)].append(number)
        for (year, class_type, slug, answer, reach, period), ids in places.items():
            for stand in _stands(SchoolYear.parse(year), class_type, slug, answer):
                self.placed[stand, REACHES[reach]] += ids
                if reach == Reach.EVERYBODY:
                    self.in_period[stand, period] += ids


def union(bitmaps: Iterable[BitMap]) -> BitMap:
    found: BitMap = BitMap.union(BitMap(), *bitmaps)
    return found


def _narrowed(asked: _Asked, owner: Any, school_id: int, ids: frozenset[int] | None) -> _Asked:
    of_school = asked.where(Assignment.school_id == school_id)
    return of_school if ids is None else of_school.where(owner.in_(ids))


def _stands(
    school_year: SchoolYear, class_type_id: int, slug: str | None, answer: str | None
) -> Iterator[Stand]:
    layers = (Layer.PLANNED, Layer.DONE) if answer == Answer.YES else (Layer.PLANNED,)
    for layer in layers:
        for subject in (ANY, slug or ""):
            yield Stand(school_year, layer, class_type_id, subject)


def planning_most(session: Session) -> list[int]:
    """The schools that are worth reading before they ask, those with most on their boards first."""
    counted = select(Placement.school_id).group_by(Placement.school_id)
    return list(session.scalars(counted.order_by(func.count().desc()).limit(MAX_SCHOOLS)))


class Shelves:
    """The facts of the schools that were asked for last. Threads take turns to renew them."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._place: feed.Place | None = None
        self._schools: OrderedDict[int, SchoolFacts] = OrderedDict()

    def of(self, session: Session, school_id: int) -> SchoolFacts:
        """What the database has now of one school."""
        with self._turn:
            try:
                self._follow(session)
            except feed.ForeignPlace:
                self._schools.clear()
                self._place = feed.latest(session)
            if school_id not in self._schools:
                self._take_in(session, school_id)
            self._schools.move_to_end(school_id)
            return self._schools[school_id]

    def _take_in(self, session: Session, school_id: int) -> None:
        self._schools[school_id] = _renewed(NOTHING, session, school_id, None)
        if len(self._schools) > MAX_SCHOOLS:
            self._schools.popitem(last=False)

    def _follow(self, session: Session) -> None:
        if self._place is None:
            raise feed.ForeignPlace
        news = feed.read(session, self._place)
        if len(news.ids) > RELOAD_AT_MOST:
            raise feed.ForeignPlace
        if news.ids:
            # Half a reload must not pass for a whole one.
            self._place = None
            for school_id, facts in self._schools.items():
                self._schools[school_id] = _renewed(facts, session, school_id, news.ids)
        self._place = news.place


def _renewed(
    facts: SchoolFacts, session: Session, school_id: int, ids: frozenset[int] | None
) -> SchoolFacts:
    read = Read()
    read.take(session, school_id, ids)
    return facts.renewed(BitMap(ids or ()), read)
