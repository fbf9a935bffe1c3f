"""Synthetic assignments of several schools and boards: numbers first, then texts and rows.

The same corpus for the same size, on any machine. What belongs together in a school does so here:
subjects bring their words, tracks end in their last year, visits go outside, vmbo keeps a dossier.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from lobbib.domain.assignments import Activity, Visibility
from lobbib.domain.competencies import Competency
from lobbib.domain.tracks import Track
from tests.bench.vocabulary import TEXT_FIELDS, Vocabulary, build, zipf

SEED = 20261122
CHUNK = 5_000
# Words per field as in the seed, from–to. Questions are three or four, a line each.
LENGTHS = {"title": (4, 7), "summary": (13, 22), "questions": (30, 46), "body": (133, 216)}
LENGTHS |= {"needs": (8, 25), "notes": (75, 101)}
SHARE_OF_TOPIC = 0.25
TOPIC_WORDS, PLAIN_PER_TOPIC = 240, 24
HIDDEN = 0.06  # concepts and archived ones, beside those that are shared
FIRST_DAY = datetime(2023, 8, 1, tzinfo=UTC)
LAST_DAY = datetime(2026, 11, 1, tzinfo=UTC)
# How a word is written: as it is, with a capital, at the end of a sentence, before a comma …
_FORMS = ("{w}", "{c}", "{w}.", "{c}.", "{w},", "{w}.\n\n", "- {c}", "**{w}**")
PLAIN_FORM, CAPITAL, END, BOTH, COMMA, PARAGRAPH, ITEM, BOLD = range(len(_FORMS))
_ACTIVITIES = list(Activity)
_OUTSIDE = {Activity.VISIT: 0.9, Activity.PLACEMENT: 0.9, Activity.INTERVIEW: 0.5}
_PARENTS = {Activity.INTERVIEW: 0.35, Activity.GUEST_LESSON: 0.3, Activity.CONVERSATION: 0.25}


@dataclass
class Corpus:
    """Everything about `size` shared assignments, and some that are not; ids count from 1.

    Arrays have a place per assignment; `tags[facet]` is a bitmask of the values in `values[facet]`.
    `holders[word]` are the places of assignments that hold a plain word, ascending.
    """

    size: int
    vocabulary: Vocabulary
    schools: int
    boards: np.ndarray
    values: dict[str, list[Any]]
    tags: dict[str, np.ndarray] = field(default_factory=dict)
    school: np.ndarray = field(default_factory=lambda: np.zeros(0))
    status: np.ndarray = field(default_factory=lambda: np.zeros(0))
    visibility: np.ndarray = field(default_factory=lambda: np.zeros(0))
    taken_over: np.ndarray = field(default_factory=lambda: np.zeros(0))
    shared_at: np.ndarray = field(default_factory=lambda: np.zeros(0))
    topic: np.ndarray = field(default_factory=lambda: np.zeros(0))
    holders: dict[str, np.ndarray] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.school)


def plan(size: int, subjects: list[str]) -> Corpus:
    """Schools, tags and dates of a corpus; `texts` then writes it. `subjects` are slugs."""
    dice = np.random.default_rng([SEED, size])
    schools = max(4, round(size / 450))
    values = {
        "years": list(range(1, 7)),
        "competencies": list(Competency),
        "tracks": list(Track),
        "subjects": subjects,
        "activities": _ACTIVITIES,
    }
    values |= {flag: ["1"] for flag in ("parents", "outside", "dossier")}
    boards = dice.integers(0, max(2, schools // 4), schools)  # 0: no board
    boards[0] = boards[0] or 1
    corpus = Corpus(size, build(SEED), schools, boards, values)
    _place(corpus, dice)
    _tag(corpus, dice)
    return corpus


def _place(corpus: Corpus, dice: np.random.Generator) -> None:
    """Whose they are, who sees them, and since when. School 0 is of middling size."""
    number = corpus.size + round(corpus.size * HIDDEN)
    chances = np.roll(zipf(corpus.schools), corpus.schools // 2)
    corpus.school = dice.choice(corpus.schools, number, p=chances)
    hidden = dice.permutation(np.arange(number) >= corpus.size)
    corpus.status = np.where(hidden, dice.choice(["concept", "archief"], number), "gedeeld")
    kinds = [Visibility.EVERYONE.value, Visibility.BOARD.value, Visibility.SCHOOL.value]
    corpus.visibility = dice.choice(kinds, number, p=(0.39, 0.27, 0.34))
    corpus.taken_over = (corpus.visibility == Visibility.SCHOOL.value) & (
        dice.random(number) < 0.12
    )
    seconds = int((LAST_DAY - FIRST_DAY).total_seconds())
    # No two at once, so that "newest first" has one answer only.
    corpus.shared_at = dice.permutation(
        np.linspace(0, seconds, number).astype(np.int64) * 1_000_000
    )
    corpus.shared_at += np.arange(number)


def _tag(corpus: Corpus, dice: np.random.Generator) -> None:
    number = len(corpus)
    tracks = _tracks(corpus, dice)
    last = np.select([tracks >= 32, tracks >= 16], [6, 5], 4)
    first_year = 1 + np.floor(dice.random(number) * last).astype(np.int64)
    second = np.where(dice.random(number) < 0.33, np.minimum(first_year + 1, last), first_year)
    subject = dice.choice(len(corpus.values["subjects"]), number, p=_subject_chances(corpus))
    other = dice.choice(len(corpus.values["subjects"]), number)
    other = np.where(dice.random(number) < 0.17, other, subject)
    competency = _competencies(subject, dice)
    activity = (subject * 3 + dice.integers(0, 5, number)) % len(_ACTIVITIES)
    corpus.tags = {
        "years": _bits(first_year - 1, second - 1),
        "competencies": competency,
        "tracks": tracks,
        "subjects": _bits(subject, other),
        "activities": np.where(dice.random(number) < 0.95, _bits(activity), 0),
        "parents": _flag(activity, _PARENTS, 0.06, dice),
        "outside": _flag(activity, _OUTSIDE, 0.2, dice),
        "dossier": (dice.random(number) < np.where(tracks & 15, 0.5, 0.2)).astype(np.int64),
    }
    corpus.topic = subject * 2 + dice.integers(0, 2, number)


def _bits(*numbers: np.ndarray) -> np.ndarray:
    total = np.zeros(len(numbers[0]), dtype=np.int64)
    for found in numbers:
        total |= np.int64(1) << found.astype(np.int64)
    return total


def _tracks(corpus: Corpus, dice: np.random.Generator) -> np.ndarray:
    """What the school offers, or the upper or lower half of it."""
    offers = np.array([0b111000, 0b110000, 0b111111, 0b001111, 0b111000])
    offered = offers[np.arange(corpus.schools) % len(offers)][corpus.school]
    part = dice.choice(
        np.array([0b111111, 0b110000, 0b001111, 0b100000]), len(corpus), p=(0.5, 0.2, 0.2, 0.1)
    )
    both = offered & part
    return np.where(both, both, offered).astype(np.int64)


def _subject_chances(corpus: Corpus) -> np.ndarray:
    chances = zipf(len(corpus.values["subjects"]), 5.0)
    return chances[::-1]  # mentorles, the last of the list, is the most common


def _competencies(subject: np.ndarray, dice: np.random.Generator) -> np.ndarray:
    number = len(subject)
    usual = (subject * 2) % len(Competency)
    first = np.where(
        dice.random(number) < 0.4, usual, dice.choice(5, number, p=(0.2, 0.15, 0.3, 0.2, 0.15))
    )
    second = np.where(dice.random(number) < 0.35, dice.integers(0, 5, number), first)
    return _bits(first, second)


def _flag(
    activity: np.ndarray, special: dict[Activity, float], usual: float, dice: np.random.Generator
) -> np.ndarray:
    chances = np.array([special.get(value, usual) for value in _ACTIVITIES])
    return (dice.random(len(activity)) < chances[activity]).astype(np.int64)


def texts(corpus: Corpus) -> Iterator[list[dict[str, str]]]:
    """The texts by field, a list of up to 5,000 assignments at a time; fills `holders`."""
    dice = np.random.default_rng([SEED, corpus.size, 1])
    writer = _Writer(corpus, dice)
    holding: list[np.ndarray] = []
    for start in range(0, len(corpus), CHUNK):
        topics = corpus.topic[start : start + CHUNK]
        written: list[dict[str, str]] = [{} for _ in topics]
        for name in TEXT_FIELDS:
            numbers, ends = writer.draw(topics, name)
            holding.append(writer.plain_pairs(numbers, ends, start))
            for texts_of, text in zip(written, writer.write(numbers, ends, name), strict=True):
                texts_of[name] = text
        yield written
    corpus.holders = _by_word(corpus.vocabulary, np.concatenate(holding))


def _by_word(vocabulary: Vocabulary, pairs: np.ndarray) -> dict[str, np.ndarray]:
    """From rows of (word, place) to the places of each word."""
    pairs = np.unique(pairs, axis=0)
    starts = np.searchsorted(pairs[:, 0], vocabulary.plain)
    ends = np.searchsorted(pairs[:, 0], vocabulary.plain, side="right")
    return {
        vocabulary.words[number]: pairs[start:end, 1]
        for number, start, end in zip(vocabulary.plain, starts, ends, strict=True)
    }


class _Writer:
    """Draws the numbers of words for a field of many assignments at once, and writes them out."""

    def __init__(self, corpus: Corpus, dice: np.random.Generator) -> None:
        self.dice = dice
        words = corpus.vocabulary.words
        self.number_of_words = len(words)
        self.common = np.cumsum(corpus.vocabulary.chances)
        self.special = np.cumsum(zipf(TOPIC_WORDS, 12.0))
        self.topics = _topics(corpus, dice)
        self.is_plain = np.zeros(len(words), dtype=bool)
        self.is_plain[corpus.vocabulary.plain] = True
        forms = [
            form.format(w=word, c=word[0].upper() + word[1:]) for form in _FORMS for word in words
        ]
        self.forms = np.array(forms, dtype=object)

    def draw(self, topics: np.ndarray, name: str) -> tuple[np.ndarray, np.ndarray]:
        """The numbers of the words of all texts in a row, and where each text ends."""
        low, high = LENGTHS[name]
        ends = np.cumsum(self.dice.integers(low, high + 1, len(topics)))
        numbers = np.searchsorted(self.common, self.dice.random(ends[-1]) * self.common[-1])
        lengths = np.diff(ends, prepend=0)
        is_topical = self.dice.random(ends[-1]) < (0.7 if name == "title" else SHARE_OF_TOPIC)
        of = np.repeat(topics, lengths)[is_topical]
        ranks = np.searchsorted(self.special, self.dice.random(len(of)) * self.special[-1])
        numbers[is_topical] = self.topics[of, ranks]
        return numbers, ends

    def plain_pairs(self, numbers: np.ndarray, ends: np.ndarray, start: int) -> np.ndarray:
        """(word, place) of each plain word."""
        places = start + np.repeat(np.arange(len(ends)), np.diff(ends, prepend=0))
        kept = self.is_plain[numbers]
        return np.unique(np.stack([numbers[kept], places[kept]], axis=1), axis=0)

    def write(self, numbers: np.ndarray, ends: np.ndarray, name: str) -> Iterator[str]:
        forms = self._forms_of(len(numbers), ends, name)
        words = self.forms[forms * self.number_of_words + numbers].tolist()
        start = 0
        for end in ends.tolist():
            yield " ".join(words[start:end]).strip()
            start = end

    def _forms_of(self, number: int, ends: np.ndarray, name: str) -> np.ndarray:
        """Sentences of some eleven words; paragraphs, lists and bold words in a body."""
        if name == "title":
            forms = np.zeros(number, dtype=np.int64)
            forms[np.concatenate([[0], ends[:-1]])] = CAPITAL
            return forms
        is_end = self.dice.random(number) < 1 / 11
        is_end[ends - 1] = True
        is_start = np.concatenate([[True], is_end[:-1]])
        forms = np.where(self.dice.random(number) < 0.05, COMMA, PLAIN_FORM)
        if name == "body":
            forms = np.where(self.dice.random(number) < 0.01, BOLD, forms)
            is_break = is_end & (self.dice.random(number) < 0.3)
            after_break = np.concatenate([[False], is_break[:-1]])
        forms = np.where(is_end, END, np.where(is_start, CAPITAL, forms))
        forms = np.where(is_end & is_start, BOTH, forms)
        if name == "body":
            forms = np.where(is_break & ~is_start, PARAGRAPH, forms)
            is_item = after_break & is_start & ~is_end & (self.dice.random(number) < 0.4)
            forms = np.where(is_item, ITEM, forms)
        return forms


def _topics(corpus: Corpus, dice: np.random.Generator) -> np.ndarray:
    """For each topic its own words, common to rare; a tenth of them plain, wherever they come."""
    vocabulary = corpus.vocabulary
    number = 2 * len(corpus.values["subjects"])
    usual = dice.choice(vocabulary.content, (number, TOPIC_WORDS), p=vocabulary.weights)
    is_plain = np.argsort(dice.random((number, TOPIC_WORDS)), axis=1) < PLAIN_PER_TOPIC
    return np.where(is_plain, dice.choice(vocabulary.plain, (number, TOPIC_WORDS)), usual)


def shared_at(microseconds: int) -> datetime:
    return FIRST_DAY + timedelta(microseconds=int(microseconds))
