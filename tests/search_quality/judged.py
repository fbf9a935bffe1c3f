"""The judged queries, and the assignments that they are judged against. Imports no lobbib.

An assignment's key is its school's slug and its title: `demo/Een stamboom vol beroepen`.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SEED = HERE.parent.parent / "seed" / "demo"
OWN_SCHOOL, OTHER_SCHOOL = "demo", "buur"  # of one board
ASKER = "decaan@demo.lobbib.nl"


class Half(StrEnum):
    TUNING = "tuning"
    UNSEEN = "unseen"


class Kind(StrEnum):
    EXACT = "exact"
    INFLECTION = "inflection"
    COMPOUND = "compound"
    SYNONYM = "synonym"
    QUESTION = "question"
    TYPO = "typo"
    UNFINISHED = "unfinished"
    SEVERAL = "several"
    FILTER = "filter"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Judged:
    """What somebody typed, and the grade (1 to 3) of each assignment that is relevant to it.

    `only`: the year or track named in it. `wish`: the tag that a `filter` query asks for.
    """

    query: str
    kind: Kind
    relevant: Mapping[str, int]
    only: Mapping[str, Any] = field(default_factory=dict)
    wish: Mapping[str, Any] = field(default_factory=dict)


def half_of(query: str) -> Half:
    """By the text alone, so that nobody chooses what stays unseen."""
    first = hashlib.sha256(query.encode("utf-8")).digest()[0]
    return Half.UNSEEN if first % 2 else Half.TUNING


def load(half: Half) -> list[Judged]:
    return [
        Judged(**{**row, "kind": Kind(row["kind"])}) for row in _rows(HERE / f"{half.value}.jsonl")
    ]


def library() -> dict[str, dict[str, Any]]:
    """What the asker can see, by key: the own school's, and what the other one shares with it."""
    own = {f"{OWN_SCHOOL}/{row['title']}": row for row in _rows(SEED / f"{OWN_SCHOOL}.jsonl")}
    theirs = {
        f"{OTHER_SCHOOL}/{row['title']}": row
        for row in _rows(SEED / f"{OTHER_SCHOOL}.jsonl")
        if row["visibility"] in ("bestuur", "iedereen")
    }
    return own | theirs


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
