"""A line of the thesaurus: words that stand for each other, or one that stands for others."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lobbib.domain.assignments import tidy

MIN_WORDS, MAX_WORDS = 2, 12
MAX_LENGTH = 60
MAX_IN_PHRASE = 4
MAX_OWN_LINES = 500

_BETWEEN = re.compile(r"[,;|=~>\n]")


@dataclass(frozen=True, slots=True)
class Line:
    """Words or short phrases. `one_way`: whoever asks the first also means the others, but whoever
    asks one of those does not mean the first.
    """

    words: tuple[str, ...]
    one_way: bool = False


def line_of(text: str, *, one_way: bool) -> Line:
    """What somebody typed, with commas or lines between the words; doubles count once."""
    tidied = (tidy(word, multiline=False) for word in _BETWEEN.split(text))
    distinct = {word.casefold(): word for word in reversed([word for word in tidied if word])}
    return Line(tuple(reversed(distinct.values())), one_way)


def line_problem(line: Line) -> str | None:
    """What is wrong with a line, in Dutch."""
    if len(line.words) < MIN_WORDS:
        return "Geef ten minste twee woorden, met een komma ertussen."
    if len(line.words) > MAX_WORDS:
        return f"Gebruik hoogstens {MAX_WORDS} woorden. Maak er anders twee regels van."
    return next((said for word in line.words if (said := _word_problem(word))), None)


def _word_problem(word: str) -> str | None:
    if len(word) > MAX_LENGTH:
        return f"“{word[:20]}…” is te lang: gebruik hoogstens {MAX_LENGTH} tekens."
    if not any(character.isalnum() for character in word):
        return f"“{word}” is geen woord."
    if len(word.split()) > MAX_IN_PHRASE:
        return f"“{word}” is te lang om op te zoeken: gebruik hoogstens {MAX_IN_PHRASE} woorden."
    return None


def common_lines(written: Iterable[str]) -> dict[str, Line]:
    """The lines of a file by their key: the first word, and whether it points one way."""
    found = {}
    for text in written:
        if content := text.partition("#")[0].strip():
            line = line_of(content, one_way=">" in content)
            found[f"{line.words[0]}{' >' if line.one_way else ''}"] = line
    return found
