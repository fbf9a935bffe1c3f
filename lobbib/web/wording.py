"""How the facts of an assignment read on the screen."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from lobbib.domain.assignments import CONTENT_FIELDS, Content
from lobbib.domain.differences import Piece, differences
from lobbib.domain.line_in_words import listed
from lobbib.domain.tracks import Track

LONG = 180  # minutes, from which a teacher counts in hours
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
LABELS = {
    "title": "Titel",
    "summary": "Samenvatting",
    "body": "Wat doen leerlingen?",
    "notes": "Voor de docent",
    "needs": "Nodig en voorbereiding",
    "questions": "Vragen voor het gesprek erna",
    "years": "Klas",
    "competencies": "Wat leerlingen oefenen",
    "tracks": "Niveau",
    "subjects": "Vak",
    "activity": "Werkvorm",
    "minutes": "Duur",
    "parents": "Ouders of verzorgers doen mee",
    "outside": "Buiten de school, of met bezoek",
    "dossier": "Voor het loopbaandossier",
    "origin": "Herkomst",
    "licence": "Licentie",
    "visibility": "Wie mag dit zien?",
    "share_notes": "Andere scholen lezen 'Voor de docent'",
}


class Difference(NamedTuple):
    """A field that differs; `pieces` go from the older text to the newer."""

    label: str
    pieces: tuple[Piece, ...]


def years_text(years: Iterable[int]) -> str:
    """ "Klas 1, 2 en 3"; nothing where there are none."""
    named = listed(str(year) for year in years)
    return f"Klas {named}" if named else ""


def tracks_text(tracks: Iterable[Track]) -> str:
    chosen = tuple(tracks)
    return "alle niveaus" if chosen == tuple(Track) else listed(t.label for t in chosen)


def minutes_text(minutes: int | None) -> str:
    if minutes is None:
        return ""
    if minutes >= LONG and minutes % 60 == 0:
        return f"{minutes // 60} uur"
    return "1 minuut" if minutes == 1 else f"{minutes} minuten"


def day(at: datetime) -> str:
    """ "3 november 2026", as the calendar at school said."""
    return format_date(at.astimezone(AMSTERDAM), "d MMMM y", locale="nl")


def moment(at: datetime) -> str:
    """ "3 nov 2026 14:05", as the clock at school said."""
    return format_datetime(at, "d MMM y HH:mm", tzinfo=AMSTERDAM, locale="nl")


def content_differences(
    old: Content, new: Content, subject_names: Mapping[str, str]
) -> list[Difference]:
    """The fields in which `new` is not what `old` was, in the order of the form."""
    before, after = _texts(old, subject_names), _texts(new, subject_names)
    return [
        Difference(LABELS[name], differences(before[name], after[name]))
        for name in CONTENT_FIELDS
        if before[name] != after[name]
    ]


def _texts(content: Content, subject_names: Mapping[str, str]) -> dict[str, str]:
    """Every field as words that a teacher would use."""
    return {
        **{name: getattr(content, name) for name in ("title", "summary", "body", "notes", "needs")},
        "questions": "\n".join(content.questions),
        "years": years_text(content.years),
        "competencies": listed(value.label for value in content.competencies),
        "tracks": tracks_text(content.tracks),
        "subjects": listed(subject_names.get(slug, slug) for slug in content.subjects),
        "activity": content.activity.label if content.activity else "",
        "minutes": minutes_text(content.minutes),
        **{name: _yes(getattr(content, name)) for name in ("parents", "outside", "dossier")},
        **{name: getattr(content, name).label for name in ("origin", "licence", "visibility")},
        "share_notes": _yes(content.share_notes),
    }


def _yes(value: bool) -> str:
    return "ja" if value else "nee"
