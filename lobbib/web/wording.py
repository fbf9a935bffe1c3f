"""How the facts of an assignment read on the screen."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from lobbib.domain.assignments import CONTENT_FIELDS, Content
from lobbib.domain.assignments_in_words import LABELS, in_words
from lobbib.domain.differences import Piece, differences

JUST_NOW = timedelta(minutes=2)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


class Difference(NamedTuple):
    """A field that differs; `pieces` go from the older text to the newer."""

    label: str
    pieces: tuple[Piece, ...]


def day(at: datetime) -> str:
    """ "3 november 2026", as the calendar at school said."""
    return format_date(at.astimezone(AMSTERDAM), "d MMMM y", locale="nl")


def date_text(of: date) -> str:
    """ "3 november 2026"."""
    return format_date(of, "d MMMM y", locale="nl")


def moment(at: datetime) -> str:
    """ "3 nov 2026 14:05", as the clock at school said."""
    return format_datetime(at, "d MMM y HH:mm", tzinfo=AMSTERDAM, locale="nl")


def when(at: datetime, now: datetime) -> str:
    """ "zojuist", "vandaag om 14.05", "gisteren om 9.30" or "op 3 november", as one says it."""
    if now - at < JUST_NOW:
        return "zojuist"
    then, today = at.astimezone(AMSTERDAM), now.astimezone(AMSTERDAM).date()
    days = {today: "vandaag", today - timedelta(days=1): "gisteren"}
    if then.date() in days:
        return f"{days[then.date()]} om {format_datetime(then, 'H.mm', locale='nl')}"
    return f"op {format_date(then, 'd MMMM', locale='nl')}"


def content_differences(
    old: Content, new: Content, subject_names: Mapping[str, str]
) -> list[Difference]:
    """The fields in which `new` is not what `old` was, in the order of the form."""
    before, after = in_words(old, subject_names), in_words(new, subject_names)
    return [
        Difference(LABELS[name], differences(before[name], after[name]))
        for name in CONTENT_FIELDS
        if before[name] != after[name]
    ]


def field_difference(
    name: str, old: Content, new: Content, subject_names: Mapping[str, str]
) -> Difference:
    """One field of both, also where it is the same."""
    before, after = in_words(old, subject_names)[name], in_words(new, subject_names)[name]
    return Difference(LABELS[name], differences(before, after))
