"""What a question may become while it is typed: words and titles that the asker's texts have."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from pyroaring import BitMap

from lobbib.search.analysis import bare, stem, word_of, words
from lobbib.search.columns import Ids, Sight
from lobbib.search.inverted import Array
from lobbib.search.query import Alternative
from lobbib.search.request import MAX_QUERY_LENGTH
from lobbib.search.segments import WORDS
from lobbib.search.snapshot import Found, Snapshot
from lobbib.search.understanding import is_function_word

MIN_LENGTH = 2
CONSIDERED = 3  # times as many as are shown: forms of one word are shown once
TRIED = 60  # assignments whose titles are read, those first in which the words weigh most
ENDINGS = 48  # words that an unfinished word may become in a title
MAX_KEPT = 1_000  # beginnings of words whose endings are kept
SAMPLE = 5  # texts that are asked how a word is written


@dataclass(frozen=True, slots=True)
class Typed:
    """`before` is what stays as it was typed, `earlier` its words; `last` is being typed; folded.
    Nothing is completed where `last` is empty.
    """

    before: str = ""
    earlier: tuple[str, ...] = ()
    last: str = ""


@dataclass(frozen=True, slots=True)
class Begun:
    """Words that `typed` may end in, each with assignments that have it; and assignments whose
    title may be meant, best first.
    """

    typed: Typed = Typed()
    words: tuple[tuple[str, tuple[int, ...]], ...] = ()
    titles: tuple[int, ...] = ()


def complete(text: str, snapshot: Snapshot, sight: Sight, limit: int) -> list[str]:
    """At most `limit` ways to end `text`, whose last word is not finished; folded."""
    typed = read(text)
    return [typed.before + word for word in _endings(typed, snapshot, sight, limit)]


def begin(text: str, snapshot: Snapshot, sight: Sight, limit: int) -> Begun:
    """What `text` may become by the index alone; `limit` is for the words."""
    typed = read(text)
    if not typed.last:
        return Begun()
    endings = _endings(typed, snapshot, sight, limit)
    samples = tuple((word, _heaviest(snapshot, [(word,)], sight, SAMPLE)) for word in endings)
    asked = list(_asked(typed, snapshot, sight.seen))
    return Begun(typed, samples, _heaviest(snapshot, asked, sight, TRIED))


def read(text: str) -> Typed:
    text = text[:MAX_QUERY_LENGTH]
    found = words(text)
    last = bare(found[-1]) if found and not text[-1].isspace() else ""
    if len(last) < MIN_LENGTH or not text.endswith(found[-1]):
        return Typed()
    earlier = tuple(folded for word in found[:-1] if (folded := bare(word)))
    return Typed(text[: len(text) - len(found[-1])], earlier, last)


def fits(title: str, typed: Typed) -> bool:
    """Whether a title has all that was typed: whole words in any form, the last as it begins."""
    folded = [bare(word) for word in words(title)]
    stems = set(map(stem, folded))
    has_all = all(stem(word) in stems for word in typed.earlier)
    return has_all and any(word.startswith(typed.last) for word in folded)


def opens_with(title: str, typed: Typed) -> bool:
    """Whether a title begins as `typed` does."""
    folded = [bare(word) for word in words(title)]
    asked = [*typed.earlier, typed.last]
    return " ".join(folded).startswith(" ".join(asked))


def _endings(typed: Typed, snapshot: Snapshot, sight: Sight, limit: int) -> tuple[str, ...]:
    """Each in the form that is used most; those first that weigh most, as a word of a title does,
    and last those that ask for little by themselves.
    """
    if not typed.last:
        return ()
    key = (sight.key, typed.last, limit)
    if key not in snapshot.endings:
        if len(snapshot.endings) >= MAX_KEPT:
            snapshot.endings.clear()
        snapshot.endings[key] = _best_endings(typed.last, snapshot, sight, limit)
    return snapshot.endings[key]


def _best_endings(last: str, snapshot: Snapshot, sight: Sight, limit: int) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for word in snapshot.vocabulary.beginning(last, limit * CONSIDERED, sight.seen):
        found.setdefault(stem(word), word)
    weights = {word: _weight(word, snapshot, sight) for word in found.values() if word != last}
    best = sorted(weights, key=lambda word: (is_function_word(word), -weights[word]))
    return tuple(best[:limit])


def _weight(word: str, snapshot: Snapshot, sight: Sight) -> float:
    """What a word weighs in all that somebody may find."""
    found = snapshot.any_of(WORDS, (Alternative(word),))
    known = found.ids < len(sight.is_seen)
    return float(found.weights[known][sight.is_seen[found.ids[known]]].sum())


def _asked(typed: Typed, snapshot: Snapshot, seen: BitMap) -> Iterator[Sequence[str]]:
    """By word that was typed: the words of the index that a title may have for it."""
    yield snapshot.vocabulary.beginning(typed.last, ENDINGS, seen)
    for word in typed.earlier:
        if word_of(word):
            yield snapshot.vocabulary.forms(stem(word))


def _heaviest(
    snapshot: Snapshot, asked: Sequence[Sequence[str]], sight: Sight, limit: int
) -> tuple[int, ...]:
    """Who has a word of each of `asked`, at most `limit`, those first in which they weigh most."""
    found = [snapshot.any_of(WORDS, tuple(Alternative(word) for word in group)) for group in asked]
    ids = found[0].ids
    for one in found[1:]:
        ids = np.intersect1d(ids, one.ids, assume_unique=True)
    ids = ids[ids < len(sight.is_seen)]
    ids = ids[sight.is_seen[ids]]
    weights = np.sum([_weights(one, ids) for one in found], axis=0)
    heaviest: list[int] = ids[np.lexsort((-ids, -weights))][:limit].tolist()
    return tuple(heaviest)


def _weights(found: Found, ids: Ids) -> Array:
    weights: Array = found.weights[np.searchsorted(found.ids, ids)]
    return weights
