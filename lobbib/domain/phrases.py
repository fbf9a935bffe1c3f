"""Phrases that stand for something: a small language to write them down in, and where they occur.

A phrase is a row of words: `a|b` is one of these, `word*` begins and `*word` ends like this,
`word?` may be missing, `~` is up to four other words (`~2`: up to two), `@name` a list with a name.
A word of five letters or more stands for itself with an ending too ("bedrijf", "bedrijfje"), and
`=word` for nothing but itself. Stems would be wider, and too wide: "geweten" shares one with
"weten", "waarde" with "waar", "geluk" with "lukte".
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

GAP = 4
SHORTEST_WITH_ENDINGS = 5
ENDINGS = ("e", "en", "s", "n", "t", "te", "ten", "de", "den", "je", "jes", "tje", "tjes")
SHORTEST_BEGINNING = 2
LONGEST_BEGINNING = 24
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SENTENCE_END = re.compile(r"[.!?:;\n…]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word as it is compared, and where it stands: `text[start:end]` in the text's sentence."""

    word: str
    start: int
    end: int
    sentence: int


@dataclass(frozen=True, slots=True)
class Step:
    """One place in a phrase: which of the word sets, after how many others at most."""

    words: int
    gap: int
    optional: bool


@dataclass(frozen=True, slots=True)
class Found:
    """`key` of a phrase that was found in tokens `first` up to and including `last`."""

    key: int
    first: int
    last: int


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """Lower case, without accents or apostrophes: how words are compared."""
    plain = unicodedata.normalize("NFKD", word.lower())
    return "".join(c for c in plain if c.isalnum() or c == "-").strip("-")


def tokens(text: str) -> list[Token]:
    """The words of `text` in order, with the number of the sentence that each stands in."""
    found: list[Token] = []
    sentence = end = 0
    for match in _WORD.finditer(text):
        between = text[end : match.start()]
        if found and between != " " and _SENTENCE_END.search(between):
            sentence += 1
        end = match.end()
        if word := fold(match.group()):
            found.append(Token(word, match.start(), end, sentence))
    return found


@dataclass(slots=True)
class Phrases:
    """Compiled phrases, to be found in texts in one pass."""

    lists: Mapping[str, str] = field(default_factory=dict)
    _phrases: list[tuple[Step, ...]] = field(default_factory=list)
    _sets: dict[str, int] = field(default_factory=dict)
    _exact: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _begin: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _ends: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _beginning_with: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    _needed: list[int] = field(default_factory=list)  # by phrase: the sets that it needs, as bits
    _known: dict[str, frozenset[int]] = field(default_factory=dict)

    def add(self, phrase: str) -> int:
        """Add a phrase; returns the key under which it is found."""
        key = len(self._phrases)
        steps = tuple(self._steps(phrase))
        self._phrases.append(steps)
        self._needed.append(_bits(step.words for step in steps if not step.optional))
        for first in _possible_beginnings(steps):
            self._beginning_with[first].append(key)
        return key

    def find(self, text: Sequence[Token]) -> list[Found]:
        """Every phrase that `text` has, at each place where it begins."""
        kinds = [self._kinds(token.word) for token in text]
        beginning_with = self._possible(frozenset[int]().union(*kinds))
        return [
            Found(key, first, last)
            for first, of_token in enumerate(kinds)
            for words in of_token
            for key in beginning_with.get(words, ())
            if (last := _match(self._phrases[key], text, kinds, first)) is not None
        ]

    def _possible(self, present: frozenset[int]) -> dict[int, list[int]]:
        """The phrases by beginning, without those of which the text lacks a word anyway."""
        bits, needed = _bits(present), self._needed
        return {
            words: [key for key in self._beginning_with[words] if needed[key] & bits == needed[key]]
            for words in present & self._beginning_with.keys()
        }

    def _steps(self, phrase: str) -> Iterator[Step]:
        gap = 0
        for item in phrase.split():
            if item.startswith("~"):
                gap = int(item[1:] or GAP)
                continue
            yield Step(self._set_of(item.removesuffix("?")), gap, item.endswith("?"))
            gap = 0

    def _set_of(self, item: str) -> int:
        """The number of a set of words, such as "ken|kent*"."""
        if item not in self._sets:
            number = self._sets[item] = len(self._sets)
            for word in self._words(item):
                self._enter(word, number)
        return self._sets[item]

    def _words(self, item: str) -> Iterator[str]:
        for word in item.split("|"):
            if word.startswith("@"):
                yield from self._words(self.lists[word[1:]])
            else:
                yield word

    def _enter(self, word: str, number: int) -> None:
        plain = fold(word)
        if word.endswith("*"):
            self._begin[plain].add(number)
        elif word.startswith("*"):
            self._ends[plain].add(number)
        else:
            for form in _forms(plain, "" if word.startswith("=") else ENDINGS):
                self._exact[form].add(number)

    def _kinds(self, word: str) -> frozenset[int]:
        """The sets that `word` is one of."""
        if word not in self._known:
            if len(self._known) > 50_000:
                self._known.clear()
            self._known[word] = frozenset(self._all_kinds(word))
        return self._known[word]

    def _all_kinds(self, word: str) -> Iterator[int]:
        yield from self._exact.get(word, ())
        for cut in range(SHORTEST_BEGINNING, min(len(word), LONGEST_BEGINNING) + 1):
            yield from self._begin.get(word[:cut], ())
            yield from self._ends.get(word[-cut:], ())


def _forms(word: str, endings: Iterable[str]) -> Iterator[str]:
    yield word
    if len(word) >= SHORTEST_WITH_ENDINGS:
        yield from (word + ending for ending in endings)


def _bits(numbers: Iterable[int]) -> int:
    bits = 0
    for number in numbers:
        bits |= 1 << number
    return bits


def _possible_beginnings(steps: Iterable[Step]) -> set[int]:
    found = set()
    for step in steps:
        found.add(step.words)
        if not step.optional:
            break
    return found


def _match(
    steps: Sequence[Step], text: Sequence[Token], kinds: Sequence[frozenset[int]], first: int
) -> int | None:
    """Where the phrase ends that begins at `first`; None where it does not stand there."""
    begin = 0
    while steps[begin].words not in kinds[first]:
        if not steps[begin].optional:
            return None
        begin += 1
    return _rest(steps[begin + 1 :], text, kinds, first)


def _rest(
    steps: Sequence[Step], text: Sequence[Token], kinds: Sequence[frozenset[int]], last: int
) -> int | None:
    if not steps:
        return last
    step, sentence = steps[0], text[last].sentence
    for place in range(last + 1, min(last + 2 + step.gap, len(text))):
        if text[place].sentence != sentence:
            break
        if step.words in kinds[place]:
            end = _rest(steps[1:], text, kinds, place)
            if end is not None:
                return end
    return _rest(steps[1:], text, kinds, last) if step.optional else None
