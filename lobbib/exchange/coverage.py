"""The line as values that travel: what a sheet says besides numbers, and the JSON of the API."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from babel.dates import format_date

from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import Cell, Coverage, Line
from lobbib.domain.tracks import Track
from lobbib.exchange.picture import Extras


@dataclass(frozen=True, slots=True)
class LineReport:
    """A line with what a reader needs to know months later.

    `title` names it: "De LOB-lijn van havo". `chosen` names in Dutch what was filtered on:
    ("Niveau", "havo"), ("Vak", "Economie") … `main` is what was asked for; `tracks` are the lines
    with a track that belong to it: itself, or those of the whole school.
    """

    school: str
    title: str
    layer: str
    made_on: date
    chosen: tuple[tuple[str, str], ...]
    main: "OneLine"
    tracks: tuple["OneLine", ...]

    @property
    def made(self) -> str:
        return format_date(self.made_on, "d MMMM y", locale="nl")


@dataclass(frozen=True, slots=True)
class OneLine:
    """The figures of one track, or of the whole school where `track` is None."""

    track: Track | None
    own: Coverage
    elsewhere: Coverage
    extras: Extras = field(default_factory=Extras)
    missing: tuple["Missing", ...] = ()


class Missing(NamedTuple):
    """A place that is not as agreed, and in words what could fill it or is being done."""

    cell: Cell
    now: int
    target: int
    elsewhere: int
    ideas: tuple[str, ...] = ()


def to_json(own: Coverage, elsewhere: Coverage) -> dict[str, Any]:
    """The answer of `GET /api/v1/coverage` for the layer "available"."""
    nobody = dict.fromkeys(own.cells, 0)
    found: dict[str, Any] = {
        "layer": "available",
        "years": list(own.years),
        "cells": _matrix(own.cells),
        "part": _matrix(nobody),
        "elsewhere": _matrix(elsewhere.cells),
        "targets": _matrix(own.targets),
        "years_total": _by_year(own.years_total),
        "competencies_total": _by_competency(own.competencies_total),
        "elsewhere_years_total": _by_year(elsewhere.years_total),
        "elsewhere_competencies_total": _by_competency(elsewhere.competencies_total),
        "gaps": [_place(cell) for cell in own.gaps],
        "thin": [_place(cell) for cell in own.thin],
    }
    return found | ({"line": _lines(own.lines)} if own.lines else {})


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
