"""The words of the synthetic corpus: those of the seed as often as they stand there, and a tail of
generated compounds and names, so that the vocabulary is as long-tailed as a real one.

"Plain" words are those that every analysis of Dutch leaves apart from all others: no other word
of the corpus has their stem, begins as they do, or is a part of them. Questions are asked with
these, so that engines with different stemmers must find exactly the same assignments. The words
that teachers really ask for (werk, stage, gesprek) have large families and stand in a tenth to a
half of all assignments; plain words are made as frequent to stand in for them.
"""

import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import Stemmer

from lobbib.domain.assignments import Activity
from lobbib.domain.competencies import Competency

SEED_FOLDER = Path(__file__).parents[2] / "seed"
TEXT_FIELDS = ("title", "summary", "questions", "body", "needs", "notes")
COMPOUNDS, NAMES = 16_000, 9_000
SHARE_OF_SEED, SHARE_OF_COMPOUNDS, SHARE_OF_NAMES = 0.80, 0.13, 0.07
MIN_PLAIN_LENGTH = 5
# Expected number of times in an assignment of some 400 words, from the most to the least frequent.
STAND_INS, STAND_INS_FOR_COLD = 48, 120
_MOST, _LEAST, _MOST_COLD, _LEAST_COLD = 0.6, 0.1, 0.3, 0.12
_WORDS_EACH = 400

_WORD = re.compile(r"[^\W\d_]+")
_LINKS = ("", "", "s", "en")


def _split(text: str) -> list[str]:
    return text.split()


_STARTS = _split("b bl br d dr f g gr h j k kl kr l m n p pr r s sl st t tr v vl w z")
_VOWELS = _split("a e i o u aa ee ie oo oe ei ui ij")
_ENDS = _split("k m r t ng rd nk ls rt mp")
_LAST = _split("berg brink dam dijk hof horst huis kamp land loo meer stra veld wijk zijl")


@dataclass(frozen=True)
class Vocabulary:
    """`words[i]` is drawn with probability `chances[i]`; `plain` are numbers of plain words.

    A topic draws its own words from `content`, by `weights`. `asked` are plain words of which the
    questions are made, `asked_cold` others for those that a process must not have seen before.
    """

    words: list[str]
    chances: np.ndarray
    plain: np.ndarray
    content: np.ndarray
    weights: np.ndarray
    asked: list[int]
    asked_cold: list[int]


def build(seed: int) -> Vocabulary:
    """The same words for the same seed, on any machine."""
    dice = random.Random(seed)
    counted = Counter(word.lower() for text in seed_texts() for word in _WORD.findall(text))
    known = sorted(counted)
    compounds = _distinct(_compounds(dice, counted), COMPOUNDS, set(known))
    names = _distinct(_names(dice), NAMES, {*known, *compounds})
    words = [*known, *compounds, *names]
    plain = np.array(sorted(_plain(words, counted)))
    content = [n for n, word in enumerate(words) if len(word) > 4 and counted[word] < 60]
    rare = [int(number) for number in plain if counted[words[number]] <= 8]
    dice.shuffle(rare)
    asked = rare[:STAND_INS]
    cold = rare[STAND_INS : STAND_INS + STAND_INS_FOR_COLD]
    chances = _chances(counted, known)
    chances[asked] = np.geomspace(_MOST, _LEAST, len(asked)) / _WORDS_EACH
    chances[cold] = np.geomspace(_MOST_COLD, _LEAST_COLD, len(cold)) / _WORDS_EACH
    weights = _topical(content, len(known))
    return Vocabulary(words, chances, plain, np.array(content), weights, asked, cold)


