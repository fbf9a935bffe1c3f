"""Take in what a school already has: each lesson that was read becomes a concept of the actor's.

What the folders and the cells say is filled in; the rest is asked when the concept is shared. The
same words come in once: the same folder again adds nothing.
"""

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from sqlalchemy.orm import Session

from lobbib.domain.assignments import Content, Status, normalized
from lobbib.domain.policy import Actor
from lobbib.domain.privacy import signs_of_pupil_data
from lobbib.exchange.bad_files import Reason
from lobbib.exchange.reading.rows import Row
from lobbib.queries import revisions, subjects
from lobbib.search.named import Named, named
from lobbib.search.phrasebook import Phrasebook
from lobbib.services.assignments import add
from lobbib.services.transaction import transaction


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one lesson. `private` names what looks like data about pupils."""

    title: str
    assignment_id: int | None
    reason: Reason | None = None
    private: tuple[str, ...] = ()


class Importer:
    """One import of the actor's: what is in already is read once, at its beginning."""

    def __init__(self, session: Session, actor: Actor) -> None:
        self.session, self.actor = session, actor
        names = subjects.names_of(session, actor.school_id)
        self._known = set(names)
        self._phrasebook = Phrasebook(names)
        self._tracks = subjects.tracks_of(session, actor.school_id)
        first = revisions.first_texts(session, actor)
        self._seen = {fingerprint(title, body) for title, body in first}

    def take_in(self, path: str, rows: Sequence[Row]) -> list[Taken]:
        """Add the lessons of one file, all or none. `path` is its place in the folder, with /.

        Raises Unavailable.
        """
        folders = [_as_words(part) for part in PurePosixPath(_nfc(path)).parts[:-1]]
        placed = named(folders, self._phrasebook)
        contents = [self._content(row, placed) for row in rows]
        with transaction(self.session, self.actor):
            return [self._added(content) for content in contents]

    def _content(self, row: Row, placed: Named) -> Content:
        """What the row says itself goes before what its folder says."""
        said = named(row.said, self._phrasebook)
        chosen = set(said.subjects or placed.subjects) & self._known
        return normalized(
            Content(
                title=row.lesson.title,
                body=row.lesson.body,
                summary=row.lesson.summary,
                notes=row.lesson.notes,
                needs=row.lesson.needs,
                questions=row.lesson.questions,
                years=row.years or placed.years,
                competencies=said.competencies,
                tracks=said.tracks or placed.tracks or self._tracks,
                subjects=tuple(chosen),
                activity=said.activity or placed.activity,
                minutes=row.minutes,
                parents=said.parents or placed.parents,
            )
        )

    def _added(self, content: Content) -> Taken:
        words = fingerprint(content.title, content.body)
        if words in self._seen:
            return Taken(content.title, None, Reason.DUPLICATE)
        self._seen.add(words)
        row = add(self.session, self.actor, content, Status.CONCEPT)
        return Taken(content.title, row.id, private=signs(content))


def _as_words(folder: str) -> str:
    """The name of a folder as somebody would say it: a folder "Mentor" holds lessons of that."""
    words = folder.replace("_", " ")
    return "mentorles" if words.strip().lower() == "mentor" else words


def signs(content: Content) -> tuple[str, ...]:
    """What in any text of `content` looks like data about a pupil."""
    texts = (content.title, content.body, content.notes, *content.questions)
    return tuple(dict.fromkeys(sign for text in texts for sign in signs_of_pupil_data(text)))


def fingerprint(title: str, body: str) -> str:
    """The same for the same words, however they were laid out or in whatever letters saved."""
    words = "".join(character for character in _nfc(f"{title} {body}") if character.isalnum())
    return hashlib.sha256(words.casefold().encode("utf-8", "replace")).hexdigest()


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
