"""The star, and the list of what somebody keeps at hand."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lobbib.db import get_session
from lobbib.queries import favourites
from lobbib.services import favourites as services
from lobbib.web.access import MEMBERS, current_actor, serves

bp = Blueprint("favourites", __name__)


@bp.get("/favorieten")
@serves(MEMBERS)
def index() -> str:
    rows = favourites.of_actor(get_session(), current_actor())
    return render_template("assignments/favourites.html", rows=rows)


@bp.post("/opdrachten/<int:assignment_id>/favoriet")
@serves(MEMBERS)
def star(assignment_id: int) -> ResponseReturnValue:
    wanted = request.form.get("aan") == "1"
    services.set_favourite(get_session(), current_actor(), assignment_id, wanted)
    return redirect(url_for("assignments.show", assignment_id=assignment_id), 303)
