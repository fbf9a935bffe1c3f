"""What a school's own words mean: its subjects, and its thesaurus beside the common one."""

import threading
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lobbib.domain.policy import Actor
from lobbib.queries import subjects
from lobbib.queries import thesaurus as reads
from lobbib.search.phrasebook import Phrasebook
from lobbib.search.thesaurus import Thesaurus


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
        """Asked before every search: two small questions to the database."""
        names = subjects.names_of(session, actor.school_id)
        stamp = (names, reads.stamp_of(session, actor.school_id))
        with self._turn:
            known = self._known.get(actor.school_id)
        if known is None or known[0] != stamp:
            lines = reads.lines_of(session, actor.school_id)
            known = (stamp, Language(Phrasebook(names), Thesaurus(lines)))
            with self._turn:
                self._known[actor.school_id] = known
        return known[1]
