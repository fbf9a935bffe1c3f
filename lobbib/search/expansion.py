"""From the words that were typed to all the words of the index that answer them.

How much an answer is worth: the word itself, its forms, compounds that it is a part of, what it is
made of itself, other words for it, and what it may become when it is typed to the end.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, pairwise

from pyroaring import BitMap

from lobbib.search import compounds
from lobbib.search.analysis import stem
from lobbib.search.query import Alternative, Item, Query, Together
from lobbib.search.thesaurus import Phrase, Thesaurus
from lobbib.search.vocabulary import Vocabulary

JOINED = 0.95  # open dag, where opendag is written
FORM = 0.9
COMPOUND = 0.6
PARTS = 0.5
SYNONYM = 0.45
BEGINNING = 0.5
OTHER_BEGINNING = 0.3  # where the word is also a whole one
MAX_BEGINNINGS = 32
MAX_ANSWERS = 48  # words for one item
MAX_LOOKED_UP = 3  # words in a row that the thesaurus is asked for
NO_THESAURUS = Thesaurus()

Group = tuple[Alternative, ...]


def expand(
    query: Query, vocabulary: Vocabulary, among: BitMap, thesaurus: Thesaurus = NO_THESAURUS
) -> Query:
    """`query` with every word's alternatives; `among` is what the asker may see."""
    others = _others(query.wanted, thesaurus)
    joined = _joined(query.wanted, vocabulary)
    wanted = [
        _expanded(item, vocabulary, others[place], joined[place])
        for place, item in enumerate(query.wanted)
    ]
    return Query(tuple(wanted), tuple(_forms_alone(item, vocabulary) for item in query.unwanted))


def _expanded(
    item: Item, vocabulary: Vocabulary, others: Sequence[Phrase], joined: Sequence[str]
) -> Item:
    if item.phrase:
        return item
    weights: dict[str, float] = {}
    together = [_group(one, vocabulary) for one in item.together]
    for typed in item.alternatives:
        for word, weight in _answers(typed.word, item.prefix, vocabulary):
            weights[word] = max(weights.get(word, 0.0), weight * typed.weight)
        together += _made_of(typed.word, vocabulary)
    for word in joined:
        weights[word] = max(weights.get(word, 0.0), JOINED)
    for phrase in others:
        if len(phrase) == 1:
            for form in (phrase[0], *vocabulary.forms(stem(phrase[0]))):
                weights.setdefault(form, SYNONYM)
        else:
            together.append(_together(phrase, vocabulary, SYNONYM, adjacent=True))
    best = sorted(weights.items(), key=lambda found: (-found[1], found[0]))
    return replace(
        item,
        alternatives=tuple(Alternative(*found) for found in best[:MAX_ANSWERS]),
        together=tuple(one for one in together if all(one.groups)),
    )


def _forms_alone(item: Item, vocabulary: Vocabulary) -> Item:
    """What is to be left out: that word, not what merely resembles it."""
    found = [form for typed in item.alternatives for form in _forms(typed.word, vocabulary)]
    return replace(item, alternatives=tuple(found))


def _answers(word: str, prefix: str, vocabulary: Vocabulary) -> Iterator[tuple[str, float]]:
    yield from _forms(word, vocabulary)
    yield from ((compound, COMPOUND) for compound in vocabulary.compounds(stem(word)))
    if prefix:
        weight = OTHER_BEGINNING if word in vocabulary else BEGINNING
        yield from ((found, weight) for found in vocabulary.beginning(prefix, MAX_BEGINNINGS))


def _forms(word: str, vocabulary: Vocabulary) -> Iterator[Alternative]:
    yield Alternative(word)
    for form in vocabulary.forms(stem(word)):
        if form != word:
            yield Alternative(form, FORM)


def _made_of(word: str, vocabulary: Vocabulary) -> list[Together]:
    """A compound as its parts, each anywhere in the text."""
    parts = compounds.parts(word)
    groups = tuple(tuple(Alternative(form) for form in vocabulary.forms(part)) for part in parts)
    return [Together(groups, PARTS)] if parts else []


def _group(together: Together, vocabulary: Vocabulary) -> Together:
    """Words that were typed in a row, each in any of its forms."""
    groups = tuple(
        tuple(form for one in group for form in _forms(one.word, vocabulary))
        for group in together.groups
    )
    return replace(together, groups=groups)


def _together(
    phrase: Phrase, vocabulary: Vocabulary, weight: float, *, adjacent: bool = False
) -> Together:
    groups = tuple(
        tuple(Alternative(form) for form in vocabulary.forms(stem(word))) for word in phrase
    )
    return Together(groups, weight, adjacent)


def _others(items: Sequence[Item], thesaurus: Thesaurus) -> list[list[Phrase]]:
    """By item: other words for it, or for the row of words that it stands in."""
    found: list[dict[Phrase, None]] = [{} for _ in items]
    stems = [_stems(item) for item in items]
    for start in range(len(items)):
        for end in range(start + 1, min(start + MAX_LOOKED_UP, len(items)) + 1):
            key = tuple(one for place in range(start, end) for one in stems[place])
            for phrase in thesaurus.others(key) if all(stems[start:end]) else ():
                for place in range(start, end):
                    found[place][phrase] = None
    return [list(phrases) for phrases in found]


def _stems(item: Item) -> Phrase:
    """The stems of what was typed; empty for a phrase in quotes, which is meant as it stands."""
    if item.together:
        return tuple(stem(group[0].word) for group in item.together[0].groups)
    return tuple(stem(one.word) for one in islice(item.alternatives, 1))


def _joined(items: Sequence[Item], vocabulary: Vocabulary) -> list[list[str]]:
    """By item: compounds of it and the word beside it, as in open dag and opendag."""
    found: list[list[str]] = [[] for _ in items]
    for place in range(len(items) - 1):
        first, second = _stems(items[place]), _stems(items[place + 1])
        if len(first) != 1 or len(second) != 1:
            continue
        for word in vocabulary.compounds(first[0]):
            if _are_neighbours(first[0], second[0], compounds.parts(word)):
                found[place].append(word)
                found[place + 1].append(word)
    return found


def _are_neighbours(first: str, second: str, parts: Sequence[str]) -> bool:
    return (first, second) in pairwise(parts)
