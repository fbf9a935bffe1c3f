"""Reading by JSON, with a token or the session cookie; `openapi.json` describes it.

The one POST changes nothing: it asks what fits a text that is too long for an address.
"""

from typing import Any

from flask import Blueprint, current_app, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from lobbib.db import get_session, house
from lobbib.domain.school_years import SchoolYear
from lobbib.exchange.coverage import to_json
from lobbib.exchange.items import to_item
from lobbib.models import Assignment
from lobbib.queries import assignments, feed, subjects
from lobbib.search.request import Hit
from lobbib.web import alike, coverage_address, errors, openapi, search_address, suggesting
from lobbib.web.access import ANYONE, MEMBERS, current_actor, current_login, serves
from lobbib.web.coverage_matter import today
from lobbib.web.parameters import Unknown

bp = Blueprint("api", __name__, url_prefix="/api/v1")

SUGGESTIONS_A_MINUTE = 120  # typing asks for one each time that it pauses
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
    figures = house().line.ledger(session, actor).figures(asked, day)
    return jsonify(to_json(figures) | {"ignored": _ignored(unknown)})


@bp.post("/suggestions")
@serves(MEMBERS)
def suggestions() -> ResponseReturnValue:
    """What fits a lesson that is being written. `id` is the assignment that is being edited."""
    _refuse_forged()
    actor = current_actor()
    _pace().claim(actor.user_id)
    lesson, edited = suggesting.lesson_from(_sent())
    found = house().suggester.suggest(get_session(), actor, lesson, edited)
    similar = alike.nearly_the_same(lesson, edited)
    return jsonify(suggesting.to_json(found, lesson.questions, similar))


def _sent() -> object:
    """What came as JSON; None where it is none, or lists within lists without end."""
    try:
        return request.get_json(force=True, silent=True)
    except RecursionError:
        return None


def _refuse_forged() -> None:
    """A cookie comes along by itself, so it needs a token of our own page; a bearer does not."""
    login = current_login()
    if login is not None and login.token and current_app.config["WTF_CSRF_ENABLED"]:
        current_app.extensions["csrf"].protect()


def _pace() -> suggesting.Pace:
    pace: suggesting.Pace = current_app.extensions.setdefault(
        "lobbib-pace", suggesting.Pace(SUGGESTIONS_A_MINUTE, 60)
    )
    return pace


def _ignored(unknown: list[Unknown]) -> list[dict[str, str]]:
    return [{"parameter": missed.name, "value": missed.value} for missed in unknown]


def _item(found: Assignment) -> dict[str, Any]:
    url = url_for("assignments.show", assignment_id=found.id, _external=True)
    return to_item(found, current_actor(), url)


def _found(hit: Hit) -> dict[str, Any]:
    marks = [list(mark) for mark in hit.snippet.marks]
    snippet = {"field": hit.snippet.field, "text": hit.snippet.text, "marks": marks}
    return {"score": round(hit.score, 4), "snippet": snippet}
