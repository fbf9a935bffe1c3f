"""The star, what somebody keeps at hand, and the lists that colleagues share."""

from urllib.parse import urldefrag

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lobbib.db import get_session
from lobbib.errors import Invalid
from lobbib.models.favourites import MAX_NAME
from lobbib.queries import favourites
from lobbib.services import favourites as services
from lobbib.web.access import MEMBERS, current_actor, serves
from lobbib.web.addresses import safe_path

bp = Blueprint("favourites", __name__)

# star.js asks with this, and changes the star itself.
SCRIPT = "X-Lobbib-Star"


@bp.get("/favorieten")
@serves(MEMBERS)
def index() -> ResponseReturnValue:
    return _page()


def _page(typed: str = "", problem: str = "", code: int = 200) -> ResponseReturnValue:
    session, actor = get_session(), current_actor()
    page = render_template(
        "favourites/index.html",
        rows=favourites.of_actor(session, actor),
        shared=favourites.list_of_actor(session, actor),
        lists=favourites.lists_of_colleagues(session, actor),
        longest=MAX_NAME,
        typed=typed,
        problem=problem,
    )
    return page, code


@bp.get("/favorieten/<int:list_id>")
@serves(MEMBERS)
def show(list_id: int) -> str:
    """A colleague's list."""
    session, actor = get_session(), current_actor()
    chosen = favourites.shared(session, actor, list_id)
    rows = favourites.of_list(session, actor, chosen)
    starred = favourites.among(session, actor, (row.id for row in rows))
    return render_template("favourites/list.html", chosen=chosen, rows=rows, starred=starred)


@bp.post("/favorieten/delen")
@serves(MEMBERS)
def share() -> ResponseReturnValue:
    typed = request.form.get("name", "")
    try:
        row = services.share_list(get_session(), current_actor(), typed)
    except Invalid as error:
        return _page(typed, error.fields["name"], 422)
    flash(f"Je collega's kunnen nu meelezen met ‘{row.name}’.", "success")
    return redirect(url_for("favourites.index"), 303)


@bp.post("/favorieten/niet-delen")
@serves(MEMBERS)
def stop_sharing() -> ResponseReturnValue:
    services.stop_sharing(get_session(), current_actor())
    flash("Je lijst is weer alleen van jou.", "success")
    return redirect(url_for("favourites.index"), 303)


@bp.post("/opdrachten/<int:assignment_id>/favoriet")
@serves(MEMBERS)
def star(assignment_id: int) -> ResponseReturnValue:
    """Back to where the star stood, at that very assignment."""
    wanted = request.form.get("aan") == "1"
    services.set_favourite(get_session(), current_actor(), assignment_id, wanted)
    if SCRIPT in request.headers:
        return "", 204
    back = safe_path(request.form.get("terug"))
    if back is None:
        return redirect(url_for("assignments.show", assignment_id=assignment_id), 303)
    return redirect(f"{urldefrag(back).url}#opdracht-{assignment_id}", 303)
