"""Search by definition, slow and plain: what `domain.md` says, over rows as a dump would hold them.

Shares no code with lobbib.search. Words are compared as they stand: the generated texts use words
that no stemmer changes, so that the definition needs none.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Row:
    id: int
    school: int
    board: int | None
    status: str
    visibility: str
    origin: str
    share_notes: bool
    shared_at: Any
    tags: dict[str, frozenset[str]]
    texts: dict[str, str]


@dataclass(frozen=True)
class Question:
    school: int
    board: int | None
    words: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    choices: dict[str, frozenset[str]] = field(default_factory=dict)
    scope: str = "all"


def is_findable(row: Row, asked: Question) -> bool:
    if row.status != "gedeeld":
        return False
    own = row.school == asked.school
    if asked.scope == "own":
        return own
    if asked.scope == "elsewhere" and own:
        return False
    return own or _reaches(row, asked)


def _reaches(row: Row, asked: Question) -> bool:
    if row.origin == "overgenomen":
        return False
    same_board = asked.board is not None and row.board == asked.board
    return row.visibility == "iedereen" or (row.visibility == "bestuur" and same_board)


def has_word(row: Row, asked: Question, word: str) -> bool:
    readable = dict(row.texts)
    if row.school != asked.school and not row.share_notes:
        del readable["notes"]
    return any(word in text.lower().split() for text in readable.values())


def fits(row: Row, asked: Question, but: str = "") -> bool:
    """Everything that is asked, apart from the choices in facet `but`."""
    return (
        is_findable(row, asked)
        and all(has_word(row, asked, word) for word in asked.words)
        and not any(has_word(row, asked, word) for word in asked.unwanted)
        and all(row.tags[facet] & values for facet, values in asked.choices.items() if facet != but)
    )


def ids(rows: list[Row], asked: Question) -> list[int]:
    """Newest first."""
    found = [row for row in rows if fits(row, asked)]
    return [row.id for row in sorted(found, key=lambda row: (row.shared_at, row.id), reverse=True)]


def counts(rows: list[Row], asked: Question, facet: str) -> dict[str, int]:
    among = [row for row in rows if fits(row, asked, but=facet)]
    return dict(Counter(value for row in among for value in row.tags[facet]))
