"""A piece of text around the words that were asked, with their places."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import NamedTuple

from lobbib.search.analysis import terms
from lobbib.search.query import Item
from lobbib.search.request import Snippet
from lobbib.search.texts import Texts

LENGTH = 200
LEAD = 50  # what stands before the first word that was found
# The title is already on the page: it is quoted only when nothing else has the words.
_FIELDS = ("summary", "body", "questions", "needs", "notes", "title")


class _Place(NamedTuple):
    """Where a word was found: which of the asked items it answers, and how well."""

    start: int
    end: int
    item: int
    weight: float


@dataclass(frozen=True, slots=True)
class _Window:
    """The part of a field where most of what was asked stands together."""

    field: str
    text: str
    found: Sequence[_Place] = ()

    @property
    def worth(self) -> tuple[int, float, int]:
        """How much of what was asked, then how well, then how often."""
        best: dict[int, float] = {}
        for place in self.found:
            best[place.item] = max(place.weight, best.get(place.item, 0.0))
        return len(best), sum(best.values()), len(self.found)


def snippet(texts: Texts, asked: Sequence[Item]) -> Snippet:
    """The best piece for `asked`; without words, or none found: how the assignment begins."""
    if asked:
        answers = _answers(asked)
        windows = [_window(name, texts.read(name), answers) for name in _FIELDS]
        best = max(windows, key=lambda window: window.worth)
        if best.found:
            return _cut(best)
    return _beginning(texts)


def _answers(asked: Sequence[Item]) -> dict[str, tuple[int, float]]:
    """By word: which item it answers best, and how well."""
    answers: dict[str, tuple[int, float]] = {}
    for number, item in enumerate(asked):
        for word, weight in item.answers():
            if word not in answers or weight > answers[word][1]:
                answers[word] = (number, weight)
    return answers


def _window(field: str, text: str, answers: Mapping[str, tuple[int, float]]) -> _Window:
    found = list(_places(text, answers))
    windows = [_Window(field, text, _within(found[first:])) for first in range(len(found))]
    return max(windows, key=lambda window: window.worth, default=_Window(field, text))


def _places(text: str, answers: Mapping[str, tuple[int, float]]) -> Iterator[_Place]:
    for term in terms(text):
        if term.word in answers:
            yield _Place(term.start, term.end, *answers[term.word])


def _within(found: Sequence[_Place]) -> list[_Place]:
    end = found[0].start + LENGTH - LEAD
    return list(takewhile(lambda place: place.end <= end, found)) or list(found[:1])


def _cut(window: _Window) -> Snippet:
    start = _word_start(window.text, max(0, window.found[0].start - LEAD))
    start = min(start, window.found[0].start)
    end = max(_word_end(window.text, start + LENGTH), window.found[-1].end)
    before, after = "… " if start else "", " …" if end < len(window.text) else ""
    shift = len(before) - start
    marks = tuple((place.start + shift, place.end + shift) for place in window.found)
    return Snippet(window.field, before + window.text[start:end] + after, marks)


def _beginning(texts: Texts) -> Snippet:
    field = "summary" if texts.read("summary") else "body"
    text = texts.read(field)
    end = _word_end(text, LENGTH)
    return Snippet(field, text[:end] + (" …" if end < len(text) else ""))


def _word_start(text: str, place: int) -> int:
    """The first start of a word at or after `place`."""
    if place == 0 or text[place - 1].isspace():
        return place
    while place < len(text) and not text[place].isspace():
        place += 1
    return min(place + 1, len(text))


def _word_end(text: str, place: int) -> int:
    """The last end of a word at or before `place`; `place` itself in one endless word."""
    if place >= len(text):
        return len(text)
    end = place
    while end > 0 and not text[end].isspace():
        end -= 1
    return len(text[:end].rstrip()) or place
