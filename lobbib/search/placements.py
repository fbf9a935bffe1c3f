"""Facts about a school's assignments and where they are placed, in memory: what the line counts.

Beside `columns`, which knows what is shared, this knows per school also what was archived, what has
questions, and what stands where in which school year. A school is read when it is first asked for;
after that the change feed tells what to read again. An id is an assignment's.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pyroaring import BitMap
from sqlalchemy import Select, select
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

FLAGS = ("questions", "parents", "outside", "dossier")
ANY = "*"  # whatever subject gives it; no slug looks like this
YES = "1"
MAX_SCHOOLS = 50
RELOAD_AT_MOST = 500

_Asked = Select[*tuple[Any, ...]]
_TAGS: dict[str, _Asked] = {
    "years": select(AssignmentYear.assignment_id, AssignmentYear.year),
    "competencies": select(AssignmentCompetency.assignment_id, AssignmentCompetency.competency),
    "tracks": select(AssignmentTrack.assignment_id, AssignmentTrack.track),
    "subjects": select(AssignmentSubject.assignment_id, Subject.slug).join(Subject),
}
_FACTS: _Asked = select(
    Assignment.id,
    Assignment.status,
    Assignment.activity,
    Assignment.questions_json.label("questions"),
    Assignment.parents,
    Assignment.outside,
    Assignment.dossier,
).where(Assignment.status != Status.CONCEPT)
_PLACED: _Asked = (
    select(
        Placement.assignment_id,
        Placement.school_year,
        Placement.class_type_id,
        Period.number,
        Subject.slug,
        Placement.reach,
        Delivery.answer,
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
    """One school's assignments, concepts excepted. Everything is a bitmap of ids.

    `placed` by where and whom it reaches; `in_period` by where and the number of the period, only
    what reaches everybody.
    """

    shared: BitMap = field(default_factory=BitMap)
    tags: dict[str, dict[str, BitMap]] = field(
        default_factory=lambda: {name: {} for name in (*_TAGS, "activities", *FLAGS)}
    )
    placed: dict[tuple[Stand, Reach], BitMap] = field(default_factory=dict)
    in_period: dict[tuple[Stand, int], BitMap] = field(default_factory=dict)

    def tagged(self, name: str, value: object = YES) -> BitMap:
        """Those with that tag or flag."""
        return self.tags[name].get(str(value), BitMap())

    def any_of(self, name: str, values: Iterable[object]) -> BitMap:
        return union(self.tagged(name, value) for value in values)

    def drop(self, ids: Iterable[int]) -> None:
        gone = BitMap(ids)
        self.shared.difference_update(gone)
        groups: list[dict[Any, BitMap]] = [*self.tags.values(), self.placed, self.in_period]
        for group in groups:
            for bitmap in group.values():
                bitmap.difference_update(gone)

    def load(self, session: Session, school_id: int, ids: frozenset[int] | None) -> None:
        """Add those among `ids`, which were dropped before; all of the school for None."""
        known = self._load_facts(session, _narrowed(_FACTS, Assignment.id, school_id, ids))
        for name, tags in _TAGS.items():
            owner = tags.selected_columns[0]
            of_school = tags.join(Assignment, Assignment.id == owner)
            rows = session.execute(_narrowed(of_school, owner, school_id, ids))
            _add(self.tags[name], ((str(value), n) for n, value in rows if n in known))
        placed = _PLACED.where(Placement.school_id == school_id)
        if ids is not None:
            placed = placed.where(Placement.assignment_id.in_(ids))
        self._load_placed([row for row in session.execute(placed) if row.assignment_id in known])

    def _load_facts(self, session: Session, facts: _Asked) -> BitMap:
        rows = session.execute(facts).all()
        self.shared.update([row.id for row in rows if row.status is Status.SHARED])
        kinds = ((row.activity.value, row.id) for row in rows if row.activity is not None)
        _add(self.tags["activities"], kinds)
        for flag in FLAGS:
            _add(self.tags[flag], ((YES, row.id) for row in rows if getattr(row, flag)))
        return BitMap([row.id for row in rows])

    def _load_placed(self, rows: list[Any]) -> None:
        stands = [(stand, row) for row in rows for stand in _stands(row)]
        _add(self.placed, (((stand, row.reach), row.assignment_id) for stand, row in stands))
        everybody = (pair for pair in stands if pair[1].reach is Reach.EVERYBODY)
        _add(self.in_period, (((stand, row.number), row.assignment_id) for stand, row in everybody))


def union(bitmaps: Iterable[BitMap]) -> BitMap:
    found: BitMap = BitMap.union(BitMap(), *bitmaps)
    return found


def _narrowed(asked: _Asked, owner: Any, school_id: int, ids: frozenset[int] | None) -> _Asked:
    of_school = asked.where(Assignment.school_id == school_id)
    return of_school if ids is None else of_school.where(owner.in_(ids))


def _stands(row: Any) -> Iterator[Stand]:
    layers = (Layer.PLANNED, Layer.DONE) if row.answer is Answer.YES else (Layer.PLANNED,)
    for layer in layers:
        for subject in (ANY, row.slug or ""):
            yield Stand(row.school_year, layer, row.class_type_id, subject)


def _add(bitmaps: dict[Any, BitMap], pairs: Iterable[tuple[Any, int]]) -> None:
    """Whole lists at once: one by one takes several times as long."""
    found: defaultdict[Any, list[int]] = defaultdict(list)
    for key, number in pairs:
        found[key].append(number)
    for key, numbers in found.items():
        bitmaps.setdefault(key, BitMap()).update(numbers)


class Shelves:
    """The facts of the schools that were asked for last. Not for two threads at once."""

    def __init__(self) -> None:
        self._place: feed.Place | None = None
        self._schools: OrderedDict[int, SchoolFacts] = OrderedDict()

    def of(self, session: Session, school_id: int) -> SchoolFacts:
        """What the database has now of one school; not to be kept."""
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
        facts = SchoolFacts()
        facts.load(session, school_id, None)
        self._schools[school_id] = facts
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
            self._reload(session, news.ids)
        self._place = news.place

    def _reload(self, session: Session, ids: frozenset[int]) -> None:
        for facts in self._schools.values():
            facts.drop(ids)
        wanted = select(Assignment.school_id).where(Assignment.id.in_(ids)).distinct()
        for school_id in set(session.scalars(wanted)) & self._schools.keys():
            self._schools[school_id].load(session, school_id, ids)
