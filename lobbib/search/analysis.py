"""From text to terms: the one way in which texts, questions and snippets are cut into words."""

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple

import Stemmer
from whoosh.analysis import Analyzer, Token

from lobbib.search.lexicon import diminutives, listed, plurals, words_of

VERSION = "1"  # raise it when the same text would give other terms: every index is then rebuilt
MAX_WORD_LENGTH = 60
MIN_COMMON = 4  # letters that a stem and its word begin with

# Words that stand in every text and tell nothing apart.
_STOP_WORDS = """
    aan al als bij dan dat de deze die dit door dus een en er haar heb hebben heeft het hij
    hoe hun iets ik in is je jij kan kunnen maar me met mij naar niet nog of om onze ook op
    over te tot u uit van veel voor waar want was wat we wel wie wij worden wordt ze zij zijn
    zo zou
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())

_WORD = re.compile(r"[^\W_]+(?:(?:[\u0300-\u036f]+|['’](?=[^\W_]))[^\W_]*)*")
_GENITIVE = re.compile(r"['’](?:s|n|t|m|k|tje|tjes)?$")
_per_thread = threading.local()

find_words = _WORD.findall  # the words of a text as they were written
match_word = _WORD.match


class Term(NamedTuple):
    """A word as the index knows it: folded; and where it stood: `text[start:end]`."""

    word: str
    start: int
    end: int


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """NFKC, lower case, without accents; only letters and digits are left of a word."""
    if text.isascii() and text.isalnum():
        return text.lower()  # what the rest comes to for nearly every word
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).lower())
    return "".join(c for c in plain if c.isalnum())


def terms(text: str) -> Iterator[Term]:
    """The words of `text` as the index has them, in order, stop words left out."""
    for match in _WORD.finditer(text):
        if word := word_of(match.group()):
            yield Term(word, match.start(), match.end())


def words(text: str) -> list[str]:
    """The words of `text` as they were written, cut where they are endless."""
    return [word[:MAX_WORD_LENGTH] for word in find_words(text)]


@lru_cache(maxsize=50_000)
def word_of(written: str) -> str:
    """What the index keeps of one word as it was written; empty for a stop word."""
    folded = bare(written)
    return "" if folded in STOP_WORDS else folded


@lru_cache(maxsize=50_000)
def bare(written: str) -> str:
    """One word folded, without an ending that an apostrophe sets apart: foto's is foto."""
    word = written[:MAX_WORD_LENGTH]
    return fold(word if word.isalnum() else without_genitive(word))


def without_genitive(written: str) -> str:
    return _GENITIVE.sub("", written)


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """What the forms of a folded word share: Snowball 3 `dutch` (Kraaij and Pohlmann), mended.

    By itself it takes kans and kan for one word, kies and koos for two, and knows no kaartje.
    """
    if found := _forms().get(word) or _abstract(word):
        return found
    snowball = str(_stemmer().stemWord(word))
    return _forms().get(snowball, snowball)


def _abstract(word: str) -> str:
    """Nouns on -ing and -heid stay what they are; Snowball takes a veiling for what is veilig."""
    for many, one in (("ingen", "ing"), ("heden", "heid")):
        if word.endswith((many, one)):
            return word.removesuffix(many).removesuffix(one) + one
    return ""


def stems(phrase: str) -> tuple[str, ...]:
    """The stems of the words of a phrase in order, stop words left out."""
    return tuple(stem(term.word) for term in terms(phrase))


@cache
def _forms() -> dict[str, str]:
    """By form: what stands for all forms of that word."""
    found = {fold(form): fold(line[0]) for line in listed("forms") for form in line}
    for noun in map(fold, words_of("nouns")):
        snowball = str(_stemmer().stemWord(noun))
        # Snowball takes ge- for a beginning, and leaves of geluid what is left of luiden.
        base = snowball if noun.startswith(snowball[:MIN_COMMON]) else noun
        base = found.get(noun) or _abstract(noun) or base
        for form in {noun, *plurals(noun), *diminutives(noun)}:
            found.setdefault(form, base)
    return found


def _stemmer() -> Any:
    """A stemmer of this thread's own: the library's objects are not to be shared."""
    if not hasattr(_per_thread, "stemmer"):
        _per_thread.stemmer = Stemmer.Stemmer("dutch")
    return _per_thread.stemmer


class DutchAnalyzer(Analyzer):  # type: ignore[misc]
    """`terms` in the shape that Whoosh asks for."""

    def __call__(self, value: str, **options: Any) -> Iterator[Token]:
        token = Token(
            positions=options.get("positions", False), chars=options.get("chars", False), **_MODES
        )
        for place, term in enumerate(terms(value), options.get("start_pos", 0)):
            token.text, token.original = term.word, term.word
            token.pos, token.boost = place, 1.0
            token.startchar, token.endchar = term.start, term.end
            yield token

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DutchAnalyzer)

    def __hash__(self) -> int:
        return hash(DutchAnalyzer)


_MODES = {"removestops": True, "mode": ""}
