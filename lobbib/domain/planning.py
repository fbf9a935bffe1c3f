"""What a LOB-jaarplanning is made of: reach, answers, and what holds for the words in it."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from lobbib.domain.assignments import tidy
from lobbib.domain.labels import Labelled
from lobbib.domain.school_years import SchoolYear
from lobbib.domain.tracks import YEARS, Track

MAX_CLASS_TYPE_NAME = 40
MAX_PERIOD_NAME = 40
MAX_MILESTONE_NAME = 80
MAX_NOTE = 300
MAX_LINE = 300
MAX_CALL_TEXT = 1000
MAX_CLASS_TYPES = 60
MIN_PERIODS, MAX_PERIODS = 2, 6
DEFAULT_PERIODS = 4


class Reach(Labelled):
    """Whom a placement reaches: every pupil of the class type, or an elective or some classes."""

    EVERYBODY = ("iedereen", "Iedereen")
    PART = ("deel", "Een deel")


class Answer(Labelled):
    """What was said about a placement when its period ended. No answer is unknown, never "no"."""

    YES = ("ja", "Ja, gedaan")
    NO = ("nee", "Nee, niet gedaan")
    OTHER = ("anders", "Anders gedaan")


@dataclass(frozen=True, slots=True)
class ClassTypeData:
    """A class type as somebody writes it down: "1 mavo/havo" feeds vmbo-tl and havo."""

    name: str
    year: int
    tracks: tuple[Track, ...]


@dataclass(frozen=True, slots=True)
class PeriodData:
    """A period as somebody writes it down; both days belong to it."""

    name: str
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class MilestoneData:
    """A choice or deadline. Without a school year it returns every year on the same day.

    No years, or no tracks: it concerns all of them.
    """

    name: str
    day: date
    school_year: SchoolYear | None = None
    years: tuple[int, ...] = ()
    tracks: tuple[Track, ...] = ()


@dataclass(frozen=True, slots=True)
class YearTarget:
    """What was agreed for one year: so many assignments, spread over so many periods, and so many
    of them with questions for a conversation.
    """

    assignments: int = 3
    periods: int = 2
    conversations: int = 3


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a school begins with: one click, and everything can be changed."""

    class_types: tuple[ClassTypeData, ...]
    periods: tuple[PeriodData, ...]
    milestones: tuple[MilestoneData, ...] = field(default=())


def class_type_problems(data: ClassTypeData) -> dict[str, str]:
    """What is wrong with a tidied class type, by field, in Dutch."""
    found = {}
    if not data.name:
        found["name"] = "Geef het klastype een naam, bijvoorbeeld '1 mavo/havo'."
    elif len(data.name) > MAX_CLASS_TYPE_NAME:
        found["name"] = f"Gebruik hoogstens {MAX_CLASS_TYPE_NAME} tekens."
    if data.year not in YEARS:
        found["year"] = "Kies een klas van 1 tot en met 6."
    if not data.tracks:
        found["tracks"] = "Kies voor welk niveau dit klastype is."
    elif all(data.year > track.last_year for track in data.tracks):
        found["tracks"] = f"Geen van deze niveaus heeft een klas {data.year}."
    return found


def milestone_problems(data: MilestoneData) -> dict[str, str]:
    """What is wrong with a tidied milestone, by field, in Dutch."""
    found = {}
    if not data.name:
        found["name"] = "Geef de mijlpaal een naam, bijvoorbeeld 'Profielkeuze'."
    elif len(data.name) > MAX_MILESTONE_NAME:
        found["name"] = f"Gebruik hoogstens {MAX_MILESTONE_NAME} tekens."
    if data.school_year is not None and SchoolYear.of(data.day) != data.school_year:
        found["day"] = f"Kies een dag in schooljaar {data.school_year}."
    if any(year not in YEARS for year in data.years):
        found["years"] = "Kies een klas van 1 tot en met 6."
    return found


