"""The synthetic corpus: the same every time, like a school's, and counted right."""

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.config import sqlite_url
from lobbib.db import make_engine
from lobbib.domain.assignments import problems
from lobbib.domain.tracks import Track
from lobbib.models import Assignment
from tests.bench import corpus as corpora
from tests.bench import database, documents, questions
from tests.bench.corpus import Corpus
from tests.bench.questions import Oracle, Question

SIZE = 120


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Corpus]:
    path = tmp_path_factory.mktemp("corpus") / "lobbib.db"
    return path, database.fill(path, SIZE)


def test_a_corpus_is_the_same_every_time(filled: tuple[Path, Corpus]) -> None:
    _, first = filled
    second = corpora.plan(SIZE, database.subject_slugs())
    written = [text for chunk in corpora.texts(second) for text in chunk]
    assert second.vocabulary.words == first.vocabulary.words
    assert {facet: bits.tolist() for facet, bits in second.tags.items()} == {
        facet: bits.tolist() for facet, bits in first.tags.items()
    }
    with closing(sqlite3.connect(filled[0])) as connection:
        rows = connection.execute("SELECT title, body FROM assignment ORDER BY id").fetchall()
    assert rows == [(text["title"], text["body"]) for text in written]
    assert questions.ask(first, 5) == questions.ask(second, 5)


def test_another_size_is_another_corpus() -> None:
    subjects = database.subject_slugs()
    one, other = corpora.plan(SIZE, subjects), corpora.plan(2 * SIZE, subjects)
    assert one.shared_at.tolist() != other.shared_at.tolist()[: len(one)]


def test_what_is_shared_is_of_the_size_that_was_asked(filled: tuple[Path, Corpus]) -> None:
    path, _ = filled
    assert len(list(documents.read(path))) == SIZE


def test_lengths_are_those_of_the_seed(filled: tuple[Path, Corpus]) -> None:
    for document in documents.read(filled[0]):
        assert len(document.texts["title"]) <= 120
        assert len(document.texts["summary"]) <= 300
        assert 133 <= len(document.texts["body"].replace("- ", "").split()) <= 216


def test_every_assignment_can_be_saved(filled: tuple[Path, Corpus]) -> None:
    engine = make_engine(sqlite_url(filled[0]))
    with Session(engine) as session:
        found = [
            problems(row.content, sharing=True)
            for row in session.scalars(select(Assignment).where(Assignment.status == "gedeeld"))
        ]
    engine.dispose()
    assert found == [{}] * SIZE


def test_no_year_is_beyond_the_last_of_the_tracks(filled: tuple[Path, Corpus]) -> None:
    for document in documents.read(filled[0]):
        last = max(Track(track).last_year for track in document.facets["tracks"])
        assert max(map(int, document.facets["years"])) <= last


def test_no_two_were_shared_at_the_same_moment(filled: tuple[Path, Corpus]) -> None:
    moments = [document.moment for document in documents.read(filled[0])]
    assert len(set(moments)) == SIZE


def _by_hand(path: Path, asked: Question, board: int) -> tuple[int, dict[str, int], list[int]]:
    """Over the rows themselves, word by word."""
    found = [
        document
        for document in documents.read(path)
        if document.school == 1 or document.everyone or document.board == board
        if all(value in document.facets[facet] for facet, value in asked.choices)
        if not asked.words or any(_has(document, word) for word in asked.words)
    ]
    subjects = Counter(value for document in found for value in document.facets["subjects"])
    newest = sorted(found, key=lambda document: -document.moment)
    return len(found), dict(subjects), [document.id for document in newest][: questions.PAGE]


def _has(document: documents.Document, word: str) -> bool:
    text = " ".join(document.texts.values()).lower()
    return word in {piece.strip("*.,?") for piece in text.split()}


def test_the_oracle_counts_what_stands_in_the_rows(filled: tuple[Path, Corpus]) -> None:
    path, corpus = filled
    oracle, board = Oracle(corpus), int(corpus.boards[0])
    asked = questions.ask(corpus, 8)
    for question in [*asked["a"], *asked["b"], *asked["c"], *asked["cold"], Question("a")]:
        right = oracle.answer(question)
        total, subjects, newest = _by_hand(path, question, board)
        assert (right.total, right.facets["subjects"]) == (total, subjects)
        if not question.words:
            assert right.ids == newest


def test_a_facet_is_counted_as_if_nothing_were_chosen_in_it(filled: tuple[Path, Corpus]) -> None:
    oracle = Oracle(filled[1])
    chosen = oracle.answer(Question("a", (), (("years", "3"),)))
    assert chosen.facets["years"] == oracle.answer(Question("a")).facets["years"]
    assert chosen.facets["tracks"] != oracle.answer(Question("a")).facets["tracks"]


def test_cold_questions_share_no_word_with_others(filled: tuple[Path, Corpus]) -> None:
    asked = questions.ask(filled[1], 20)
    warm = {word for kind in "bc" for question in asked[kind] for word in question.words}
    cold = [word for question in asked["cold"] for word in question.words]
    assert cold
    assert len(set(cold)) == len(cold)
    assert warm & set(cold) == set()


def test_plain_words_begin_as_no_other_word_does(filled: tuple[Path, Corpus]) -> None:
    vocabulary = filled[1].vocabulary
    beginnings = Counter(word.lower()[:5] for word in vocabulary.words)
    assert {beginnings[vocabulary.words[number][:5]] for number in vocabulary.plain} == {1}
    assert np.isclose(vocabulary.chances[vocabulary.asked].max() * 400, 0.6)