def seed_texts() -> Iterator[str]:
    """Every text of the demo schools' assignments."""
    for path in sorted((SEED_FOLDER / "demo").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            for name in TEXT_FIELDS:
                yield from [item[name]] if isinstance(item[name], str) else item[name]


def _chances(counted: Counter[str], known: list[str]) -> np.ndarray:
    seen = np.array([counted[word] for word in known], dtype=float)
    parts = [
        SHARE_OF_SEED * seen / seen.sum(),
        SHARE_OF_COMPOUNDS * zipf(COMPOUNDS),
        SHARE_OF_NAMES * zipf(NAMES),
    ]
    return np.concatenate(parts)


def _topical(content: list[int], seed: int) -> np.ndarray:
    """Half of a topic's own words are the seed's, most others compounds, and a few are names."""
    numbers = np.array(content)
    kind = np.select([numbers < seed, numbers < seed + COMPOUNDS], [0, 1], 2)
    weights = np.array([0.5, 0.4, 0.1])[kind] / np.bincount(kind)[kind]
    return weights / weights.sum()


def zipf(number: int, offset: float = 10.0) -> np.ndarray:
    """Chances of `number` ranks, adding up to 1; `offset` flattens the top (Mandelbrot)."""
    weights = 1 / (np.arange(number) + offset)
    return weights / weights.sum()


def _distinct(source: Iterator[str], number: int, taken: set[str]) -> list[str]:
    found: dict[str, None] = {}
    for word in source:
        if word.lower() not in taken and word not in found:
            found[word] = None
        if len(found) == number:
            break
    return list(found)


def _compounds(dice: random.Random, counted: Counter[str]) -> Iterator[str]:
    """Half of the seed's nouns-to-be take part, so that the other half can stay plain."""
    fit = [word for word in sorted(counted) if 4 <= len(word) <= 8 and 2 <= counted[word] < 60]
    parts = [word for word in fit if dice.random() < 0.5]
    while True:
        yield dice.choice(parts) + dice.choice(_LINKS) + dice.choice(parts)


def _names(dice: random.Random) -> Iterator[str]:
    while True:
        middle = "".join(
            dice.choice(_VOWELS) + dice.choice(_ENDS) for _ in range(dice.choice((1, 1, 2)))
        )
        yield (dice.choice(_STARTS) + middle + dice.choice(_LAST)).capitalize()


def _plain(words: list[str], counted: Counter[str]) -> Iterator[int]:
    """Numbers of the seed's words that stand alone in every analysis."""
    lowered = [word.lower() for word in words]
    named = _named_in_the_seed()
    every = sorted({*lowered, *named})
    heads = {word for word in every if len(word) >= 4}
    unfit = _shared_beginnings(every) | _alike_stems(every) | _parts_of_others(every) | named
    for number, word in enumerate(lowered):
        if len(word) < MIN_PLAIN_LENGTH or not word.isascii() or not counted[word]:
            continue
        if word not in unfit and not _holds(word, heads):
            yield number


def _shared_beginnings(words: Iterable[str]) -> set[str]:
    """Words that share their first letters with another, or that another one begins with."""
    by_start = defaultdict(list)
    for word in words:
        by_start[word[:MIN_PLAIN_LENGTH]].append(word)
    return {word for found in by_start.values() if len(found) > 1 for word in found}


def _alike_stems(words: list[str]) -> set[str]:
    """Words that are one with another for some stemmer of Dutch, or that it changes much."""
    found: set[str] = set()
    for name in ("dutch", "dutch_porter"):
        stems = dict(zip(words, Stemmer.Stemmer(name).stemWords(words), strict=True))
        common = Counter(stems.values())
        found |= {word for word, stem in stems.items() if common[stem] > 1 or len(stem) < 4}
        found |= {word for word in stems if common.get(word, 0) and stems[word] != word}
    return found


def _parts_of_others(words: list[str]) -> set[str]:
    """What stands at the end of some longer word; beginnings are looked at elsewhere."""
    return {word[at:] for word in words for at in range(2, len(word) - MIN_PLAIN_LENGTH + 1)}


def _holds(word: str, parts: set[str]) -> bool:
    """Whether a splitter of compounds could find another word at either end of `word`."""
    ends = {word[:at] for at in range(4, len(word) - 2)} | {
        word[at:] for at in range(3, len(word) - 3)
    }
    return bool(ends & parts)


def _named_in_the_seed() -> set[str]:
    """Words that a thesaurus, a lexicon or the names of things may give a meaning of their own."""
    files = [path for path in SEED_FOLDER.rglob("*") if path.suffix in (".txt", ".json")]
    texts = [path.read_text(encoding="utf-8") for path in sorted(files)]
    texts += [*Activity, *Competency, "kwaliteiten motieven ouders mavo brugklas"]
    return {word.lower() for text in texts for word in _WORD.findall(text)}
