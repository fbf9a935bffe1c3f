"""Forms for the shape of a school: class types, periods and milestones."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, DateField, RadioField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from lobbib.domain.planning import (
    MAX_CLASS_TYPE_NAME,
    MAX_MILESTONE_NAME,
    MAX_PERIODS,
    ClassTypeData,
    MilestoneData,
    PeriodData,
)
from lobbib.domain.school_years import SchoolYear
from lobbib.domain.tracks import Track, years_of
from lobbib.errors import Invalid
from lobbib.models import Period
from lobbib.web.forms import Form
from lobbib.web.forms.assignments import whole


def _track_choices(tracks: Iterable[Track], chosen: Iterable[str]) -> list[SelectChoice]:
    offered = {*tracks, *(track for track in Track if track.value in set(chosen))}
    return [SelectChoice(track.value, track.label) for track in Track if track in offered]


def _tracks(values: Iterable[str] | None) -> tuple[Track, ...]:
    known = {track.value: track for track in Track}
    return tuple(known[value] for value in values or () if value in known)


class ClassTypeForm(Form):
    name = StringField(
        "Naam",
        description="Zoals jullie het zelf noemen: 1 mavo/havo, 2 tto, 3 gymnasium.",
        render_kw={"maxlength": MAX_CLASS_TYPE_NAME, "autocomplete": "off"},
    )
    year = RadioField("Welke klas?", validate_choice=False)
    tracks = SelectMultipleField("Voor welk niveau?", validate_choice=False)
    seen = StringField()

    def offer(self, tracks: Sequence[Track]) -> "ClassTypeForm":
        years = years_of(tuple(tracks))
        self.year.choices = [SelectChoice(str(year), f"Klas {year}") for year in years]
        self.tracks.choices = _track_choices(tracks, self.tracks.data or ())
        return self

    def data_sent(self) -> ClassTypeData:
        year = whole(self.year.data or "")
        number = year if isinstance(year, int) else 0
        return ClassTypeData(self.name.data or "", number, _tracks(self.tracks.data))


def class_type_values(data: ClassTypeData, seen: str) -> dict[str, object]:
    tracks = [track.value for track in data.tracks]
    return {"name": data.name, "year": str(data.year), "tracks": tracks, "seen": seen}


class MilestoneForm(Form):
    name = StringField(
        "Wat is het?",
        description="Bijvoorbeeld: Profielkeuze, Aanmelden mbo.",
        render_kw={"maxlength": MAX_MILESTONE_NAME, "autocomplete": "off"},
    )
    day = DateField("Op welke dag?", validators=())
    every_year = BooleanField("Elk jaar op deze dag")
    years = SelectMultipleField(
        "Voor welke klas?", validate_choice=False, description="Kies niets voor alle klassen."
    )
    tracks = SelectMultipleField(
        "Voor welk niveau?", validate_choice=False, description="Kies niets voor alle niveaus."
    )
    seen = StringField()

    def offer(self, tracks: Sequence[Track]) -> "MilestoneForm":
        years = years_of(tuple(tracks))
        self.years.choices = [SelectChoice(str(year), f"Klas {year}") for year in years]
        self.tracks.choices = _track_choices(tracks, self.tracks.data or ())
        return self

    def data_sent(self) -> MilestoneData:
        """Raises Invalid where there is no day."""
        day = self.day.data
        if day is None:
            raise Invalid({"day": "Kies een dag."})
        return MilestoneData(
            self.name.data or "",
            day,
            None if self.every_year.data else SchoolYear.of(day),
            tuple(sorted(n for n in map(whole, self.years.data or ()) if isinstance(n, int))),
            _tracks(self.tracks.data),
        )


def milestone_values(data: MilestoneData, seen: str, school_year: SchoolYear) -> dict[str, object]:
    """A milestone that returns is shown on its day in `school_year`."""
    return {
        "name": data.name,
        "day": school_year.day(data.day) if data.school_year is None else data.day,
        "every_year": data.school_year is None,
        "years": [str(year) for year in data.years],
        "tracks": [track.value for track in data.tracks],
        "seen": seen,
    }


class PeriodRow:
    """One row of the periods' form, as it was typed."""

    def __init__(self, name: str = "", first_day: str = "", last_day: str = "") -> None:
        self.name, self.first_day, self.last_day = name.strip(), first_day, last_day

    @property
    def is_empty(self) -> bool:
        return not (self.name or self.first_day or self.last_day)


def period_rows(rows: Iterable[Period]) -> list[PeriodRow]:
    return [PeriodRow(p.name, p.first_day.isoformat(), p.last_day.isoformat()) for p in rows]


def sent_period_rows(sent: MultiDict[str, str]) -> list[PeriodRow]:
    """Empty rows are left out: that is how a period is removed."""
    lists = (sent.getlist(name)[: MAX_PERIODS + 1] for name in ("name", "first_day", "last_day"))
    rows = [PeriodRow(*texts) for texts in zip(*lists, strict=False)]
    return [row for row in rows if not row.is_empty]


def periods_of(rows: Sequence[PeriodRow]) -> list[PeriodData]:
    """Raises Invalid by field: "period-1"."""
    found = dict(_without_days(rows))
    if found:
        raise Invalid(found)
    return [
        PeriodData(row.name, date.fromisoformat(row.first_day), date.fromisoformat(row.last_day))
        for row in rows
    ]


def _without_days(rows: Sequence[PeriodRow]) -> Iterator[tuple[str, str]]:
    for number, row in enumerate(rows, start=1):
        if not (_is_day(row.first_day) and _is_day(row.last_day)):
            yield f"period-{number}", "Kies een eerste en een laatste dag."


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
