"""The files of seed/tagging and the decks of questions say what they promise."""

import json
from collections import Counter
from typing import get_args

from lobbib.config import packed
from lobbib.domain.assignments import MAX_LENGTHS, Activity
from lobbib.domain.circumstances import DOSSIER, INSIDE, NO_PARENTS, OUTSIDE, PARENTS
from lobbib.domain.competencies import Competency
from lobbib.domain.questions import kind_of
from lobbib.search import tagging
from lobbib.search.decks import decks
from tests.judged.sets import Half, described

FEWEST = 12
HALVES: tuple[Half, ...] = get_args(Half)


def test_every_competence_has_a_deck_of_open_questions() -> None:
    assert list(decks()) == list(Competency)
    assert {c.value: len(deck) for c, deck in decks().items() if len(deck) < FEWEST} == {}
    assert [q for deck in decks().values() for q in deck if kind_of(q) is not None] == []


def test_no_question_stands_in_two_decks() -> None:
    every = Counter(q for deck in decks().values() for q in deck)
    assert [q for q, times in every.items() if times > 1] == []


def test_questions_fit_the_form_and_end_as_questions() -> None:
    every = [q for deck in decks().values() for q in deck]
    assert [q for q in every if not q.endswith("?") or len(q) > MAX_LENGTHS["question"]] == []


def test_the_lexicon_speaks_for_all_five_and_for_nothing_else() -> None:
    labels = {entry.label for entry in tagging.competency_lexicon().entries}
    assert labels == {c.value for c in Competency}


def test_circumstances_are_values_that_exist() -> None:
    labels = {entry.label for entry in tagging.circumstance_lexicon().entries}
    assert labels == {*(a.value for a in Activity), PARENTS, OUTSIDE, DOSSIER, INSIDE, NO_PARENTS}


def test_every_subject_of_the_vocabulary_has_names() -> None:
    known = json.loads((packed("seed") / "subjects.json").read_text(encoding="utf-8"))
    assert {names.slug for names in tagging.common_names()} == {row["slug"] for row in known}


def test_examples_teach_all_five_alike() -> None:
    counts = Counter(c for example in tagging.examples() for c in example.competencies)
    assert set(counts) == set(Competency)
    assert min(counts.values()) >= 100


def test_examples_are_not_what_they_are_judged_by() -> None:
    lines = (packed("seed") / "tagging" / "examples.txt").read_text(encoding="utf-8")
    judged = [item.body for half in HALVES for item in described(half)]
    assert sum(text in lines for text in judged) == 0
