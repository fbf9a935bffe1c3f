"""The LOB-jaarplanning as its readers see it: the board, my period, what waits for an answer.

    board(session, actor, school_year)             class types x periods, with what stands there
    mine(session, actor, period)                   of one's own subjects and class types
    unanswered(session, actor, today)              ended and without an answer: what one may say
    own_unanswered(session, actor, today)          of one's own subjects and class types alone
    count_unanswered(session, actor, today)        how many `unanswered` are
    of_assignment(session, actor, assignment_id)   where one assignment stands, all years
    get_placement(session, actor, id, lock=...)    the row itself, for a service or a form
    of_assignments(session, actor, ids)            where each of a few stands
    of_school_years(session, actor, school_years)  all that stands in them, for a sheet
    placed_by_ids(session, actor, ids)             a few by id, in that order

Somebody's concept can be placed by its author; the others neither see nor count it until then.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, false, func, or_, select, true
from sqlalchemy.orm import Session, joinedload

from lobbib.domain.assignments import Activity, Status
from lobbib.domain.competencies import Competency
from lobbib.domain.planning import Answer, Reach, mark_of
from lobbib.domain.policy import Actor, Role
from lobbib.domain.school_years import SchoolYear
from lobbib.errors import NotFound
from lobbib.models import (
    Assignment,
    AssignmentCompetency,
    ClassType,
    Delivery,
    Period,
    Placement,
    Subject,
)
from lobbib.queries import school_shape
from lobbib.queries.visibility import visible_to

ASKED_FOR = timedelta(days=120)  # so long a period of the year before is still asked about


class Placed(NamedTuple):
    """A placement with what a card on the board shows; no texts of the assignment.

    `answer` is None where nobody answered: unknown. `answer_mark` is for the form that changes it.
    """

    id: int
    version: int
    school_year: SchoolYear
    period_id: int
    period_name: str
    class_type_id: int
    class_type_name: str
    year: int
    assignment_id: int
    title: str
    status: Status
    activity: Activity | None
    minutes: int | None
    has_questions: bool
    parents: bool
    outside: bool
    dossier: bool
    subject_id: int | None
    subject_slug: str | None
    subject_name: str | None
    reach: Reach
    note: str
    answer: Answer | None
    line: str
    answer_mark: str
    competencies: tuple[Competency, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """A school year's planning. `placed` is by (class type id, period id), oldest first."""

    school_year: SchoolYear
    class_types: list[ClassType]
    periods: list[Period]
    placed: Mapping[tuple[int, int], list[Placed]]
    number: int

    def at(self, class_type_id: int, period_id: int) -> list[Placed]:
        return self.placed.get((class_type_id, period_id), [])


def board(session: Session, actor: Actor, school_year: SchoolYear) -> Board:
    """The planning of the actor's school; without periods where nobody made them yet."""
    found = _placed(session, actor, Placement.school_year == school_year)
    by_place: defaultdict[tuple[int, int], list[Placed]] = defaultdict(list)
    for one in found:
        by_place[one.class_type_id, one.period_id].append(one)
    return Board(
        school_year=school_year,
        class_types=school_shape.shown_class_types(session, actor.school_id, school_year),
        periods=school_shape.periods(session, actor.school_id, school_year),
        placed=by_place,
        number=len(found),
    )


def mine(session: Session, actor: Actor, period: Period) -> list[Placed]:
    """What stands in `period` for the actor's own subjects and class types."""
    return _placed(session, actor, Placement.period_id == period.id, _is_mine(actor))


def unanswered(
    session: Session,
    actor: Actor,
    today: date,
    school_year: SchoolYear | None = None,
    *,
    everybody: bool = False,
) -> list[Placed]:
    """Placements whose period has ended and of which nobody said whether they were done.

    Those that the actor may answer for; with `everybody` the whole school's. Without a school year
    those of this one, and of the last 120 days.
    """
    whose = true() if everybody else _may_answer(actor)
    return _placed(session, actor, *_waiting(today, school_year), whose)


def own_unanswered(session: Session, actor: Actor, today: date) -> list[Placed]:
    """Those of one's own subjects and class types alone, whatever else one may answer for."""
    return _placed(session, actor, *_waiting(today), _is_mine(actor))


def count_unanswered(session: Session, actor: Actor, today: date) -> int:
    """How many `unanswered` would be."""
    asked = _select(actor, [*_waiting(today), _may_answer(actor)])
    number = asked.with_only_columns(func.count(Placement.id), maintain_column_froms=True)
    return session.scalar(number.order_by(None)) or 0


def _waiting(today: date, school_year: SchoolYear | None = None) -> list[ColumnElement[bool]]:
    since = min(SchoolYear.of(today).first_day, today - ASKED_FOR)
    span = Placement.school_year == school_year if school_year else Period.last_day >= since
    return [span, Period.last_day < today, Delivery.id.is_(None)]


def of_assignment(session: Session, actor: Actor, assignment_id: int) -> list[Placed]:
    """Where an assignment of the actor's school stands, this year and before."""
    return _placed(session, actor, Placement.assignment_id == assignment_id)


def of_assignments(session: Session, actor: Actor, ids: Iterable[int]) -> list[Placed]:
    """Where each of a few assignments stands, in time."""
    return _placed(session, actor, Placement.assignment_id.in_(list(ids)))


