"""What an assignment is made of, and what it needs before it can be shared."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any

from lobbib.domain.competencies import Competency
from lobbib.domain.labels import Labelled
from lobbib.domain.tracks import YEARS, Track


class Status(StrEnum):
    CONCEPT = "concept"
    SHARED = "gedeeld"
    ARCHIVED = "archief"


class Visibility(Labelled):
    """Who sees it, narrow to wide."""

    SCHOOL = ("school", "Alleen onze school")
    BOARD = ("bestuur", "Scholen van ons bestuur")
    EVERYONE = ("iedereen", "Alle scholen")


class Origin(Labelled):
    OWN = ("eigen", "Zelf gemaakt (of samen met collega's)")
    PERMISSION = ("toestemming", "Van iemand anders, met toestemming")
    TAKEN_OVER = ("overgenomen", "Uit een methode, boek of van een site")


class Licence(Labelled):
    BY = ("CC-BY-4.0", "Vrij te gebruiken met naamsvermelding (CC BY 4.0)")
    BY_SA = ("CC-BY-SA-4.0", "Vrij te gebruiken; wie aanpast, deelt het ook zo (CC BY-SA 4.0)")
    NONE = ("geen", "Vraag eerst of het mag (geen licentie)")


class Activity(Labelled):
    CONVERSATION = ("gesprek", "Gesprek")
    INTERVIEW = ("interview", "Interview")
    VISIT = ("bezoek", "Bezoek")
    PLACEMENT = ("stage", "Stage")
    GUEST_LESSON = ("gastles", "Gastles")
    RESEARCH = ("onderzoek", "Onderzoek")
    REFLECTION = ("reflectie", "Reflectie")
    PRESENTATION = ("presentatie", "Presentatie")
    GAME = ("spel", "Spel")
    PROJECT = ("project", "Project")


MAX_QUESTIONS = 12
MAX_MINUTES = 6000
MAX_MARKS = 30
MAX_LENGTHS: Mapping[str, int] = {
    "title": 120,
    "summary": 300,
    "body": 20_000,
    "notes": 20_000,
    "needs": 2_000,
    "question": 300,
}


@dataclass(frozen=True, slots=True)
class Content:
    """Everything about an assignment that a teacher can write down: no identity, no history.

    The field names are those of the form, the JSON item and the JSONL line.
    """

    title: str = ""
    summary: str = ""
    body: str = ""
    notes: str = ""
    needs: str = ""
    questions: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    competencies: tuple[Competency, ...] = ()
    tracks: tuple[Track, ...] = ()
    subjects: tuple[str, ...] = ()
    activity: Activity | None = None
    minutes: int | None = None
    parents: bool = False
    outside: bool = False
    dossier: bool = False
    origin: Origin = Origin.OWN
    licence: Licence = Licence.BY
    visibility: Visibility = Visibility.SCHOOL
    share_notes: bool = True


CONTENT_FIELDS = tuple(field.name for field in fields(Content))
_TEXTS = ("title", "summary", "body", "notes", "needs")
_MULTILINE = {"body", "notes", "needs"}


def normalized(content: Content) -> Content:
    """The same content, tidy: no control characters, NFC, choices distinct and in their order."""
    texts: dict[str, Any] = {
        name: tidy(getattr(content, name), name in _MULTILINE) for name in _TEXTS
    }
    questions = (tidy(question, multiline=False) for question in content.questions)
    return replace(
        content,
        **texts,
        questions=tuple(question for question in questions if question),
        years=tuple(sorted(set(content.years))),
        competencies=tuple(c for c in Competency if c in content.competencies),
        tracks=tuple(t for t in Track if t in content.tracks),
        subjects=tuple(sorted(set(content.subjects))),
    )


def tidy(text: str, multiline: bool) -> str:
    """`text` in NFC without what XML forbids; line ends become \\n, or a space on one line."""
    kept = text
    if not (text.isascii() and text.isprintable()):  # those have nothing to mend
        written = _with_few_marks("".join(filter(_is_writable, text)))
        kept = _with_few_marks(unicodedata.normalize("NFC", written))
        kept = kept.replace("\r\n", "\n").replace("\r", "\n")
    return kept.strip() if multiline else " ".join(kept.split())


def _with_few_marks(text: str) -> str:
    """At most 30 accents on a letter, as in Unicode's stream-safe format: normalising takes the
    square of their number, and 100,000 of them held the whole server for half a minute.
    """
    kept, marks = [], 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MAX_MARKS:
            kept.append(character)
    return "".join(kept)


def _is_writable(character: str) -> bool:
    if character in "\n\r\t":
        return True
    return unicodedata.category(character) not in ("Cc", "Cs") and character not in "\ufffe\uffff"


def problems(content: Content, *, sharing: bool) -> dict[str, str]:
    """What keeps `content` from being saved, by field, in Dutch; empty when nothing does.

    A concept may be anything that fits. Sharing asks for what interface.md names.
    """
    found = _too_long(content) | _out_of_range(content) | _origin_problem(content)
    return (_missing(content) | found) if sharing else found


def _too_long(content: Content) -> dict[str, str]:
    found = {
        name: f"Dit is te lang: gebruik hoogstens {MAX_LENGTHS[name]} tekens."
        for name in _TEXTS
        if len(getattr(content, name)) > MAX_LENGTHS[name]
    }
    if any(len(question) > MAX_LENGTHS["question"] for question in content.questions):
        found["questions"] = f"Een vraag mag hoogstens {MAX_LENGTHS['question']} tekens lang zijn."
    elif len(content.questions) > MAX_QUESTIONS:
        found["questions"] = f"Kies hoogstens {MAX_QUESTIONS} vragen."
    return found


def _out_of_range(content: Content) -> dict[str, str]:
    found = {}
    if content.minutes is not None and not 1 <= content.minutes <= MAX_MINUTES:
        found["minutes"] = f"Vul een aantal minuten in tussen 1 en {MAX_MINUTES}."
    if any(year not in YEARS for year in content.years):
        found["years"] = "Kies een klas van 1 tot en met 6."
    return found


def _origin_problem(content: Content) -> dict[str, str]:
    if content.origin is Origin.TAKEN_OVER and content.visibility is not Visibility.SCHOOL:
        return {
            "visibility": "Wat uit een methode, boek of van een site komt, mag je niet met andere "
            "scholen delen. Kies 'Alleen onze school'."
        }
    return {}


def _missing(content: Content) -> dict[str, str]:
    asked = {
        "title": (content.title, "Geef je opdracht een titel."),
        "body": (content.body, "Schrijf op wat leerlingen doen."),
        "years": (content.years, "Kies voor welke klas dit is."),
        "competencies": (content.competencies, "Kies wat leerlingen hiermee oefenen."),
        "tracks": (content.tracks, "Kies voor welk niveau dit is, of 'Alle niveaus'."),
    }
    return {name: message for name, (value, message) in asked.items() if not value}
