"""A piece of text around the words that were asked, with their places."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lobbib.domain.policy import Actor
from lobbib.search.analysis import match_word, terms, word_of
from lobbib.search.query import Item
from lobbib.search.reading import FIELDS, Reading
from lobbib.search.request import Snippet

LENGTH = 200
LEAD = 50  # what stands before the first word that was found
MOST = 40  # places that are looked at of one word, and in one field
# The title is already on the page: it is quoted only when nothing else has the words.
_PREFERRED = (*range(1, len(FIELDS)), 0)
_SPACE = re.compile(r"\s")
_BREAKS = frozenset(" \n.,:;!?()") | {""}  # no word has one of these, and none goes on beyond it

Answers = Mapping[str, tuple[int, float]]


class _Place(NamedTuple):
    """Where a word was found: which of the asked items it answers, and how well."""

    start: int
    end: int
    item: int
    weight: float


@dataclass(frozen=True, slots=True)
class _Window:
    """The part of a field where most of what was asked stands together."""

    field: int
    found: Sequence[_Place]

    @property
    def worth(self) -> tuple[int, float, int]:
        """How much of what was asked, then how well, then how often."""
        best: dict[int, float] = {}
        for place in self.found:
            best[place.item] = max(place.weight, best.get(place.item, 0.0))
        return len(best), sum(best.values()), len(self.found)


def answers_to(asked: Sequence[Item]) -> Answers:
    """By word: which item it answers best, and how well."""
    answers: dict[str, tuple[int, float]] = {}
    for number, item in enumerate(asked):
        for word, weight in item.answers():
            if word not in answers or weight > answers[word][1]:
                answers[word] = (number, weight)
    return answers


def snippet(reading: Reading, answers: Answers, actor: Actor) -> Snippet:
    """The best piece for what was asked; where nothing stands, how the assignment begins."""
    windows = _windows(reading, sorted(_places(reading, answers, reading.end(actor))))
    best = max(windows, key=lambda window: window.worth, default=None)
    return _cut(reading, best) if best else _beginning(reading)


def _places(reading: Reading, answers: Answers, end: int) -> list[_Place]:
    present = reading.having(answers)
    if not present:
        return []
    found: list[_Place] = []
    for word in present if reading.folded else ():
        found += _looked_up(reading, word, answers[word], end)
    if not found:
        # What an apostrophe stands in, and what does not fold letter by letter.
        found = [
            _Place(term.start, term.end, *answers[term.word])
            for term in terms(reading.text[:end])
            if term.word in present
        ]
    return found


def _looked_up(
    reading: Reading, word: str, answer: tuple[int, float], end: int
) -> Iterator[_Place]:
    text, folded = reading.text, reading.folded or ""
    start, left = folded.find(word, 0, end), MOST
    while start >= 0 and left:
        stop = start + len(word)
        if whole := _whole(text, start, stop, word):
            yield _Place(start, whole, *answer)
        start, left = folded.find(word, stop, end), left - 1


def _whole(text: str, start: int, stop: int, word: str) -> int:
    """Where the word at `start` ends, whose letters go on to `stop` at least; 0 for another one."""
    if start and text[start - 1] not in _BREAKS and _is_inside(text, start):
        return 0
    if text[stop : stop + 1] in _BREAKS and text[start:stop].isascii():
        return stop  # for nearly every word there is nothing more to look at
    written = match_word(text, start)
    return written.end() if written and word_of(written.group()) == word else 0


def _is_inside(text: str, start: int) -> bool:
    """Whether what stands at `start` is not the beginning of a word."""
    if start == 0:
        return False
    before = text[start - 1]
    return before.isalnum() or (before in "'’" and start > 1 and text[start - 2].isalnum())


def _windows(reading: Reading, places: Sequence[_Place]) -> Iterator[_Window]:
    by_field: dict[int, list[_Place]] = {}
    for place in places:
        by_field.setdefault(bisect_right(reading.starts, place.start) - 1, []).append(place)
    for field in _PREFERRED:
        if field in by_field:
            yield from _within(field, by_field[field][:MOST])


def _within(field: int, found: Sequence[_Place]) -> Iterator[_Window]:
    """A window from each place on; not those that an earlier one holds, which are worth less."""
    last = 0
    for first, place in enumerate(found):
        limit, end = place.start + LENGTH - LEAD, max(last, first + 1)
        while end < len(found) and found[end].end <= limit:
            end += 1
        if end > last:
            yield _Window(field, found[first:end])
        last = end


def _cut(reading: Reading, window: _Window) -> Snippet:
    name, at = FIELDS[window.field], reading.starts[window.field]
    text, first = reading.field(name), window.found[0].start - at
    start = min(_word_start(text, max(0, first - LEAD)), first)
    end = max(_word_end(text, start + LENGTH), window.found[-1].end - at)
    before, after = "… " if start else "", " …" if end < len(text) else ""
    shift = len(before) - start - at
    marks = tuple((place.start + shift, place.end + shift) for place in window.found)
    return Snippet(name, before + text[start:end] + after, marks)


def _beginning(reading: Reading) -> Snippet:
    field = "summary" if reading.field("summary") else "body"
    text = reading.field(field)
    end = _word_end(text, LENGTH)
    return Snippet(field, text[:end] + (" …" if end < len(text) else ""))


def _word_start(text: str, place: int) -> int:
    """The first start of a word at or after `place`."""
    if place == 0 or text[place - 1].isspace():
        return place
    space = _SPACE.search(text, place)
    return space.end() if space else len(text)


def _word_end(text: str, place: int) -> int:
    """The last end of a word at or before `place`; `place` itself in one endless word."""
    if place >= len(text):
        return len(text)
    end = max(text.rfind(" ", 0, place + 1), text.rfind("\n", 0, place + 1))
    return len(text[: max(end, 0)].rstrip()) or place
