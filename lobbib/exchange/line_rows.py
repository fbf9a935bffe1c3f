"""A report of the line as rows of sheets, the same for Excel and for CSV."""

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import Cell, Coverage
from lobbib.domain.line_in_words import line_in_words
from lobbib.exchange.coverage import LineReport, OneLine

MISSING_HEADS = ("Klas", "Competentie", "Nu", "Afspraak", "Stand", "Elders", "Wat kan of al loopt")


class Kind(Enum):
    """What a row is for; only a sheet with fonts shows the difference."""

    TITLE = "title"
    FACT = "fact"
    HEADING = "heading"
    HEAD = "head"
    FIGURES = "figures"
    TARGETS = "targets"
    TOTAL = "total"
    RECORD = "record"
    BLANK = "blank"


class Row(NamedTuple):
    kind: Kind
    values: tuple[str | int, ...] = ()


class Sheet(NamedTuple):
    """`is_table`: from its first row on it is one table, a record a row."""

    name: str
    rows: tuple[Row, ...]
    is_table: bool = False


BLANK = Row(Kind.BLANK)


def sheets_of(report: LineReport) -> Iterator[Sheet]:
    """The matrix with its facts, each track's where there are several, and what is missing."""
    yield Sheet("LOB-lijn", (*_facts(report), BLANK, *_figures(report.main)))
    if report.main.track is None:
        for line in report.tracks:
            yield Sheet(line.track.label if line.track else "", tuple(_figures(line)))
    yield _missing(report.main)


def facts_of(report: LineReport) -> tuple[tuple[str, str], ...]:
    """What a reader needs to know months later: (name, value)."""
    return (
        ("School", report.school),
        ("Laag", report.layer),
        ("Gemaakt op", report.made),
        *report.chosen,
    )


def _facts(report: LineReport) -> Iterator[Row]:
    yield Row(Kind.TITLE, (report.title,))
    for fact in facts_of(report):
        yield Row(Kind.FACT, fact)


def _figures(line: OneLine) -> Iterator[Row]:
    """The matrix, what was agreed for the same cells, and what other schools have for them."""
    yield Row(Kind.HEADING, ("Opdrachten van onze school",))
    yield from _matrix(line.own)
    yield BLANK
    yield Row(Kind.HEADING, ("Afspraak: zo veel per plek",))
    yield _head(line.own)
    for c in Competency:
        targets = (line.own.targets[Cell(c, year)] for year in line.own.years)
        yield Row(Kind.TARGETS, (c.label, *targets))
    yield BLANK
    yield Row(Kind.HEADING, ("Elders: wat andere scholen met ons delen (telt hierboven niet mee)",))
    yield from _matrix(line.elsewhere, with_lines=False)


def _head(coverage: Coverage, *more: str) -> Row:
    return Row(Kind.HEAD, ("Competentie", *(f"Klas {y}" for y in coverage.years), *more))


def _matrix(coverage: Coverage, with_lines: bool = True) -> Iterator[Row]:
    lines = coverage.lines if with_lines else {}
    yield _head(coverage, "Totaal", *(["Lijn"] if lines else []))
    kind = Kind.FIGURES if with_lines else Kind.RECORD
    for c in Competency:
        numbers = (coverage.cells[Cell(c, year)] for year in coverage.years)
        words = [line_in_words(lines[c])] if lines else []
        yield Row(kind, (c.label, *numbers, coverage.competencies_total[c], *words))
    totals = (coverage.years_total[year] for year in coverage.years)
    yield Row(Kind.TOTAL, ("Opdrachten", *totals, coverage.total))


def _missing(line: OneLine) -> Sheet:
    records = tuple(
        Row(
            Kind.RECORD,
            (
                place.cell.year,
                place.cell.competency.label,
                place.now,
                place.target,
                line.own.state(*place.cell).label,
                place.elsewhere,
                "; ".join(place.ideas),
            ),
        )
        for place in line.missing
    )
    if not records:
        return Sheet("Mist nog", (Row(Kind.FACT, ("Op deze lijn mist niets.",)),))
    return Sheet("Mist nog", (Row(Kind.HEAD, MISSING_HEADS), *records), is_table=True)
