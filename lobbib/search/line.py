"""The LOB-lijn as it stands now: the sets of `placements` and `columns`, counted by the domain.

    ledger = LineEngine(search).ledger(session, actor)  what one school has, read once for a page
    ledger.figures(asked, today)                        the matrix and what follows from it
    ledger.ids(asked, today, Spot(...))                 the assignments behind one figure
    ledger.proposals(asked, today, gaps)                what could fill each gap

`asked` is a `domain.layers.Asked`: layer, school year, cohort, filters. `today` is passed in.
"""

import logging
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from pyroaring import BitMap
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Activity
from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import Cell, Column, Coverage, Selection, count, years_shown
from lobbib.domain.layers import Agreements, Asked, Layer, Said, Source, agreements_in, sources
from lobbib.domain.planning import Reach
from lobbib.domain.policy import Actor
from lobbib.domain.proposals import Proposal, Supply, proposals
from lobbib.domain.quality import Quality, Traits, weigh
from lobbib.domain.tracks import Track
from lobbib.models import ClassType, School
from lobbib.queries import agreements, school_shape
from lobbib.search.columns import Columns
from lobbib.search.engine import SearchEngine
from lobbib.search.placements import ANY, SchoolFacts, Shelves, Stand, planning_most, union
from lobbib.search.request import Scope, SearchRequest

Fitting = Mapping[Competency, Iterable[int]]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Spot:
    """Which figure: a cell, a column (no competency), a row (no year), or the whole (neither).

    `part`: of what reaches no more than a part. `elsewhere`: of what other schools share.
    """

    year: int | None = None
    competency: Competency | None = None
    part: bool = False
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """A line and what stands beside it. `sources`: per year, from which school year and layer."""

    asked: Asked
    sources: Mapping[int, Source]
    own: Coverage
    elsewhere: Coverage
    quality: Quality


@dataclass(frozen=True, slots=True)
class _Matter:
    """The sets behind one question. `own` and `elsewhere` by year of the line."""

    sources: Mapping[int, Source]
    class_types: Mapping[int, list[int]]
    own: dict[int, Column[BitMap]]
    elsewhere: dict[int, Column[BitMap]]
    tags_elsewhere: dict[Competency, BitMap]


class LineEngine:
    """One per process; safe to use from several threads."""

    def __init__(self, search: SearchEngine) -> None:
        self._search = search
        self._shelves = Shelves()

    def ledger(self, session: Session, actor: Actor) -> "Ledger":
        """What the actor's school has now: read once, and asked as often as a page needs."""
        with self._search.columns(session) as columns:
            return Ledger(
                actor=actor,
                tracks=session.get_one(School, actor.school_id).tracks,
                class_types=school_shape.all_class_types(session, actor.school_id),
                said=agreements.said(session, actor.school_id),
                facts=self._shelves.of(session, actor.school_id),
                columns=columns,
            )

    def read_ahead(self) -> None:
        """Read the schools that plan most, in the background, before somebody waits for it: at the
        start of serving.
        """
        threading.Thread(target=self._read_ahead, name="line-reader", daemon=True).start()

    def _read_ahead(self) -> None:
        try:
            with self._search.sessions() as session, self._search.columns(session):
                for school_id in planning_most(session):
                    self._shelves.of(session, school_id)
        except Exception as error:  # whoever asks first reads it
            log.warning("the schools could not be read ahead: %s", type(error).__name__)


