"""Reading somebody's own planning sheet: a row's words, matched to what the school has."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from lobbib.domain.planning import Reach

PART_WORDS = ("deel", "keuze", "sommige", "elective")


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it was read, cell by cell; `number` counts from 1 and is only for naming it."""

    number: int
    title: str
    class_types: str
    period: str
    subject: str = ""
    reach: str = ""
    note: str = ""


class Known(NamedTuple):
    """What a school has, by the name that people write: ids of class types, slugs of subjects."""

    class_types: Mapping[str, int]
    periods: Mapping[str, int]
    subjects: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Read:
    """A row that was understood as far as it could be. `problems`: in Dutch, why it stays out."""

    number: int
    title: str
    class_type_ids: tuple[int, ...] = ()
    period_ids: tuple[int, ...] = ()
    subject: str | None = None
    reach: Reach = Reach.EVERYBODY
    note: str = ""
    problems: tuple[str, ...] = ()


def folded(text: str) -> str:
    """Words as they compare: no case, accents, signs or double spaces."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(kept.split())


def read_row(row: Row, known: Known) -> Read:
    """Several class types or periods in one cell are separated by a comma, a semicolon or "en"."""
    types, strange_types = _each(row.class_types, known.class_types)
    periods, strange_periods = _each(row.period, known.periods)
    problems = []
    if not row.title.strip():
        problems.append("Er staat geen titel.")
    if not types or strange_types:
        problems.append(_strange("Dit klastype", strange_types))
    if not periods or strange_periods:
        problems.append(_strange("Deze periode", strange_periods))
    return Read(
        number=row.number,
        title=" ".join(row.title.split()),
        class_type_ids=types,
        period_ids=periods,
        subject=known.subjects.get(folded(row.subject)),
        reach=_reach(row.reach),
        note=row.note,
        problems=tuple(problems),
    )


def _each(cell: str, known: Mapping[str, int]) -> tuple[tuple[int, ...], list[str]]:
    """The ids of the names in a cell, each once, and the names that are not known."""
    whole = known.get(folded(cell))
    if whole is not None:
        return (whole,), []
    parts = [part for part in re.split(r"[,;\n]|\ben\b|\+", cell) if folded(part)]
    found = [known.get(folded(part)) for part in parts]
    strange = [part.strip() for part, number in zip(parts, found, strict=True) if number is None]
    return tuple(dict.fromkeys(number for number in found if number is not None)), strange


def _strange(what: str, names: Iterable[str]) -> str:
    """`what`: "Dit klastype"."""
    given = ", ".join(f"‘{name[:40]}’" for name in names)
    return f"{what} kennen we niet: {given}." if given else f"Er staat geen {what.split()[1]}."


def _reach(cell: str) -> Reach:
    words = folded(cell)
    return Reach.PART if any(word in words for word in PART_WORDS) else Reach.EVERYBODY


def period_names(periods: Iterable[tuple[int, int, str]]) -> dict[str, int]:
    """(id, number, name) of each period, by everything that people write for it: "P2", "2" …"""
    found: dict[str, int] = {}
    for number_in_database, number, name in periods:
        for written in (name, str(number), f"P{number}", f"periode {number}", f"blok {number}"):
            found.setdefault(folded(written), number_in_database)
    return found
