"""Lessons of a school that share words with the one being written, and how they were tagged.

What teachers chose or changed counts from the moment that they saved it: each time somebody asks,
the assignments that changed are read again, and the others are remembered.
"""

import math
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import nlargest

from sqlalchemy.orm import Session

from lobbib.domain.policy import Actor
from lobbib.domain.tagging import Neighbour
from lobbib.queries import tagged
from lobbib.queries.tagged import Tagged
from lobbib.search.analysis import STOP_WORDS, stem
from lobbib.search.learned import Example, example_of, rarity_of

NEAREST = 5  # more or fewer did worse in cross-validation
REMEMBERED = 600  # assignments of a school: those that were changed last
_SMALL = frozenset(stem(word) for word in STOP_WORDS)


@dataclass(frozen=True, slots=True)
class _Known:
    version: int
    example: Example


@dataclass(slots=True)
class Memory:
    """What one school has tagged. `common` are the examples that every school begins with."""

    common: Counter[str]
    among: int
    _known: dict[int, _Known] = field(default_factory=dict)
    _times: Counter[str] = field(default_factory=Counter)
    _lengths: dict[int, float] = field(default_factory=dict)

    def refresh(self, session: Session, actor: Actor) -> None:
        now = tagged.versions(session, actor, REMEMBERED)
        if now == {number: known.version for number, known in self._known.items()}:
            return
        for number in self._known.keys() - now.keys():
            del self._known[number]
        stale = [n for n, version in now.items() if self._version(n) != version]
        for found in tagged.lessons(session, actor, stale):
            self.put(found)
        self.weigh()

    def _version(self, number: int) -> int | None:
        known = self._known.get(number)
        return known.version if known else None

    def put(self, found: Tagged) -> None:
        example = example_of(found.lesson, found.competencies)
        self._known[found.id] = _Known(found.version, example)

    def weigh(self) -> None:
        """Count anew which words are rare; after each change."""
        self._times = self.common + Counter(
            term for known in self._known.values() for term in known.example.terms
        )
        self._lengths = {n: self._length(known.example.terms) for n, known in self._known.items()}

    def near(self, terms: frozenset[str], but: int | None = None) -> list[Neighbour]:
        """The nearest tagged lessons, `but` the one that is being edited."""
        own = self._length(terms)
        if not own:
            return []
        found = self._near(terms - _SMALL, own, but)
        return nlargest(NEAREST, found, key=lambda neighbour: neighbour.likeness)

    def _near(self, terms: frozenset[str], own: float, but: int | None) -> Iterator[Neighbour]:
        for number, known in self._known.items():
            shared = terms & known.example.terms
            if number != but and shared and known.example.competencies:
                alike = sum(self._rarity(term) ** 2 for term in shared)
                likeness = alike / (own * self._lengths[number])
                yield Neighbour(likeness, known.example.competencies, shared)

    def _length(self, terms: frozenset[str]) -> float:
        return math.sqrt(sum(self._rarity(term) ** 2 for term in terms - _SMALL))

    def _rarity(self, term: str) -> float:
        return rarity_of(self._times[term], self.among + len(self._known))


class Memories:
    """The memory of each school. Safe to use from several threads.

    `examples` are asked for when the first school comes along.
    """

    def __init__(self, examples: Callable[[], Sequence[Example]]) -> None:
        self._examples = examples
        self._turn = threading.Lock()
        self._of_school: dict[int, Memory] = {}

    def near(
        self, session: Session, actor: Actor, terms: frozenset[str], but: int | None
    ) -> list[Neighbour]:
        with self._turn:
            memory = self._memory_of(actor.school_id)
            memory.refresh(session, actor)
            return memory.near(terms, but)

    def _memory_of(self, school_id: int) -> Memory:
        if school_id not in self._of_school:
            self._of_school[school_id] = memory_after(self._examples())
        return self._of_school[school_id]


def memory_after(examples: Sequence[Example]) -> Memory:
    """The memory of a school that has tagged nothing yet."""
    times = Counter(term for example in examples for term in example.terms)
    return Memory(times, len(examples))
