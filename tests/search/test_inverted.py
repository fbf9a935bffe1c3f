"""Texts turned inside out are what counting word by word gives."""

from collections import defaultdict

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lobbib.search import inverted as module
from lobbib.search.inverted import Inverted, Pile

FIELDS = ("title", "summary", "questions", "body", "needs", "notes")
# The constants again, by hand: field → boost, usual length, slope.
CONSTANTS = {
    "title": (4.0, 4.0, 0.3),
    "summary": (2.5, 10.0, 0.5),
    "questions": (1.6, 20.0, 0.5),
    "body": (1.0, 90.0, 0.6),
    "needs": (0.7, 10.0, 0.5),
    "notes": (0.7, 45.0, 0.6),
}
SMALL = {"de", "het", "een"}
WORD = st.sampled_from(["Molen", "molen", "robot", "zebra", "ONDERNÉMER", "foto's", *SMALL])
TEXT = st.lists(WORD, max_size=8).map(" ".join)
DOCUMENT = st.fixed_dictionaries(dict.fromkeys(FIELDS, TEXT))

Table = dict[str, dict[int, tuple[float, list[int]]]]


def by_hand(documents: list[dict[str, str]]) -> Table:
    """Word → document → weight and places."""
    table: Table = defaultdict(dict)
    for number, texts in enumerate(documents):
        place = 0
        for field in FIELDS:
            boost, usual, slope = CONSTANTS[field]
            words = [folded(word) for word in texts[field].split() if word not in SMALL]
            for word in words:
                weight, places = table[word].get(number, (0.0, []))
                share = boost / (1 - slope + slope * len(words) / usual)
                table[word][number] = (weight + share, [*places, place])
                place += 1
            place += 1
    return dict(table)


def folded(word: str) -> str:
    return {"Molen": "molen", "ONDERNÉMER": "ondernemer", "foto's": "foto"}.get(word, word)


def read(found: Inverted) -> Table:
    table: Table = {}
    for number, word in enumerate(found.words):
        start, end = found.starts[number : number + 2]
        postings, times = found.postings[start:end], found.times[start:end]
        ends = np.cumsum(times) + found.place_starts[number]
        assert ends[-1] == found.place_starts[number + 1]
        table[word] = {
            int(one["document"]): (float(one["weight"]), found.places[last - n : last].tolist())
            for one, n, last in zip(postings, times, ends, strict=True)
        }
    return table


def turned(documents: list[dict[str, str]]) -> Table:
    pile = Pile()
    for number, texts in enumerate(documents):
        pile.add(number, [(field, texts[field]) for field in FIELDS])
    return read(pile.inverted())


@settings(max_examples=150, deadline=None)
@given(st.lists(DOCUMENT, max_size=6))
def test_turned_inside_out_is_what_counting_gives(documents: list[dict[str, str]]) -> None:
    found, expected = turned(documents), by_hand(documents)
    assert found.keys() == expected.keys()
    for word, having in expected.items():
        assert found[word].keys() == having.keys()
        for document, (weight, places) in having.items():
            assert found[word][document][1] == places
            assert np.isclose(found[word][document][0], weight, rtol=1e-5)


def test_words_are_sorted_and_many_words_too() -> None:
    """Past two bytes' worth of words the sort takes another way."""
    numbers = np.random.default_rng(5).integers(0, 200_000, 5_000, dtype=np.int32)
    order = module._stable_order(numbers, 200_000)
    assert order.tolist() == sorted(range(len(numbers)), key=lambda at: numbers[at])
    pile = Pile()
    pile.add(0, [("body", "zebra molen robot")])
    assert list(pile.inverted().words) == ["molen", "robot", "zebra"]


def test_an_endless_text_is_no_trouble() -> None:
    pile = Pile()
    pile.add(0, [("body", "molen " * 70_000)])
    pile.add(1, [("body", "robot " + "x" * 5_000)])
    found = pile.inverted()
    assert list(found.words) == ["molen", "robot", "x" * 60]
    assert found.postings["document"].tolist() == [0, 1, 1]
