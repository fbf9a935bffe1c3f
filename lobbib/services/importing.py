"""Take in what a school already has: each lesson that was read becomes a concept of the actor's.

    importer = Importer(session, actor, suggester, quota_mb=…)
    importer.already(sha256)              the assignment that this very file is in, if any
    found = importer.prepare(path, rows)  reads only: what each lesson would become, and why
    importer.add(found, file)             in a running transaction: the concepts, with the file
    importer.keep()                       that transaction went through

What the folders, the cells and the text say is filled in, with the words that led to it; the rest
is asked when the concept is shared. The same words come in once: the same folder adds nothing.
"""

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from sqlalchemy.orm import Session

from lobbib.domain import likeness
from lobbib.domain.assignments import Content, Origin, Status, normalized
from lobbib.domain.importing import folders_of
from lobbib.domain.policy import Actor
from lobbib.domain.privacy import signs_of_pupil_data
from lobbib.exchange.bad_files import Reason
from lobbib.exchange.files import Inspected
from lobbib.exchange.reading.lesson import Lesson
from lobbib.exchange.reading.own import Own
from lobbib.exchange.reading.rows import Row
from lobbib.models import Assignment
from lobbib.queries import attachments as files
from lobbib.queries import revisions, subjects
from lobbib.search import Suggester
from lobbib.search.guessing import Because, Guesser, Voice
from lobbib.search.similar import words_of
from lobbib.services import returning
from lobbib.services.assignments import add
from lobbib.services.attachments import attach, check_room
from lobbib.services.returning import Original
from lobbib.services.transaction import transaction


class File(NamedTuple):
    """A document that is kept with what it became."""

    inspected: Inspected
    content: BinaryIO


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a lesson would become. `because` as Guesser gives it; `like`: what tells the
    same lesson already.
    """

    content: Content
    because: Because
    fingerprint: str
    words: likeness.Words
    like: int | None
    original: Original | None = None
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one lesson. `private` names what looks like data about pupils; of what was in
    already `same_as` is the assignment that has it. `left_out` as a Lesson says it.
    """

    title: str
    assignment_id: int | None
    reason: Reason | None = None
    private: tuple[str, ...] = ()
    because: Because | None = None
    like: int | None = None
    same_as: int | None = None
    left_out: tuple[str, ...] = ()


class Importer:
    """One import of the actor's: what is in already is read once, at its beginning."""

    def __init__(
        self,
        session: Session,
        actor: Actor,
        suggester: Suggester,
        *,
        quota_mb: int,
        origin: Origin = Origin.OWN,
    ) -> None:
        self.session, self.actor = session, actor
        self._quota_mb, self._origin = quota_mb, origin
        self._guesser = Guesser(session, actor, suggester)
        self._tracks = subjects.tracks_of(session, actor.school_id)
        first = revisions.first_texts(session, actor)
        self._seen = {fingerprint(title, body): number for number, title, body in first}
        self._fresh: dict[str, tuple[int, likeness.Words]] = {}
        self._known = likeness.Known()
        for number, title, body in first:
            self._known.add(number, words_of(title, body))

    def already(self, sha256: str) -> Assignment | None:
        """What the actor sees that this file is with, and that has it still."""
        return files.with_content(self.session, self.actor, sha256)

    def take_in(self, path: str, rows: Sequence[Row], file: File | None = None) -> list[Taken]:
        """Add the lessons of one file, all or none. `path` is its place in the folder, with /.

        Raises Invalid, at "file", where the school has no room for it, and Unavailable.
        """
        found = self.prepare(path, rows)
        with transaction(self.session, self.actor):
            taken = self.add(found, file)
        self.keep()
        return taken

    def prepare(self, path: str, rows: Sequence[Row]) -> list[Prepared]:
        place = self._guesser.place(folders_of(_nfc(path)))
        return [self._prepared(row, place) for row in rows]

    def _prepared(self, row: Row, place: Voice) -> Prepared:
        if row.own is not None:
            return self._returned(row.lesson, row.own)
        guessed = self._guesser.guess(row, place)
        content = normalized(
            Content(
                title=row.lesson.title,
                summary=row.lesson.summary,
                body=row.lesson.body,
                notes=row.lesson.notes,
                needs=row.lesson.needs,
                questions=row.lesson.questions,
                origin=self._origin,
                **guessed.values | {"tracks": guessed.values.get("tracks") or self._tracks},
            )
        )
        mark, words = (
            fingerprint(content.title, content.body),
            words_of(content.title, content.body),
        )
        like = self._known.nearest(words) if mark not in self._seen else None
        left_out = row.lesson.left_out
        return Prepared(content, guessed.because, mark, words, like, left_out=left_out)

    def _returned(self, lesson: Lesson, own: Own) -> Prepared:
        """A file that lobbib made: it says itself what its tags are, and of what it was made."""
        original = returning.original_of(self.session, self.actor, own.mark)
        content = returning.content_of(self.session, self.actor, lesson, own, original)
        like = original.source.id if original else None
        mark = returning.fingerprint(content)
        words = words_of(content.title, content.body)
        return Prepared(content, {}, mark, words, like, original, lesson.left_out)

    def add(self, found: Sequence[Prepared], file: File | None = None) -> list[Taken]:
        """Within the caller's transaction. A file goes with what it became, unless that is several
        things: a sheet says as much of one of them as of the others.
        """
        self._fresh = {}
        return [self._added(one, file if len(found) == 1 else None) for one in found]

    def keep(self) -> None:
        """The caller's transaction went through: what it added is in from now on."""
        for mark, (number, words) in self._fresh.items():
            self._seen[mark] = number
            self._known.add(number, words)
        self._fresh = {}

    def _added(self, one: Prepared, file: File | None) -> Taken:
        same = self._number_of(one.fingerprint)
        if same is not None:
            return Taken(one.content.title, None, Reason.DUPLICATE, same_as=same)
        original = one.original
        if original is not None and original.says(one.content):
            return Taken(one.content.title, None, Reason.DUPLICATE, same_as=original.source.id)
        source, version = (original.source, original.version) if original else (None, None)
        row = add(
            self.session, self.actor, one.content, Status.CONCEPT, based_on=source, taken=version
        )
        if file is not None:
            kept = file.inspected
            check_room(self.session, self.actor, kept.sha256, kept.size, self._quota_mb)
            attach(self.session, self.actor, row, kept, file.content)
        self._fresh[one.fingerprint] = row.id, one.words
        said = signs(one.content)
        return Taken(
            one.content.title,
            row.id,
            private=said,
            because=one.because,
            like=one.like,
            left_out=one.left_out,
        )

    def _number_of(self, mark: str) -> int | None:
        """The assignment that has this text already."""
        return self._fresh[mark][0] if mark in self._fresh else self._seen.get(mark)


def signs(content: Content) -> tuple[str, ...]:
    """What in any text of `content` looks like data about a pupil."""
    texts = (
        *(content.title, content.summary, content.body, content.notes, content.needs),
        *content.questions,
    )
    return tuple(dict.fromkeys(sign for text in texts for sign in signs_of_pupil_data(text)))


def fingerprint(title: str, body: str) -> str:
    """The same for the same words, however they were laid out or in whatever letters saved."""
    words = "".join(character for character in _nfc(f"{title} {body}") if character.isalnum())
    return hashlib.sha256(words.casefold().encode("utf-8", "replace")).hexdigest()


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
