"""A report of the line as rows of sheets, the same for Excel and for CSV."""

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import Cell, Coverage
from lobbib.domain.line_in_words import line_in_words
from lobbib.domain.quality import YearQuality
from lobbib.exchange.coverage import LineReport, OneLine

YEAR_HEADS = (
    *("Klas", "Opdrachten", "Afspraak opdrachten", "Periodes", "Afspraak periodes"),
    *("Met gesprek", "Afspraak gesprekken", "Met ouders", "Buiten de school", "Voor het dossier"),
)
PLACED_HEADS = (
    *("Schooljaar", "Periode", "Klastype", "Klas", "Opdracht", "Competenties", "Vak"),
    *("Voor wie", "Gedaan", "Notitie"),
)
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
    yield _years(report.main)
    yield _missing(report.main)
    if report.main.is_planned:
        yield _placed(report)


def _facts(report: LineReport) -> Iterator[Row]:
    yield Row(Kind.TITLE, (report.title,))
    for fact in report.facts:
        yield Row(Kind.FACT, fact)
    yield Row(
        Kind.FACT, ("Niveau", report.main.track.label if report.main.track else "hele school")
    )


def _figures(line: OneLine) -> Iterator[Row]:
    """The matrix, what was agreed for the same cells, and what other schools have for them."""
    yield Row(Kind.HEADING, ("Opdrachten van onze school",))
    yield from _matrix(line.own)
    yield BLANK
    if line.is_planned:
        yield Row(Kind.HEADING, ("Daarnaast voor een deel van de leerlingen",))
        yield from _parts(line.own)
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


def _parts(own: Coverage) -> Iterator[Row]:
    """What reaches no more than a part of the pupils; it counts nowhere else."""
    yield _head(own, "Totaal")
    for c in Competency:
        numbers = (own.part[Cell(c, year)] for year in own.years)
        yield Row(Kind.RECORD, (c.label, *numbers, own.part_competencies_total[c]))
    yield Row(Kind.TOTAL, ("Opdrachten", *(own.part_years_total[year] for year in own.years)))


def _years(line: OneLine) -> Sheet:
    """What was agreed for a whole year, what is there, and in which periods."""
    most = max((len(counts) for counts in line.extras.spread.values()), default=0)
    heads = (*YEAR_HEADS, *(f"Periode {number}" for number in range(1, most + 1)))
    records = (_year(year, one, line, most) for year, one in line.quality.years.items())
    return Sheet("Per klas", (Row(Kind.HEAD, heads), *records), is_table=True)


def _year(year: int, one: YearQuality, line: OneLine, most: int) -> Row:
    spread = line.extras.spread.get(year, ())
    numbers = (
        *(year, one.assignments, one.target.assignments, len(one.periods), one.target.periods),
        *(one.conversations, one.target.conversations, one.parents, one.outside, one.dossier),
        *spread,
        *(0 for _ in range(most - len(spread))),
    )
    return Row(Kind.RECORD, numbers)


def _placed(report: LineReport) -> Sheet:
    if not report.placed:
        return Sheet("Plaatsingen", (Row(Kind.FACT, ("Er is niets geplaatst.",)),))
    records = (Row(Kind.RECORD, tuple(row)) for row in report.placed)
    return Sheet("Plaatsingen", (Row(Kind.HEAD, PLACED_HEADS), *records), is_table=True)


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
                "; ".join(idea.removesuffix(".") for idea in place.ideas),
            ),
        )
        for place in line.missing
    )
    if not records:
        return Sheet("Mist nog", (Row(Kind.FACT, ("Op deze lijn mist niets.",)),))
    return Sheet("Mist nog", (Row(Kind.HEAD, MISSING_HEADS), *records), is_table=True)
