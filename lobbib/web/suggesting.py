"""Suggestions as JSON, as offers in the form, and as what the form then does with them."""

import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from threading import Lock
from typing import Any

from lobbib.domain.assignments import MAX_LENGTHS, MAX_QUESTIONS
from lobbib.domain.lesson_facts import Named
from lobbib.domain.opening import closed
from lobbib.domain.tagging import Lesson
from lobbib.errors import Invalid, Throttled
from lobbib.search.suggesting import Suggestions
from lobbib.web.alike import Alike

TEXTS = ("title", "summary", "body")
MOST_ROWS = 2 * MAX_QUESTIONS  # empty rows of a form among them
NOT_TEXT = "Stuur hier een tekst."
TOO_LONG = "Dit is te lang."
NOT_QUESTIONS = f"Stuur een lijst van hoogstens {MOST_ROWS} vragen."
NO_OBJECT = "Stuur een JSON-object."
TOO_FAST = "Dat gaat te snel. Wacht even."


def lesson_from(sent: object) -> tuple[Lesson, int | None]:
    """What was sent to the API: the lesson, and the number of the assignment that is being edited.

    Raises Invalid with what cannot be read, by field.
    """
    if not isinstance(sent, dict):
        raise Invalid({"": NO_OBJECT})
    problems = {name: problem for name in TEXTS if (problem := _problem(name, sent.get(name, "")))}
    questions = sent.get("questions", [])
    if not _are_questions(questions):
        problems["questions"] = NOT_QUESTIONS
    if problems:
        raise Invalid(problems)
    texts = {name: sent.get(name) or "" for name in TEXTS}
    number = sent.get("id")
    edited = number if isinstance(number, int) else None
    return Lesson(**texts, questions=tuple(questions)), edited


def _problem(name: str, text: object) -> str:
    if text is not None and not isinstance(text, str):
        return NOT_TEXT
    return TOO_LONG if len(text or "") > MAX_LENGTHS[name] else ""


def _are_questions(sent: object) -> bool:
    return (
        isinstance(sent, list)
        and len(sent) <= MOST_ROWS
        and all(isinstance(q, str) and len(q) <= MAX_LENGTHS["question"] for q in sent)
    )


def to_json(
    found: Suggestions, questions: Sequence[str], similar: Iterable[Alike] = ()
) -> dict[str, Any]:
    """`because` holds the words behind the plain values, by field and value."""
    return {
        "competencies": [
            {"value": one.value.value, "score": round(one.score, 3), "because": list(one.because)}
            for one in found.competencies
        ],
        "years": [one.value for one in found.years],
        "tracks": [one.value.value for one in found.tracks],
        "subjects": [one.value for one in found.subjects],
        "activity": found.activity.value.value if found.activity else None,
        "minutes": found.minutes.value if found.minutes else None,
        "parents": bool(found.parents),
        "outside": bool(found.outside),
        "dossier": bool(found.dossier),
        "because": because(found),
        "similar": [one.to_json() for one in similar],
        "closed_questions": list(_closed(questions)),
    }


def because(found: Suggestions) -> dict[str, dict[str, list[str]]]:
    named: Mapping[str, Sequence[Named[Any]]] = {
        "years": found.years,
        "tracks": found.tracks,
        "subjects": found.subjects,
        "activity": [found.activity] if found.activity else [],
        "minutes": [found.minutes] if found.minutes else [],
    }
    values = {
        name: {str(one.value): list(one.because) for one in values}
        for name, values in named.items()
    }
    flags = {"parents": found.parents, "outside": found.outside, "dossier": found.dossier}
    return values | {name: {"1": list(words)} for name, words in flags.items() if words}


def _closed(questions: Sequence[str]) -> Iterator[dict[str, Any]]:
    for row, text in enumerate(questions):
        if found := closed(text):
            yield {
                "index": row,
                "hint": found.hint,
                "better": found.better,
                "starts": list(found.starts),
            }


class Pace:
    """So many requests of one person within so many seconds, in this process."""

    def __init__(self, most: int, seconds: int) -> None:
        self.most, self.seconds = most, seconds
        self._turn = Lock()
        self._asked: dict[int, deque[float]] = {}

    def claim(self, person: int) -> None:
        """Count a request. Raises Throttled when it is one too many."""
        now = time.monotonic()
        with self._turn:
            asked = self._asked.setdefault(person, deque())
            while asked and asked[0] <= now - self.seconds:
                asked.popleft()
            if len(asked) >= self.most:
                raise Throttled(max(1, round(asked[0] + self.seconds - now)), TOO_FAST)
            asked.append(now)
