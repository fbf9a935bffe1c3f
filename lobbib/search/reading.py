"""Texts made ready for quoting: plain, and folded letter by letter, so that words are found fast.

Kept for as long as the change feed says nothing about them.
"""

import re
import threading
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import accumulate

from sqlalchemy.orm import Session

from lobbib.domain.policy import Actor
from lobbib.search import texts
from lobbib.search.analysis import find_words, fold, word_of
from lobbib.search.cache import Cache
from lobbib.search.columns import Columns
from lobbib.search.texts import Texts

KEPT = 24 << 20  # bytes
# Notes come last: who may not read them, reads to where they begin.
FIELDS = ("title", "summary", "body", "questions", "needs", "notes")
FEW = 16  # words that are looked for one by one
LETTERS_OF_A_WORD = 12  # of a text, for each different word
_SPECIAL = re.compile(r"[^\x00-\x7f]")


class Reading:
    """One assignment's texts, one after the other, a line end between two fields.

    `folded` has a character for each of `text`; it is None where that cannot be.
    """

    __slots__ = ("_words", "folded", "school_id", "share_notes", "starts", "text")

    def __init__(self, found: Texts) -> None:
        written = [found.read(field) for field in FIELDS]
        self.school_id, self.share_notes = found.school_id, found.share_notes
        self.starts = [0, *accumulate(len(text) + 1 for text in written)]
        self.text = "\n".join(written)
        self.folded = _folded(self.text)
        self._words: frozenset[str] | None = None

    def having(self, words: Mapping[str, object]) -> Iterable[str]:
        """Those of `words` that the text may have; none is left out that it has.

        To look for a few letter by letter takes less than to cut the text into words.
        """
        if self.folded is not None and len(words) <= FEW:
            # What an apostrophe stands in is one word: o'clock is oclock.
            letters = self.folded.replace("'", "").replace("’", "")
            return [word for word in words if word in letters]
        if self._words is None:
            self._words = frozenset(map(word_of, set(find_words(self.text))))
        return words.keys() & self._words

    def end(self, actor: Actor) -> int:
        """Where the text ends for `actor`."""
        may_read = self.share_notes or self.school_id == actor.school_id
        return len(self.text) if may_read else self.starts[-2] - 1

    def field(self, name: str) -> str:
        number = FIELDS.index(name)
        return self.text[self.starts[number] : self.starts[number + 1] - 1]

    @property
    def size(self) -> int:
        return 2 * len(self.text) + 40 * len(self.text) // LETTERS_OF_A_WORD + 500


class Readings:
    """The texts that were read last. Safe to use from several threads."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._kept: Cache[tuple[int, Reading]] = Cache(KEPT, lambda kept: kept[1].size)

    def of(self, session: Session, columns: Columns, ids: Iterable[int]) -> Mapping[int, Reading]:
        """By id: those among `ids` that are shared. Who may read them, `columns` has said."""
        wanted = list(ids)
        with self._turn:
            known = {number: self._kept.peek(number) for number in wanted}
        found = {
            number: kept[1]
            for number, kept in known.items()
            if kept is not None and kept[0] >= columns.loaded[number]
        }
        missing = [number for number in wanted if number not in found]
        if missing:
            # At least as new as the columns: what changes from now on is loaded after them.
            read = {one.id: Reading(one) for one in texts.shared(session, missing)}
            found |= read
            with self._turn:
                for number, one in read.items():
                    self._kept.put(number, (columns.number, one))
        return found


@cache
def _letter(character: str) -> str | None:
    """The one letter that a character folds into; None where it is none or many."""
    letters = fold(character)
    if not letters and not unicodedata.combining(character):
        letters = character
    return letters if len(letters) == 1 else None


def _folded(text: str) -> str | None:
    for character in set(_SPECIAL.findall(text)):
        letter = _letter(character)
        if letter is None:
            return None
        text = text.replace(character, letter)
    return text.lower()
