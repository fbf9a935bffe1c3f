"""What somebody typed, as words, "phrases" and -exclusions. There is no syntax to get wrong."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lobbib.search.analysis import fold, term_of, words
from lobbib.search.request import MAX_QUERY_LENGTH, MAX_TERMS

MIN_PREFIX_LENGTH = 3

_QUOTES = str.maketrans("“”„«»", '"' * 5)
_PIECE = re.compile(r'(?P<no>(?<!\S)-(?=["\w]))?(?P<piece>"[^"]*"?|[^\s"]+)')


@dataclass(frozen=True, slots=True)
class Item:
    """One word, or the words of a phrase in order. `prefix` is a word still being typed."""

    terms: tuple[str, ...]
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """All of `wanted`, none of `unwanted`."""

    wanted: tuple[Item, ...] = ()
    unwanted: tuple[Item, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wanted or self.unwanted)


def parse(text: str) -> Query:
    """Read at most 200 characters and 12 terms of `text`; stop words ask nothing."""
    wanted: dict[Item, None] = {}
    unwanted: dict[Item, None] = {}
    left = MAX_TERMS
    for item, is_wanted in _items(text[:MAX_QUERY_LENGTH].translate(_QUOTES)):
        if len(item.terms) > left:
            break
        left -= len(item.terms)
        (wanted if is_wanted else unwanted)[item] = None
    return Query(tuple(wanted), tuple(unwanted))


def _items(text: str) -> Iterator[tuple[Item, bool]]:
    last = _last_word(text)
    for match in _PIECE.finditer(text):
        is_wanted, piece = match["no"] is None, match["piece"]
        found = [(term, word) for word in words(piece) if (term := term_of(word))]
        if found and (piece.startswith('"') or not is_wanted):
            yield Item(tuple(term for term, _ in found)), is_wanted
            continue
        for term, word in found:
            yield Item((term,), last if fold(word) == last else ""), True


def _last_word(text: str) -> str:
    """The word at the very end, which may not be finished; empty where it is too short."""
    found = words(text.split('"')[-1]) if text.count('"') % 2 == 0 else []
    last = fold(found[-1]) if found else ""
    return last if len(last) >= MIN_PREFIX_LENGTH else ""
