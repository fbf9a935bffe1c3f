"""What somebody typed, as words, "phrases" and -exclusions. There is no syntax to get wrong."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from lobbib.search.analysis import STOP_WORDS, bare, word_of, words
from lobbib.search.request import MAX_QUERY_LENGTH, MAX_TERMS

MIN_PREFIX_LENGTH = 2

_QUOTES = str.maketrans("“”„«»", '"' * 5)
_PIECE = re.compile(r'(?P<no>(?<!\S)-(?=["\w]))?(?P<piece>"[^"]*"?|[^\s"]+)')


class Alternative(NamedTuple):
    """A word of the index that answers what was asked, and how well: 1.0 is the word itself."""

    word: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Together:
    """Another way to fit: a text must have a word of each group, as "avond" and "ouder" make up
    for ouderavond; often there is one group, of words that are rarer or commoner than the item's.

    A fit is worth `weight` of what its weakest group is, and `sure` of being about it (0 to 1).
    `adjacent`: one right after the other.
    """

    groups: tuple[tuple[Alternative, ...], ...]
    weight: float
    sure: float = 1.0
    adjacent: bool = False


class Hint(NamedTuple):
    """A tag that was spoken of: who has it fits, and fits better. `weight` is 0 to 1."""

    facet: str
    value: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was asked: any of some words, of words together, of tags; or a phrase.

    `prefix` is a word still being typed. `mass` is how much of a question it is: 1 for a word that
    tells something apart. `parse` gives the word as it was typed; `expand` adds the other
    alternatives, best first.
    """

    alternatives: tuple[Alternative, ...] = ()
    phrase: tuple[str, ...] = ()
    prefix: str = ""
    together: tuple[Together, ...] = ()
    hints: tuple[Hint, ...] = ()
    mass: float = 1.0
    typed: str = ""

    @property
    def size(self) -> int:
        return len(self.phrase) or 1

    def answers(self) -> Iterator[Alternative]:
        """Every word that may be marked where this item fits."""
        yield from self.alternatives
        yield from (Alternative(word) for word in self.phrase)
        for together in self.together:
            for word, weight in (one for group in together.groups for one in group):
                yield Alternative(word, weight * together.weight)


@dataclass(frozen=True, slots=True)
class Query:
    """All of `wanted`, none of `unwanted`."""

    wanted: tuple[Item, ...] = ()
    unwanted: tuple[Item, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wanted or self.unwanted)


class Typed(NamedTuple):
    """A word as it was written, and folded. `last`: nothing follows it, so it may not be whole."""

    written: str
    word: str
    last: bool = False

    @property
    def is_small(self) -> bool:
        """Whether it is one of the words that the index leaves out."""
        return self.word in STOP_WORDS


@dataclass(frozen=True, slots=True)
class Question:
    """What was typed: loose words in order, phrases, and what is not wanted."""

    words: tuple[Typed, ...] = ()
    phrases: tuple[Item, ...] = ()
    unwanted: tuple[Item, ...] = ()


def read(text: str) -> Question:
    """Read at most 200 characters and 12 words of `text`; small words do not count."""
    text = text[:MAX_QUERY_LENGTH].translate(_QUOTES)
    loose: list[Typed] = []
    kept: dict[bool, dict[Item, None]] = {True: {}, False: {}}
    left = MAX_TERMS
    for piece in _pieces(text, _last_word(text)):
        needed = piece[0].size if isinstance(piece, tuple) and isinstance(piece[0], Item) else 1
        if needed > left:
            break
        if isinstance(piece, Typed):
            loose.append(piece)
            left -= not piece.is_small
        else:
            kept[piece[1]][piece[0]] = None
            left -= needed
    return Question(tuple(loose), tuple(kept[True]), tuple(kept[False]))


def parse(text: str) -> Query:
    """What was typed with nothing understood: every word that is not a small one is asked."""
    asked = read(text)
    found = dict.fromkeys(
        [*asked.phrases, *(item_of(one) for one in asked.words if not one.is_small)]
    )
    return Query(tuple(found), asked.unwanted)


def item_of(typed: Typed, mass: float = 1.0) -> Item:
    """One loose word, as an item before it is expanded."""
    prefix = typed.word if typed.last else ""
    return Item((Alternative(typed.word),), prefix=prefix, mass=mass, typed=typed.written)


def _pieces(text: str, last: str) -> Iterator[Typed | tuple[Item, bool]]:
    for match in _PIECE.finditer(text):
        is_wanted, piece = match["no"] is None, match["piece"]
        found = [word for written in words(piece) if (word := word_of(written))]
        if found and (piece.startswith('"') or not is_wanted):
            quoted = piece.startswith('"') or len(found) > 1
            yield Item(phrase=tuple(found)) if quoted else Item((Alternative(found[0]),)), is_wanted
        elif is_wanted:
            for written in words(piece):
                if word := bare(written):
                    yield Typed(written, word, word == last)


def _last_word(text: str) -> str:
    """The word at the very end, which may not be finished; empty where it is too short."""
    found = words(text.split('"')[-1]) if text.count('"') % 2 == 0 else []
    last = bare(found[-1]) if found else ""
    return last if len(last) >= MIN_PREFIX_LENGTH and not text[-1:].isspace() else ""
