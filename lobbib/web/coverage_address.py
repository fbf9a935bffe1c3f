"""A line as an address, both ways, and the address of the list behind each of its figures."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import url_for
from werkzeug.datastructures import MultiDict

from lobbib.domain.assignments import Activity
from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import Cell, Selection
from lobbib.domain.layers import Asked, Layer
from lobbib.domain.school_years import FIRST, LAST, SchoolYear
from lobbib.domain.tracks import YEARS, Track
from lobbib.search.line import Spot
from lobbib.search.request import Scope, SearchRequest
from lobbib.web import search_address
from lobbib.web.parameters import (
    COMPETENCY_CHOICES,
    YEAR_CHOICES,
    Parameters,
    Unknown,
    members,
)

SCHOOL_YEARS = {str(year): year for year in map(SchoolYear, range(FIRST, LAST))}
COHORTS = {str(start): SchoolYear(start) for start in range(FIRST, LAST - len(YEARS))}
FLAGS = ("parents", "outside", "dossier")


@dataclass(frozen=True, slots=True)
class Names:
    """What each choice is called, and the words for the layers; `usual` is the one without."""

    layer: str
    layers: Mapping[str, Layer]
    usual: Layer
    school_year: str
    cohort: str
    track: str
    subjects: str
    activities: str
    parents: str
    outside: str
    dossier: str


PAGE = Names(
    layer="laag",
    layers={layer.dutch: layer for layer in Layer},
    usual=Layer.PLANNED,
    school_year="schooljaar",
    cohort="lichting",
    track="niveau",
    subjects="vak",
    activities="werkvorm",
    parents="ouders",
    outside="buiten",
    dossier="dossier",
)
API = Names(
    layer="layer",
    layers=members(Layer),
    usual=Layer.AVAILABLE,
    school_year="school_year",
    cohort="cohort",
    track="track",
    subjects="subject",
    activities="activity",
    parents="parents",
    outside="outside",
    dossier="dossier",
)


def read(
    args: MultiDict[str, str], names: Names, subjects: Collection[str], now: SchoolYear
) -> tuple[Asked, list[Unknown]]:
    """What is asked, and what was not understood. `subjects` are the slugs that can be chosen."""
    given = Parameters(args)
    selection = Selection(
        track=given.one(names.track, members(Track), None),
        subjects=given.choices(names.subjects, {slug: slug for slug in subjects}),
        activities=given.choices(names.activities, members(Activity)),
        **{flag: given.flag(getattr(names, flag)) for flag in FLAGS},
    )
    asked = Asked(
        school_year=given.one(names.school_year, SCHOOL_YEARS, now),
        layer=given.one(names.layer, names.layers, names.usual),
        cohort=given.one(names.cohort, COHORTS, None),
        selection=selection,
    )
    return asked, given.unknown


def write(asked: Asked, now: SchoolYear) -> dict[str, Any]:
    """The parameters of a page that asks this; what is as usual is left out."""
    selection, is_cohort = asked.selection, asked.cohort is not None
    dated = not is_cohort and asked.layer is not Layer.AVAILABLE
    found: dict[str, Any] = {
        PAGE.layer: asked.layer.dutch if not is_cohort and asked.layer is not PAGE.usual else "",
        PAGE.school_year: str(asked.school_year) if dated and asked.school_year != now else "",
        PAGE.cohort: asked.cohort.start if asked.cohort else "",
        PAGE.track: selection.track.value if selection.track else "",
        PAGE.subjects: sorted(selection.subjects),
        PAGE.activities: sorted(selection.activities),
        **{getattr(PAGE, flag): "1" for flag in FLAGS if getattr(selection, flag)},
    }
    return {name: value for name, value in found.items() if value}


@dataclass(frozen=True, slots=True)
class Behind:
    """A figure of the line, of which the assignments are asked for. `talk`: those among them with
    questions for a conversation.
    """

    spot: Spot
    talk: bool = False


def read_spot(args: MultiDict[str, str]) -> tuple[Behind, list[Unknown]]:
    given = Parameters(args)
    spot = Spot(
        year=given.one("leerjaar", YEAR_CHOICES, None),
        competency=given.one("competentie", COMPETENCY_CHOICES, None),
        part=given.flag("deel"),
        elsewhere=given.flag("elders"),
    )
    return Behind(spot, given.flag("gesprek")), given.unknown


SPOT_NAMES = frozenset({"leerjaar", "competentie", "deel", "elders", "gesprek", "pagina"})


class Paths(NamedTuple):
    """Where the lists are. A page has hundreds of them, and asking the router for each costs more
    than all of its figures.
    """

    behind: str
    search: str


def address(path: str, parameters: Mapping[str, Any]) -> str:
    return f"{path}?{urlencode(parameters, doseq=True)}" if parameters else path


@dataclass(frozen=True)
class Links:
    """Addresses of the line with other choices, and of exactly what a figure counts; `years` are
    those of the line.
    """

    asked: Asked
    years: tuple[int, ...]
    now: SchoolYear

    @cached_property
    def paths(self) -> Paths:
        return Paths(url_for("coverage.behind"), url_for("search.results"))

    @cached_property
    def written(self) -> dict[str, Any]:
        return write(self.asked, self.now)

    def line(self, **changes: Any) -> str:
        """The line itself with other choices: fields of `Asked`, or of its selection."""
        return address(url_for("coverage.line"), write(self._changed(changes), self.now))

    def file(self, form: str) -> str:
        """The same line as a file."""
        path = url_for("coverage.line_file", form=form)
        return address(path, write(self.asked, self.now))

    def cell(self, cell: Cell, *, part: bool = False, elsewhere: bool = False) -> str:
        competency, year = cell
        return self._list(Spot(year, competency, part, elsewhere))

    def year(self, year: int, *, part: bool = False, elsewhere: bool = False) -> str:
        return self._list(Spot(year, None, part, elsewhere))

    def competency(
        self, competency: Competency, *, part: bool = False, elsewhere: bool = False
    ) -> str:
        return self._list(Spot(None, competency, part, elsewhere))

    def total(self, *, elsewhere: bool = False) -> str:
        return self._list(Spot(elsewhere=elsewhere))

    @cached_property
    def earlier(self) -> "Links":
        """Those of the school year before."""
        return replace(self, asked=replace(self.asked, school_year=self.asked.school_year.previous))

    def quality(self, year: int, trait: str) -> str:
        """Those of a year with a trait: parents, outside, dossier or conversations."""
        if trait == "conversations":
            return self.behind(Behind(Spot(year=year), talk=True))
        return self.behind(Behind(Spot(year=year)), **{trait: True})

    def behind(self, behind: Behind, page: int = 1, **changes: Any) -> str:
        """The line's own list of what a figure counts."""
        spot = behind.spot
        found = {
            "leerjaar": spot.year,
            "competentie": spot.competency,
            "deel": "1" if spot.part else None,
            "elders": "1" if spot.elsewhere else None,
            "gesprek": "1" if behind.talk else None,
            "pagina": page if page > 1 else None,
        }
        kept = {name: value for name, value in found.items() if value}
        asked = write(self._changed(changes), self.now) if changes else self.written
        return address(self.paths.behind, asked | kept)

    def _changed(self, changes: Mapping[str, Any]) -> Asked:
        own = {one.name for one in fields(Asked)}
        mine = {name: value for name, value in changes.items() if name in own}
        rest = {name: value for name, value in changes.items() if name not in own}
        return replace(self.asked, **mine, selection=replace(self.asked.selection, **rest))

    def _list(self, spot: Spot) -> str:
        """What is available can be searched on; what is placed has a list of its own."""
        asked = self.asked
        available = asked.layer is Layer.AVAILABLE and asked.cohort is None
        return self._search(spot) if available or spot.elsewhere else self.behind(Behind(spot))

    def _search(self, spot: Spot) -> str:
        selection = self.asked.selection
        years: Iterable[int] = self.years if spot.year is None else [spot.year]
        wanted = SearchRequest(
            years=frozenset(years),
            competencies=frozenset([spot.competency] if spot.competency else []),
            tracks=frozenset([selection.track] if selection.track else []),
            subjects=selection.subjects,
            activities=selection.activities,
            scope=Scope.ELSEWHERE if spot.elsewhere else Scope.OWN,
            **{flag: getattr(selection, flag) for flag in FLAGS},
        )
        return address(self.paths.search, search_address.write(wanted))
