"""What somebody typed, as words, "phrases" and -exclusions. There is no syntax to get wrong."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from lobbib.search.analysis import fold, word_of, words
from lobbib.search.request import MAX_QUERY_LENGTH, MAX_TERMS

MIN_PREFIX_LENGTH = 3

_QUOTES = str.maketrans("“”„«»", '"' * 5)
_PIECE = re.compile(r'(?P<no>(?<!\S)-(?=["\w]))?(?P<piece>"[^"]*"?|[^\s"]+)')


class Alternative(NamedTuple):
    """A word of the index that answers what was asked, and how well: 1.0 is the word itself."""

    word: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was asked: any of some words, or the words of a phrase in order.

    `prefix` is a word still being typed. `parse` gives the word as it was typed; `expand` adds the
    other alternatives, best first.
    """

    alternatives: tuple[Alternative, ...] = ()
    phrase: tuple[str, ...] = ()
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """All of `wanted`, none of `unwanted`."""

    wanted: tuple[Item, ...] = ()
    unwanted: tuple[Item, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wanted or self.unwanted)


def parse(text: str) -> Query:
    """Read at most 200 characters and 12 words of `text`; stop words ask nothing."""
    wanted: dict[Item, None] = {}
    unwanted: dict[Item, None] = {}
    left = MAX_TERMS
    for item, is_wanted in _items(text[:MAX_QUERY_LENGTH].translate(_QUOTES)):
        if len(item.phrase or item.alternatives) > left:
            break
        left -= len(item.phrase or item.alternatives)
        (wanted if is_wanted else unwanted)[item] = None
    return Query(tuple(wanted), tuple(unwanted))


def _items(text: str) -> Iterator[tuple[Item, bool]]:
    last = _last_word(text)
    for match in _PIECE.finditer(text):
        is_wanted, piece = match["no"] is None, match["piece"]
        found = [(word, written) for written in words(piece) if (word := word_of(written))]
        if found and (piece.startswith('"') or (not is_wanted and len(found) > 1)):
            yield Item(phrase=tuple(word for word, _ in found)), is_wanted
            continue
        for word, written in found:
            prefix = last if is_wanted and fold(written) == last else ""
            yield Item((Alternative(word),), prefix=prefix), is_wanted


def _last_word(text: str) -> str:
    """The word at the very end, which may not be finished; empty where it is too short."""
    found = words(text.split('"')[-1]) if text.count('"') % 2 == 0 else []
    last = fold(found[-1]) if found else ""
    return last if len(last) >= MIN_PREFIX_LENGTH else ""
