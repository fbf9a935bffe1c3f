"""`/opdrachten`: words and filters in, a page of assignments out; every state has an address."""

from collections.abc import Collection

from flask import Blueprint, Response, jsonify, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lobbib.db import get_session, house
from lobbib.queries import assignments, favourites, feed, subjects
from lobbib.search.proposals import Title
from lobbib.web import search_address
from lobbib.web.access import MEMBERS, current_actor, serves
from lobbib.web.search_view import SearchView, Vocabulary

bp = Blueprint("search", __name__)

# The script asks for the parts of the page that change while somebody types.
PARTS = "X-Lobbib-Parts"


@bp.before_app_request
def follow_the_feed() -> None:
    """Under a pre-forking server each process starts its own follower, on its first request."""
    if house().config.follow:
        house().search.start()


@bp.get("/opdrachten")
@serves(MEMBERS)
def results() -> ResponseReturnValue:
    session, actor = get_session(), current_actor()
    by_slug = subjects.by_slug(session, actor.school_id)
    tracks = subjects.tracks_of(session, actor.school_id)
    asked, unknown = search_address.read(request.args, search_address.PAGES, by_slug)
    page = house().search.search(actor, asked, feed.position_of(session, actor))
    found = assignments.by_ids(session, actor, (hit.id for hit in page.hits))
    names = {slug: subject.name for slug, subject in by_slug.items()}
    view = SearchView(asked, page, found, Vocabulary(tracks, names), unknown, actor.school_id)
    starred = favourites.among(session, actor, (row.id for row in found))
    return _page_or_parts(view, starred)


@bp.get("/opdrachten/aanvullen")
@serves(MEMBERS)
def complete() -> ResponseReturnValue:
    """What the words may become and titles like them, for the list under the field."""
    found = house().search.propose(current_actor(), request.args.get("q", ""))
    return jsonify(words=found.words, titles=[_to_go_to(one) for one in found.titles])


def _to_go_to(one: Title) -> dict[str, str]:
    url = url_for("assignments.show", assignment_id=one.id)
    return {"title": one.title, "school": one.school, "url": url}


def _page_or_parts(view: SearchView, starred: Collection[int]) -> Response:
    template = "search/parts.html" if PARTS in request.headers else "search/results.html"
    response = make_response(render_template(template, view=view, starred=starred))
    response.headers["Vary"] = f"{PARTS}, Cookie"
    return response
