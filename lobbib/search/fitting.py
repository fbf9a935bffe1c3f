"""Which assignments of a school fit a competence that they are not tagged with: for the line.

Reading a text takes a millisecond or two, and it is read once for each version. Who asks first for
a large folder waits a moment and gets what is known by then; a thread reads on in the background.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from lobbib.domain.competencies import Competency
from lobbib.domain.policy import Actor
from lobbib.domain.tagging import Suggested
from lobbib.queries import tagged
from lobbib.queries.tagged import Tagged

PATIENCE = 0.3  # seconds that somebody who asks waits for texts that were not read yet
BREATH = 0.002  # seconds after each text that other threads have to themselves
AT_ONCE = 2_500  # texts that one question has read, those that changed last; the next goes on
MAX_SCHOOLS = 200  # that are remembered

Fitting = Mapping[Competency, Mapping[int, tuple[str, ...]]]
Read = Callable[[Tagged], tuple[Suggested, ...]]

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Shelf:
    """What is known of one school: by id the version that was read, and what fits it."""

    known: dict[int, tuple[int, tuple[Suggested, ...]]] = field(default_factory=dict)
    under_way: set[int] = field(default_factory=set)
    done: threading.Event = field(default_factory=threading.Event)
    mark: object = None
    answer: Fitting = field(default_factory=dict)

    def stale(self, now: Mapping[int, int]) -> list[int]:
        return [
            number
            for number, version in now.items()
            if number not in self.under_way and not self._knows(number, version)
        ]

    def _knows(self, number: int, version: int) -> bool:
        return number in self.known and self.known[number][0] == version

    def forget(self, now: Mapping[int, int]) -> None:
        """What has another version by now, or is shared no more."""
        for number in [n for n, (version, _) in self.known.items() if now.get(n) != version]:
            del self.known[number]

    def told(self) -> Fitting:
        told: dict[Competency, dict[int, tuple[str, ...]]] = {c: {} for c in Competency}
        for number in sorted(self.known):
            for one in self.known[number][1]:
                told[one.value][number] = one.because
        return {competency: found for competency, found in told.items() if found}


class Fits:
    """What fits at each school. Safe to use from several threads.

    `read` tells of one text which competencies fit it beside its tags.
    """

    def __init__(self, read: Read) -> None:
        self._read = read
        self._turn = threading.Lock()
        self._of_school: dict[int, _Shelf] = {}

    def of(self, session: Session, actor: Actor, mark: object = None) -> Fitting:
        with self._turn:
            shelf = self._shelf(actor.school_id)
            if mark is not None and mark is shelf.mark:
                return shelf.answer
        now = tagged.versions(session, actor)
        with self._turn:
            stale = shelf.stale(now)[:AT_ONCE]
        if stale:
            self._begin(shelf, tagged.lessons(session, actor, stale))
        shelf.done.wait(PATIENCE)
        with self._turn:
            shelf.forget(now)
            told = shelf.told()
            if len(shelf.known) == len(now):
                shelf.mark, shelf.answer = mark, told
            return told

    def _shelf(self, school_id: int) -> _Shelf:
        if school_id not in self._of_school:
            if len(self._of_school) >= MAX_SCHOOLS:
                self._of_school.pop(next(iter(self._of_school)))
            self._of_school[school_id] = _Shelf()
            self._of_school[school_id].done.set()
        return self._of_school[school_id]

    def _begin(self, shelf: _Shelf, found: Sequence[Tagged]) -> None:
        with self._turn:  # somebody else may have begun with them meanwhile
            mine = [one for one in found if one.id not in shelf.under_way]
            shelf.under_way.update(one.id for one in mine)
            shelf.done.clear()
        work = threading.Thread(target=self._read_all, args=(shelf, mine), daemon=True)
        work.start()

    def _read_all(self, shelf: _Shelf, found: Sequence[Tagged]) -> None:
        try:
            for one in found:
                fits = self._read(one)
                with self._turn:
                    shelf.known[one.id] = (one.version, fits)
                time.sleep(BREATH)
        except Exception:  # a text that cannot be read must not keep everybody waiting
            log.exception("what fits cannot be told")
        finally:
            with self._turn:
                shelf.under_way.difference_update(one.id for one in found)
                if not shelf.under_way:
                    shelf.done.set()
