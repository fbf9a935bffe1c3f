"""What resembles a text: the assignments that share the words that tell most about it.

Search finds them; whether one of them tells the same lesson is for `domain.likeness` to say.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np

from lobbib.domain import likeness
from lobbib.search.analysis import stem, terms
from lobbib.search.columns import Sight
from lobbib.search.query import Alternative, Item
from lobbib.search.ranking.fit import Fit, fit, rarity
from lobbib.search.segments import WORDS
from lobbib.search.snapshot import Group, Snapshot
from lobbib.search.texts import Texts
from lobbib.search.understanding import is_function_word
from lobbib.search.weights import FIELD_WEIGHTS, SATURATION

FIELDS = ("title", "summary", "questions", "body")
MAX_TOLD = 14  # words of a text that tell most about it
MAX_CONSIDERED = 40
MIN_WORDS = 3  # that two texts share, before they are said to resemble each other
SHOWN = 3
ENOUGH = 0.18  # of what a text would be worth to itself
LOOKED_AT = 0.35  # of that: what shares less of the words that tell most is not told again
MIN_LENGTH = 4

Read = Callable[[Iterable[int]], Mapping[int, Texts]]


@dataclass(frozen=True, slots=True)
class Similar:
    """An assignment that resembles a text, and some words that they share.

    `is_same`: it tells the same lesson, as far as one can see.
    """

    id: int
    words: tuple[str, ...]
    is_same: bool


class _Told(NamedTuple):
    """A word that tells something about a text, as it is written there most."""

    word: str
    weight: float
    fit: Fit


def similar(
    snapshot: Snapshot, texts: Texts, sight: Sight, limit: int, read: Read
) -> list[Similar]:
    """At most `limit` assignments that the asker may find, most alike first; never `texts`.

    `read` gives the texts of some of them.
    """
    told = _telling(snapshot, texts, sight)
    found = _most_alike(told, texts.id, sight, limit)
    looked_at = [number for number, share in found if share >= LOOKED_AT]
    same = _same(snapshot, texts, sight, read(looked_at)) if looked_at else set()
    return [Similar(number, _shared(told, number), number in same) for number, _ in found]


def _same(snapshot: Snapshot, texts: Texts, sight: Sight, others: Mapping[int, Texts]) -> set[int]:
    """Those of `others` that tell the same lesson."""
    own, among = _known_by(texts), len(sight.seen)
    rare = cache(lambda key: likeness.rarity(_count(snapshot, sight, key), among))
    alike = (n for n, other in others.items() if likeness.is_same(own, _known_by(other), rare))
    return set(alike)


def _count(snapshot: Snapshot, sight: Sight, key: str) -> int:
    """How many of those that the asker may find have a word with that stem."""
    ids = snapshot.any_of(WORDS, _forms(snapshot, key)).ids
    return int(np.count_nonzero(sight.is_seen[ids[ids < len(sight.is_seen)]]))


def words_of(title: str, body: str) -> likeness.Words:
    """The words by which a lesson is known again, as their stems."""
    found = terms(f"{title}\n{body}")
    return frozenset(stem(term.word) for term in found if _tells(term.word))


def _known_by(texts: Texts) -> likeness.Words:
    return words_of(texts.written.get("title", ""), texts.written.get("body", ""))


def _tells(word: str) -> bool:
    return len(word) >= MIN_LENGTH and not is_function_word(word)


def _most_alike(
    told: Sequence["_Told"], but: int, sight: Sight, limit: int
) -> list[tuple[int, float]]:
    """At most `limit`, best first, and how much they share of what `told` is worth."""
    total, shared = np.zeros((2, len(sight.is_seen)), dtype=np.float32)
    for one in told:
        best = float(one.fit.scores.max(initial=0.0)) or 1.0
        total[one.fit.ids] += one.weight * one.fit.scores / best
        shared[one.fit.ids] += 1
    if but < len(total):
        total[but] = 0
    whole = sum(one.weight for one in told)
    alike = np.flatnonzero((shared >= MIN_WORDS) & (total >= ENOUGH * whole) & (total > 0))
    best_first = alike[np.lexsort((-alike, -total[alike]))][:limit]
    return [(int(number), float(total[number] / whole)) for number in best_first]


def _telling(snapshot: Snapshot, texts: Texts, sight: Sight) -> list[_Told]:
    """The words with the highest tf·idf, with who has them; words of one text alone tell nothing
    about others.
    """
    weighed: list[_Told] = []
    for key, word, weight in _words(texts)[:MAX_CONSIDERED]:
        found = _having(snapshot, sight, key)
        if len(found.ids):
            weighed.append(_Told(word, weight * rarity(len(found.ids), sight), found))
    return sorted(weighed, key=lambda one: (-one.weight, one.word))[:MAX_TOLD]


def _having(snapshot: Snapshot, sight: Sight, key: str) -> Fit:
    """Who has a word with that stem."""
    return fit(snapshot, Item(_forms(snapshot, key)), sight, {})


def _forms(snapshot: Snapshot, key: str) -> Group:
    return tuple(Alternative(form) for form in snapshot.vocabulary.forms(key))


def _words(texts: Texts) -> list[tuple[str, str, float]]:
    """The words of a text: the stem, how it is mostly spelled, and what it weighs there; heaviest
    first.
    """
    weights: Counter[str] = Counter()
    written: dict[str, Counter[str]] = {}
    for field in FIELDS:
        text = texts.read(field)
        for term in terms(text):
            if _tells(term.word):
                key = stem(term.word)
                weights[key] += FIELD_WEIGHTS[field].boost  # type: ignore[assignment]
                written.setdefault(key, Counter())[text[term.start : term.end].lower()] += 1
    return [
        (key, written[key].most_common(1)[0][0], weight / (SATURATION + weight))
        for key, weight in weights.most_common()
    ]


def _shared(told: Sequence[_Told], number: int) -> tuple[str, ...]:
    found = (one.word for one in told if number in one.fit.ids)
    return tuple(word for _, word in zip(range(SHOWN), found, strict=False))
