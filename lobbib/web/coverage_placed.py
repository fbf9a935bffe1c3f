"""What stands on the board behind the figures of a line: the same filters, a placement a row."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lobbib.db import get_session
from lobbib.domain.assignments import Status
from lobbib.domain.layers import Layer, Source
from lobbib.domain.line_in_words import listed
from lobbib.domain.planning import Answer
from lobbib.exchange.coverage import PlacedRow
from lobbib.models import Assignment
from lobbib.queries import assignments, planning
from lobbib.queries.planning import Board, Placed
from lobbib.web.access import current_actor
from lobbib.web.coverage_matter import Matter

ANSWERS = {Answer.YES: "ja", Answer.NO: "nee", Answer.OTHER: "anders", None: "niet gezegd"}


class Where(NamedTuple):
    """A placement, and what its school year calls it."""

    placed: Placed
    source: Source


def placements(matter: Matter) -> list[Where]:
    """Everything that the line counts, whether it reaches everybody or a part, in time."""
    session, actor, sources = get_session(), current_actor(), matter.figures.sources
    years = {one.school_year for one in sources.values() if one.layer is not Layer.AVAILABLE}
    found = [
        one
        for school_year in sorted(years)
        for one in _on(matter, planning.board(session, actor, school_year))
    ]
    known = _known(matter, found)
    return [one for one in found if _fits(matter, one.placed, known)]


def _on(matter: Matter, board: Board) -> Iterator[Where]:
    """What one board adds to the line, by period, then class type."""
    for period in board.periods:
        for class_type in board.class_types:
            source = matter.figures.sources.get(class_type.year)
            if source is None or source.school_year != board.school_year:
                continue
            if matter.track is None or matter.track in class_type.tracks:
                for placed in board.at(class_type.id, period.id):
                    if _counts(placed, source):
                        yield Where(placed, source)


def _counts(placed: Placed, source: Source) -> bool:
    if placed.status is Status.CONCEPT or not placed.competencies:
        return False
    return source.layer is not Layer.DONE or placed.answer is Answer.YES


def _known(matter: Matter, found: list[Where]) -> Mapping[int, Assignment]:
    """The assignments of which the own subjects decide, because no subject gives them."""
    if not matter.asked.selection.subjects:
        return {}
    ids = {one.placed.assignment_id for one in found if one.placed.subject_slug is None}
    return {row.id: row for row in assignments.by_ids(get_session(), current_actor(), ids)}


def _fits(matter: Matter, placed: Placed, known: Mapping[int, Assignment]) -> bool:
    selection = matter.asked.selection
    if selection.activities and placed.activity not in selection.activities:
        return False
    flags = ("parents", "outside", "dossier")
    if not all(getattr(placed, flag) for flag in flags if getattr(selection, flag)):
        return False
    if not selection.subjects:
        return True
    if placed.subject_slug is not None:
        return placed.subject_slug in selection.subjects
    own = {row.slug for row in known[placed.assignment_id].subject_rows}
    return not own.isdisjoint(selection.subjects)


def by_assignment(found: list[Where]) -> Mapping[int, list[Where]]:
    places: defaultdict[int, list[Where]] = defaultdict(list)
    for one in found:
        places[one.placed.assignment_id].append(one)
    return places


def rows_of(found: list[Where]) -> Iterator[PlacedRow]:
    """The placements as rows of a sheet."""
    for placed, _ in found:
        yield PlacedRow(
            school_year=str(placed.school_year),
            period=placed.period_name,
            class_type=placed.class_type_name,
            year=placed.year,
            title=placed.title,
            competencies=listed(competency.label for competency in placed.competencies),
            subject=placed.subject_name or "",
            reach=placed.reach.label,
            done=ANSWERS[placed.answer],
            note=placed.note,
        )
