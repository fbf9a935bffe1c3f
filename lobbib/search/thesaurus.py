"""Other words for what was asked, when somebody asks: the index knows nothing of them.

A group holds words that stand for each other; a one-way line says that whoever asks the first
also means the others, and not the other way round.
"""

from collections.abc import Iterable, Mapping

from lobbib.domain.thesaurus import MAX_IN_PHRASE, Line
from lobbib.search.analysis import stems, terms

Phrase = tuple[str, ...]  # folded words, stop words left out


class Thesaurus:
    """Looked up by the stems of a word, or of the words of a phrase."""

    def __init__(self, lines: Iterable[Line] = ()) -> None:
        self._others: dict[Phrase, dict[Phrase, None]] = {}
        for line in lines:
            self._add(line)

    def _add(self, line: Line) -> None:
        phrases = [tuple(term.word for term in terms(written)) for written in line.words]
        asked = line.words[:1] if line.one_way else line.words
        for written in asked:
            key = stems(written)
            if 0 < len(key) <= MAX_IN_PHRASE:
                others = {phrase: None for phrase in phrases if phrase and stems_of(phrase) != key}
                self._others.setdefault(key, {}).update(others)

    def others(self, key: Phrase) -> Iterable[Phrase]:
        """What else to look for where `key`, a tuple of stems, was asked."""
        return self._others.get(key, _NOTHING)

    def __len__(self) -> int:
        return len(self._others)


_NOTHING: Mapping[Phrase, None] = {}


def stems_of(phrase: Phrase) -> Phrase:
    return stems(" ".join(phrase))
