"""What the page of the line shows besides its figures: the choices, and words about them."""

from collections.abc import Iterator
from typing import NamedTuple

from babel.dates import format_date

from lobbib.domain.assignments import Activity
from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import Coverage, State
from lobbib.domain.layers import Layer
from lobbib.domain.line_in_words import counted, listed, track_in_words
from lobbib.domain.school_years import SchoolYear
from lobbib.domain.tracks import Track
from lobbib.exchange import line_years
from lobbib.web.coverage_address import PAGE
from lobbib.web.coverage_matter import Matter
from lobbib.web.parameters import Unknown

CALLED = {
    PAGE.layer: "Laag",
    PAGE.school_year: "Schooljaar",
    PAGE.cohort: "Lichting",
    PAGE.track: "Niveau",
    PAGE.subjects: "Vak",
    PAGE.activities: "Werkvorm",
    PAGE.parents: "De keuze voor ouders",
    PAGE.outside: "De keuze voor buiten de school",
    PAGE.dossier: "De keuze voor het dossier",
}
FLAG_LABELS = {
    "parents": "Ouders doen mee",
    "outside": "Buiten de school",
    "dossier": "Voor het loopbaandossier",
}
SHOWN_LAYERS = (Layer.PLANNED, Layer.DONE, Layer.AVAILABLE)


class Choice(NamedTuple):
    """One of a few, each its own address."""

    label: str
    url: str
    current: bool


class Option(NamedTuple):
    """A checkbox in a filter."""

    name: str
    value: str
    label: str
    checked: bool


def layers(matter: Matter) -> list[Choice]:
    asked, links = matter.asked, matter.links
    return [
        Choice(
            layer.label,
            links.line(layer=layer, cohort=None),
            asked.cohort is None and asked.layer is layer,
        )
        for layer in SHOWN_LAYERS
    ]


def tracks(matter: Matter) -> list[Choice]:
    """The whole school and each of its tracks; one that was asked for stays in sight."""
    offered = {*matter.school.tracks, *([matter.track] if matter.track else [])}
    found = [Choice("Hele school", matter.links.line(track=None), matter.track is None)]
    for track in Track:
        if track in offered:
            url = matter.links.line(track=track)
            found.append(Choice(track.label, url, track is matter.track))
    return found


def school_years(matter: Matter) -> list[Choice]:
    """This one and its neighbours, as far as they were planned; and the one that was asked for."""
    asked, now = matter.asked, SchoolYear.of(matter.today)
    near = {year for year in matter.school_years if abs(year.start - now.start) <= 1}
    shown = near if asked.cohort else near | {asked.school_year}
    return [
        Choice(
            str(year),
            matter.links.line(school_year=year, cohort=None),
            asked.cohort is None and asked.school_year == year,
        )
        for year in sorted(shown)
    ]


def cohorts(matter: Matter) -> list[Choice]:
    """The pupils that are at school now, by the year in which they began, and one asked for."""
    asked, now = matter.asked, SchoolYear.of(matter.today)
    at_school = {SchoolYear(now.start + 1 - year) for year in matter.own.years}
    shown = at_school | ({asked.cohort} if asked.cohort else set())
    return [
        Choice(_cohort(began, now), matter.links.line(cohort=began), asked.cohort == began)
        for began in sorted(shown, reverse=True)
    ]


def _cohort(began: SchoolYear, now: SchoolYear) -> str:
    year = now.start - began.start + 1
    return f"{began.start} (nu klas {year})" if 1 <= year <= 6 else str(began.start)


def filters(matter: Matter) -> list[tuple[str, list[Option]]]:
    """What the line can be narrowed to, by heading."""
    selection = matter.asked.selection
    subjects = [
        Option(PAGE.subjects, slug, name, slug in selection.subjects)
        for slug, name in matter.subjects.items()
    ]
    kinds = [
        Option(PAGE.activities, kind.value, kind.label, kind in selection.activities)
        for kind in Activity
    ]
    flags = [
        Option(getattr(PAGE, flag), "1", label, getattr(selection, flag))
        for flag, label in FLAG_LABELS.items()
    ]
    return [("Vak", subjects), ("Werkvorm", kinds), ("En ook", flags)]


