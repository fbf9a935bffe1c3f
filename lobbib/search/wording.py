"""What the words of a search leave over: from the index, and from what changed since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from pyroaring import BitMap

from lobbib.search.columns import Sight, bitmap
from lobbib.search.corrections import better_known, correction
from lobbib.search.enough import Matches, Weighed, decide, without_each
from lobbib.search.expansion import NO_THESAURUS, expand
from lobbib.search.query import Item, Query
from lobbib.search.ranking.fit import fit
from lobbib.search.snapshot import Snapshot
from lobbib.search.texts import Texts
from lobbib.search.thesaurus import Thesaurus
from lobbib.search.vocabulary import Vocabulary

MAX_SLIPS = 3  # whoever knows none of more words has no slips, but another subject
HARDLY = 2  # so few texts have a word that it may be a slip


@dataclass(frozen=True, slots=True)
class Wording:
    """`matches` is None where no word is wanted; `ready` is False where no index can be read.

    `asked` is what was asked with every word that answers it. `slips` are words as they were typed
    that nobody has, each with what it was probably meant to be; `doubts` are those that hardly
    anybody has, each with what it perhaps was.
    """

    asked: Query = field(default_factory=Query)
    matches: Matches | None = None
    removed: BitMap = field(default_factory=BitMap)
    slips: tuple[tuple[str, str], ...] = ()
    doubts: tuple[tuple[str, str], ...] = ()
    weighed: Weighed | None = None
    ready: bool = True
    behind: bool = False

    def within(self, ids: BitMap) -> BitMap:
        if not self.ready:
            return BitMap()
        kept = ids - self.removed
        return kept if self.matches is None else kept & bitmap(self.matches.ids)

    def without_each(self) -> dict[str, BitMap]:
        """By word that was wanted: who would be found if it had not been asked."""
        found = without_each(self.asked.wanted, self.weighed) if self.weighed else {}
        return {word: ids - self.removed for word, ids in found.items()}


NOT_READY = Wording(ready=False)
NO_WORDS = Wording()


@dataclass(frozen=True, slots=True)
class Readable:
    """What the asker may find, and what the index has not yet read.

    Of `changed`, the index says what is no longer so, or was never theirs to know: `texts` are
    those that the asker may read now. `chosen` are those that fit every choice beside the words;
    `tagged` those that have what a hint speaks of. `strict`: only what has enough of the words.
    """

    sight: Sight
    changed: frozenset[int]
    texts: Sequence[Texts]
    chosen: BitMap
    tagged: Mapping[tuple[str, str], BitMap] = field(default_factory=dict)
    strict: bool = False


def match(
    asked: Query, snapshot: Snapshot, readable: Readable, thesaurus: Thesaurus = NO_THESAURUS
) -> Wording:
    """Who has enough of what is wanted, or some where none of `readable.chosen` has enough."""
    if readable.changed:
        snapshot = snapshot.joined(readable.texts, readable.changed)
    asked, found = snapshot.weighed.get(
        (readable.sight.key, asked, thesaurus),
        lambda: _expanded_and_weighed(asked, snapshot, readable, thesaurus),
    )
    unwanted = _unwanted(asked, snapshot, readable)
    return Wording(
        asked,
        _decided(asked.wanted, found, readable),
        unwanted | _unread(readable),
        _slips(asked.wanted, found, snapshot.vocabulary, readable.sight.seen),
        _doubts(asked.wanted, found, snapshot.vocabulary, readable.sight.seen),
        found,
    )


def _expanded_and_weighed(
    asked: Query, snapshot: Snapshot, readable: Readable, thesaurus: Thesaurus
) -> tuple[Query, Weighed]:
    expanded = expand(asked, snapshot.vocabulary, readable.sight.seen, thesaurus)
    return expanded, _weigh(expanded.wanted, snapshot, readable)


def _decided(wanted: Sequence[Item], found: Weighed, readable: Readable) -> Matches | None:
    if not wanted:
        return None
    return decide(wanted, found, readable.chosen, strict=readable.strict)


def _slips(
    wanted: Sequence[Item], weighed: Weighed, vocabulary: Vocabulary, seen: BitMap
) -> tuple[tuple[str, str], ...]:
    """Single words that nobody has, each with what it was probably meant to be."""
    rows = zip(wanted, weighed.sure, strict=True)
    missing = [item for item, fits in rows if item.typed and item.alternatives and not fits.any()]
    if len(missing) > MAX_SLIPS:
        return ()
    found = {
        item.typed: correction(item.alternatives[0].word, vocabulary, seen) for item in missing
    }
    return tuple((typed, better) for typed, better in found.items() if better)


def _doubts(
    wanted: Sequence[Item], weighed: Weighed, vocabulary: Vocabulary, seen: BitMap
) -> tuple[tuple[str, str], ...]:
    """Single words that hardly anybody has, each with what far more have."""
    found = {}
    for item, fits in zip(wanted, weighed.sure, strict=True):
        is_rare = item.typed and item.alternatives and 0 < np.count_nonzero(fits) <= HARDLY
        word = item.alternatives[0].word if is_rare else ""
        if better := better_known(word, vocabulary, seen):
            found[item.typed] = better
    return tuple(found.items())


def _weigh(wanted: Sequence[Item], snapshot: Snapshot, readable: Readable) -> Weighed:
    """Nothing for what is not the asker's to find."""
    sight = readable.sight
    fits = [fit(snapshot, item, sight, readable.tagged) for item in wanted]
    places = np.zeros(len(sight.is_seen), dtype=np.int32)
    for one in fits:
        places[one.ids] = 1
    ids = np.flatnonzero(places)
    places[ids] = np.arange(len(ids))
    scores, sure = np.zeros((2, len(fits), len(ids)), dtype=np.float32)
    for row, one in enumerate(fits):
        at = places[one.ids]
        scores[row, at], sure[row, at] = one.scores, one.sure
    return Weighed(ids, scores, sure, len(sight.seen))


def _unwanted(asked: Query, snapshot: Snapshot, readable: Readable) -> BitMap:
    found = BitMap()
    for item in asked.unwanted:
        found |= bitmap(fit(snapshot, item, readable.sight, readable.tagged).ids)
    return found


def _unread(readable: Readable) -> BitMap:
    """What changed and was not read after all, because there was too much of it."""
    return BitMap(readable.changed) - BitMap(texts.id for texts in readable.texts)
