"""The judged sets judge only when they are sound themselves."""

import json
import re
from collections import Counter
from itertools import combinations
from typing import Any, get_args

import pytest

from lobbib.domain.assignments import Activity
from lobbib.domain.competencies import Competency
from tests.judged.sets import (
    FOLDER,
    SEED,
    Half,
    around,
    asked,
    described,
    from_seed,
    half_of,
    lines,
    told,
)

HALVES: tuple[Half, ...] = get_args(Half)
SUBJECTS = {row["slug"] for row in json.loads((SEED.parent / "subjects.json").read_text("utf-8"))}
COMPETENCIES = {value.value for value in Competency}
ACTIVITIES = {value.value for value in Activity}
JARGON = re.compile(
    r"loopbaan|\blob\b|competent|reflect|netwerk|explorat|zelfsturing|motieven|kwaliteit",
    re.IGNORECASE,
)
LABELS = {
    "title": str, "body": str, "questions": list, "competencies": list, "best": str,
    "years": list, "subjects": list, "activity": str, "minutes": int, "parents": bool,
    "outside": bool,
}  # fmt: skip
MAY_BE_NULL = {"activity", "minutes"}
AROUND = {
    "title": str, "body": str, "activity": str, "parents": bool, "outside": bool,
}  # fmt: skip
LIKENESS = 0.1

DESCRIBED = [(half, item) for half in HALVES for item in described(half)]
ADDED = [item for half in HALVES for item in around(half)]
ASKED = [(half, item) for half in HALVES for item in asked(half)]
each_half = pytest.mark.parametrize("half", HALVES)


def rows(kind: str, half: Half) -> list[dict[str, Any]]:
    return lines(FOLDER / f"{kind}_{half}.jsonl")


@pytest.mark.parametrize("kind", ["tagging", "circumstances", "questions", "alike"])
@each_half
def test_files_are_plain_json_lines(kind: str, half: Half) -> None:
    raw = (FOLDER / f"{kind}_{half}.jsonl").read_bytes()
    assert raw.endswith(b"\n")
    assert b"\r" not in raw
    assert not raw.startswith(b"\xef\xbb\xbf")


@each_half
def test_lessons_told_again_stand_beside_one_of_the_seed(half: Half) -> None:
    titles = {f"{path.stem}/{row['title']}" for path in SEED.glob("*.jsonl") for row in lines(path)}
    found = told(half)
    assert {item.beside for item in found} <= titles
    assert [half_of(item.body) for item in found] == [half] * len(found)


def test_each_lesson_told_again_has_another_beside_it() -> None:
    found = Counter((item.beside, item.same) for half in HALVES for item in told(half))
    assert set(found.values()) == {1}
    again = {beside for beside, same in found if same}
    assert again == {beside for beside, same in found if not same}
    assert len(again) == 20


@pytest.mark.parametrize(("kind", "labels"), [("tagging", LABELS), ("circumstances", AROUND)])
@each_half
def test_descriptions_carry_every_label(kind: str, labels: dict[str, type], half: Half) -> None:
    for row in rows(kind, half):
        assert list(row) == list(labels)
        wrong = {
            name: row[name]
            for name, wanted in labels.items()
            if type(row[name]) is not wanted and not (row[name] is None and name in MAY_BE_NULL)
        }
        assert wrong == {}


@each_half
def test_labels_are_values_that_exist(half: Half) -> None:
    for item in described(half):
        assert item.competencies - COMPETENCIES == set()
        assert item.best in item.competencies
        assert item.years - {1, 2, 3, 4, 5, 6} == set()
        assert item.subjects - SUBJECTS == set()
        assert item.activity in {*ACTIVITIES, None}


@each_half
def test_descriptions_are_split_by_their_text(half: Half) -> None:
    bodies = [item.body for item in (*described(half), *around(half))]
    assert [body for body in bodies if half_of(body) != half] == []


@each_half
def test_questions_are_split_by_their_text(half: Half) -> None:
    assert [item.question for item in asked(half) if half_of(item.question) != half] == []


def test_seed_is_split_by_its_titles_and_loses_none() -> None:
    every = [row["title"] for path in SEED.glob("*.jsonl") for row in lines(path)]
    split = {half: {item.title for item in from_seed(half)} for half in HALVES}
    assert split["tuning"] & split["unseen"] == set()
    assert split["tuning"] | split["unseen"] == set(every)
    assert sum(len(from_seed(half)) for half in HALVES) == len(every)
    assert min(len(titles) for titles in split.values()) >= 30


def test_seed_ranks_no_competence() -> None:
    assert {item.best for half in HALVES for item in from_seed(half)} == {None}


