"""Reading by JSON, with a token or the session cookie; `openapi.json` describes it."""

from typing import Any

from flask import Blueprint, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from lobbib.db import get_session, house
from lobbib.domain.school_years import SchoolYear
from lobbib.exchange.coverage import to_json
from lobbib.exchange.items import to_item
from lobbib.models import Assignment
from lobbib.queries import assignments, feed, subjects
from lobbib.search.request import Hit
from lobbib.web import coverage_address, errors, openapi, search_address
from lobbib.web.access import ANYONE, MEMBERS, current_actor, serves
from lobbib.web.coverage_matter import today
from lobbib.web.parameters import Unknown

bp = Blueprint("api", __name__, url_prefix="/api/v1")

NO_SUCH_LAYER = "Deze laag is er niet. Vraag layer=available, planned of done."


@bp.get("/openapi.json")
@serves(ANYONE)
def description() -> ResponseReturnValue:
    return jsonify(openapi.DOCUMENT)


@bp.get("/assignments")
@serves(MEMBERS)
def search() -> ResponseReturnValue:
    session, actor = get_session(), current_actor()
    slugs = subjects.by_slug(session, actor.school_id)
    asked, unknown = search_address.read(request.args, search_address.API, slugs)
    page = house().search.search(actor, asked, feed.position_of(session, actor))
    hits = {hit.id: hit for hit in page.hits}
    found = assignments.by_ids(session, actor, hits)
    return jsonify(
        total=page.total,
        items=[_item(assignment) | _found(hits[assignment.id]) for assignment in found],
        facets=page.facets,
        corrected=page.corrected,
        suggested=page.suggested,
        understood=[
            {"words": one.words, "as": one.as_, "value": one.value, "filters": one.filters}
            for one in page.understood
        ],
        loosened=page.loosened,
        behind=page.behind or not page.ready,
        ignored=_ignored(unknown),
    )


@bp.get("/assignments/<int:assignment_id>")
@serves(MEMBERS)
def assignment(assignment_id: int) -> ResponseReturnValue:
    found = assignments.get_visible(get_session(), current_actor(), assignment_id)
    return jsonify(_item(found))


@bp.get("/coverage")
@serves(MEMBERS)
def coverage() -> ResponseReturnValue:
    session, actor, day = get_session(), current_actor(), today()
    slugs = subjects.by_slug(session, actor.school_id)
    names = coverage_address.API
    asked, unknown = coverage_address.read(request.args, names, slugs, SchoolYear.of(day))
    if any(missed.name == names.layer for missed in unknown):
        return errors.answer(400, NO_SUCH_LAYER, {names.layer: NO_SUCH_LAYER})
    figures = house().line.figures(session, actor, asked, day)
    return jsonify(to_json(figures) | {"ignored": _ignored(unknown)})


def _ignored(unknown: list[Unknown]) -> list[dict[str, str]]:
    return [{"parameter": missed.name, "value": missed.value} for missed in unknown]


def _item(found: Assignment) -> dict[str, Any]:
    url = url_for("assignments.show", assignment_id=found.id, _external=True)
    return to_item(found, current_actor(), url)


def _found(hit: Hit) -> dict[str, Any]:
    marks = [list(mark) for mark in hit.snippet.marks]
    snippet = {"field": hit.snippet.field, "text": hit.snippet.text, "marks": marks}
    return {"score": round(hit.score, 4), "snippet": snippet}
