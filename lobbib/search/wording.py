"""What the words of a search leave over: from the index, and from what changed since."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from pyroaring import BitMap

from lobbib.search.columns import Ids
from lobbib.search.expansion import expand
from lobbib.search.index import Opened
from lobbib.search.query import Query
from lobbib.search.ranking import fresh, words
from lobbib.search.ranking.words import Scores
from lobbib.search.texts import Texts
from lobbib.search.vocabulary import Vocabulary


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

    `asked` is what was asked with every word that answers it.
    """

    asked: Query = field(default_factory=Query)
    matches: Matches | None = None
    removed: BitMap = field(default_factory=BitMap)
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
    those that the asker may read now.
    """

    seen: BitMap
    own: BitMap
    changed: BitMap
    texts: Sequence[Texts]


def match(asked: Query, opened: Opened, readable: Readable) -> Wording:
    """Who has all the words, or some where nobody that the asker may find has all; minus -words."""
    asked = expand(asked, _vocabulary(opened, readable), readable.seen)
    ids, weights = _weigh(asked, opened, readable)
    wanted, unwanted = np.split(weights, [len(asked.wanted)])
    removed = BitMap(ids[(unwanted > 0).any(axis=0)].tolist()) | _unread(readable)
    return Wording(asked, _decide(ids, wanted) if asked.wanted else None, removed)


def _vocabulary(opened: Opened, readable: Readable) -> Vocabulary:
    return opened.vocabulary.joined(fresh.words(readable.texts))


def _weigh(asked: Query, opened: Opened, readable: Readable) -> tuple[Ids, Scores]:
    """Ids, and by item and id how well they fit; nothing for what is not the asker's to find."""
    items = (*asked.wanted, *asked.unwanted)
    indexed = words.weigh(opened, items, readable.own)
    trusted = np.array((readable.seen - readable.changed).to_array(), dtype=np.int64)
    indexed[:, ~np.isin(opened.ids, trusted)] = 0
    written = np.array([texts.id for texts in readable.texts], dtype=np.int64)
    ids = np.concatenate([opened.ids, written])
    return ids, np.hstack([indexed, fresh.weigh(readable.texts, items)])


def _decide(ids: Ids, weights: Scores) -> Matches:
    having_all = (weights > 0).all(axis=0)
    found = having_all if having_all.any() else (weights > 0).any(axis=0)
    order = np.argsort(ids[found])
    scores: Scores = weights.sum(axis=0)[found]
    return Matches(ids[found][order], scores[order], bool(having_all.any()) or not found.any())


def _unread(readable: Readable) -> BitMap:
    """What changed and was not read after all, because there was too much of it."""
    return readable.changed - BitMap(texts.id for texts in readable.texts)
