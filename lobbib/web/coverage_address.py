"""A line as an address, both ways, and the address of the list behind each of its figures."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for
from werkzeug.datastructures import MultiDict

from lobbib.domain.assignments import Activity
from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import Cell, Selection
from lobbib.domain.tracks import Track
from lobbib.search.request import Scope, SearchRequest
from lobbib.web import search_address
from lobbib.web.parameters import Parameters, Unknown, members


@dataclass(frozen=True, slots=True)
class Names:
    """What each choice is called, and the one layer that can be asked for so far.

    `later` may stand in an address, and means nothing to that layer.
    """

    layer: str
    available: str
    later: tuple[str, ...]
    track: str
    subjects: str
    activities: str
    parents: str
    dossier: str


PAGE = Names(
    layer="laag",
    available="beschikbaar",
    later=("schooljaar", "lichting"),
    track="niveau",
    subjects="vak",
    activities="werkvorm",
    parents="ouders",
    dossier="dossier",
)
API = Names(
    layer="layer",
    available="available",
    later=("school_year", "cohort"),
    track="track",
    subjects="subject",
    activities="activity",
    parents="parents",
    dossier="dossier",
)


def read(
    args: MultiDict[str, str], names: Names, subjects: Collection[str]
) -> tuple[Selection, list[Unknown]]:
    """What counts, and what was not understood. `subjects` are the slugs that can be chosen."""
    given = Parameters(args)
    given.one(names.layer, {names.available: None}, None)
    for name in names.later:
        given.one(name, {}, None)
    selection = Selection(
        track=given.one(names.track, members(Track), None),
        subjects=given.choices(names.subjects, {slug: slug for slug in subjects}),
        activities=given.choices(names.activities, members(Activity)),
        parents=given.flag(names.parents),
        dossier=given.flag(names.dossier),
    )
    return selection, given.unknown


def write(selection: Selection) -> dict[str, Any]:
    """The parameters of a page that asks this; what is left open is left out."""
    found = {
        PAGE.track: selection.track and selection.track.value,
        PAGE.subjects: sorted(selection.subjects),
        PAGE.activities: sorted(selection.activities),
        PAGE.parents: selection.parents and "1",
        PAGE.dossier: selection.dossier and "1",
    }
    return {name: value for name, value in found.items() if value}


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses that list exactly what a figure counts; `years` are those of the line."""

    selection: Selection
    years: tuple[int, ...]

    def cell(self, cell: Cell, scope: Scope = Scope.OWN) -> str:
        competency, year = cell
        return self._list(scope, [year], [competency])

    def year(self, year: int, scope: Scope = Scope.OWN) -> str:
        return self._list(scope, [year])

    def competency(self, competency: Competency, scope: Scope = Scope.OWN) -> str:
        return self._list(scope, self.years, [competency])

    def total(self, scope: Scope = Scope.OWN) -> str:
        return self._list(scope, self.years)

    def line(self, **changes: Any) -> str:
        """The line itself with other choices."""
        return url_for("coverage.line", **write(replace(self.selection, **changes)))

    def file(self, form: str) -> str:
        """The same line as a file."""
        return url_for("coverage.line_file", form=form, **write(self.selection))

    def _list(
        self, scope: Scope, years: Iterable[int], competencies: Iterable[Competency] = ()
    ) -> str:
        asked = SearchRequest(
            years=frozenset(years),
            competencies=frozenset(competencies),
            tracks=frozenset([self.selection.track] if self.selection.track else []),
            subjects=self.selection.subjects,
            activities=self.selection.activities,
            parents=self.selection.parents,
            dossier=self.selection.dossier,
            scope=scope,
        )
        return url_for("search.results", **search_address.write(asked))  # type: ignore[arg-type]