@dataclass(frozen=True)
class Ledger:
    """What one school had at one moment. It reads the database no more, so all of its answers fit
    together.
    """

    actor: Actor
    tracks: tuple[Track, ...]
    class_types: Sequence[ClassType]
    said: Sequence[Said]
    facts: SchoolFacts
    columns: Columns

    @cached_property
    def _tags(self) -> dict[Competency, BitMap]:
        return {c: self.facts.tagged("competencies", c) for c in Competency}

    @cached_property
    def _traits(self) -> Traits[BitMap]:
        return _traits(self.facts, self._tags)

    def figures(self, asked: Asked, today: date) -> Figures:
        """Everything about one line."""
        matter, selection = self._matter(asked, today), asked.selection
        held = {y: agreements_in(self.said, matter.sources[y].school_year) for y in matter.own}
        return Figures(
            asked=asked,
            sources=matter.sources,
            own=count(matter.own, self._tags, _targets(held), lines=selection.track is not None),
            elsewhere=count(matter.elsewhere, matter.tags_elsewhere, {}, lines=False),
            quality=weigh(
                matter.own,
                self._traits,
                {y: _periods(self.facts, matter, selection, y) for y in matter.own},
                {y: agreed.year(y) for y, agreed in held.items()},
            ),
        )

    def ids(self, asked: Asked, today: date, spot: Spot) -> list[int]:
        """The assignments that one figure counts, ascending: exactly that many."""
        matter = self._matter(asked, today)
        if spot.elsewhere:
            return sorted(_behind(matter.elsewhere, matter.tags_elsewhere, spot))
        return sorted(_behind(matter.own, self._tags, spot))

    def proposals(
        self, asked: Asked, today: date, gaps: Iterable[Cell], fitting: Fitting | None = None
    ) -> dict[Cell, tuple[Proposal, ...]]:
        """What could fill each of `gaps`. `fitting`: by competence the own assignments whose text
        fits it though they are not tagged with it.
        """
        matter, facts = self._matter(asked, today), self.facts
        by_year = _available(facts, asked.selection, tuple(matter.own))
        supply = Supply(
            own=_cells(by_year, self._tags),
            elsewhere=_cells(matter.elsewhere, matter.tags_elsewhere),
            fitting={c: BitMap(ids) & facts.shared for c, ids in (fitting or {}).items()},
            years={year: column.everybody for year, column in by_year.items()},
        )
        return {
            gap: proposals(gap, supply, matter.own[gap.year].everybody)
            for gap in gaps
            if gap.year in matter.own
        }

    def _matter(self, asked: Asked, today: date) -> _Matter:
        years = years_shown(self.tracks, asked.selection.track)
        found = sources(asked, years, today)
        by_year = _by_year(self.class_types, asked.selection)
        elsewhere, tags = _elsewhere(self.columns, self.actor, asked.selection, years)
        return _Matter(
            sources=found,
            class_types=by_year,
            own=_own(self.facts, asked.selection, found, by_year),
            elsewhere=elsewhere,
            tags_elsewhere=tags,
        )


def _targets(held: Mapping[int, Agreements]) -> dict[Cell, int]:
    cells = (Cell(c, year) for c in Competency for year in held)
    return {cell: held[cell.year].cell(cell) for cell in cells}


def _by_year(class_types: Iterable[ClassType], selection: Selection) -> dict[int, list[int]]:
    """The class types of each year of the line, as far as they feed the track."""
    found: dict[int, list[int]] = {}
    for row in class_types:
        if selection.track is None or selection.track in row.tracks:
            found.setdefault(row.year, []).append(row.id)
    return found


def _own(
    facts: SchoolFacts,
    selection: Selection,
    found: Mapping[int, Source],
    class_types: Mapping[int, list[int]],
) -> dict[int, Column[BitMap]]:
    if any(source.layer is Layer.AVAILABLE for source in found.values()):
        return _available(facts, selection, tuple(found))
    return {
        year: _placed(facts, selection, source, class_types.get(year, []))
        for year, source in found.items()
    }


def _available(
    facts: SchoolFacts, selection: Selection, years: tuple[int, ...]
) -> dict[int, Column[BitMap]]:
    """By the assignments' own tags."""
    chosen = _admitted(facts, selection, facts.shared)
    if selection.track is not None:
        chosen = chosen & facts.tagged("tracks", selection.track)
    if selection.subjects:
        chosen = chosen & facts.any_of("subjects", selection.subjects)
    return {year: Column(chosen & facts.tagged("years", year), BitMap()) for year in years}


def _admitted(facts: SchoolFacts, selection: Selection, ids: BitMap) -> BitMap:
    """Those of `ids` with the activity and the flags that were asked for."""
    if selection.activities:
        ids = ids & facts.any_of("activities", selection.activities)
    for flag in ("parents", "outside", "dossier"):
        if getattr(selection, flag):
            ids = ids & facts.tagged(flag)
    return ids


