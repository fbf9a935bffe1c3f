"""The judged queries are what the README says: whole, split by hash, and true to the seed's tags.

Judgements of the unseen half are counted and checked here, never searched with.
"""

import re
from collections import Counter
from typing import Any

import pytest

from tests.search_quality.judged import Half, Judged, Kind, half_of, library, load

LIBRARY = library()
HALVES = {half: load(half) for half in Half}
ALL = [judged for half in Half for judged in HALVES[half]]
TEXTS = ("title", "summary", "body", "notes", "needs")


def name_of(judged: Judged) -> str:
    """The unseen half stays unseen in the names of tests too."""
    half = half_of(judged.query)
    return judged.query if half is Half.TUNING else f"unseen {HALVES[half].index(judged) + 1}"


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def words_of(item: dict[str, Any]) -> set[str]:
    return set(words(" ".join([*(item[name] for name in TEXTS), *item["questions"]])))


EVERY_WORD = set().union(*map(words_of, LIBRARY.values()))


def of_kind(kind: Kind) -> list[Judged]:
    return [judged for judged in ALL if judged.kind is kind]


def best(judged: Judged) -> list[dict[str, Any]]:
    top = max(judged.relevant.values())
    return [LIBRARY[key] for key, grade in judged.relevant.items() if grade == top]


def in_reach(item: dict[str, Any], judged: Judged) -> bool:
    """Whether it is for the year and the track that the query names."""
    year, track = judged.only.get("year"), judged.only.get("track")
    return (year is None or year in item["years"]) and (track is None or track in item["tracks"])


def has_wish(item: dict[str, Any], judged: Judged) -> bool:
    ((name, value),) = judged.wish.items()
    found = item[name]
    return value in found if isinstance(found, list) else bool(found == value)


def test_the_library_is_what_the_decaan_sees() -> None:
    assert Counter(key.split("/")[0] for key in LIBRARY) == {"demo": 69, "buur": 21}
    assert {item["status"] for item in LIBRARY.values()} == {"gedeeld"}


def test_there_are_enough_queries_and_none_twice() -> None:
    texts = [judged.query for judged in ALL]
    assert len(texts) >= 150
    assert len({text.lower() for text in texts}) == len(texts)


@pytest.mark.parametrize("half", Half)
def test_each_half_holds_what_the_hash_says(half: Half) -> None:
    assert {half_of(judged.query) for judged in HALVES[half]} == {half}


@pytest.mark.parametrize("half", Half)
def test_each_half_has_enough_of_each_kind(half: Half) -> None:
    found = Counter(judged.kind for judged in HALVES[half])
    assert set(found) == set(Kind)
    assert min(found.values()) >= 6


def test_each_kind_has_fifteen_queries() -> None:
    assert min(Counter(judged.kind for judged in ALL).values()) >= 15


@pytest.mark.parametrize("judged", ALL, ids=name_of)
def test_judgements_name_what_the_decaan_sees(judged: Judged) -> None:
    assert set(judged.relevant) - set(LIBRARY) == set()
    assert set(judged.relevant.values()) <= {1, 2, 3}
    if judged.kind is Kind.NOTHING:
        assert judged.relevant == {}
    else:
        assert 1 <= len(judged.relevant) <= 12


@pytest.mark.parametrize("judged", ALL, ids=name_of)
def test_a_named_year_or_track_is_a_condition(judged: Judged) -> None:
    assert [key for key in judged.relevant if not in_reach(LIBRARY[key], judged)] == []


@pytest.mark.parametrize("judged", of_kind(Kind.FILTER), ids=name_of)
def test_a_filter_query_grades_what_has_the_tag_highest(judged: Judged) -> None:
    fits = {k for k, item in LIBRARY.items() if in_reach(item, judged) and has_wish(item, judged)}
    assert {key for key, grade in judged.relevant.items() if grade == 3} == fits


@pytest.mark.parametrize("judged", of_kind(Kind.EXACT), ids=name_of)
def test_exact_words_stand_in_a_best_assignment(judged: Judged) -> None:
    assert any(set(words(judged.query)) <= words_of(item) for item in best(judged))


@pytest.mark.parametrize("judged", of_kind(Kind.TYPO), ids=name_of)
def test_a_typo_stands_nowhere(judged: Judged) -> None:
    assert set(words(judged.query)) - EVERY_WORD != set()


@pytest.mark.parametrize("judged", of_kind(Kind.UNFINISHED), ids=name_of)
def test_an_unfinished_word_begins_one_in_a_best_assignment(judged: Judged) -> None:
    last = words(judged.query)[-1]
    longer = [
        w for item in best(judged) for w in words_of(item) if w.startswith(last) and w != last
    ]
    assert longer != []


def test_questions_and_several_words_are_long_enough_to_be_that() -> None:
    assert all(len(words(judged.query)) >= 5 for judged in of_kind(Kind.QUESTION))
    assert all(len(words(judged.query)) >= 2 for judged in of_kind(Kind.SEVERAL))
