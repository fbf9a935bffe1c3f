"""What differs between two texts, word by word, for a reader who must choose between them."""

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

# Matching costs the number of equal pairs, over and over: where there are more, texts are compared
# by the line, or whole. Prose of 1,200 words and its next version have some 12,000.
MAX_UNITS = 2_500
MAX_PAIRS = 60_000
BESIDE = 160  # letters of what did not change that are read before and after a change


class Kind(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


class Piece(NamedTuple):
    kind: Kind
    text: str


def differences(old: str, new: str) -> tuple[Piece, ...]:
    """Pieces that read as `old` without the added ones, and as `new` without the removed ones."""
    before, after = _units(old, new)
    pieces: list[Piece] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for operation, b_from, b_to, a_from, a_to in matcher.get_opcodes():
        removed, added = "".join(before[b_from:b_to]), "".join(after[a_from:a_to])
        if operation == "equal":
            pieces.append(Piece(Kind.SAME, removed))
        else:
            pieces += [Piece(Kind.REMOVED, removed), Piece(Kind.ADDED, added)]
    return tuple(piece for piece in pieces if piece.text)


def around_changes(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The same, with of long stretches that did not change only what stands beside a change."""
    last = len(pieces) - 1
    if last < 1:
        return tuple(pieces)
    return tuple(
        Piece(piece.kind, _ends(piece.text, at > 0, at < last))
        if piece.kind is Kind.SAME and len(piece.text) > 3 * BESIDE
        else piece
        for at, piece in enumerate(pieces)
    )


def _ends(text: str, after: bool, before: bool) -> str:
    """The beginning of a text that stands after a change, the end of one that stands before one."""
    begin = f"{text[:BESIDE].rpartition(' ')[0]} …" if after else ""
    end = f"… {text[-BESIDE:].partition(' ')[2]}" if before else ""
    return "\n\n".join(filter(None, (begin, end)))


def _units(old: str, new: str) -> tuple[list[str], list[str]]:
    for split in (_words, _lines):
        before, after = split(old), split(new)
        if len(before) + len(after) <= MAX_UNITS and _pairs(before, after) <= MAX_PAIRS:
            return before, after
    return [old], [new]


def _pairs(before: list[str], after: list[str]) -> int:
    there = Counter(after)
    return sum(number * there[unit] for unit, number in Counter(before).items())


def _words(text: str) -> list[str]:
    """Words with the space after them, so that nothing is lost when they are joined again."""
    return re.findall(r"\S+\s*|\s+", text)


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)
