"""What suggestions know: the files of seed/tagging and what they teach, read once in a process."""

import re
import threading
from collections.abc import Iterator, Mapping
from functools import cache

from lobbib.config import packed
from lobbib.domain import lexicon, subject_words
from lobbib.domain import tagging as rules
from lobbib.domain.competencies import Competency
from lobbib.domain.lexicon import Lexicon
from lobbib.domain.subject_words import Names, SubjectWords
from lobbib.domain.tagging import Lesson, Suggested, Weights
from lobbib.queries.tagged import Tagged
from lobbib.search.learned import Example, example_of, learn, reading_of

_ALSO = re.compile(r"\+ (\w+): ")
_turn = threading.Lock()


def _lines(name: str) -> list[str]:
    return (packed("seed") / "tagging" / f"{name}.txt").read_text(encoding="utf-8").splitlines()


@cache
def competency_lexicon() -> Lexicon:
    return lexicon.parse(_lines("lexicon"))


@cache
def circumstance_lexicon() -> Lexicon:
    return lexicon.parse(_lines("circumstances"))


@cache
def common_names() -> tuple[Names, ...]:
    return subject_words.parse(_lines("subjects"))


@cache
def _school_words(subjects: tuple[tuple[str, str], ...]) -> SubjectWords:
    return subject_words.subject_words(common_names(), dict(subjects))


def names_of(subjects: Mapping[str, str]) -> SubjectWords:
    """The words for the subjects of a school, names by slug."""
    return _school_words(tuple(sorted(subjects.items())))


@cache
def examples() -> tuple[Example, ...]:
    """The lessons of seed/tagging/examples.txt."""
    return tuple(_examples(_lines("examples")))


def _examples(lines: list[str]) -> Iterator[Example]:
    competency = ""
    for line in filter(None, map(str.strip, lines)):
        if line.startswith("["):
            competency = line[1:-1]
        elif not line.startswith("#"):
            also = _ALSO.match(line)
            tags = (competency, also[1]) if also else (competency,)
            text = line[also.end() :] if also else line
            yield example_of(Lesson(body=text), [c for c in Competency if c.value in tags])


def untagged(found: Tagged) -> tuple[Suggested, ...]:
    """The competencies that fit a text and that its school did not tag it with."""
    reading = reading_of(found.lesson)
    return rules.untagged(reading, competency_lexicon(), weights(), found.competencies)


@cache
def _weights() -> Weights:
    return learn(examples())


def read_all() -> None:
    """Everything that a first suggestion would have to wait for."""
    weights()
    competency_lexicon()
    circumstance_lexicon()


def weights() -> Weights:
    """What the examples teach. The first who asks waits for it, and others wait along."""
    with _turn:
        return _weights()
