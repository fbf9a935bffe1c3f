"""What the words of a search leave over: from the index, and from what changed since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from pyroaring import BitMap

from lobbib.search.columns import Ids
from lobbib.search.corrections import correction
from lobbib.search.expansion import NO_THESAURUS, expand
from lobbib.search.index import Opened
from lobbib.search.query import Alternative, Hint, Item, Query
from lobbib.search.ranking import fresh, groups, words
from lobbib.search.ranking.words import Scores
from lobbib.search.texts import Texts
from lobbib.search.thesaurus import Thesaurus
from lobbib.search.vocabulary import Vocabulary

ENOUGH = 0.65  # of what was asked, so that a text is about it
SOME = 0.5  # so that it is worth showing where nothing has enough


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

    `asked` is what was asked with every word that answers it. `corrected` are words as they were
    typed, with what was searched for instead.
    """

    asked: Query = field(default_factory=Query)
    matches: Matches | None = None
    removed: BitMap = field(default_factory=BitMap)
    corrected: tuple[tuple[str, str], ...] = ()
    ready: bool = True
    behind: bool = False

    def within(self, ids: BitMap) -> BitMap:
        if not self.ready:
            return BitMap()
        kept = ids - self.removed
        return kept if self.matches is None else kept & BitMap(self.matches.ids.tolist())


NOT_READY = Wording(ready=False)


@dataclass(frozen=True, slots=True)
class Readable:
    """What the asker may find, their school's part of it, and what the index has not yet read.

    Of `changed`, the index says what is no longer so, or was never theirs to know: `texts` are
    those that the asker may read now. `tagged` are the ids that have what a hint speaks of.
    """

    seen: BitMap
    own: BitMap
    changed: BitMap
    texts: Sequence[Texts]
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
    """Who has enough of what is wanted, or some where nobody that the asker may find has enough.

    Where that gives nothing, words that nobody has are taken for slips of the pen.
    """
    vocabulary = opened.vocabulary.joined(fresh.words(readable.texts))
    found, missing = _match(expand(asked, vocabulary, readable.seen, thesaurus), opened, readable)
    if found.matches is None or (found.matches.all_words and len(found.matches.ids)):
        return found
    slips = _slips(missing, vocabulary, readable.seen)
    if not slips:
        return found
    mended = Query(tuple(_mended(item, slips) for item in asked.wanted), asked.unwanted)
    again, _ = _match(expand(mended, vocabulary, readable.seen, thesaurus), opened, readable)
    if again.matches is None or not len(again.matches.ids):
        return found
    return replace(again, corrected=tuple(slips.items()))


def _match(asked: Query, opened: Opened, readable: Readable) -> tuple[Wording, list[Item]]:
    """What fits, and the wanted items that nothing fits."""
    weighed = _weigh(asked, opened, readable)
    number = len(asked.wanted)
    unwanted = weighed.scores[number:]
    removed = BitMap(weighed.ids[(unwanted > 0).any(axis=0)].tolist()) | _unread(readable)
    decided = _decide(asked.wanted, weighed) if asked.wanted else None
    missing = [
        item
        for item, sure in zip(asked.wanted, weighed.sure[:number], strict=True)
        if item.typed and not sure.any()
    ]
    return Wording(asked, decided, removed), missing


def _slips(missing: Sequence[Item], vocabulary: Vocabulary, seen: BitMap) -> dict[str, str]:
    found = {}
    for item in missing:
        word = item.typed if not item.together else ""
        better = correction(item.alternatives[0].word, vocabulary, seen) if word else None
        if better:
            found[item.typed] = better
    return found


def _mended(item: Item, slips: Mapping[str, str]) -> Item:
    word = slips.get(item.typed)
    return replace(item, alternatives=(Alternative(word),), prefix="") if word else item


def _weigh(asked: Query, opened: Opened, readable: Readable) -> _Weighed:
    """Nothing for what is not the asker's to find."""
    items = (*asked.wanted, *asked.unwanted)
    planned = groups.plan(items)
    indexed = words.weigh(opened, planned.groups, readable.own)
    trusted = np.array((readable.seen - readable.changed).to_array(), dtype=np.int64)
    indexed[:, ~np.isin(opened.ids, trusted)] = 0
    written = np.array([texts.id for texts in readable.texts], dtype=np.int64)
    ids = np.concatenate([opened.ids, written])
    scores = np.hstack([indexed, fresh.weigh(readable.texts, planned.groups)])
    total, sure = groups.combine(planned, scores)
    known = np.concatenate([np.isin(opened.ids, trusted), np.ones(len(written), dtype=bool)])
    for row, item in enumerate(items):
        for hint in item.hints:
            _raise(total[row], sure[row], _tagged(hint, ids, readable) & known, hint)
    return _Weighed(ids, total, sure)


def _raise(total: Scores, sure: Scores, tagged: np.ndarray, hint: Hint) -> None:
    """Who has the tag fits at least as well as the best of those who only have the words."""
    having = int(tagged.sum())
    rarity = np.log(1 + (len(tagged) - having + 0.5) / (having + 0.5))
    best = max(float(total.max(initial=0.0)), rarity)
    total[tagged] += best * hint.weight
    np.maximum(sure, tagged * hint.weight, out=sure)


def _tagged(hint: Hint, ids: Ids, readable: Readable) -> np.ndarray:
    having = readable.tagged.get((hint.facet, hint.value), BitMap())
    return np.isin(ids, np.array(having.to_array(), dtype=np.int64))


def _decide(wanted: Sequence[Item], weighed: _Weighed) -> Matches:
    number = len(wanted)
    mass = np.array([item.mass for item in wanted])[:, np.newaxis]
    coverage = (mass * weighed.sure[:number]).sum(axis=0) / mass.sum()
    enough = coverage >= ENOUGH - 1e-9
    found = enough if enough.any() else coverage >= SOME - 1e-9
    scores: Scores = ((mass * weighed.scores[:number]).sum(axis=0) * coverage)[found]
    order = np.argsort(weighed.ids[found])
    all_words = bool(enough.any()) or not found.any()
    return Matches(weighed.ids[found][order], scores[order], all_words)


def _unread(readable: Readable) -> BitMap:
    """What changed and was not read after all, because there was too much of it."""
    return readable.changed - BitMap(texts.id for texts in readable.texts)
