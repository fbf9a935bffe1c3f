"""What stands on the board behind the figures of a line: the same filters, a placement a row."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from lobbib.db import get_session
from lobbib.domain.assignments import Status
from lobbib.domain.layers import Layer, Source
from lobbib.domain.line_in_words import listed
from lobbib.domain.planning import Answer
from lobbib.exchange.coverage import PlacedRow
from lobbib.models import Assignment
from lobbib.queries import assignments, planning
from lobbib.queries.planning import Placed
from lobbib.web.access import current_actor
from lobbib.web.coverage_matter import Matter

ANSWERS = {Answer.YES: "ja", Answer.NO: "nee", Answer.OTHER: "anders", None: "niet gezegd"}


class Where(NamedTuple):
    """A placement, and what its school year calls it."""

    placed: Placed
    source: Source


def placements(matter: Matter) -> list[Where]:
    """Everything that the line counts, whether it reaches everybody or a part, in time."""
    sources = matter.figures.sources.values()
    years = {one.school_year for one in sources if one.layer is not Layer.AVAILABLE}
    found = planning.of_school_years(get_session(), current_actor(), years)
    return _that_count(matter, found)


def placements_of(matter: Matter, ids: Iterable[int]) -> list[Where]:
    """The same, of a few assignments."""
    return _that_count(matter, planning.of_assignments(get_session(), current_actor(), ids))


def _that_count(matter: Matter, rows: Iterable[Placed]) -> list[Where]:
    tracks = {row.id: row.tracks for row in matter.ledger.class_types}
    found = [
        Where(placed, source)
        for placed in rows
        if (source := matter.figures.sources.get(placed.year))
        if source.school_year == placed.school_year and _counts(placed, source)
        if matter.track is None or matter.track in tracks[placed.class_type_id]
    ]
    known = _known(matter, found)
    return [one for one in found if _fits(matter, one.placed, known)]


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
