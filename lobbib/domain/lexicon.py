"""A lexicon: phrases under a label, each worth something, grouped into ideas; and what it finds.

Read from a text file; its head explains how to write one. What is found keeps its place in the
text, so that a suggestion can show the words that it comes from.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lobbib.domain.phrases import Found, Phrases, Token

_LIST = re.compile(r"@(\w+) = (\S+)$")
_LABEL = re.compile(r"\[(\w+)\]$")
_IDEA = re.compile(r"\((.+) ([\d.]+)\)$")
_OWN_WORTH = re.compile(r"([\d.]+) (\S.*)$")
SAID_AGAIN = 0.5
PLAIN = 2.0  # what a phrase is worth that says it by itself; fainter ones only add to another


@dataclass(frozen=True, slots=True)
class Entry:
    """What a phrase speaks for, and how strongly."""

    label: str
    idea: int
    worth: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """A phrase in a text: tokens `first` up to and including `last` speak for `label`."""

    label: str
    idea: int
    worth: float
    first: int
    last: int


@dataclass(slots=True)
class Lexicon:
    phrases: Phrases
    entries: list[Entry] = field(default_factory=list)

    def evidence(self, text: Sequence[Token]) -> list[Evidence]:
        """What in `text` speaks for anything, in no order."""
        return [self._evidence(found) for found in self.phrases.find(text)]

    def _evidence(self, found: Found) -> Evidence:
        entry = self.entries[found.key]
        return Evidence(entry.label, entry.idea, entry.worth, found.first, found.last)


def parse(lines: Iterable[str]) -> Lexicon:
    """Read a lexicon. Raises ValueError that names the line which cannot be read."""
    lexicon = Lexicon(Phrases({}))
    lists: dict[str, str] = {}
    label, idea, worth = "", 0, 1.0
    for number, raw in enumerate(lines, 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if found := _LIST.match(line):
            lists[found[1]] = found[2]
            lexicon.phrases.lists = lists
        elif found := _LABEL.match(line):
            label = found[1]
        elif found := _IDEA.match(line):
            idea, worth = idea + 1, float(found[2])
        else:
            _add(lexicon, Entry(label, idea, worth), line, number)
    return lexicon


def _add(lexicon: Lexicon, entry: Entry, line: str, number: int) -> None:
    own = _OWN_WORTH.match(line)
    if own:
        entry, line = Entry(entry.label, entry.idea, float(own[1])), own[2]
    if not entry.label:
        raise ValueError(f"line {number}: a phrase stands under no label")
    try:
        lexicon.phrases.add(line)
    except KeyError as error:
        raise ValueError(f"line {number}: there is no list @{error.args[0]}") from None
    lexicon.entries.append(entry)


def totals(evidence: Iterable[Evidence]) -> Mapping[str, float]:
    """By label, what its ideas are worth together. Said again, an idea counts less and less."""
    places: dict[tuple[str, int], dict[int, float]] = defaultdict(dict)
    for found in evidence:
        at = places[found.label, found.idea]
        at[found.first] = max(found.worth, at.get(found.first, 0.0))
    worth: dict[str, float] = defaultdict(float)
    for (label, _), at in places.items():
        ordered = sorted(at.values(), reverse=True)
        worth[label] += sum(value * SAID_AGAIN**again for again, value in enumerate(ordered))
    return worth
