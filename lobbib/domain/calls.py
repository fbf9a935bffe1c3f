"""A call: "wie heeft iets voor klas 3, netwerken?"."""

from dataclasses import dataclass

from lobbib.domain.assignments import Content
from lobbib.domain.competencies import Competency
from lobbib.domain.planning import MAX_CALL_TEXT, MAX_LINE
from lobbib.domain.tracks import YEARS, Track


@dataclass(frozen=True, slots=True)
class CallData:
    """What somebody asks. `subject` is a slug; None asks everybody. Without a track: all."""

    competency: Competency
    year: int
    track: Track | None = None
    subject: str | None = None
    text: str = ""


def question(year: int, track: Track | None, competency: Competency) -> str:
    """ "Wie heeft iets voor klas 3 havo, netwerken?" """
    where = f"klas {year} {track.label}" if track else f"klas {year}"
    return f"Wie heeft iets voor {where}, {competency.value}?"


def call_problems(data: CallData) -> dict[str, str]:
    """What is wrong with a tidied call, by field, in Dutch."""
    found = {}
    if data.year not in YEARS:
        found["year"] = "Kies een klas van 1 tot en met 6."
    elif data.track is not None and data.year > data.track.last_year:
        found["track"] = f"{data.track.label} heeft geen klas {data.year}."
    if len(data.text) > MAX_CALL_TEXT:
        found["text"] = f"Gebruik hoogstens {MAX_CALL_TEXT} tekens."
    return found


def thanks_problem(text: str) -> str | None:
    return f"Gebruik hoogstens {MAX_LINE} tekens." if len(text) > MAX_LINE else None


def beginning_of(data: CallData, school_tracks: tuple[Track, ...]) -> Content:
    """An assignment that answers the call, tagged and otherwise empty."""
    fitting = tuple(track for track in school_tracks if data.year <= track.last_year)
    return Content(
        years=(data.year,),
        competencies=(data.competency,),
        tracks=(data.track,) if data.track else fitting,
        subjects=(data.subject,) if data.subject else (),
    )