def kept(matter: Matter) -> dict[str, str]:
    """What the form of the filters sends along unseen."""
    asked = matter.asked
    found = {
        PAGE.layer: "" if asked.cohort else asked.layer.dutch,
        PAGE.school_year: "" if asked.cohort else str(asked.school_year),
        PAGE.cohort: str(asked.cohort.start) if asked.cohort else "",
        PAGE.track: matter.track.value if matter.track else "",
    }
    return {name: value for name, value in found.items() if value}


def chips(matter: Matter) -> Iterator[tuple[str, str]]:
    """(label, address without it) of every filter that is on."""
    selection, links = matter.asked.selection, matter.links
    for slug in sorted(selection.subjects):
        yield matter.subjects[slug], links.line(subjects=selection.subjects - {slug})
    for kind in (activity for activity in Activity if activity in selection.activities):
        yield kind.label, links.line(activities=selection.activities - {kind})
    for flag, label in FLAG_LABELS.items():
        if getattr(selection, flag):
            yield label, links.line(**{flag: False})


def ignored(unknown: list[Unknown]) -> list[str]:
    """What the address asks and the line does not know, in sentences."""
    return [
        f"{CALLED.get(name, name)} ‘{value}’ kennen we niet; dat telt niet mee."
        for name, value in unknown
    ]


def summaries(matter: Matter) -> list[tuple[Track, str, str]]:
    """(track, its line in a sentence, its address) for every track of the school."""
    return [
        (track, track_in_words(matter.on(track).own), matter.links.line(track=track))
        for track in matter.school.tracks
    ]


def milestones(matter: Matter) -> list[str]:
    """The milestones on the map, in words: "Profielkeuze (klas 3, 1 maart)"."""
    return [
        f"{name} (klas {listed(years)}, {format_date(day, 'd MMMM', locale='nl')})"
        for name, day, _, years in matter.milestones
        if years
    ]


def than_before(own: Coverage, before: Coverage | None) -> str:
    """This school year beside the one before, in half a sentence."""
    if before is None:
        return ""
    then = len(before.in_state(State.MET))
    return f"Het schooljaar ervoor waren er {then} van de {len(before.cells)} zoals afgesproken."


class YearRow(NamedTuple):
    """A row of the table by year. `cells`: (number, of how many at least or None, address)."""

    label: str
    cells: tuple[tuple[int, int | None, str], ...]


def year_rows(matter: Matter) -> list[YearRow]:
    """What was agreed for a year, what is there, and its quality."""
    years, links = matter.figures.quality.years, matter.links
    found = [
        YearRow(
            "Opdrachten",
            tuple(
                (one.assignments, one.target.assignments, links.year(year))
                for year, one in years.items()
            ),
        )
    ]
    if matter.is_planned:
        periods = ((len(one.periods), one.target.periods, "") for one in years.values())
        found.append(YearRow("Periodes", tuple(periods)))
    for trait, label in line_years.TRAITS.items():
        cells = (
            (
                getattr(one, trait),
                one.target.conversations if trait == "conversations" else None,
                links.quality(year, trait),
            )
            for year, one in years.items()
        )
        found.append(YearRow(label, tuple(cells)))
    return found


class Forms(NamedTuple):
    """In which forms a competence comes, and what comes back as it is, in words."""

    how: str
    same: str


def forms(matter: Matter, competency: Competency) -> Forms:
    one = matter.figures.quality.competencies[competency]
    kinds = listed(kind.label.lower() for kind in one.activities)
    number = counted(len(one.activities), "vorm", "vormen")
    how = f"in {number} ({kinds})" if kinds else "nog zonder werkvorm"
    if not one.same:
        return Forms(how, "")
    verb = "komt" if len(one.same) == 1 else "komen"
    same = f"{counted(len(one.same), 'opdracht', 'opdrachten')} {verb} in meer klassen terug"
    return Forms(how, same[0].upper() + same[1:])
