"""What a page or a file of the line is about: what was asked, and the figures that answer it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import NamedTuple

from flask import request

from lobbib.db import get_session, house
from lobbib.domain.coverage import Coverage
from lobbib.domain.layers import Asked, Layer
from lobbib.domain.school_years import SchoolYear
from lobbib.domain.tracks import Track
from lobbib.exchange.picture import Extras, Moment
from lobbib.models import Milestone, School
from lobbib.queries import school_shape, subjects
from lobbib.search.line import Figures, Ledger
from lobbib.services.transaction import utc_now
from lobbib.web.access import current_actor
from lobbib.web.coverage_address import PAGE, SPOT_NAMES, Links, read
from lobbib.web.parameters import Unknown
from lobbib.web.wording import AMSTERDAM

DAYS = 365


def today() -> date:
    """The day it is at school."""
    return utc_now().astimezone(AMSTERDAM).date()


class _Days(NamedTuple):
    """By school year: its milestones, and how many periods it has."""

    milestones: Mapping[SchoolYear, list[tuple[date, Milestone]]]
    periods: Mapping[SchoolYear, int]


class Stone(NamedTuple):
    """A milestone in one school year."""

    name: str
    day: date
    school_year: SchoolYear
    years: list[int]


class Calendar:
    """A school's milestones and periods, read once for all lines of it that a request makes."""

    def __init__(self, school_id: int) -> None:
        self._school_id = school_id
        self._read: dict[frozenset[SchoolYear], _Days] = {}

    def of(self, school_years: Iterable[SchoolYear]) -> _Days:
        wanted = frozenset(school_years)
        if wanted not in self._read:
            asked = (get_session(), self._school_id, wanted)
            stones, periods = school_shape.milestones_of(*asked), school_shape.period_counts(*asked)
            self._read[wanted] = _Days(stones, periods)
        return self._read[wanted]


@dataclass(frozen=True)
class Matter:
    """`subjects`: names by slug. `school_years`: those with periods, and this one."""

    asked: Asked
    unknown: list[Unknown]
    school: School
    subjects: Mapping[str, str]
    school_years: tuple[SchoolYear, ...]
    today: date
    calendar: Calendar
    ledger: Ledger
    figures: Figures

    @property
    def own(self) -> Coverage:
        return self.figures.own

    @property
    def track(self) -> Track | None:
        return self.asked.selection.track

    @cached_property
    def links(self) -> Links:
        return Links(self.asked, self.own.years, SchoolYear.of(self.today))

    @property
    def is_planned(self) -> bool:
        """Whether the figures come from a planning, so that there are periods and parts."""
        return self.asked.cohort is not None or self.asked.layer is not Layer.AVAILABLE

    def on(self, track: Track) -> "Matter":
        """The same under the same filters, on `track`."""
        if track is self.track:
            return self
        asked = replace(self.asked, selection=replace(self.asked.selection, track=track))
        return replace(self, asked=asked, figures=self.ledger.figures(asked, self.today))

    def before(self) -> Coverage | None:
        """The same layer a school year earlier, where there is one."""
        earlier = self.asked.school_year.previous
        if not self.is_planned or self.asked.cohort is not None or earlier not in self.school_years:
            return None
        return self.ledger.figures(replace(self.asked, school_year=earlier), self.today).own

    def extras(self) -> Extras:
        """What stands on the map besides the figures."""
        return Extras(tuple(self._moments()), self._spread() if self.is_planned else {})

    @cached_property
    def milestones(self) -> list[Stone]:
        """Those of the track, early to late, with the years of the line that they concern."""
        years_of: dict[SchoolYear, list[int]] = {}
        for year, source in self.figures.sources.items():
            years_of.setdefault(source.school_year, []).append(year)
        found = self.calendar.of(years_of).milestones
        return [
            Stone(row.name, day, school_year, sorted(set(row.years or years) & set(years)))
            for school_year, years in sorted(years_of.items())
            for day, row in found[school_year]
            if not row.tracks or self.track is None or self.track in row.tracks
        ]

    def _moments(self) -> Iterator[Moment]:
        for name, day, school_year, years in self.milestones:
            share = (day - school_year.first_day).days / DAYS
            for year in years:
                yield Moment(year, share, name)

    def _spread(self) -> dict[int, tuple[int, ...]]:
        sources = self.figures.sources.values()
        number_of = self.calendar.of(source.school_year for source in sources).periods
        found = {
            year: tuple(
                self.figures.quality.years[year].periods.get(number, 0)
                for number in range(1, number_of.get(source.school_year, 0) + 1)
            )
            for year, source in self.figures.sources.items()
        }
        return {year: counts for year, counts in found.items() if counts}


def matter_of_request() -> Matter:
    """What the address of this request asks, with its figures."""
    session, actor, day = get_session(), current_actor(), today()
    names = {row.slug: row.name for row in subjects.of_school(session, actor.school_id)}
    now = SchoolYear.of(day)
    asked, unknown = read(request.args, PAGE, names, now)
    made = school_shape.school_years(session, actor.school_id)
    ledger = house().line.ledger(session, actor)
    return Matter(
        asked=asked,
        unknown=[missed for missed in unknown if missed.name not in SPOT_NAMES],
        school=session.get_one(School, actor.school_id),
        subjects=names,
        school_years=tuple(sorted({*made, now})),
        today=day,
        calendar=Calendar(actor.school_id),
        ledger=ledger,
        figures=ledger.figures(asked, day),
    )