def of_school_years(
    session: Session, actor: Actor, school_years: Iterable[SchoolYear]
) -> list[Placed]:
    """Everything that stands in these school years, in time."""
    return _placed(session, actor, Placement.school_year.in_(list(school_years)))


def placed_by_ids(session: Session, actor: Actor, ids: Iterable[int]) -> list[Placed]:
    """The placements among `ids` that the actor may see, in the order of `ids`."""
    wanted = list(ids)
    found = {one.id: one for one in _placed(session, actor, Placement.id.in_(wanted))}
    return [found[number] for number in wanted if number in found]


def get_placement(
    session: Session, actor: Actor, placement_id: int, *, lock: bool = False
) -> Placement:
    """A placement of the actor's school, with its assignment. Raises NotFound."""
    return get_placements(session, actor, [placement_id], lock=lock)[placement_id]


def get_placements(
    session: Session, actor: Actor, ids: Iterable[int], *, lock: bool = False
) -> dict[int, Placement]:
    """Each of `ids`, by id. Raises NotFound where there is one that the actor may not see."""
    wanted = set(ids)
    asked = (
        select(Placement)
        .join(Assignment, Assignment.id == Placement.assignment_id)
        .where(Placement.id.in_(wanted), Placement.school_id == actor.school_id, visible_to(actor))
        .options(joinedload(Placement.assignment), joinedload(Placement.class_type))
        .order_by(Placement.id)
    )
    rows = session.scalars(asked.with_for_update(of=Placement) if lock else asked)
    found = {row.id: row for row in rows}
    if found.keys() != wanted:
        raise NotFound
    return found


def _may_answer(actor: Actor) -> ColumnElement[bool]:
    """`domain.policy.can_confirm_delivery`."""
    return true() if Role.DECAAN in actor.roles else _is_mine(actor)


def _is_mine(actor: Actor) -> ColumnElement[bool]:
    """`domain.policy.is_own_lesson`."""
    by_subject = Placement.subject_id.in_(actor.subject_ids) if actor.subject_ids else false()
    by_class = (
        Placement.class_type_id.in_(actor.class_type_ids) if actor.class_type_ids else false()
    )
    return or_(by_subject, by_class)


def _placed(session: Session, actor: Actor, *conditions: ColumnElement[bool]) -> list[Placed]:
    """By period, then class type, then in the order in which they were placed."""
    rows = session.execute(_select(actor, conditions)).all()
    competencies = _competencies(session, {row.assignment_id for row in rows})
    return [_to_placed(row, competencies) for row in rows]


def _select(actor: Actor, conditions: Iterable[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Placement.id,
            Placement.version,
            Placement.school_year,
            Placement.period_id,
            Period.name.label("period_name"),
            Placement.class_type_id,
            ClassType.name.label("class_type_name"),
            ClassType.year,
            Placement.assignment_id,
            Assignment.title,
            Assignment.status,
            Assignment.activity,
            Assignment.minutes,
            Assignment.questions_json.label("questions_json"),
            Assignment.parents,
            Assignment.outside,
            Assignment.dossier,
            Placement.subject_id,
            Subject.slug,
            Subject.name.label("subject_name"),
            Placement.reach,
            Placement.note,
            Delivery.answer,
            Delivery.line,
        )
        .join(Assignment, Assignment.id == Placement.assignment_id)
        .join(ClassType, ClassType.id == Placement.class_type_id)
        .join(Period, Period.id == Placement.period_id)
        .outerjoin(Subject, Subject.id == Placement.subject_id)
        .outerjoin(Delivery, Delivery.placement_id == Placement.id)
        .where(Placement.school_id == actor.school_id, visible_to(actor), *conditions)
        .order_by(Period.first_day, ClassType.year, ClassType.name, Placement.id)
    )


def _to_placed(row: Any, competencies: Mapping[int, tuple[Competency, ...]]) -> Placed:
    return Placed(
        id=row.id,
        version=row.version,
        school_year=row.school_year,
        period_id=row.period_id,
        period_name=row.period_name,
        class_type_id=row.class_type_id,
        class_type_name=row.class_type_name,
        year=row.year,
        assignment_id=row.assignment_id,
        title=row.title,
        status=row.status,
        activity=row.activity,
        minutes=row.minutes,
        has_questions=bool(row.questions_json),
        parents=row.parents,
        outside=row.outside,
        dossier=row.dossier,
        subject_id=row.subject_id,
        subject_slug=row.slug,
        subject_name=row.subject_name,
        reach=row.reach,
        note=row.note,
        answer=row.answer,
        line=row.line or "",
        answer_mark=mark_of(row.answer.value, row.line) if row.answer else "",
        competencies=competencies.get(row.assignment_id, ()),
    )


def _competencies(session: Session, ids: set[int]) -> dict[int, tuple[Competency, ...]]:
    """By assignment, in the order of the field."""
    found: defaultdict[int, set[Competency]] = defaultdict(set)
    wanted = select(AssignmentCompetency.assignment_id, AssignmentCompetency.competency)
    for number, value in session.execute(wanted.where(AssignmentCompetency.assignment_id.in_(ids))):
        found[number].add(value)
    return {number: tuple(c for c in Competency if c in tags) for number, tags in found.items()}
