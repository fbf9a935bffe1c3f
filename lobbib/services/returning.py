"""A Word file that lobbib made and that comes back by import: what it says, and of what it is.

`services.importing` makes a concept of it that names its original; from there its author decides
whether the original is brought up to date.
"""

import hashlib
import json
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from lobbib.domain import policy
from lobbib.domain.assignments import Content, Origin, Visibility
from lobbib.domain.originals import FOLLOWED, Mark, check_of
from lobbib.domain.policy import Actor
from lobbib.exchange.blocks import blocks_of
from lobbib.exchange.items import content_to_dict, from_item
from lobbib.exchange.reading.lesson import Lesson
from lobbib.exchange.reading.own import Own
from lobbib.models import Assignment
from lobbib.queries import assignments, subjects

MARKED = ("body", "notes", "needs")


@dataclass(frozen=True, slots=True)
class Original:
    """What a file was made of, and of which version of it."""

    source: Assignment
    version: int

    def says(self, content: Content) -> bool:
        """Whether `content` has nothing that does not stand there already."""
        now = self.source.content
        return all(getattr(now, name) == getattr(content, name) for name in FOLLOWED)


def original_of(session: Session, actor: Actor, mark: Mark | None) -> Original | None:
    """The assignment of a mark, if it is one of this library that the actor can see."""
    if mark is None:
        return None
    for source in assignments.by_ids(session, actor, [mark.assignment_id]):
        if check_of(source.created_at) == mark.check and 1 <= mark.version <= source.version:
            return Original(source, mark.version)
    return None


def content_of(
    session: Session, actor: Actor, lesson: Lesson, own: Own, original: Original | None
) -> Content:
    """What a file of ours says, as a concept of the actor's school begins with it."""
    names = subjects.names_of(session, actor.school_id)
    texts = {name: getattr(lesson, name) for name in ("title", "summary", "body", "notes", "needs")}
    if original is not None:
        texts |= _as_written(texts, original.source.content)
    item = {**own.values, **texts, "questions": list(lesson.questions)}
    content = from_item(item | {"subjects": _slugs(own.subjects, names)}).content
    content = replace(content, visibility=Visibility.SCHOOL)
    if original is None or policy.is_own_school(actor, original.source):
        return content
    return replace(content, origin=Origin.PERMISSION)


def _as_written(texts: dict[str, str], there: Content) -> dict[str, str]:
    """Of what reads the same as in the original the very marks that stand there: Word keeps what a
    text looks like, and not by which of several marks.
    """
    same = (name for name in MARKED if blocks_of(texts[name]) == blocks_of(getattr(there, name)))
    return {name: getattr(there, name) for name in same}


def _slugs(words: str, names: dict[str, str]) -> list[str]:
    """The subjects in a list; the longest names first, for some have "en" in them."""
    found = []
    for slug, name in sorted(names.items(), key=lambda pair: -len(pair[1])):
        if name in words:
            found.append(slug)
            words = words.replace(name, "")
    return found


def fingerprint(content: Content) -> str:
    """The same for the same assignment, tags and all."""
    return hashlib.sha256(json.dumps(content_to_dict(content)).encode()).hexdigest()
