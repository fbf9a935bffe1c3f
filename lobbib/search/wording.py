"""What the words of a search leave over: from the index, and from what changed since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from pyroaring import BitMap

from lobbib.search.columns import Ids
from lobbib.search.corrections import correction
from lobbib.search.expansion import NO_THESAURUS, expand
from lobbib.search.index import Opened
from lobbib.search.query import Hint, Item, Query
from lobbib.search.ranking import fresh, groups, words
from lobbib.search.ranking.words import Scores
from lobbib.search.texts import Texts
from lobbib.search.thesaurus import Thesaurus
from lobbib.search.vocabulary import Vocabulary

ENOUGH = 0.6  # of what was asked, so that a text is about it
ENOUGH_OF_MANY = 0.5  # of three things or more
MANY = 3
SOME = 0.5  # so that it is worth showing where nothing has enough
COMMON = 0.5  # what a word that everything has counts for, beside one that nothing has
SURE_OF_TAG = 0.4  # beside the hint's own weight
_ROUNDING = 1e-9

Flags = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class Matches:
    """`scores[i]` belongs to `ids[i]`, ids ascending; `all_words` or only some of them."""

    ids: Ids
    scores: Scores
    all_words: bool

    def score(self, ids: Ids) -> Scores:
        """The scores of some of the ids."""
        found: Scores = self.scores[np.searchsorted(self.ids, ids)]
        return found


@dataclass(frozen=True, slots=True)
class Wording:
    """`matches` is None where no word is wanted; `ready` is False where no index can be read.

    `asked` is what was asked with every word that answers it. `slips` are words as they were typed
    that nobody has, each with what it was probably meant to be.
    """

    asked: Query = field(default_factory=Query)
    matches: Matches | None = None
    removed: BitMap = field(default_factory=BitMap)
    slips: tuple[tuple[str, str], ...] = ()
    ready: bool = True
    behind: bool = False

    def within(self, ids: BitMap) -> BitMap:
        if not self.ready:
            return BitMap()
        kept = ids - self.removed
        return kept if self.matches is None else kept & BitMap(self.matches.ids.tolist())


NOT_READY = Wording(ready=False)
NO_WORDS = Wording()


@dataclass(frozen=True, slots=True)
class Readable:
    """What the asker may find, their school's part of it, and what the index has not yet read.

    Of `changed`, the index says what is no longer so, or was never theirs to know: `texts` are
    those that the asker may read now. `chosen` are those that fit every choice beside the words;
    `tagged` those that have what a hint speaks of.
    """

    seen: BitMap
    own: BitMap
    changed: BitMap
    texts: Sequence[Texts]
    chosen: BitMap
    tagged: Mapping[tuple[str, str], BitMap] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Weighed:
    """By item and id: how well it fits, and how far it is what was asked (0 to 1)."""

    ids: Ids
    scores: Scores
    sure: Scores


def match(
    asked: Query, opened: Opened, readable: Readable, thesaurus: Thesaurus = NO_THESAURUS
) -> Wording:
    """Who has enough of what is wanted, or some where none of `readable.chosen` has enough."""
    vocabulary = opened.vocabulary.joined(fresh.words(readable.texts))
    asked = expand(asked, vocabulary, readable.seen, thesaurus)
    weighed = _weigh(asked, opened, readable)
    number = len(asked.wanted)
    removed = BitMap(weighed.ids[(weighed.scores[number:] > 0).any(axis=0)].tolist())
    return Wording(
        asked,
        _decide(asked.wanted, weighed, readable.chosen) if asked.wanted else None,
        removed | _unread(readable),
        _slips(asked.wanted, weighed.sure[:number], vocabulary, readable.seen),
    )


def _slips(
    wanted: Sequence[Item], sure: Scores, vocabulary: Vocabulary, seen: BitMap
) -> tuple[tuple[str, str], ...]:
    """Single words that nobody has, each with what it was probably meant to be."""
    found = {}
    for item, fits in zip(wanted, sure, strict=True):
        is_missing = item.typed and item.alternatives and not fits.any()
        word = item.alternatives[0].word if is_missing else ""
        if better := correction(word, vocabulary, seen):
            found[item.typed] = better
    return tuple(found.items())


def _weigh(asked: Query, opened: Opened, readable: Readable) -> _Weighed:
    """Nothing for what is not the asker's to find."""
    items = (*asked.wanted, *asked.unwanted)
    planned = groups.plan(items)
    indexed = words.weigh(opened, planned.groups, readable.own)
    trusted = readable.seen - readable.changed
    indexed[:, ~_are_in(opened.ids, trusted)] = 0
    written = np.array([texts.id for texts in readable.texts], dtype=np.int64)
    ids = np.concatenate([opened.ids, written])
    scores = np.hstack([indexed, fresh.weigh(readable.texts, planned.groups)])
    total, sure = groups.combine(planned, scores)
    known = np.concatenate([_are_in(opened.ids, trusted), np.ones(len(written), dtype=bool)])
    for row, item in enumerate(items):
        for hint in item.hints:
            _raise(total[row], sure[row], _tagged(hint, ids, readable) & known, hint)
    return _Weighed(ids, total, sure)


def _raise(total: Scores, sure: Scores, tagged: Flags, hint: Hint) -> None:
    """Who has the tag fits at least as well as the best of those who only have the words."""
    having = int(tagged.sum())
    rarity = np.log(1 + (len(tagged) - having + 0.5) / (having + 0.5))
    best = max(float(total.max(initial=0.0)), rarity)
    total[tagged] += best * hint.weight
    np.maximum(sure, tagged * min(1.0, hint.weight + SURE_OF_TAG), out=sure)


def _tagged(hint: Hint, ids: Ids, readable: Readable) -> Flags:
    return _are_in(ids, readable.tagged.get((hint.facet, hint.value), BitMap()))


def _are_in(ids: Ids, wanted: BitMap) -> Flags:
    found: Flags = np.isin(ids, np.array(wanted.to_array(), dtype=np.int64))
    return found


def _decide(wanted: Sequence[Item], weighed: _Weighed, chosen: BitMap) -> Matches:
    sure = weighed.sure[: len(wanted)]
    mass = (np.array([item.mass for item in wanted]) * _rarity(sure))[:, np.newaxis]
    coverage = (mass * sure).sum(axis=0) / mass.sum()
    is_many = sum(item.mass == 1 for item in wanted) >= MANY
    enough = coverage >= (ENOUGH_OF_MANY if is_many else ENOUGH) - _ROUNDING
    among = _are_in(weighed.ids, chosen)
    some = coverage >= SOME - _ROUNDING
    # Where the choices leave nothing of either, what is about it without them is what counts.
    is_about = bool((enough & among).any()) or not (some & among).any()
    found = enough if is_about else some
    weight = np.array([item.mass for item in wanted])[:, np.newaxis]
    scores: Scores = ((weight * weighed.scores[: len(wanted)]).sum(axis=0) * coverage)[found]
    order = np.argsort(weighed.ids[found])
    return Matches(weighed.ids[found][order], scores[order], is_about)


def _rarity(sure: Scores) -> Scores:
    """By item: how much it tells apart, from 1 where nothing fits it down to COMMON."""
    fitting = (sure > 0).sum(axis=1)
    rarity = 1 - np.log1p(fitting) / np.log1p(max(sure.shape[1], 1))
    found: Scores = COMMON + (1 - COMMON) * rarity
    return found


def _unread(readable: Readable) -> BitMap:
    """What changed and was not read after all, because there was too much of it."""
    return readable.changed - BitMap(texts.id for texts in readable.texts)
