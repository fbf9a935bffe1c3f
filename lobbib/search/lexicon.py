"""The lists of seed/lexicon: which words make compounds, which only look so, and odd forms.

They are read once in a process and applied when somebody asks: the index knows nothing of them.
"""

from collections.abc import Iterator
from functools import cache

from lobbib.config import packed

_VOWELS = "aeiou"
_SOFT = {"f": "v", "s": "z"}


@cache
def lines_of(name: str) -> tuple[str, ...]:
    """The lines of `seed/lexicon/<name>.txt`; remarks and empty lines left out."""
    text = (packed("seed") / "lexicon" / f"{name}.txt").read_text(encoding="utf-8")
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return tuple(line for line in lines if line)


def listed(name: str) -> Iterator[list[str]]:
    """The lines of a list, each as its words."""
    return (line.split() for line in lines_of(name))


def words_of(name: str) -> Iterator[str]:
    """Every word of a list, line by line."""
    for line in listed(name):
        yield from line


def plurals(noun: str) -> set[str]:
    """What may be the plural of a noun; most of them are no words, and do no harm."""
    endings = {f"{noun}n", f"{noun}s"} if noun.endswith("e") else {f"{noun}en", f"{noun}s"}
    if noun.endswith("heid"):
        endings.add(f"{noun[:-4]}heden")
    doubled = {f"{noun}{noun[-1]}en"} if noun[-1] not in _VOWELS else set()
    return endings | doubled | {f"{stem}en" for stem in _shortened(noun)}


def _shortened(noun: str) -> set[str]:
    """baan as in banen, brief as in brieven, prijs as in prijzen."""
    last = _SOFT.get(noun[-1], noun[-1])
    softened = {noun[:-1] + last}
    if len(noun) > 3 and noun[-2] == noun[-3] and noun[-2] in _VOWELS:
        softened.add(noun[:-2] + last)
    return softened


def diminutives(noun: str) -> set[str]:
    """What may be a small one, and small ones, of a noun."""
    small = {f"{noun}{ending}" for ending in ("je", "tje", "pje", f"{noun[-1]}etje")}
    if noun.endswith("ing"):
        small.add(f"{noun[:-1]}kje")
    return small | {f"{one}s" for one in small}