def _placed(
    facts: SchoolFacts, selection: Selection, source: Source, class_types: list[int]
) -> Column[BitMap]:
    """By the year and the tracks of the class types, and the subjects that give it."""
    reached = {
        reach: _admitted(facts, selection, _standing(facts, selection, source, class_types, reach))
        for reach in Reach
    }
    return Column(reached[Reach.EVERYBODY], reached[Reach.PART])


def _standing(
    facts: SchoolFacts,
    selection: Selection,
    source: Source,
    class_types: list[int],
    where: Reach | int,
) -> BitMap:
    """What is placed on `class_types` with that reach, or for everybody in a period's number.

    Where a subject is asked for, it is the one that gives it; of what no subject is named to give,
    those of the assignment itself.
    """
    if not selection.subjects:
        return _on(facts, source, class_types, [ANY], where)
    given = _on(facts, source, class_types, sorted(selection.subjects), where)
    unnamed = _on(facts, source, class_types, [""], where)
    return given | (unnamed & facts.any_of("subjects", selection.subjects))


def _on(
    facts: SchoolFacts,
    source: Source,
    class_types: list[int],
    subjects: list[str],
    where: Reach | int,
) -> BitMap:
    stands = [Stand(*source, number, subject) for number in class_types for subject in subjects]
    found = (
        facts.placed.get((stand, where))
        if isinstance(where, Reach)
        else facts.in_period.get((stand, where))
        for stand in stands
    )
    return union(bitmap for bitmap in found if bitmap is not None)


def _periods(
    facts: SchoolFacts, matter: _Matter, selection: Selection, year: int
) -> dict[int, BitMap]:
    """What reaches everybody in each period of the school year that this year is taken from."""
    source = matter.sources[year]
    if source.layer is Layer.AVAILABLE:
        return {}
    class_types = matter.class_types.get(year, [])
    return {
        number: _standing(facts, selection, source, class_types, number) for number in range(1, 7)
    }


def _elsewhere(
    columns: Columns, actor: Actor, selection: Selection, years: tuple[int, ...]
) -> tuple[dict[int, Column[BitMap]], dict[Competency, BitMap]]:
    """What other schools share with the actor's, by its tags."""
    theirs = columns.visible(actor, Scope.ELSEWHERE)
    for chosen in columns.narrowed(_as_request(selection)).values():
        theirs = theirs & chosen
    by_year = columns.values["years"]
    tags = columns.values["competencies"]
    return (
        {year: Column(theirs & by_year.get(str(year), BitMap()), BitMap()) for year in years},
        {c: theirs & tags.get(c.value, BitMap()) for c in Competency},
    )


def _as_request(selection: Selection) -> SearchRequest:
    return SearchRequest(
        tracks=frozenset([selection.track] if selection.track else []),
        subjects=selection.subjects,
        activities=selection.activities,
        parents=selection.parents,
        outside=selection.outside,
        dossier=selection.dossier,
    )


def _traits(facts: SchoolFacts, tags: Mapping[Competency, BitMap]) -> Traits[BitMap]:
    return Traits(
        competencies=tags,
        activities={kind: facts.tagged("activities", kind) for kind in Activity},
        questions=facts.tagged("questions"),
        parents=facts.tagged("parents"),
        outside=facts.tagged("outside"),
        dossier=facts.tagged("dossier"),
    )


def _cells(
    columns: Mapping[int, Column[BitMap]], tags: Mapping[Competency, BitMap]
) -> dict[Cell, BitMap]:
    return {
        Cell(c, y): column.everybody & tags[c] for c in Competency for y, column in columns.items()
    }


def _behind(
    columns: Mapping[int, Column[BitMap]], tags: Mapping[Competency, BitMap], spot: Spot
) -> BitMap:
    chosen = [c for y, c in columns.items() if spot.year in (None, y)]
    tagged = union(tags[c] for c in Competency if spot.competency in (None, c))
    everybody = union(column.everybody for column in chosen) & tagged
    if not spot.part:
        return everybody
    return (union(column.part for column in chosen) & tagged) - everybody
