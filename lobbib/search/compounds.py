"""Compounds and what they are made of: ouderavond is ouder and avond, ondernemen is one word.

A word is cut only where every piece is in the lexicon. A splitter that is led by the texts finds
more and is wrong more often: a false part brings up assignments that nobody can explain.
"""

from functools import cache, lru_cache

from lobbib.search.analysis import fold, stem
from lobbib.search.lexicon import diminutives, plurals, words_of

MIN_PART = 3
MAX_PARTS = 4


@lru_cache(maxsize=200_000)
def parts(word: str) -> tuple[str, ...]:
    """The stems of the parts of a folded word, first to last; empty when it is no compound."""
    if len(word) < 2 * MIN_PART or _is_whole(word):
        return ()
    found = _cut(word, MAX_PARTS)
    return found if found is not None and len(found) > 1 else ()


def cut(word: str) -> tuple[str, ...]:
    """A compound in pieces as they stand in it, without what links them; empty for any other."""
    found: list[str] = []
    rest = word
    for part in parts(word)[:-1]:
        end = _end_of_first(rest, part)
        found.append(_unlinked(rest[:end], part))
        rest = rest[end:]
    return (*found, rest) if found else ()


def _end_of_first(word: str, part: str) -> int:
    """Where the piece that has stem `part` ends, so that the rest is a whole piece too."""
    ends = range(len(word) - MIN_PART, MIN_PART - 1, -1)
    return next(
        end for end in ends if _firsts().get(word[:end]) == part and _cut(word[end:], MAX_PARTS)
    )


def _unlinked(piece: str, part: str) -> str:
    if piece in _plain():
        return piece
    shorter = [piece.removesuffix(link) for link in ("s", "en", "n", "e", "er")]
    return next((one for one in shorter if one in _plain()), piece)


def is_known(word: str) -> bool:
    """Whether the lexicon has a folded word, or all its parts."""
    return _is_whole(word) or word in _firsts() or bool(parts(word))


def _is_whole(word: str) -> bool:
    return stem(word) in _whole() or _head(word) is not None


def _cut(word: str, left: int) -> tuple[str, ...] | None:
    """The fewest pieces, longest first piece first; None where none fit."""
    head = _head(word)
    if head is not None:
        return (head,)
    best: tuple[str, ...] | None = None
    for end in range(len(word) - MIN_PART, MIN_PART - 1, -1) if left > 1 else ():
        first = _firsts().get(word[:end])
        rest = _cut(word[end:], left - 1) if first is not None else None
        if first is not None and rest is not None and (best is None or len(rest) + 1 < len(best)):
            best = (first, *rest)
    return best


def _head(word: str) -> str | None:
    """The stem of a noun in any of its forms, for the end of a compound."""
    return _heads().get(word)


@cache
def _whole() -> frozenset[str]:
    return frozenset(stem(fold(word)) for word in words_of("whole"))


@cache
def _heads() -> dict[str, str]:
    """By form: the stem of the noun."""
    return {
        form: stem(noun)
        for noun in map(fold, words_of("nouns"))
        for form in (noun, *plurals(noun), *diminutives(noun))
        if stem(form) == stem(noun)
    }


@cache
def _plain() -> frozenset[str]:
    return frozenset(fold(word) for name in ("nouns", "modifiers") for word in words_of(name))


@cache
def _firsts() -> dict[str, str]:
    """By how it stands before another part: the stem. Modifiers stand as they are."""
    nouns = [fold(word) for word in words_of("nouns")]
    found = {word: stem(word) for word in [*map(fold, words_of("modifiers")), *nouns]}
    for noun in nouns:
        for written in {*plurals(noun), f"{noun}s", f"{noun}e", f"{noun}er"}:
            found.setdefault(written, stem(noun))
    return found
