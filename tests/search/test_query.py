"""What somebody typed: words, phrases, exclusions, and nothing else."""

import pytest

from lobbib.search.query import Alternative, Item, Query, parse


def word(typed: str, prefix: str = "") -> Item:
    return Item((Alternative(typed, 1.0),), prefix=prefix, typed=typed)


def unwanted(word: str) -> Item:
    return Item((Alternative(word, 1.0),))


def phrase(*words: str) -> Item:
    return Item(phrase=words)


@pytest.mark.parametrize(
    ("typed", "wanted", "unwanted"),
    [
        ("", (), ()),
        ("de het", (), ()),
        ("stages", (word("stages", "stages"),), ()),
        ("stages ", (word("stages"),), ()),
        ("s", (word("s"),), ()),
        ("st", (word("st", "st"),), ()),
        ("bedrijven stage", (word("bedrijven"), word("stage", "stage")), ()),
        ('"stage bedrijf"', (phrase("stage", "bedrijf"),), ()),
        ('"stage bedrijf', (phrase("stage", "bedrijf"),), ()),
        ("spel -stage", (word("spel"),), (unwanted("stage"),)),
        ('-"stage bedrijf"', (), (phrase("stage", "bedrijf"),)),
        ('"stages"', (phrase("stages"),), ()),
        ("-stages", (), (unwanted("stages"),)),
        ("vmbo-tl", (word("vmbo"), word("tl", "tl")), ()),
        ("-", (), ()),
        ("- stage", (word("stage", "stage"),), ()),
        ("stage stage", (word("stage", "stage"),), ()),
    ],
)
def test_a_question_is_read(typed: str, wanted: tuple, unwanted: tuple) -> None:
    assert parse(typed) == Query(wanted, unwanted)


def test_at_most_twelve_terms_count() -> None:
    asked = parse(" ".join(f"woord{number} -niet{number}" for number in range(20)))
    assert (len(asked.wanted), len(asked.unwanted)) == (6, 6)


def test_a_phrase_that_does_not_fit_is_left_out_whole() -> None:
    phrase = " ".join(f"w{number}" for number in range(13))
    assert parse(f'"{phrase}"') == Query()


def test_what_stands_after_two_hundred_characters_does_not_count() -> None:
    assert parse("a" * 10 + " " * 190 + "stage") == Query((word("a" * 10),))
