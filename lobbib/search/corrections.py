"""What a word was probably meant to be that nothing was found for.

One or two letters are wrong; or it is a compound that nobody wrote so, of words that somebody did.
"""

from pyroaring import BitMap
from rapidfuzz.distance import OSA

from lobbib.domain.competencies import Competency
from lobbib.search import compounds
from lobbib.search.analysis import stem
from lobbib.search.vocabulary import Vocabulary

MIN_LENGTH = 4
LONG = 9  # from here on two letters may be wrong
MAX_TRIED = 24
MIN_HALF = 4
FAR_MORE = 5  # times as many
NAMES = tuple(competency.value for competency in Competency)
LINKS = ("", "s", "en", "n", "e", "er")


def correction(word: str, vocabulary: Vocabulary, among: BitMap) -> str | None:
    """The nearest word that texts among `among` have, or two words of theirs that make it up.

    A word of the lexicon is no slip: there is simply nothing about it, but perhaps about its parts.
    """
    if len(word) < MIN_LENGTH or word.isdigit():
        return None
    if parts := compounds.cut(word):
        return " ".join(parts)
    if compounds.is_known(word):
        return None
    return _nearest(word, vocabulary, among) or _halves(word, vocabulary, among)


def better_known(word: str, vocabulary: Vocabulary, among: BitMap) -> str | None:
    """A word one or two letters away that far more of the texts among `among` have; or None."""
    if len(word) < MIN_LENGTH or compounds.is_known(word):
        return None
    near = _nearest(word, vocabulary, among)
    if near is None:
        return None
    used = max(1, vocabulary.frequency(word, among))
    return near if vocabulary.frequency(near, among) >= FAR_MORE * used else None


def _nearest(word: str, vocabulary: Vocabulary, among: BitMap) -> str | None:
    allowed = 2 if len(word) >= LONG else 1
    found = [
        (distance, -vocabulary.frequency(near, among), near)
        for near, distance in vocabulary.near(word, MAX_TRIED)
        if stem(near) != stem(word)
    ]
    used = sorted(one for one in [*found, *_names(word)] if one[0] <= allowed and one[1])
    return used[0][2] if used else None


def _names(word: str) -> list[tuple[int, int, str]]:
    """The competencies: their tags answer to a name that no text may have."""
    return [(int(OSA.distance(word, name)), -1, name) for name in NAMES if name != word]


def _halves(word: str, vocabulary: Vocabulary, among: BitMap) -> str | None:
    """The longest last half comes first."""
    for place in range(MIN_HALF, len(word) - MIN_HALF + 1):
        last = word[place:]
        if _is_used(last, vocabulary, among):
            for link in LINKS:
                first = word[:place].removesuffix(link)
                is_linked = word[:place].endswith(link) and len(first) >= MIN_HALF
                if is_linked and _is_used(first, vocabulary, among):
                    return f"{first} {last}"
    return None


def _is_used(word: str, vocabulary: Vocabulary, among: BitMap) -> bool:
    forms = vocabulary.forms(stem(word))
    return any(vocabulary.frequency(form, among) for form in forms)
