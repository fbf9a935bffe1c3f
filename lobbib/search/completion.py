"""What a question may become while it is typed: words that the asker's texts have."""

from pyroaring import BitMap

from lobbib.search.analysis import bare, stem, words
from lobbib.search.request import MAX_QUERY_LENGTH
from lobbib.search.vocabulary import Vocabulary

MIN_LENGTH = 2
CONSIDERED = 3  # times as many as are shown: forms of one word are shown once


def complete(text: str, vocabulary: Vocabulary, seen: BitMap, limit: int) -> list[str]:
    """At most `limit` ways to end `text`, whose last word is not finished; most used first."""
    text = text[:MAX_QUERY_LENGTH]
    typed = words(text)
    last = bare(typed[-1]) if typed and not text[-1].isspace() else ""
    if len(last) < MIN_LENGTH or not text.endswith(typed[-1]):
        return []
    before = text[: len(text) - len(typed[-1])]
    found: dict[str, str] = {}
    for word in vocabulary.beginning(last, limit * CONSIDERED, seen):
        found.setdefault(stem(word), word)
    return [before + word for word in found.values() if word != last][:limit]
