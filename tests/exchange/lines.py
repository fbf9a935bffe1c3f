"""Lines to make documents of: a small one by hand, and the fullest that can be."""

from dataclasses import replace
from datetime import date

from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import Cell, Coverage, Selection, Tagged, measure, worst_first
from lobbib.domain.layers import Asked, Layer, Source
from lobbib.domain.quality import CompetencyQuality, Quality, YearQuality
from lobbib.domain.school_years import SchoolYear
from lobbib.domain.tracks import Track
from lobbib.exchange.coverage import LineReport, Missing, OneLine, PlacedRow
from lobbib.exchange.picture import Extras, Moment

THIS_YEAR = SchoolYear(2026)
K, M, W, L, N = Competency
IDEAS = ("‘Plan je week’ aanpassen (nu voor klas 2)", "‘De buurman’ overnemen van De Buur")


def row(number: int, years: set[int], *competencies: Competency) -> Tagged:
    return Tagged(number, frozenset(years), frozenset(competencies), frozenset(Track))


ROWS = [
    row(1, {1, 2, 3, 4, 5}, K, M),
    row(2, {1, 2}, N),
    row(3, {4, 5}, N, W),
    row(4, {1}, K),
]
TARGETS = {Cell(K, 1): 2, Cell(M, 1): 2}
ELSEWHERE = [row(9, {3}, N)]


def line_of(
    track: Track | None,
    rows: list[Tagged] = ROWS,
    ideas: tuple[str, ...] = IDEAS,
    layer: Layer = Layer.AVAILABLE,
) -> OneLine:
    chosen = Selection(track=track)
    last = track.last_year if track else 5
    own = measure(rows, chosen, [track or Track.HAVO], TARGETS)
    elsewhere = measure(ELSEWHERE, chosen, [track or Track.HAVO])
    extras = Extras(
        tuple(
            Moment(year, share, name)
            for name, share in (("Profielkeuze", 0.5), ("Aanmelden", 0.7))
            for year in ((3, last) if rows else range(1, last + 1))
        ),
        {} if layer is Layer.AVAILABLE else {1: (2, 0, 1, 0), 2: (0, 0, 0, 2)},
    )
    return OneLine(
        track=track,
        own=own,
        elsewhere=elsewhere,
        quality=quality_of(own),
        sources=dict.fromkeys(own.years, Source(THIS_YEAR, layer)),
        extras=extras,
        missing=missing_of(own, elsewhere, ideas),
    )


def quality_of(own: Coverage) -> Quality:
    """Of each year as many as there are, all but one with a conversation."""
    years = {
        year: YearQuality(
            assignments=number,
            conversations=max(number - 1, 0),
            parents=1,
            dossier=2,
            periods={1: 2, 3: 1} if year == 1 else {4: number},
        )
        for year, number in own.years_total.items()
    }
    return Quality(years, dict.fromkeys(Competency, CompetencyQuality()))


def missing_of(own: Coverage, there: Coverage, ideas: tuple[str, ...]) -> tuple[Missing, ...]:
    return tuple(
        Missing(cell, own.cells[cell], own.targets[cell], there.cells[cell], ideas)
        for cell in (*worst_first(own), *own.thin)
    )


def report_of(*lines: OneLine, title: str = "De LOB-lijn van havo") -> LineReport:
    return LineReport(
        school="Het Voorbeeld",
        title=title,
        asked=Asked(THIS_YEAR, next(iter(lines[0].sources.values())).layer),
        made_on=date(2026, 11, 3),
        chosen=(("Vak", "Economie"), ("Werkvorm", "alle")),
        main=lines[0],
        tracks=lines,
    )


HAVO = report_of(line_of(Track.HAVO))
PLANNED = replace(
    report_of(line_of(Track.HAVO, layer=Layer.PLANNED)),
    placed=(
        PlacedRow(
            *("2026-2027", "Periode 1", "1 havo", 1, "Interview", "Netwerken", "Economie"),
            *("Iedereen", "ja", "In het lokaal"),
        ),
        PlacedRow(
            *("2026-2027", "Periode 3", "2 mavo/havo", 2, "Stage", "Netwerken", "", "Een deel"),
            *("niet gezegd", ""),
        ),
    ),
)
ALL = report_of(*map(line_of, (Track.VMBO_TL, Track.HAVO, Track.VWO)), title="De LOB-lijn")
FULL = report_of(
    *(
        line_of(track, [], tuple(f"‘{'Lang ' * 24}’ aanpassen" for _ in range(3)), Layer.PLANNED)
        for track in Track
    )
)
EVIL = '=1+1 <b>x</b> #eval("1") $x$ *y* \\ " \x00\x0b\u202e𝔘 中'
EXPECTED = [
    ["Competentie", "Klas 1", "Klas 2", "Klas 3", "Klas 4", "Klas 5", "Totaal"],
    ["Kwaliteitenreflectie", "2", "1", "1", "1", "1", "2"],
    ["Motievenreflectie", "1 van 2", "1", "1", "1", "1", "1"],
    ["Werkexploratie", "0 van 1", "0 van 1", "0 van 1", "1", "1", "1"],
    ["Loopbaansturing", "0 van 1", "0 van 1", "0 van 1", "0 van 1", "0 van 1", "0"],
    ["Netwerken", "1", "1", "0 van 1", "1", "1", "2"],
    ["Opdrachten", "3", "2", "1", "2", "2", "4"],
]
EXPECTED_YEARS = [
    ["Per klas", "Klas 1", "Klas 2", "Klas 3", "Klas 4", "Klas 5"],
    ["Opdrachten", "3", "2 van 3", "1 van 3", "2 van 3", "2 van 3"],
    ["Met een gesprek", "2 van 3", "1 van 3", "0 van 3", "1 van 3", "1 van 3"],
    ["Met ouders", "1", "1", "1", "1", "1"],
    ["Buiten de school", "0", "0", "0", "0", "0"],
    ["Voor het dossier", "2", "2", "2", "2", "2"],
]
EXPECTED_PERIODS = ["Periodes", "2", "1 van 2", "1 van 2", "1 van 2", "1 van 2"]
EXPECTED_MISSING = [
    *(("Loopbaansturing", year, 0, 1) for year in (1, 2, 3, 4, 5)),
    *(("Werkexploratie", year, 0, 1) for year in (1, 2, 3)),
    ("Netwerken", 3, 0, 1),
    ("Motievenreflectie", 1, 1, 2),
]
EXPECTED_TEXT = [
    "In onze map zitten vier opdrachten voor leerlingen van havo, van klas 1 tot en met klas 5.",
    "De lijn heeft 25 plekken: vijf competenties in vijf klassen. Daarvan zijn er 15 zoals we "
    "hebben afgesproken; op één plek is het nog te weinig en op negen plekken mist nog een "
    "opdracht. Kwaliteitenreflectie en motievenreflectie komen in elke klas terug. "
    "Werkexploratie begint pas in klas 4. Loopbaansturing komt nergens voor. Netwerken mist in "
    "klas 3.",
    "Andere scholen delen één opdracht met ons die op deze lijn past; die telt hierboven niet mee.",
]
