"""What the first page knows of the planning: my period, my class, what waits, a call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from lobbib.db import get_session, house
from lobbib.domain.files import MEGABYTE, size_text
from lobbib.domain.policy import Actor, Role
from lobbib.domain.school_years import SchoolYear
from lobbib.domain.seasons import Season
from lobbib.models import Call, Period
from lobbib.queries import assignments, attachments, calls, home, planning, school_shape
from lobbib.queries.planning import Placed
from lobbib.search.engine import IndexStatus
from lobbib.web.deliveries import Question, questions
from lobbib.web.wording import when

ASKED_AT_HOME = 12
BACKUP_DAYS = 2
NO_BACKUP = "Er is er nog geen. Vraag wie de server beheert om er elke nacht een te maken."
LATE_BACKUP = "Dat is lang geleden: vraag het na bij wie de server beheert."


class Lesson(NamedTuple):
    """One assignment with all class types for which it stands there."""

    first: Placed
    class_types: tuple[str, ...]


def lessons(placed: Sequence[Placed]) -> list[Lesson]:
    """In the order in which they stand there."""
    groups: dict[tuple[int, int | None], list[Placed]] = {}
    for one in placed:
        groups.setdefault((one.assignment_id, one.subject_id), []).append(one)
    return [Lesson(g[0], tuple(one.class_type_name for one in g)) for g in groups.values()]


@dataclass(frozen=True)
class HomePlan:
    """Read when the template asks: nobody waits for what their page does not show."""

    actor: Actor
    today: date

    @cached_property
    def period(self) -> Period | None:
        return school_shape.period_at(get_session(), self.actor.school_id, self.today)

    @cached_property
    def mine(self) -> list[Placed]:
        """Of one's own subjects and class types, in this period."""
        return planning.mine(get_session(), self.actor, self.period) if self.period else []

    @property
    def of_subjects(self) -> list[Lesson]:
        """For "Mijn periode": to a mentor without what stands under "mijn klas" already."""
        shown = self.of_class
        return lessons([one for one in self.mine if one not in shown])

    @property
    def of_class(self) -> list[Placed]:
        """What stands for the own class; only a mentor has one."""
        if Role.MENTOR not in self.actor.roles:
            return []
        return [one for one in self.mine if one.class_type_id in self.actor.class_type_ids]

    @cached_property
    def talk(self) -> Mapping[int, tuple[str, ...]]:
        """The questions for the conversation, by assignment."""
        ids = [one.assignment_id for one in self.of_class]
        found = assignments.by_ids(get_session(), self.actor, dict.fromkeys(ids))
        return {row.id: tuple(row.questions) for row in found}

    @cached_property
    def unanswered(self) -> int:
        """How many this person may answer for."""
        return planning.count_unanswered(get_session(), self.actor, self.today)

    @cached_property
    def waiting(self) -> list[Question]:
        """What is asked on the first page itself: the own ones, if they are not too many."""
        own = planning.own_unanswered(get_session(), self.actor, self.today)
        return questions(own) if len(own) <= ASKED_AT_HOME else []

    @cached_property
    def call(self) -> Call | None:
        """One that nobody has to answer: for one's own subject first."""
        found = [
            call
            for call in calls.open_for(get_session(), self.actor)
            if all(given.user_id != self.actor.user_id for given in call.answers)
        ]
        own = (call for call in found if call.subject_id is not None)
        return next(own, found[0] if found else None)

    @cached_property
    def class_names(self) -> list[str]:
        own = school_shape.class_types(get_session(), self.actor.school_id)
        return [row.name for row in own if row.id in self.actor.class_type_ids]

    @property
    def season(self) -> Season:
        return Season.of(self.today)

    @property
    def school_year(self) -> SchoolYear:
        return SchoolYear.of(self.today)


def upkeep(actor: Actor, now: datetime) -> dict[str, str]:
    """Whether the installation is well, in words, for who keeps it."""
    used = attachments.used_by_school(get_session(), actor.school_id)
    room = size_text(house().config.quota_mb * MEGABYTE)
    return {
        "Laatste back-up": _backup_in_words(home.last_backup(get_session()), now),
        "Zoeken": search_in_words(house().search.status()),
        "Bestanden": f"{size_text(used)} van {room}" if used else f"Nog geen, van {room}",
    }


def _backup_in_words(at: datetime | None, now: datetime) -> str:
    if at is None:
        return NO_BACKUP
    said = f"{when(at, now).capitalize()}."
    return f"{said} {LATE_BACKUP}" if now - at > timedelta(days=BACKUP_DAYS) else said


def search_in_words(status: IndexStatus) -> str:
    if status.state == "trouble":
        return "Zoeken op woorden gaat nu niet goed. lobbib probeert het zelf te herstellen."
    if status.state == "missing":
        return "De index wordt gemaakt. Dat duurt even."
    if status.lag:
        return "De laatste wijzigingen komen er zo bij."
    return "Alles is te vinden."
