"""What resembles an assignment or a lesson that is being written, of what the reader may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import url_for

from lobbib.db import get_session, house
from lobbib.domain.assignments_in_words import years_text
from lobbib.domain.tagging import Lesson
from lobbib.models import Assignment
from lobbib.queries import assignments
from lobbib.search.similar import Similar
from lobbib.search.texts import Texts
from lobbib.web.access import current_actor

MOST = 2  # that the form shows


@dataclass(frozen=True, slots=True)
class Alike:
    """An assignment that resembles something, and the words that they share.

    `is_same`: it may well be the same lesson.
    """

    assignment: Assignment
    words: tuple[str, ...]
    is_same: bool

    @property
    def whence(self) -> str:
        years, school = years_text(self.assignment.years), self.assignment.school
        is_own = school.id == current_actor().school_id
        return " · ".join(filter(None, (years, "onze school" if is_own else school.name)))

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.assignment.id,
            "title": self.assignment.title,
            "whence": self.whence,
            "url": url_for("assignments.show", assignment_id=self.assignment.id),
            "adapt": url_for("assignments.adapt", assignment_id=self.assignment.id),
            "because": list(self.words),
        }


def nearly_the_same(lesson: Lesson, edited: int | None) -> list[Alike]:
    """What may well be the same lesson; `edited` is the assignment that is being edited."""
    number = edited or 0
    found = house().search.similar(current_actor(), _texts(lesson, number))
    return _readable([one for one in found if one.is_same], number)[:MOST]


def resembling(assignment: Assignment) -> list[Alike]:
    """What resembles an assignment that the reader may see, a concept too."""
    content = assignment.content
    lesson = Lesson(content.title, content.summary, content.body, content.questions)
    found = house().search.similar(current_actor(), _texts(lesson, assignment.id))
    return _readable(found, assignment.id)


def _texts(lesson: Lesson, number: int) -> Texts:
    written = {"title": lesson.title, "summary": lesson.summary, "body": lesson.body}
    written["questions"] = "\n".join(lesson.questions)
    return Texts(number, current_actor().school_id, True, written)


def _readable(found: Iterable[Similar], number: int) -> list[Alike]:
    """Without what assignment `number` was made of: its own page says that."""
    by_id = {one.id: one for one in found}
    if not by_id:
        return []
    rows = assignments.by_ids(get_session(), current_actor(), [*by_id, number])
    source = next((row.based_on_id for row in rows if row.id == number), None)
    kept = (row for row in rows if row.id in by_id and row.id != source)
    return [Alike(row, by_id[row.id].words, by_id[row.id].is_same) for row in kept]
