"""Beside quantity quality: conversations, parents, outside, dossier, spread, another form."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Generic

from lobbib.domain.assignments import Activity
from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import Column, Set
from lobbib.domain.planning import YearTarget


@dataclass(frozen=True, slots=True)
class YearQuality:
    """What reaches everybody in one year. Each number counts distinct assignments.

    `conversations`: with questions for the conversation afterwards. `periods`: by number of the
    period, those without any left out; empty for what is not planned.
    """

    assignments: int = 0
    conversations: int = 0
    parents: int = 0
    outside: int = 0
    dossier: int = 0
    periods: Mapping[int, int] = field(default_factory=dict)
    target: YearTarget = field(default_factory=YearTarget)

    @property
    def is_met(self) -> bool:
        """Whether what was agreed on for the whole year is there."""
        return (
            self.assignments >= self.target.assignments
            and self.conversations >= self.target.conversations
            and len(self.periods) >= self.target.periods
        )

    @property
    def only_period(self) -> int | None:
        """The period in which everything falls, where there is more than one thing to spread."""
        return next(iter(self.periods)) if self.assignments > 1 and len(self.periods) == 1 else None


@dataclass(frozen=True, slots=True)
class CompetencyQuality:
    """In which forms a competence comes, in their order, and the ids of the assignments that come
    in several years as they are: the same worksheet again.
    """

    activities: tuple[Activity, ...] = ()
    same: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Quality:
    years: Mapping[int, YearQuality]
    competencies: Mapping[Competency, CompetencyQuality]


@dataclass(frozen=True, slots=True)
class Traits(Generic[Set]):
    """What is known of assignments, as sets of ids; each mapping has all of its keys."""

    competencies: Mapping[Competency, Set]
    activities: Mapping[Activity, Set]
    questions: Set
    parents: Set
    outside: Set
    dossier: Set


def weigh(
    columns: Mapping[int, Column[Set]],
    traits: Traits[Set],
    periods: Mapping[int, Mapping[int, Set]],
    targets: Mapping[int, YearTarget],
) -> Quality:
    """`periods`: per year, by number, what reaches everybody in it; empty for "available"."""
    tagged = reduce(or_, traits.competencies.values())
    met = {year: column.everybody & tagged for year, column in columns.items()}
    return Quality(
        years={
            year: _of_year(ids, traits, periods.get(year, {}), targets.get(year, YearTarget()))
            for year, ids in met.items()
        },
        competencies={
            c: _of_competency([ids & traits.competencies[c] for ids in met.values()], traits)
            for c in Competency
        },
    )


def _of_year(
    ids: Set, traits: Traits[Set], periods: Mapping[int, Set], target: YearTarget
) -> YearQuality:
    spread = {number: len(ids & periods[number]) for number in sorted(periods)}
    return YearQuality(
        assignments=len(ids),
        conversations=len(ids & traits.questions),
        parents=len(ids & traits.parents),
        outside=len(ids & traits.outside),
        dossier=len(ids & traits.dossier),
        periods={number: found for number, found in spread.items() if found},
        target=target,
    )


def _of_competency(years: list[Set], traits: Traits[Set]) -> CompetencyQuality:
    once = years[0]
    again = once - once
    for ids in years[1:]:
        again, once = again | (once & ids), once | ids
    kinds = tuple(kind for kind, found in traits.activities.items() if len(once & found))
    return CompetencyQuality(_in_order(kinds), tuple(sorted(again)))


def _in_order(kinds: Iterable[Activity]) -> tuple[Activity, ...]:
    found = set(kinds)
    return tuple(activity for activity in Activity if activity in found)
