"""The line as values that travel: what a sheet says besides numbers, and the JSON of the API."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import Cell, Coverage, Line


@dataclass(frozen=True, slots=True)
class LineReport:
    """A line with what a reader needs to know months later.

    `chosen` names in Dutch what was filtered on: ("Niveau", "havo"), ("Vak", "Economie") …
    """

    school: str
    layer: str
    made_on: date
    chosen: tuple[tuple[str, str], ...]
    own: Coverage
    elsewhere: Coverage


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
