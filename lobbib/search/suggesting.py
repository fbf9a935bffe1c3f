"""What to propose for a lesson that is being written: the one place where all voices meet."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lobbib.domain import tagging as rules
from lobbib.domain.assignments import Activity
from lobbib.domain.circumstances import circumstances
from lobbib.domain.lesson_facts import Named, classes, minutes
from lobbib.domain.policy import Actor
from lobbib.domain.tagging import Lesson, Neighbour, Reading, Suggested
from lobbib.domain.tracks import Track
from lobbib.queries import subjects
from lobbib.search import tagging
from lobbib.search.fitting import Fits, Fitting
from lobbib.search.learned import reading_of
from lobbib.search.neighbours import Memories


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Everything with the words that led to it; empty, or None, where the text says nothing."""

    competencies: tuple[Suggested, ...]
    years: tuple[Named[int], ...]
    tracks: tuple[Named[Track], ...]
    subjects: tuple[Named[str], ...]
    activity: Named[Activity] | None
    minutes: Named[int] | None
    parents: tuple[str, ...]
    outside: tuple[str, ...]
    dossier: tuple[str, ...]


class Suggester:
    """One per process; safe to use from several threads."""

    def __init__(self) -> None:
        self._memories = Memories(tagging.examples)
        self._fits = Fits(tagging.untagged)
        self._is_warm = False

    def warm_up(self) -> None:
        """Learn in the background what the examples teach, before somebody waits for it."""
        if not self._is_warm:
            self._is_warm = True
            threading.Thread(target=tagging.read_all, name="suggester", daemon=True).start()

    def suggest(
        self, session: Session, actor: Actor, lesson: Lesson, but: int | None = None
    ) -> Suggestions:
        """What fits `lesson`, at the actor's school; `but` is the assignment being edited."""
        reading = reading_of(lesson)
        near = self._memories.near(session, actor, reading.terms, but)
        found = subjects.by_slug(session, actor.school_id)
        names = {slug: subject.name for slug, subject in found.items()}
        return suggestions(reading, near, names)

    def fitting(self, session: Session, actor: Actor, mark: object = None) -> Fitting:
        """By competence: the own school's shared assignments that are not tagged with it though
        their text fits it, by id, each with the words that say so; ids ascending.

        What did not change is remembered. Of a large folder that nobody asked about before, only
        what could be read in `fitting.PATIENCE` seconds is told; the rest is read on meanwhile.
        `mark` is an object that is the same for as long as no assignment of the school changed:
        then the answer is the one before.
        """
        return self._fits.of(session, actor, mark)


def suggestions(reading: Reading, near: list[Neighbour], names: Mapping[str, str]) -> Suggestions:
    """`names` are the subjects of the school by slug."""
    text = reading.text
    years, tracks = classes(text)
    around = circumstances(reading, tagging.circumstance_lexicon())
    return Suggestions(
        competencies=rules.suggest(reading, tagging.competency_lexicon(), tagging.weights(), near),
        years=years,
        tracks=tracks,
        subjects=tagging.names_of(names).find(text),
        activity=around.activity,
        minutes=minutes(text),
        parents=around.parents,
        outside=around.outside,
        dossier=around.dossier,
    )