def test_descriptions_speak_as_teachers_who_do_not_know_the_field() -> None:
    texts = [" ".join((item.title, item.body, *item.questions)) for _, item in DESCRIBED]
    texts += [f"{item.title} {item.body}" for item in ADDED]
    assert [text for text in texts if JARGON.search(text)] == []


def test_descriptions_are_short() -> None:
    bodies = [item.body for item in (*(item for _, item in DESCRIBED), *ADDED)]
    assert [body for body in bodies if not 15 <= len(body.split()) <= 90] == []


def test_no_two_descriptions_are_alike() -> None:
    """By the share of three-word runs that two have in common, the seed's texts included."""
    seed = [(item.title, item.body) for half in HALVES for item in from_seed(half)]
    grams = [(name, runs(body)) for name, body in seed]
    grams += [(item.body, runs(item.body)) for _, item in DESCRIBED]
    grams += [(item.body, runs(item.body)) for item in ADDED]
    alike = [
        (one, other)
        for (one, left), (other, right) in combinations(grams, 2)
        if len(left & right) / len(left | right) > LIKENESS
    ]
    assert alike == []


def runs(text: str) -> frozenset[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return frozenset(zip(words, words[1:], words[2:], strict=False))


# Kept as figures, so that a label that changes is seen by whoever reads the change.
@pytest.mark.parametrize(
    ("half", "best"),
    [
        (
            "tuning",
            {
                "kwaliteitenreflectie": 23,
                "motievenreflectie": 21,
                "werkexploratie": 18,
                "loopbaansturing": 17,
                "netwerken": 16,
            },
        ),
        (
            "unseen",
            {
                "kwaliteitenreflectie": 15,
                "motievenreflectie": 14,
                "werkexploratie": 19,
                "loopbaansturing": 19,
                "netwerken": 20,
            },
        ),
    ],
)
def test_competencies_are_balanced(half: Half, best: dict[str, int]) -> None:
    assert Counter(item.best for item in described(half)) == best


def test_each_competence_is_the_best_often_enough() -> None:
    assert min(Counter(item.best for _, item in DESCRIBED).values()) >= 24


@each_half
def test_each_label_can_be_judged_in_either_half(half: Half) -> None:
    items = described(half)
    assert {year for item in items for year in item.years} == {1, 2, 3, 4, 5, 6}
    assert {item.activity for item in items} == {*ACTIVITIES, None}
    assert 0.25 <= sum(bool(item.years) for item in items) / len(items) <= 0.5
    assert len({subject for item in items for subject in item.subjects}) >= 20
    assert sum(item.minutes is not None for item in items) >= 5
    assert sum(item.parents for item in items) >= 3
    assert sum(item.outside for item in items) >= 15


@each_half
def test_what_goes_on_around_a_lesson_can_be_judged_in_either_half(half: Half) -> None:
    items = around(half)
    assert {item.activity for item in items} == {*ACTIVITIES, None}
    assert sum(item.parents for item in items) >= 3
    assert 0.25 <= sum(item.outside for item in items) / len(items) <= 0.5


@each_half
def test_questions_carry_every_label(half: Half) -> None:
    kinds = {
        tuple((name, type(value)) for name, value in row.items()) for row in rows("questions", half)
    }
    assert kinds == {(("question", str), ("closed", bool), ("hard", bool), ("why", str))}


@pytest.mark.parametrize(
    ("half", "numbers"),
    [
        ("tuning", {(True, False): 47, (True, True): 44, (False, False): 56, (False, True): 37}),
        ("unseen", {(True, False): 47, (True, True): 40, (False, False): 44, (False, True): 34}),
    ],
)
def test_questions_are_balanced(half: Half, numbers: dict[tuple[bool, bool], int]) -> None:
    assert Counter((item.closed, item.hard) for item in asked(half)) == numbers


def test_no_question_is_asked_twice_or_taken_from_the_seed() -> None:
    seed = [q for half in HALVES for item in from_seed(half) for q in item.questions]
    asked_now = Counter(item.question.casefold() for _, item in ASKED)
    assert [question for question, times in asked_now.items() if times > 1] == []
    assert asked_now.keys() & {question.casefold() for question in seed} == set()


def test_first_words_alone_judge_badly_on_the_hard_ones() -> None:
    """What a list of question words would score: it must not do for the hard ones."""
    words = ("wat", "hoe", "wie", "waar", "wanneer", "waarom", "welk", "waardoor", "waaraan")
    guessed = [
        (item, not item.question.casefold().startswith(words)) for _, item in ASKED if item.hard
    ]
    right = sum(guess == item.closed for item, guess in guessed)
    assert 0.3 <= right / len(guessed) <= 0.6