def tidied(data: ClassTypeData) -> ClassTypeData:
    tracks = tuple(track for track in Track if track in data.tracks)
    return ClassTypeData(tidy(data.name, multiline=False), data.year, tracks)


def periods_problems(periods: Sequence[PeriodData], school_year: SchoolYear) -> dict[str, str]:
    """What is wrong with the periods of a school year together, by field ("period-2"), in Dutch."""
    if not MIN_PERIODS <= len(periods) <= MAX_PERIODS:
        return {"periods": f"Een schooljaar heeft {MIN_PERIODS} tot {MAX_PERIODS} periodes."}
    found = {}
    before: date | None = None
    for number, period in enumerate(periods, start=1):
        if problem := _period_problem(period, school_year, before):
            found[f"period-{number}"] = problem
        before = period.last_day
    return found


def _period_problem(period: PeriodData, school_year: SchoolYear, before: date | None) -> str | None:
    if not period.name or len(period.name) > MAX_PERIOD_NAME:
        return f"Geef de periode een naam van hoogstens {MAX_PERIOD_NAME} tekens."
    if period.last_day < period.first_day:
        return "De laatste dag ligt voor de eerste."
    if period.first_day < school_year.first_day or period.last_day > school_year.last_day:
        return f"Kies dagen in schooljaar {school_year}: van 1 augustus tot en met 31 juli."
    if before is not None and period.first_day <= before:
        return "Deze periode begint voordat de vorige voorbij is."
    return None


def default_periods(
    school_year: SchoolYear, number: int = DEFAULT_PERIODS
) -> tuple[PeriodData, ...]:
    """`number` periods of about the same length from the third week of August to mid-July."""
    first = date(school_year.start, 8, 17)
    days = (date(school_year.start + 1, 7, 17) - first).days + 1
    edges = [first + timedelta(days=days * step // number) for step in range(number + 1)]
    return tuple(
        PeriodData(f"Periode {step + 1}", edges[step], edges[step + 1] - timedelta(days=1))
        for step in range(number)
    )


def default_class_types(tracks: Iterable[Track]) -> tuple[ClassTypeData, ...]:
    """For each year and track of a school one class type: "3 havo"."""
    offered = [track for track in Track if track in set(tracks)]
    return tuple(
        ClassTypeData(f"{year} {track.label}", year, (track,))
        for year in YEARS
        for track in offered
        if year <= track.last_year
    )


def default_milestones(tracks: Iterable[Track]) -> tuple[MilestoneData, ...]:
    """The choices that every pupil of these tracks meets; each returns every year."""
    offered = set(tracks)
    vmbo = tuple(track for track in Track if track.last_year == 4 and track in offered)
    upper = tuple(track for track in (Track.HAVO, Track.VWO) if track in offered)
    found = []
    if vmbo:
        found.append(MilestoneData("Profielkeuze vmbo", date(2000, 2, 15), None, (2,), vmbo))
        found.append(MilestoneData("Aanmelden mbo", date(2000, 4, 1), None, (4,), vmbo))
    if upper:
        found.append(MilestoneData("Profielkeuze", date(2000, 3, 1), None, (3,), upper))
    if Track.HAVO in offered:
        found.append(MilestoneData("Aanmelden hbo", date(2000, 5, 1), None, (5,), (Track.HAVO,)))
    if Track.VWO in offered:
        found.append(
            MilestoneData("Aanmelden universiteit", date(2000, 5, 1), None, (6,), (Track.VWO,))
        )
    return tuple(found)


def mark_of(*data: object) -> str:
    """A short mark of what somebody had before them, for a hidden field: another one, when they
    save, means that a colleague changed it meanwhile.
    """
    return hashlib.sha256(repr(data).encode()).hexdigest()[:16]


def tidied_line(text: str) -> str:
    """A line of text as it is stored."""
    return tidy(text, multiline=False)
