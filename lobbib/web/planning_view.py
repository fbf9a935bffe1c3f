"""What the board of the LOB-jaarplanning shows: rows, cells and cards, and who may do what."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from babel.dates import format_date

from lobbib.domain import policy
from lobbib.domain.planning import Reach
from lobbib.domain.policy import Actor
from lobbib.models import ClassType, Period
from lobbib.queries.planning import Board, Placed
from lobbib.web.planning_address import BoardAddress, Shape


@dataclass(frozen=True, slots=True)
class Cell:
    """A class type in a period."""

    class_type: ClassType
    period: Period
    cards: list[Placed]
    may_add: bool


@dataclass(frozen=True, slots=True)
class Row:
    class_type: ClassType
    cells: list[Cell]


@dataclass(frozen=True)
class BoardView:
    asked: BoardAddress
    board: Board
    shape: Shape
    actor: Actor
    today: date

    @cached_property
    def rows(self) -> list[Row]:
        """One for each class type; with a filter on what stands there, those that have some."""
        chosen = self.asked.class_type_id
        found = [
            self._row(class_type)
            for class_type in self.board.class_types
            if chosen in (None, class_type.id)
        ]
        if not (self.asked.subject or self.asked.mine):
            return found
        return [row for row in found if any(cell.cards for cell in row.cells)]

    def _row(self, class_type: ClassType) -> Row:
        in_use = class_type.archived_at is None
        may_add = in_use and policy.can_plan_on(self.actor, class_type.id)
        return Row(
            class_type,
            [
                Cell(class_type, period, list(self._cards(class_type, period)), may_add)
                for period in self.board.periods
            ],
        )

    def _cards(self, class_type: ClassType, period: Period) -> Iterator[Placed]:
        for card in self.board.at(class_type.id, period.id):
            if self.asked.subject not in (None, card.subject_slug):
                continue
            if not self.asked.mine or self._is_mine(card):
                yield card

    def may_change(self, card: Placed) -> bool:
        return policy.can_plan(self.actor, card.subject_id, card.class_type_id)

    def _is_mine(self, card: Placed) -> bool:
        return policy.is_own_lesson(self.actor, card.subject_id, card.class_type_id)

    @cached_property
    def may_change_any(self) -> bool:
        cards = (card for row in self.rows for cell in row.cells for card in cell.cards)
        return any(self.may_change(card) for card in cards)

    @cached_property
    def number(self) -> int:
        """How many cards are shown."""
        return sum(len(cell.cards) for row in self.rows for cell in row.cells)

    @property
    def school_years(self) -> list[dict[str, object]]:
        return [
            {
                "label": str(year),
                "url": self.asked.url(school_year=year),
                "current": year == self.asked.school_year,
            }
            for year in self.shape.school_years
            if abs(year.start - self.asked.school_year.start) <= 1
        ]

    @property
    def subjects(self) -> Mapping[str, str]:
        """Those that stand on this board, and the one that was chosen."""
        used = {card.subject_slug for cards in self.board.placed.values() for card in cards} | {
            self.asked.subject
        }
        return {slug: row.name for slug, row in self.shape.subjects.items() if slug in used}

    def is_now(self, period: Period) -> bool:
        return period.first_day <= self.today <= period.last_day

    @property
    def has_passed(self) -> bool:
        return self.asked.school_year.has_passed(self.today)


def facts_of(card: Placed) -> str:
    """ "Mentorles · een deel"; what is usual is not said."""
    said = [card.subject_name or "", Reach.PART.label.lower() if card.reach is Reach.PART else ""]
    return " · ".join(text for text in said if text)


def days(period: Period) -> str:
    """ "17 aug – 8 nov"."""
    ends = (format_date(day, "d MMM", locale="nl") for day in (period.first_day, period.last_day))
    return " – ".join(ends)


def usual_subject(actor: Actor, shape: Shape) -> str:
    """The one subject that somebody teaches; none where that is not clear."""
    own = [slug for slug, row in shape.subjects.items() if row.id in actor.subject_ids]
    return own[0] if len(own) == 1 else ""
