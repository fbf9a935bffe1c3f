"""What the words of a search leave over: from the index, and from what changed since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from pyroaring import BitMap

from lobbib.search.columns import Ids, Scores, Sight, bitmap
from lobbib.search.corrections import correction
from lobbib.search.expansion import NO_THESAURUS, expand
from lobbib.search.query import Item, Query
from lobbib.search.ranking.fit import fit
from lobbib.search.snapshot import Snapshot
from lobbib.search.texts import Texts
from lobbib.search.thesaurus import Thesaurus
from lobbib.search.vocabulary import Vocabulary

ENOUGH = 0.6  # of what was asked, so that a text is about it
ENOUGH_OF_MANY = 0.5  # of three things or more
MANY = 3
SOME = 0.5  # so that it is worth showing where nothing has enough
COMMON = 0.5  # what a word that everything has counts for, beside one that nothing has
_ROUNDING = 1e-6


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
        return kept if self.matches is None else kept & bitmap(self.matches.ids)


NOT_READY = Wording(ready=False)
NO_WORDS = Wording()


@dataclass(frozen=True, slots=True)
class Readable:
    """What the asker may find, and what the index has not yet read.

    Of `changed`, the index says what is no longer so, or was never theirs to know: `texts` are
    those that the asker may read now. `chosen` are those that fit every choice beside the words;
    `tagged` those that have what a hint speaks of.
    """

    sight: Sight
    changed: frozenset[int]
    texts: Sequence[Texts]
    chosen: BitMap
    tagged: Mapping[tuple[str, str], BitMap] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Weighed:
    """By item and id: how well it fits, and how far it is what was asked (0 to 1).

    `ids` are those that fit anything, of the `among` that the asker may find.
    """

    ids: Ids
    scores: Scores
    sure: Scores
    among: int


def match(
    asked: Query, snapshot: Snapshot, readable: Readable, thesaurus: Thesaurus = NO_THESAURUS
) -> Wording:
    """Who has enough of what is wanted, or some where none of `readable.chosen` has enough."""
    if readable.changed:
        snapshot = snapshot.joined(readable.texts, readable.changed)
    asked = expand(asked, snapshot.vocabulary, readable.sight.seen, thesaurus)
    weighed = _weigh(asked, snapshot, readable)
    number = len(asked.wanted)
    removed = bitmap(weighed.ids[(weighed.scores[number:] > 0).any(axis=0)])
    return Wording(
        asked,
        _decide(asked.wanted, weighed, readable.chosen) if asked.wanted else None,
        removed | _unread(readable),
        _slips(asked.wanted, weighed.sure[:number], snapshot.vocabulary, readable.sight.seen),
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


def _weigh(asked: Query, snapshot: Snapshot, readable: Readable) -> _Weighed:
    """Nothing for what is not the asker's to find."""
    sight = readable.sight
    fits = [
        fit(snapshot, item, sight, readable.tagged) for item in (*asked.wanted, *asked.unwanted)
    ]
    places = np.zeros(len(sight.is_seen), dtype=np.int32)
    for one in fits:
        places[one.ids] = 1
    ids = np.flatnonzero(places)
    places[ids] = np.arange(len(ids))
    scores, sure = np.zeros((2, len(fits), len(ids)), dtype=np.float32)
    for row, one in enumerate(fits):
        at = places[one.ids]
        scores[row, at], sure[row, at] = one.scores, one.sure
    return _Weighed(ids, scores, sure, len(sight.seen))


def _decide(wanted: Sequence[Item], weighed: _Weighed, chosen: BitMap) -> Matches:
    sure = weighed.sure[: len(wanted)]
    weight = np.array([item.mass for item in wanted], dtype=np.float32)
    mass = weight * _rarity(sure, weighed.among)
    coverage = mass @ sure / mass.sum()
    is_many = sum(item.mass == 1 for item in wanted) >= MANY
    enough = coverage >= (ENOUGH_OF_MANY if is_many else ENOUGH) - _ROUNDING
    some = coverage >= SOME - _ROUNDING
    # Where the choices leave nothing of either, what is about it without them is what counts.
    is_about = _any_in(weighed.ids[enough], chosen) or not _any_in(weighed.ids[some], chosen)
    found = enough if is_about else some
    scores: Scores = (weight @ weighed.scores[: len(wanted)] * coverage)[found]
    return Matches(weighed.ids[found], scores, is_about)


def _any_in(ids: Ids, chosen: BitMap) -> bool:
    return bool(bitmap(ids).intersect(chosen))


def _rarity(sure: Scores, among: int) -> Scores:
    """By item: how much it tells apart, from 1 where nothing fits it down to COMMON."""
    fitting = np.count_nonzero(sure, axis=1)
    rarity = 1 - np.log1p(fitting) / np.log1p(max(among, 1))
    found: Scores = (COMMON + (1 - COMMON) * rarity).astype(np.float32)
    return found


def _unread(readable: Readable) -> BitMap:
    """What changed and was not read after all, because there was too much of it."""
    return BitMap(readable.changed) - BitMap(texts.id for texts in readable.texts)
