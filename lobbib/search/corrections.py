"""What a word was probably meant to be that nothing was found for: one or two letters away."""

from pyroaring import BitMap

from lobbib.search import compounds
from lobbib.search.analysis import stem
from lobbib.search.vocabulary import Vocabulary

MIN_LENGTH = 4
LONG = 9  # from here on two letters may be wrong
MAX_TRIED = 24


def correction(word: str, vocabulary: Vocabulary, among: BitMap) -> str | None:
    """The nearest word that texts among `among` have, the most used of equals; or None.

    A word of the lexicon is no slip: there is simply nothing about it.
    """
    if len(word) < MIN_LENGTH or word.isdigit() or compounds.is_known(word):
        return None
    allowed = 2 if len(word) >= LONG else 1
    found = [
        (distance, -vocabulary.frequency(near, among), near)
        for near, distance in vocabulary.near(word, MAX_TRIED)
        if distance <= allowed and stem(near) != stem(word)
    ]
    used = [one for one in sorted(found) if one[1]]
    return used[0][2] if used else None
