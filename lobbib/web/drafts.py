"""Where the script of the form leaves what is half typed, and where somebody throws it away."""

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from lobbib.db import get_session
from lobbib.domain.drafts import typed_of
from lobbib.services import drafts as services
from lobbib.services.drafts import Outcome, Sent
from lobbib.web.access import MEMBERS, current_actor, serves
from lobbib.web.forms.assignments import whole
from lobbib.web.looking_through import FROM_LIST

bp = Blueprint("drafts", __name__, url_prefix="/opdrachten")
CODES = {Outcome.KEPT: 200, Outcome.ELSEWHERE: 409, Outcome.ENDED: 410}


@bp.post("/klad")
@serves(MEMBERS)
def keep_new() -> ResponseReturnValue:
    return _keep(None)


@bp.post("/<int:assignment_id>/klad")
@serves(MEMBERS)
def keep(assignment_id: int) -> ResponseReturnValue:
    return _keep(assignment_id)


def _keep(assignment_id: int | None) -> ResponseReturnValue:
    """200 when it is kept; 410 when that draft has ended, 409 when another window goes on with it.

    The answer is for the script alone, which then knows what to do.
    """
    sent = Sent(
        token=request.form.get("draft", ""),
        page=request.form.get("draft_page", ""),
        number=_number("draft_number"),
        base=_number("draft_base"),
        typed=typed_of(request.form.to_dict(flat=False)),
    )
    outcome = services.keep(get_session(), current_actor(), assignment_id, sent)
    return jsonify(outcome=outcome.name.lower()), CODES[outcome]


def _number(name: str) -> int:
    number = whole(request.form.get(name, ""))
    return number if isinstance(number, int) else 0


@bp.post("/klad/<int:draft_id>/weggooien")
@serves(MEMBERS)
def throw_away(draft_id: int) -> ResponseReturnValue:
    assignment_id = services.throw_away(get_session(), current_actor(), draft_id)
    flash("Weggegooid.", "success")
    if request.form.get("next") == "mijn":
        return redirect(url_for("assignments.mine"), 303)
    if assignment_id is None:
        return redirect(url_for("assignments.new"), 303)
    more = FROM_LIST if request.form.get("next") == "map" else dict[str, Any]()
    return redirect(url_for("assignments.edit", assignment_id=assignment_id, **more), 303)
