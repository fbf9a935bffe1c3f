"""What is asked, and what must be found: counted over the corpus's own numbers, without any engine.

Words are plain (see `vocabulary`), so that one who stems and one who does not find the same.
"""

import random
from dataclasses import dataclass
from functools import reduce
from itertools import product
from typing import Any

import numpy as np

from tests.bench.corpus import Corpus
from tests.bench.documents import FACETS

SEED = 7
PAGE = 20
KINDS = {
    "a": "filterpagina: leerjaar × competentie, nieuwste eerst, alle tellingen",
    "b": "één woord + twee filters, tellingen, fragmenten uit de tekst",
    "c": "een van drie woorden, beste eerst, tellingen, fragmenten",
    "cold": "hetzelfde, met woorden die dit proces nog niet zag",
    "d": "een woord afmaken",
    "e": "een tikfout",
}
FACETS_OF_B = ("years", "tracks"), ("competencies", "activities"), ("tracks", "competencies")
LETTERS = "aeiounrstdlkmgp"

Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Question:
    """`choices` are (facet, value), one value a facet; without words the newest come first.

    One of `words` is enough to be found; who has more of them comes earlier.

    `meant` is the word in which the finger slipped.
    """

    kind: str
    words: tuple[str, ...] = ()
    choices: Choices = ()
    meant: str = ""

    @property
    def text(self) -> str:
        return " ".join(self.words)


@dataclass(frozen=True)
class Answer:
    """What every engine gives back: a page of ids in order, the counts around it, and texts."""

    ids: list[int]
    total: int
    facets: dict[str, dict[str, int]]
    snippets: list[str]


class Oracle:
    """Counts by hand what the first school's colleague may find."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        same_board = corpus.boards[corpus.school] == (corpus.boards[0] or -1)
        shown = corpus.visibility == "iedereen"
        shown |= (corpus.visibility == "bestuur") & same_board
        self.visible = (corpus.school == 0) | (shown & ~corpus.taken_over)
        self.visible &= corpus.status == "gedeeld"

    def answer(self, asked: Question) -> Answer:
        """For any of the words. Ids only without words: whoever ranks, ranks by own lights."""
        among = self._having_any(asked.words) if asked.words else self.visible
        chosen = {facet: self._having(facet, value) for facet, value in asked.choices}
        found = reduce(np.logical_and, chosen.values(), among)
        facets = {}
        for facet in FACETS:
            others = [having for name, having in chosen.items() if name != facet]
            facets[facet] = self._counts(facet, reduce(np.logical_and, others, among))
        ids = [] if asked.words else self._newest(found)
        return Answer(ids, int(found.sum()), facets, [])

    def count(self, *words: str) -> int:
        """How many of the visible have all `words`."""
        found = [self._having_any((word,)) for word in words]
        return int(reduce(np.logical_and, found).sum())

    def _having_any(self, words: tuple[str, ...]) -> np.ndarray:
        """The visible that have one of `words`."""
        having = np.zeros(len(self.visible), dtype=bool)
        for word in words:
            having[self.corpus.holders[word]] = True
        return having & self.visible

    def _having(self, facet: str, value: str) -> np.ndarray:
        bit = [str(known) for known in self.corpus.values[facet]].index(value)
        return (self.corpus.tags[facet] >> bit) & 1 == 1

    def _counts(self, facet: str, among: np.ndarray) -> dict[str, int]:
        masks = self.corpus.tags[facet][among]
        counted = {
            str(value): int(((masks >> bit) & 1).sum())
            for bit, value in enumerate(self.corpus.values[facet])
        }
        return {value: number for value, number in counted.items() if number}

    def _newest(self, found: np.ndarray) -> list[int]:
        places = np.flatnonzero(found)
        order = np.argsort(-self.corpus.shared_at[places])
        return [int(place) + 1 for place in places[order][:PAGE]]


def ask(corpus: Corpus, number: int) -> dict[str, list[Question]]:
    """`number` questions of each kind; the same ones for the same corpus."""
    oracle, dice = Oracle(corpus), random.Random(SEED)
    vocabulary = corpus.vocabulary
    asked = [vocabulary.words[number] for number in vocabulary.asked]
    cold = [vocabulary.words[number] for number in vocabulary.asked_cold]
    return {
        "a": _filters(corpus, dice, number),
        "b": _one_word(corpus, oracle, dice, asked, number),
        "c": _three_words(oracle, dice, asked, number),
        "cold": _apart(oracle, dice, cold, number),
        "d": _beginnings(corpus, dice, number),
        "e": _typos(corpus, dice, asked + cold, number),
    }


def _filters(corpus: Corpus, dice: random.Random, number: int) -> list[Question]:
    pairs = list(product(corpus.values["years"], corpus.values["competencies"]))
    dice.shuffle(pairs)
    return [
        Question("a", (), (("years", str(year)), ("competencies", str(competency))))
        for year, competency in pairs[:number]
    ]


def _one_word(
    corpus: Corpus, oracle: Oracle, dice: random.Random, words: list[str], number: int
) -> list[Question]:
    """Words and filters that leave something over."""
    found: dict[Question, None] = {}
    while len(found) < number:
        facets = dice.choice(FACETS_OF_B)
        choices = tuple((facet, str(dice.choice(corpus.values[facet]))) for facet in facets)
        asked = Question("b", (dice.choice(words),), choices)
        if oracle.answer(asked).total >= 3:
            found[asked] = None
    return list(found)


def _three_words(
    oracle: Oracle, dice: random.Random, words: list[str], number: int
) -> list[Question]:
    """Those that fill a page come first."""
    tried = {tuple(dice.sample(words, 3)) for _ in range(number * 3)}
    counted = sorted(tried, key=lambda three: (-min(oracle.count(*three), PAGE), three))
    return [Question("c", three) for three in counted[:number]]


def _apart(oracle: Oracle, dice: random.Random, words: list[str], number: int) -> list[Question]:
    """Three words each that no other question has, and that stand together somewhere."""
    best: list[tuple[str, ...]] = []
    for _ in range(20):
        shuffled = dice.sample(words, len(words))
        threes = zip(shuffled[::3], shuffled[1::3], shuffled[2::3], strict=True)
        found = [three for three in threes if oracle.count(*three)]
        best = max(best, found, key=len)
    return [Question("cold", three) for three in best][:number]


def _beginnings(corpus: Corpus, dice: random.Random, number: int) -> list[Question]:
    """Of words as often as they are written, two to five letters."""
    weights: Any = corpus.vocabulary.chances.tolist()
    found: dict[Question, None] = {}
    while len(found) < number:
        word = dice.choices(corpus.vocabulary.words, weights)[0].lower()
        if len(word) > 5 and word.isascii():
            found[Question("d", (word[: dice.randrange(2, 6)],))] = None
    return list(found)


def _typos(corpus: Corpus, dice: random.Random, words: list[str], number: int) -> list[Question]:
    """One slip of the finger in a word of six letters or more, that makes no other word."""
    known = {word.lower() for word in corpus.vocabulary.words}
    found: dict[Question, None] = {}
    while len(found) < number:
        word = dice.choice(words)
        slip = _slip(word, dice)
        if len(word) >= 6 and slip not in known:
            found[Question("e", (slip,), meant=word)] = None
    return list(found)


def _slip(word: str, dice: random.Random) -> str:
    at = dice.randrange(1, len(word) - 1)
    return dice.choice(
        (
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + dice.choice(LETTERS) + word[at + 1 :],
            word[:at] + word[at] + word[at:],
        )
    )
