"""The first page: for each role its own next step, as far as that exists. Roles add up."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lobbib.db import get_session, house
from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import Coverage, Selection
from lobbib.domain.layers import Asked, Layer
from lobbib.domain.line_in_words import line_in_words, track_in_words
from lobbib.domain.policy import Role
from lobbib.domain.school_years import SchoolYear
from lobbib.domain.seasons import Season
from lobbib.domain.tracks import Track, years_of
from lobbib.models import School
from lobbib.queries import home as queries
from lobbib.queries import reports, subjects
from lobbib.services.transaction import utc_now
from lobbib.web.access import MEMBERS, current_actor, serves
from lobbib.web.home_view import HomePlan, upkeep
from lobbib.web.planning_address import today

bp = Blueprint("home", __name__)
MISSING_SHOWN = 3


class Missing(NamedTuple):
    """A line that breaks in the same way on these tracks, in words."""

    competency: Competency
    words: str
    tracks: list[Track]


@bp.get("/")
@serves(MEMBERS)
def index() -> ResponseReturnValue:
    session, actor = get_session(), current_actor()
    plan = HomePlan(actor, today())
    lines = _lines(plan.today) if actor.roles & {Role.DECAAN, Role.TEAMLEIDER} else {}
    return render_template(
        "home/index.html",
        roles=actor.roles,
        Role=Role,
        plan=plan,
        Season=Season,
        years=years_of(session.get_one(School, actor.school_id).tracks),
        concepts=queries.concepts(session, actor),
        newest=queries.newest_in_own_subjects(session, actor),
        is_empty=Role.DECAAN in actor.roles and queries.is_empty(session, actor),
        has_subjects=bool(actor.subject_ids),
        missing=_missing(lines),
        reports=reports.count_open(session, actor),
        summaries=[(track, track_in_words(coverage)) for track, coverage in lines.items()],
        staff=queries.staff(session, actor) if Role.BEHEERDER in actor.roles else None,
        upkeep=upkeep(actor, utc_now()) if Role.BEHEERDER in actor.roles else {},
    )


def _lines(day: date) -> dict[Track, Coverage]:
    """The line of every track of the school: what is planned, or what there is where nothing is."""
    session, actor, year = get_session(), current_actor(), SchoolYear.of(day)
    layer = Layer.PLANNED if queries.is_planned(session, actor, year) else Layer.AVAILABLE
    asked = {
        track: Asked(year, layer, selection=Selection(track=track))
        for track in subjects.tracks_of(session, actor.school_id)
    }
    ledger = house().line.ledger(session, actor)
    return {track: ledger.figures(one, day).own for track, one in asked.items()}


def _missing(lines: Mapping[Track, Coverage]) -> list[Missing]:
    """What is missing in most years, over all tracks together; at most three."""
    tracks, years = defaultdict(list), Counter[tuple[Competency, str]]()
    for track, coverage in lines.items():
        for competency, line in coverage.lines.items():
            if not line.is_continuous:
                what = (competency, line_in_words(line))
                tracks[what].append(track)
                years[what] += len(line.years)
    return [Missing(*what, tracks[what]) for what, _ in years.most_common(MISSING_SHOWN)]
