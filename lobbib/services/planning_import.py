"""A planning that a school already has, from the rows of its sheet.

    preview(session, actor, school_year, rows)      what each row would become; writes nothing
    import_rows(session, actor, school_year, rows)  the same, and does it
    lookalikes(session, actor, titles)              own assignments with nearly such a title

Titles are matched to the school's own assignments; what is not there becomes the actor's concept,
placed already, that counts once it is shared.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz, process
from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.domain import policy
from lobbib.domain.assignments import MAX_LENGTHS, Content, Status, tidy
from lobbib.domain.planning import MAX_NOTE, tidied_line
from lobbib.domain.planning_import import Known, Read, Row, folded, period_names, read_row
from lobbib.domain.policy import Actor
from lobbib.domain.school_years import SchoolYear
from lobbib.errors import Forbidden, Invalid
from lobbib.models import Assignment, ClassType, Period, Placement, School, Subject
from lobbib.queries import school_shape, subjects
from lobbib.queries.visibility import visible_to
from lobbib.services.assignments import add, checked
from lobbib.services.planning import Place, put
from lobbib.services.transaction import record, transaction

MAX_ROWS = 1000
NEAR = 80  # of 100: two words swapped, a letter wrong, a word more or less


class Outcome(NamedTuple):
    """What becomes of a row. `assignment_id` is None for a new concept (in a preview), or where
    the row stays out; `places`: how many placements it adds.
    """

    number: int
    title: str
    assignment_id: int | None
    is_new: bool
    places: int
    problems: tuple[str, ...]


def preview(
    session: Session, actor: Actor, school_year: SchoolYear, rows: Sequence[Row]
) -> list[Outcome]:
    """What `import_rows` would do. Raises Forbidden and Invalid."""
    _check(actor, rows)
    read = _read(session, actor, school_year, rows)
    titles = _by_title(session, actor)
    found = []
    met = set(titles)
    for row in read:
        title = folded(row.title)
        places = 0 if row.problems else len(row.class_type_ids) * len(row.period_ids)
        is_new = not row.problems and title not in met
        met |= {title} if is_new else set()
        found.append(_outcome(row, titles.get(title), places, is_new=is_new))
    return found


def lookalikes(session: Session, actor: Actor, titles: Iterable[str]) -> dict[str, Assignment]:
    """By title the own assignment whose title is nearest, where one is near and none is equal."""
    known = _by_title(session, actor)
    found = {}
    for title in dict.fromkeys(titles):
        wanted = folded(title)
        if wanted in known or not wanted:
            continue
        near = process.extractOne(
            wanted, known.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=NEAR
        )
        if near is not None:
            found[title] = known[near[0]]
    return found


def import_rows(
    session: Session, actor: Actor, school_year: SchoolYear, rows: Sequence[Row]
) -> list[Outcome]:
    """Place every row that is understood, all in one transaction. Raises Forbidden and Invalid."""
    _check(actor, rows)
    with transaction(session, actor):
        session.get_one(School, actor.school_id, with_for_update=True)
        read = _read(session, actor, school_year, rows)
        scene = _Scene(session, actor, school_year)
        outcomes = [scene.take_in(row) for row in read]
        record(session, actor, "planning.import", school_year=str(school_year), rows=len(rows))
    return outcomes


def _check(actor: Actor, rows: Sequence[Row]) -> None:
    if not policy.can_manage_line(actor):
        raise Forbidden
    if len(rows) > MAX_ROWS:
        raise Invalid({"file": f"Zet hoogstens {MAX_ROWS} rijen in één bestand."})


def _read(
    session: Session, actor: Actor, school_year: SchoolYear, rows: Iterable[Row]
) -> list[Read]:
    """Raises Invalid where the school has no periods in that year: there is no place to put it."""
    periods = school_shape.periods(session, actor.school_id, school_year)
    if not periods:
        raise Invalid({"school_year": f"Maak eerst de periodes van {school_year}."})
    offered = subjects.of_school(session, actor.school_id)
    known = Known(
        class_types={
            folded(row.name): row.id for row in school_shape.class_types(session, actor.school_id)
        },
        periods=period_names((row.id, row.number, row.name) for row in periods),
        subjects={folded(row.slug): row.slug for row in offered}
        | {folded(row.name): row.slug for row in offered},
    )
    return [read_row(row, known) for row in rows]


def _by_title(session: Session, actor: Actor) -> dict[str, Assignment]:
    """Own assignments that can be placed, by folded title; of equal titles what is shared, then
    the oldest.
    """
    rows = session.scalars(
        select(Assignment).where(
            Assignment.school_id == actor.school_id,
            Assignment.status != Status.ARCHIVED,
            visible_to(actor),
        )
    )
    ordered = sorted(rows, key=lambda row: (row.status is not Status.SHARED, row.id))
    return {folded(row.title): row for row in reversed(ordered)}


def _outcome(row: Read, assignment: Assignment | None, places: int, *, is_new: bool) -> Outcome:
    number = assignment.id if assignment and not row.problems else None
    return Outcome(row.number, row.title, number, is_new, places, row.problems)


class _Scene:
    """What a running import needs to know of the school; concepts that it makes come in too."""

    def __init__(self, session: Session, actor: Actor, school_year: SchoolYear) -> None:
        self._session, self._actor = session, actor
        self._titles = _by_title(session, actor)
        types = school_shape.class_types(session, actor.school_id)
        self._types: Mapping[int, ClassType] = {row.id: row for row in types}
        periods = school_shape.periods(session, actor.school_id, school_year)
        self._periods: Mapping[int, Period] = {row.id: row for row in periods}
        self._subjects: Mapping[str, Subject] = subjects.by_slug(session, actor.school_id)
        there = select(Placement).where(Placement.period_id.in_(self._periods))
        self._taken = {
            (row.assignment_id, row.class_type_id, row.period_id) for row in session.scalars(there)
        }

    def take_in(self, row: Read) -> Outcome:
        if row.problems:
            return _outcome(row, None, 0, is_new=False)
        assignment = self._titles.get(folded(row.title))
        is_new = assignment is None
        if assignment is None:
            assignment = self._concept(row)
            self._titles[folded(row.title)] = assignment
        places = sum(
            self._put(assignment, row, type_id, period_id)
            for type_id in row.class_type_ids
            for period_id in row.period_ids
        )
        return _outcome(row, assignment, places, is_new=is_new)

    def _put(self, assignment: Assignment, row: Read, type_id: int, period_id: int) -> bool:
        spot = (assignment.id, type_id, period_id)
        if spot in self._taken:
            return False
        self._taken.add(spot)
        place = Place(
            self._types[type_id],
            self._periods[period_id],
            self._subjects[row.subject] if row.subject else None,
            row.reach,
            tidied_line(row.note)[:MAX_NOTE],
        )
        put(self._session, self._actor, assignment, place)
        return True

    def _concept(self, row: Read) -> Assignment:
        """The row's own title, tagged by where it stands; its text is still to be written."""
        types = [self._types[number] for number in row.class_type_ids]
        content = Content(
            title=tidy(row.title, multiline=False)[: MAX_LENGTHS["title"]],
            years=tuple({one.year for one in types}),
            tracks=tuple({track for one in types for track in one.tracks}),
            subjects=(row.subject,) if row.subject else (),
        )
        valid = checked(content, Status.CONCEPT)
        return add(self._session, self._actor, valid, Status.CONCEPT)
