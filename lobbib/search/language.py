"""What a school's own words mean: its subjects, and its thesaurus beside the common one."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from sqlalchemy.orm import Session

from lobbib.config import packed
from lobbib.domain.policy import Actor
from lobbib.queries import subjects
from lobbib.search.phrasebook import Phrasebook
from lobbib.search.thesaurus import Line, Thesaurus


@dataclass(frozen=True, slots=True)
class Language:
    """How the people of one school speak."""

    phrasebook: Phrasebook
    thesaurus: Thesaurus


class Languages:
    """The language of each school, made anew when its words change. Safe to use from threads."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._known: dict[int, tuple[object, Language]] = {}

    def of(self, session: Session, actor: Actor) -> Language:
        found = subjects.by_slug(session, actor.school_id)
        names = {slug: subject.name for slug, subject in found.items()}
        stamp = tuple(names.items())
        with self._turn:
            known = self._known.get(actor.school_id)
            if known is None or known[0] != stamp:
                known = (stamp, Language(Phrasebook(names), Thesaurus(common_lines())))
                self._known[actor.school_id] = known
            return known[1]


@cache
def common_lines() -> tuple[Line, ...]:
    """The lines of seed/thesaurus.txt."""
    text = (packed("seed") / "thesaurus.txt").read_text(encoding="utf-8")
    return tuple(_lines(text))


def _lines(text: str) -> Iterator[Line]:
    for line in text.splitlines():
        content = line.partition("#")[0].strip()
        if content:
            one_way = ">" in content
            words = content.replace(">", "|").split("|")
            yield Line(tuple(word.strip() for word in words), one_way)
