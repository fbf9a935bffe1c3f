"""What lessons that were tagged teach: weights for words from many examples, and near neighbours.

The weights are those of a logistic regression over the words of a lesson. They are learned once in
a process, from the examples in `seed/tagging`, and are plain numbers that domain.tagging reads.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lobbib.domain.competencies import Competency
from lobbib.domain.tagging import Lesson, Reading, Weights, read
from lobbib.search.analysis import stem

RESTRAINT = 0.3  # how strongly weights are held back; chosen by cross-validation
DOUBT = 0.05  # the share of every example that is left to the other competencies
ROUNDS = 80
PUSH = 0.9
FEWEST_TIMES = 2  # a word in fewer examples teaches nothing

Matrix = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Example:
    """The different stems of a lesson, and the competencies that it was tagged with."""

    terms: frozenset[str]
    competencies: tuple[Competency, ...]


def reading_of(lesson: Lesson) -> Reading:
    return read(lesson, stem)


def example_of(lesson: Lesson, competencies: Iterable[Competency]) -> Example:
    return Example(reading_of(lesson).terms, tuple(competencies))


def learn(examples: Sequence[Example]) -> Weights:
    """Weights that tell the competencies of `examples` apart."""
    if not examples:
        return Weights()
    times = Counter(term for example in examples for term in example.terms)
    known = sorted(term for term, count in times.items() if count >= FEWEST_TIMES)
    rarity = {term: rarity_of(times[term], len(examples)) for term in known}
    rows = _rows(examples, rarity)
    weights, before = _fit(rows, _wanted(examples))
    return Weights(
        rarity=rarity,
        says={term: tuple(map(float, weights[place])) for place, term in enumerate(known)},
        before=tuple(map(float, before)),
    )


def rarity_of(having: int, among: int) -> float:
    """How much a word tells that `having` of `among` texts have."""
    return math.log((among + 1) / (having + 0.5))


def _rows(examples: Sequence[Example], rarity: dict[str, float]) -> Matrix:
    """A row of length 1 per example, with the rarity of each word that it has."""
    place = {term: number for number, term in enumerate(rarity)}
    rows = np.zeros((len(examples), len(place)))
    for row, example in zip(rows, examples, strict=True):
        for term in example.terms & rarity.keys():
            row[place[term]] = rarity[term]
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Matrix = rows / np.where(lengths > 0, lengths, 1)
    return scaled


def _wanted(examples: Sequence[Example]) -> Matrix:
    wanted = np.array([[c in e.competencies for c in Competency] for e in examples], dtype=float)
    wanted /= np.maximum(wanted.sum(axis=1, keepdims=True), 1)
    doubted: Matrix = (1 - DOUBT) * wanted + DOUBT / len(Competency)
    return doubted


def _fit(rows: Matrix, wanted: Matrix) -> tuple[Matrix, Matrix]:
    """Softmax regression by descent with momentum, over examples, which are fewer than words."""
    alike = rows @ rows.T
    # No step may be longer than the curvature allows; the greatest row sum is above it.
    step = 1 / (0.25 * np.abs(alike).sum(axis=1).max() + RESTRAINT)
    shares, pace = np.zeros_like(wanted), np.zeros_like(wanted)
    before = np.zeros(wanted.shape[1])
    for _ in range(ROUNDS):
        wrong = _chances(alike @ shares + before) - wanted
        pace = PUSH * pace - step * (wrong + RESTRAINT * shares)
        shares = shares + pace
        before = before - 0.1 * wrong.mean(axis=0)
    return rows.T @ shares, before


def _chances(scores: Matrix) -> Matrix:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances: Matrix = powers / powers.sum(axis=1, keepdims=True)
    return chances
