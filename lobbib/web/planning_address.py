"""What of the LOB-jaarplanning is asked for, as an address.

The board, `/jaarplanning`: `schooljaar=2026-2027`, `klastype=<id>`, `vak=<slug>`, `mijn=1`.

Placing, `/jaarplanning/plaatsen`, with whatever is known already filled in; everything may be left
out, and what is not known is left out:

    opdracht=<id>            what to place; without it the page first offers a small search
    schooljaar=2026-2027     else that of the period, else this one
    klastype=<id> periode=<id> vak=<slug>
    leerjaar=3 niveau=havo   the first class type that fits, where `klastype` is not given
    competentie=netwerken    narrows the search
    q=…                      the words of the search
    breed=1                  searches all years and competencies
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from flask import request, url_for
from werkzeug.datastructures import MultiDict

from lobbib.db import get_session
from lobbib.domain.competencies import Competency
from lobbib.domain.policy import Actor
from lobbib.domain.school_years import SchoolYear
from lobbib.domain.tracks import Track
from lobbib.models import ClassType, Period, Subject
from lobbib.queries import school_shape, subjects
from lobbib.services.transaction import utc_now
from lobbib.web.addresses import safe_path
from lobbib.web.parameters import (
    COMPETENCY_CHOICES,
    YEAR_CHOICES,
    Parameters,
    Unknown,
    members,
)
from lobbib.web.wording import AMSTERDAM

CALLED = {
    "schooljaar": "Schooljaar",
    "klastype": "Klastype",
    "periode": "Periode",
    "vak": "Vak",
    "leerjaar": "Leerjaar",
    "competentie": "Competentie",
    "niveau": "Niveau",
    "mijn": "De keuze 'alleen van mij'",
    "breed": "De keuze 'zoek in alles'",
}


def today() -> date:
    """The day it is at school."""
    return utc_now().astimezone(AMSTERDAM).date()


@dataclass(frozen=True, slots=True)
class Shape:
    """What a board can be made of: `class_types` are those in use."""

    class_types: Sequence[ClassType]
    school_years: Sequence[SchoolYear]
    subjects: Mapping[str, Subject]


def shape_of(actor: Actor) -> Shape:
    """Of the actor's school; this school year and the next can always be planned."""
    session, now = get_session(), SchoolYear.of(today())
    made = school_shape.school_years(session, actor.school_id)
    return Shape(
        school_shape.all_class_types(session, actor.school_id),
        sorted({*made, now, now.next}),
        subjects.by_slug(session, actor.school_id),
    )


@dataclass(frozen=True, slots=True)
class BoardAddress:
    """Which part of the board; `subject` is a slug."""

    school_year: SchoolYear
    class_type_id: int | None = None
    subject: str | None = None
    mine: bool = False

    @property
    def is_narrowed(self) -> bool:
        return bool(self.class_type_id or self.subject or self.mine)

    def url(self, **changes: Any) -> str:
        asked = replace(self, **changes)
        given = {
            "schooljaar": str(asked.school_year),
            "klastype": asked.class_type_id,
            "vak": asked.subject,
            "mijn": "1" if asked.mine else None,
        }
        return url_for("planning.board", **{name: v for name, v in given.items() if v})  # type: ignore[arg-type]


def read_board(
    args: MultiDict[str, str], shape: Shape, now: SchoolYear
) -> tuple[BoardAddress, list[Unknown]]:
    given = Parameters(args)
    asked = BoardAddress(
        given.one("schooljaar", _by_text(shape.school_years), now),
        given.one("klastype", {str(row.id): row.id for row in shape.class_types}, None),
        given.one("vak", {slug: slug for slug in shape.subjects}, None),
        given.flag("mijn"),
    )
    return asked, given.unknown


def _by_text(school_years: Sequence[SchoolYear]) -> dict[str, SchoolYear]:
    return {str(year): year for year in school_years}


@dataclass(frozen=True, slots=True)
class Placing:
    """What is known already of what somebody is about to place."""

    school_year: SchoolYear
    assignment_id: int | None = None
    class_type_id: int | None = None
    period_id: int | None = None
    subject: str | None = None
    year: int | None = None
    track: Track | None = None
    competency: Competency | None = None
    words: str = ""
    wide: bool = False

    def url(self, **changes: Any) -> str:
        """The page of placing with this and `changes` filled in."""
        asked = replace(self, **changes)
        given = {NAMES[one.name]: getattr(asked, one.name) for one in fields(asked)}
        given |= {"breed": "1" if asked.wide else None, "schooljaar": str(asked.school_year)}
        kept = {name: value for name, value in given.items() if value}
        return url_for("planning.place", **kept)

    @property
    def kept(self) -> dict[str, str]:
        """What the small search sends along unseen."""
        found = {
            "schooljaar": str(self.school_year),
            "klastype": self.class_type_id,
            "periode": self.period_id,
            "vak": self.subject,
            "leerjaar": self.year,
            "niveau": self.track,
            "competentie": self.competency,
        }
        return {name: str(value) for name, value in found.items() if value}


NAMES = {
    "school_year": "schooljaar",
    "assignment_id": "opdracht",
    "class_type_id": "klastype",
    "period_id": "periode",
    "subject": "vak",
    "year": "leerjaar",
    "track": "niveau",
    "competency": "competentie",
    "words": "q",
    "wide": "breed",
}


def read_placing(
    args: MultiDict[str, str], shape: Shape, actor: Actor
) -> tuple[Placing, list[Unknown]]:
    """Where only a year or a track is known, the first class type of it."""
    given = Parameters(args)
    year = given.one("leerjaar", YEAR_CHOICES, None)
    track = given.one("niveau", members(Track), None)
    in_use = [row for row in shape.class_types if row.archived_at is None]
    fitting = _fitting(in_use, year, track) if year else None
    class_type = given.one("klastype", {str(row.id): row.id for row in in_use}, fitting)
    period = _period(given, actor)
    asked_for = given.one("schooljaar", _by_text(shape.school_years), SchoolYear.of(today()))
    asked = Placing(
        school_year=period.school_year if period else asked_for,
        assignment_id=given.whole("opdracht", 0) or None,
        class_type_id=class_type,
        period_id=period.id if period else None,
        subject=given.one("vak", {slug: slug for slug in shape.subjects}, None),
        year=year,
        track=track,
        competency=given.one("competentie", COMPETENCY_CHOICES, None),
        words=given.text("q"),
        wide=given.flag("breed"),
    )
    return asked, given.unknown


def _fitting(rows: Sequence[ClassType], year: int, track: Track | None) -> int | None:
    fit = (row for row in rows if row.year == year and (track is None or track in row.tracks))
    found = next(fit, None)
    return found.id if found else None


def _period(given: Parameters, actor: Actor) -> Period | None:
    number = given.whole("periode", 0)
    return school_shape.find_period(get_session(), actor, number) if number else None


def complaints(unknown: Sequence[Unknown]) -> list[str]:
    """What was not understood, in sentences."""
    return [
        f"{CALLED.get(name, name)} ‘{value}’ kennen we niet; dat telt niet mee."
        for name, value in unknown
    ]


def way_back() -> str:
    """The board that somebody came from, with its filters, as far as the browser tells."""
    given = request.values.get("terug") or _referrer()
    path = safe_path(given)
    return path if path and urlsplit(path).path == url_for("planning.board") else ""


def _referrer() -> str:
    parts = urlsplit(request.referrer or "")
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
