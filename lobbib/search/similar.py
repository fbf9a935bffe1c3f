"""What resembles a text: the assignments that share the words that tell most about it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from lobbib.search.analysis import stem, terms
from lobbib.search.columns import Sight
from lobbib.search.query import Alternative, Item
from lobbib.search.ranking.fit import Fit, fit, rarity
from lobbib.search.snapshot import Snapshot
from lobbib.search.texts import Texts
from lobbib.search.understanding import is_function_word
from lobbib.search.weights import FIELD_WEIGHTS, SATURATION

FIELDS = ("title", "summary", "questions", "body")
MAX_TOLD = 14  # words of a text that tell most about it
MAX_CONSIDERED = 40
MIN_WORDS = 3  # that two texts share, before they are said to resemble each other
SHOWN = 3
ENOUGH = 0.18  # of what a text would be worth to itself
MIN_LENGTH = 4
NEARLY_THE_SAME = 0.65  # in the demo a retold lesson is at 0.78 or more, another at 0.55 at most
LEAST_SHARED = 7  # of the words that tell most: a few are shared with too much


@dataclass(frozen=True, slots=True)
class Similar:
    """An assignment that resembles a text, how far (0 to 1), and some words that they share.

    `shared`: how many they do, of those that tell most about the text.
    """

    id: int
    likeness: float
    words: tuple[str, ...]
    shared: int

    @property
    def is_nearly_the_same(self) -> bool:
        """Whether it may well be the same lesson, told again."""
        return self.likeness >= NEARLY_THE_SAME and self.shared >= LEAST_SHARED


class _Told(NamedTuple):
    """A word that tells something about a text, as it is written there most."""

    word: str
    weight: float
    fit: Fit


def similar(snapshot: Snapshot, texts: Texts, sight: Sight, limit: int) -> list[Similar]:
    """At most `limit` assignments that the asker may find, most alike first; never `texts`."""
    told = _telling(snapshot, texts, sight)
    whole = sum(one.weight for one in told)
    if not whole:
        return []
    total, shared = np.zeros((2, len(sight.is_seen)), dtype=np.float32)
    for one in told:
        best = float(one.fit.scores.max(initial=0.0)) or 1.0
        total[one.fit.ids] += one.weight * one.fit.scores / best
        shared[one.fit.ids] += 1
    if texts.id < len(total):
        total[texts.id] = 0
    alike = np.flatnonzero((shared >= MIN_WORDS) & (total >= ENOUGH * whole))
    best_first = alike[np.lexsort((-alike, -total[alike]))][:limit]
    return [
        Similar(
            id=int(number),
            likeness=float(total[number] / whole),
            words=_shared(told, int(number)),
            shared=int(shared[number]),
        )
        for number in best_first
    ]


def nearly_the_same(snapshot: Snapshot, texts: Texts, sight: Sight, limit: int) -> list[Similar]:
    """Those of `similar` that are so alike that they may well be the same lesson, told again."""
    found = similar(snapshot, texts, sight, limit)
    return [one for one in found if one.is_nearly_the_same]


def _telling(snapshot: Snapshot, texts: Texts, sight: Sight) -> list[_Told]:
    """The words with the highest tf·idf, with who has them; words of one text alone tell nothing
    about others.
    """
    weighed: list[_Told] = []
    for word, weight in _words(texts)[:MAX_CONSIDERED]:
        forms = snapshot.vocabulary.forms(stem(word)) or (word,)
        item = Item(tuple(Alternative(form) for form in forms))
        found = fit(snapshot, item, sight, {})
        if len(found.ids):
            weighed.append(_Told(word, weight * rarity(len(found.ids), sight), found))
    return sorted(weighed, key=lambda one: (-one.weight, one.word))[:MAX_TOLD]


def _words(texts: Texts) -> list[tuple[str, float]]:
    """The words of a text by their stems, each with what it weighs there, heaviest first."""
    weights: Counter[str] = Counter()
    written: dict[str, Counter[str]] = {}
    for field in FIELDS:
        for term in terms(texts.read(field)):
            if len(term.word) >= MIN_LENGTH and not is_function_word(term.word):
                key = stem(term.word)
                weights[key] += FIELD_WEIGHTS[field].boost  # type: ignore[assignment]
                written.setdefault(key, Counter())[term.word] += 1
    return [
        (written[key].most_common(1)[0][0], weight / (SATURATION + weight))
        for key, weight in weights.most_common()
    ]


def _shared(told: Sequence[_Told], number: int) -> tuple[str, ...]:
    found = (one.word for one in told if number in one.fit.ids)
    return tuple(word for _, word in zip(range(SHOWN), found, strict=False))
