"""How much of one text stands in another: what was copied and touched up is known again."""

import re
import unicodedata
from collections.abc import Mapping

RUN = 4  # words
NEARLY = 0.6  # of the runs that two texts have together; two lessons on one subject stay under 0.1
FEWEST = 12  # runs: below that a text is too short to tell
_WORD = re.compile(r"\w+")

Runs = frozenset[int]


def runs(text: str) -> Runs:
    """Every run of RUN words, each as a number that means something in this process alone."""
    plain = unicodedata.normalize("NFC", text).casefold()
    words = _WORD.findall(plain)
    return frozenset(hash(tuple(words[at : at + RUN])) for at in range(len(words) - RUN + 1))


def likeness(one: Runs, other: Runs) -> float:
    """From 0 to 1."""
    together = len(one | other)
    return len(one & other) / together if together else 0.0


def nearest(wanted: Runs, known: Mapping[int, Runs]) -> int | None:
    """The key of the text that is nearly the same as `wanted`; of several the most alike."""
    if len(wanted) < FEWEST:
        return None
    by_likeness = {key: likeness(wanted, other) for key, other in known.items()}
    best = max(by_likeness, key=lambda key: (by_likeness[key], -key), default=None)
    return best if best is not None and by_likeness[best] >= NEARLY else None
