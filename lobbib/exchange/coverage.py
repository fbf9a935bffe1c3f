"""The line as values that travel: what a sheet says besides numbers, and the JSON of the API."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, Protocol

from babel.dates import format_date

from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import Cell, Coverage, Line
from lobbib.domain.layer_in_words import layer_in_words
from lobbib.domain.layers import Asked, Layer, Source
from lobbib.domain.quality import Quality
from lobbib.domain.tracks import Track
from lobbib.exchange.picture import Extras


class Figures(Protocol):
    """What `search.line` answers."""

    @property
    def asked(self) -> Asked: ...
    @property
    def sources(self) -> Mapping[int, Source]: ...
    @property
    def own(self) -> Coverage: ...
    @property
    def elsewhere(self) -> Coverage: ...


@dataclass(frozen=True, slots=True)
class LineReport:
    """A line with what a reader needs to know months later.

    `title` names it: "De LOB-lijn van havo". `chosen` names in Dutch what was filtered on:
    ("Vak", "Economie") … `main` is what was asked for; `tracks` are the lines
    with a track that belong to it: itself, or those of the whole school.
    """

    school: str
    title: str
    asked: Asked
    made_on: date
    chosen: tuple[tuple[str, str], ...]
    main: "OneLine"
    tracks: tuple["OneLine", ...]
    placed: tuple["PlacedRow", ...] = ()

    @property
    def layer(self) -> str:
        return layer_in_words(self.asked, self.main.sources)

    @property
    def made(self) -> str:
        return format_date(self.made_on, "d MMMM y", locale="nl")

    @property
    def in_short(self) -> str:
        """On one line: what a picture or a page needs around it."""
        chosen = (value for _, value in self.chosen if value != "alle")
        return " · ".join([self.school, self.layer, *chosen, f"gemaakt op {self.made}"])

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """(name, value) of everything that a reader needs to know, but the track."""
        dated = not self.asked.cohort
        year = (("Schooljaar", str(self.asked.school_year)),) if dated else ()
        return (
            ("School", self.school),
            ("Laag", self.layer),
            *year,
            *self.chosen,
            ("Gemaakt op", self.made),
        )


@dataclass(frozen=True, slots=True)
class OneLine:
    """The figures of one track, or of the whole school where `track` is None. `before`: the same
    layer a school year earlier.
    """

    track: Track | None
    own: Coverage
    elsewhere: Coverage
    quality: Quality
    sources: Mapping[int, Source]
    before: Coverage | None = None
    extras: Extras = field(default_factory=Extras)
    missing: tuple["Missing", ...] = ()

    @property
    def is_planned(self) -> bool:
        return any(source.layer is not Layer.AVAILABLE for source in self.sources.values())


class Missing(NamedTuple):
    """A place that is not as agreed, and in words what could fill it or is being done."""

    cell: Cell
    now: int
    target: int
    elsewhere: int
    ideas: tuple[str, ...] = ()


class PlacedRow(NamedTuple):
    """Something on the board that the line counts, in words."""

    school_year: str
    period: str
    class_type: str
    year: int
    title: str
    competencies: str
    subject: str
    reach: str
    done: str
    note: str


def to_json(figures: Figures) -> dict[str, Any]:
    """The answer of `GET /api/v1/coverage`."""
    asked, own, elsewhere = figures.asked, figures.own, figures.elsewhere
    nobody = dict.fromkeys(own.cells, 0)
    found: dict[str, Any] = {
        "layer": asked.layer.value if asked.cohort is None else Layer.PLANNED.value,
        "years": list(own.years),
        "cells": _matrix(own.cells),
        "part": _matrix(own.part or nobody),
        "elsewhere": _matrix(elsewhere.cells),
        "targets": _matrix(own.targets),
        "years_total": _by_year(own.years_total),
        "competencies_total": _by_competency(own.competencies_total),
        "part_years_total": _by_year(own.part_years_total),
        "part_competencies_total": _by_competency(own.part_competencies_total),
        "elsewhere_years_total": _by_year(elsewhere.years_total),
        "elsewhere_competencies_total": _by_competency(elsewhere.competencies_total),
        "gaps": [_place(cell) for cell in own.gaps],
        "thin": [_place(cell) for cell in own.thin],
    }
    return found | _about(figures) | ({"line": _lines(own.lines)} if own.lines else {})


def _about(figures: Figures) -> dict[str, Any]:
    """From which school year and layer the columns are taken."""
    asked = figures.asked
    if asked.cohort is not None:
        layers = {str(year): source.layer.value for year, source in figures.sources.items()}
        return {"cohort": asked.cohort.start, "layers": layers}
    return {} if asked.layer is Layer.AVAILABLE else {"school_year": str(asked.school_year)}


def _matrix(numbers: Mapping[Cell, int]) -> dict[str, dict[str, int]]:
    return {
        c.value: {str(year): n for (row, year), n in numbers.items() if row is c}
        for c in Competency
    }


def _by_year(totals: Mapping[int, int]) -> dict[str, int]:
    return {str(year): number for year, number in totals.items()}


def _by_competency(totals: Mapping[Competency, int]) -> dict[str, int]:
    return {competency.value: number for competency, number in totals.items()}


def _place(cell: Cell) -> dict[str, Any]:
    return {"year": cell.year, "competency": cell.competency.value}


def _lines(lines: Mapping[Competency, Line]) -> dict[str, dict[str, Any]]:
    return {
        competency.value: {
            "states": list(line.states),
            "years": list(line.years),
            "longest": line.longest,
        }
        for competency, line in lines.items()
    }
