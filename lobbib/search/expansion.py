"""From the words that were typed to all the words of the index that answer them.

How much an answer is worth: the word itself, its forms, compounds that it is a part of, what it is
made of itself, other words for it, and what it may become when it is typed to the end.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from pyroaring import BitMap

from lobbib.search import compounds
from lobbib.search.analysis import stem
from lobbib.search.query import Alternative, Item, Query, Together
from lobbib.search.thesaurus import Phrase, Thesaurus
from lobbib.search.vocabulary import Vocabulary

FORM = 0.9
JOINED = 0.95  # open dag, where opendag is written
COMPOUND = 0.6
PARTS = 0.5
SYNONYM = 0.5
BEGINNING = 0.5
OTHER_BEGINNING = 0.3  # where the word is also a whole one
APART = 0.5  # words that were typed in a row, anywhere in the text
SURE_OF_PARTS = 0.6
SURE_OF_APART = 0.7
SURE_OF_SYNONYM = 0.9
MAX_BEGINNINGS = 32
MAX_COMPOUNDS = 48
MAX_SYNONYMS = 12
MAX_LOOKED_UP = 3  # words in a row that the thesaurus is asked for
NO_THESAURUS = Thesaurus()


def expand(
    query: Query, vocabulary: Vocabulary, among: BitMap, thesaurus: Thesaurus = NO_THESAURUS
) -> Query:
    """`query` with every word's alternatives; `among` is what the asker may see."""
    asked = _merged(query.wanted, thesaurus)
    joined = _joined(asked, vocabulary)
    wanted = [
        _expanded(item, vocabulary, list(thesaurus.others(_stems(item))), joined[place])
        for place, item in enumerate(asked)
    ]
    return Query(tuple(wanted), tuple(_forms_alone(item, vocabulary) for item in query.unwanted))


def _merged(items: Sequence[Item], thesaurus: Thesaurus) -> list[Item]:
    """Words in a row that the thesaurus knows as one thing, as open dag or eigen bedrijf."""
    found: list[Item] = []
    at = 0
    while at < len(items):
        row = _known_row(items[at : at + MAX_LOOKED_UP], thesaurus)
        found.append(_as_one(row) if len(row) > 1 else items[at])
        at += len(row)
    return found


def _known_row(items: Sequence[Item], thesaurus: Thesaurus) -> Sequence[Item]:
    for length in range(len(items), 1, -1):
        row = items[:length]
        stems = [_stems(item) for item in row]
        if all(stems) and thesaurus.others(tuple(one for key in stems for one in key)):
            return row
    return items[:1]


def _as_one(row: Sequence[Item]) -> Item:
    words = tuple((one,) for item in row for one in _typed(item))
    return Item(
        together=(
            Together(words, 1.0, adjacent=True),
            Together(words, APART, SURE_OF_APART),
        ),
        hints=tuple(hint for item in row for hint in item.hints),
        mass=max(item.mass for item in row),
        typed=" ".join(item.typed for item in row),
    )


def _typed(item: Item) -> list[Alternative]:
    """The words that were typed, one for each; none for a phrase in quotes."""
    if item.together:
        return [group[0] for group in item.together[0].groups]
    return list(item.alternatives[:1])


def _expanded(
    item: Item, vocabulary: Vocabulary, others: Sequence[Phrase], joined: Sequence[str]
) -> Item:
    if item.phrase:
        return item
    ways = [_group(one, vocabulary) for one in item.together]
    if joined:
        ways.append(_way(joined, JOINED))
    for typed in item.alternatives:
        ways += _other_words(typed.word, item.prefix, vocabulary)
    ways += [_together(phrase, vocabulary) for phrase in others[:MAX_SYNONYMS]]
    return replace(
        _forms_alone(item, vocabulary), together=tuple(one for one in ways if all(one.groups))
    )


def _forms_alone(item: Item, vocabulary: Vocabulary) -> Item:
    """The word in any of its forms, and nothing that merely resembles it."""
    found = [form for typed in item.alternatives for form in _forms(typed.word, vocabulary)]
    return replace(item, alternatives=tuple(dict.fromkeys(found)))


def _forms(word: str, vocabulary: Vocabulary) -> Iterator[Alternative]:
    yield Alternative(word)
    for form in vocabulary.forms(stem(word)):
        if form != word:
            yield Alternative(form, FORM)


def _other_words(word: str, prefix: str, vocabulary: Vocabulary) -> Iterator[Together]:
    yield _way(vocabulary.compounds(stem(word))[:MAX_COMPOUNDS], COMPOUND)
    yield from _made_of(word, vocabulary)
    if prefix:
        weight = OTHER_BEGINNING if word in vocabulary else BEGINNING
        yield _way(vocabulary.beginning(prefix, MAX_BEGINNINGS), weight)


def _way(words: Sequence[str], weight: float) -> Together:
    return Together((tuple(Alternative(word) for word in words),), weight)


def _made_of(word: str, vocabulary: Vocabulary) -> Iterator[Together]:
    """A compound as its parts, each anywhere in the text."""
    if parts := compounds.parts(word):
        groups = [vocabulary.forms(part) for part in parts]
        yield _all_of(groups, PARTS)


def _all_of(groups: Sequence[Sequence[str]], weight: float) -> Together:
    made = tuple(tuple(Alternative(form) for form in forms) for forms in groups)
    return Together(made, weight, SURE_OF_PARTS)


def _group(together: Together, vocabulary: Vocabulary) -> Together:
    """Words that were typed in a row, each in any of its forms."""
    groups = tuple(
        tuple(form for one in group for form in _forms(one.word, vocabulary))
        for group in together.groups
    )
    return replace(together, groups=groups)


def _together(phrase: Phrase, vocabulary: Vocabulary) -> Together:
    """Another word, or other words one right after the other, in any of their forms."""
    groups = tuple(
        tuple(Alternative(form) for form in vocabulary.forms(stem(word))) for word in phrase
    )
    return Together(groups, SYNONYM, SURE_OF_SYNONYM, adjacent=len(groups) > 1)


def _stems(item: Item) -> Phrase:
    """The stems of what was typed; empty for a phrase in quotes, which is meant as it stands."""
    return tuple(stem(one.word) for one in _typed(item))


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
