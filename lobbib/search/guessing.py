"""Tags for a lesson that was read: what its row, its folders and its text say, with those words.

The row goes before the folders, and the folders before the text; within one voice everything that
it says of a tag holds.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from lobbib.domain.lesson_facts import Named as Fact
from lobbib.domain.policy import Actor
from lobbib.domain.tagging import Lesson
from lobbib.queries import subjects
from lobbib.search.named import Named, named
from lobbib.search.phrasebook import Phrasebook
from lobbib.search.suggesting import Suggester, Suggestions

if TYPE_CHECKING:
    from lobbib.exchange.reading.rows import Row

LISTS = ("years", "competencies", "tracks", "subjects")
SINGLE = ("activity", "minutes")
A_LESSON = 15  # minutes; fewer is what a step of it takes
FLAGS = ("parents", "outside", "dossier")

# By field and value: the words that say so. Flags have the value True.
Voice = Mapping[str, Mapping[Any, Sequence[str]]]
Because = dict[str, dict[str, list[str]]]


@dataclass(frozen=True, slots=True)
class Guessed:
    """`values` by field of Content; fields of which nothing was said are left out."""

    values: dict[str, Any]
    because: Because


class Guesser:
    """For one school; what it knows of that is read once."""

    def __init__(self, session: Session, actor: Actor, suggester: Suggester) -> None:
        self._session, self._actor, self._suggester = session, actor, suggester
        names = subjects.names_of(session, actor.school_id)
        self._known = set(names)
        self._phrasebook = Phrasebook(names)

    def place(self, folders: Iterable[str]) -> Voice:
        """What the names of the folders say in which a file lies."""
        return self._words((folder, _as_words(folder)) for folder in folders)

    def guess(self, row: "Row", place: Voice) -> Guessed:
        told = {field: dict.fromkeys(values, ()) for field, values in _cells(row).items()}
        own = self._words((text, text) for text in row.said)
        return _chosen([{**own, **told}, place, self._text(row)])

    def _words(self, texts: Iterable[tuple[str, str]]) -> Voice:
        """Of texts, as they are shown and as they are read."""
        voice: dict[str, dict[Any, list[str]]] = {}
        for shown, text in texts:
            for field, value in self._named(named([text], self._phrasebook)):
                voice.setdefault(field, {}).setdefault(value, []).append(shown)
        return voice

    def _named(self, found: Named) -> Iterable[tuple[str, Any]]:
        for field in LISTS:
            for value in getattr(found, field):
                if field != "subjects" or value in self._known:
                    yield field, value
        if found.activity:
            yield "activity", found.activity
        if found.parents:
            yield "parents", True

    def _text(self, row: "Row") -> Voice:
        told = row.lesson
        lesson = Lesson(told.title, told.summary, told.body, told.questions)
        return _of(self._suggester.suggest(self._session, self._actor, lesson))


def _as_words(folder: str) -> str:
    """The name of a folder as somebody would say it: a folder "Mentor" holds lessons of that."""
    words = folder.replace("_", " ")
    return "mentorles" if words.strip().lower() == "mentor" else words


def _cells(row: "Row") -> dict[str, Sequence[int]]:
    """What stood in a column of its own."""
    found: dict[str, Sequence[int]] = {"years": row.years} if row.years else {}
    return found | ({"minutes": (row.minutes,)} if row.minutes else {})


def _of(found: Suggestions) -> Voice:
    facts: dict[str, Iterable[Fact[Any] | None]] = {
        "years": found.years,
        "tracks": found.tracks,
        "subjects": found.subjects,
        "activity": [found.activity],
        "minutes": [found.minutes if found.minutes and found.minutes.value >= A_LESSON else None],
    }
    voice = {
        field: {fact.value: fact.because for fact in values if fact}
        for field, values in facts.items()
    }
    voice["competencies"] = {one.value: one.because for one in found.competencies}
    flags = {"parents": found.parents, "outside": found.outside, "dossier": found.dossier}
    return voice | {field: {True: words} for field, words in flags.items() if words}


def _chosen(voices: Sequence[Voice]) -> Guessed:
    values: dict[str, Any] = {}
    because: Because = {}
    for field in (*LISTS, *SINGLE, *FLAGS):
        said = next((one for voice in voices if (one := _said(voice, field))), None)
        if said:
            values[field] = tuple(said) if field in LISTS else next(iter(said))
            because[field] = {_key(value): list(words) for value, words in said.items()}
    return Guessed(values, because)


def _said(voice: Voice, field: str) -> Mapping[Any, Sequence[str]]:
    """Two activities in one voice say nothing of which it is."""
    found = voice.get(field, {})
    return {} if field in SINGLE and len(found) > 1 else found


def _key(value: Any) -> str:
    return "1" if value is True else str(getattr(value, "value", value))
