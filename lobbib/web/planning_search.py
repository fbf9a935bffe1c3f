"""The small search with which something is chosen for a place on the board, or for a call."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import render_template
from flask.typing import ResponseReturnValue

from lobbib.db import get_session, house
from lobbib.domain import policy
from lobbib.domain.policy import Actor
from lobbib.models import Assignment, ClassType
from lobbib.queries import assignments, feed, school_shape
from lobbib.search.request import MAX_QUERY_LENGTH, SearchPage, SearchRequest
from lobbib.web.access import current_actor
from lobbib.web.planning_address import Placing, Shape

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Found:
    """A page of the small search. `rows` are those of `page` that still can be seen."""

    page: SearchPage
    rows: list[Assignment]

    @property
    def more(self) -> int:
        return max(self.page.total - len(self.rows), 0)


def find(actor: Actor, asked: SearchRequest) -> Found:
    """Titles alone: nothing of the texts is read."""
    session = get_session()
    asked = replace(asked, quoted=False)
    page = house().search.search(actor, asked, feed.position_of(session, actor))
    return Found(page, assignments.by_ids(session, actor, (hit.id for hit in page.hits)))


def page(asked: Placing, shape: Shape, complaints: Sequence[str]) -> ResponseReturnValue:
    """Choose an assignment; the place that was chosen before comes along."""
    session, actor = get_session(), current_actor()
    chosen = _class_type(asked, shape)
    period = asked.period_id and school_shape.find_period(session, actor, asked.period_id)
    return render_template(
        "planning/choose.html",
        asked=asked,
        class_type=chosen,
        period=period,
        year=_year(asked, chosen),
        found=find(actor, _request(asked, chosen)),
        complaints=complaints,
        may_plan=policy.can_plan_something(actor),
    )


def _class_type(asked: Placing, shape: Shape) -> ClassType | None:
    return next((row for row in shape.class_types if row.id == asked.class_type_id), None)


def _year(asked: Placing, chosen: ClassType | None) -> int | None:
    return chosen.year if chosen else asked.year


def _request(asked: Placing, chosen: ClassType | None) -> SearchRequest:
    """Narrowed to the year and the competence at hand, unless somebody wants all."""
    words = asked.words[:MAX_QUERY_LENGTH]
    year = _year(asked, chosen)
    if asked.wide:
        return SearchRequest(words=words, per_page=SHOWN)
    return SearchRequest(
        words=words,
        years=frozenset([year] if year else []),
        competencies=frozenset([asked.competency] if asked.competency else []),
        per_page=SHOWN,
    )
