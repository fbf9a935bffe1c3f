"""Reads the judged sets and splits them; shares no code with what they judge.

The definitions behind every label stand in README.md beside this file.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

FOLDER = Path(__file__).parent
SEED = FOLDER.parent.parent / "seed" / "demo"
Half = Literal["tuning", "unseen"]


def half_of(text: str) -> Half:
    """Which half an item belongs to, by nothing but the text that it is known by."""
    return "unseen" if hashlib.sha256(text.encode()).digest()[0] % 2 else "tuning"


@dataclass(frozen=True)
class Described:
    """A lesson as a teacher tells it, with what is right to suggest for it."""

    title: str
    body: str
    questions: tuple[str, ...]
    competencies: frozenset[str]  # every right one
    best: str | None  # the rightest; None in the seed, which ranks none
    years: frozenset[int]
    subjects: frozenset[str]
    activity: str | None  # None: the text leaves it open
    minutes: int | None
    parents: bool
    outside: bool


@dataclass(frozen=True)
class Around:
    """A lesson of which only its form is labelled, and who takes part from home or outside."""

    title: str
    body: str
    activity: str | None
    parents: bool
    outside: bool


@dataclass(frozen=True)
class Asked:
    """A question for a class conversation."""

    question: str
    closed: bool
    hard: bool
    why: str


@dataclass(frozen=True)
class Told:
    """A lesson as somebody wrote it who did not have the one `beside` it in hand.

    `beside` is school/title of an assignment of the seed; `same`: whether it is that lesson.
    """

    title: str
    body: str
    beside: str
    same: bool


def told(half: Half) -> list[Told]:
    return [Told(**row) for row in lines(FOLDER / f"alike_{half}.jsonl")]


def described(half: Half) -> list[Described]:
    """Descriptions without the field's vocabulary. Empty years: the text names none."""
    return [_described(row) for row in lines(FOLDER / f"tagging_{half}.jsonl")]


def around(half: Half) -> list[Around]:
    """Lessons that were added later, for what goes on around a lesson alone."""
    return [Around(**row) for row in lines(FOLDER / f"circumstances_{half}.jsonl")]


def from_seed(half: Half) -> list[Described]:
    """The demo schools' assignments with their own tags; split by a hash of the title.

    A tag of the seed need not stand in its text: years, subjects and minutes are what its author
    chose, so these judge competencies, and nothing that a text would have to name.
    """
    rows = [row for path in sorted(SEED.glob("*.jsonl")) for row in lines(path)]
    return [_described(row) for row in rows if half_of(row["title"]) == half]


def asked(half: Half) -> list[Asked]:
    return [Asked(**row) for row in lines(FOLDER / f"questions_{half}.jsonl")]


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _described(row: dict[str, Any]) -> Described:
    return Described(
        title=row["title"],
        body=row["body"],
        questions=tuple(row["questions"]),
        competencies=frozenset(row["competencies"]),
        best=row.get("best"),
        years=frozenset(row["years"]),
        subjects=frozenset(row["subjects"]),
        activity=row["activity"],
        minutes=row["minutes"],
        parents=row["parents"],
        outside=row["outside"],
    )
