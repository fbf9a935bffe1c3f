"""The facts of an assignment as a teacher would say them: on pages, on paper and in Word."""

from collections.abc import Iterable, Mapping

from lobbib.domain.assignments import Content
from lobbib.domain.line_in_words import listed
from lobbib.domain.tracks import Track

LONG = 180  # minutes, from which a teacher counts in hours
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


def in_words(content: Content, subject_names: Mapping[str, str]) -> dict[str, str]:
    """Every field as words that a teacher would use. `subject_names`: by slug."""
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
