"""The next school year as a copy of this one, with what was archived or changed since."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lobbib.db import get_session
from lobbib.errors import Invalid
from lobbib.queries import home as boards
from lobbib.services import planning_years as services
from lobbib.web.access import LINE_MANAGERS, current_actor, serves
from lobbib.web.school_shape import asked_year

bp = Blueprint("planning_years", __name__)


@bp.get("/jaarplanning/kopie")
@serves(LINE_MANAGERS)
def index() -> ResponseReturnValue:
    """`schooljaar` is the year that is to be planned; it begins as a copy of the one before."""
    session, actor, target = get_session(), current_actor(), asked_year()
    return render_template(
        "planning/copy.html",
        target=target,
        source=target.previous,
        review=services.review(session, actor, target.previous),
        is_planned=boards.is_planned(session, actor, target),
    )


@bp.post("/jaarplanning/kopie")
@serves(LINE_MANAGERS)
def copy() -> ResponseReturnValue:
    session, actor, target = get_session(), current_actor(), asked_year()
    try:
        copied = services.copy_year(session, actor, target.previous, target)
    except Invalid as error:
        session.rollback()
        flash(" ".join(error.fields.values()), "warning")
        return redirect(url_for("planning_years.index", schooljaar=str(target)), 303)
    flash(f"{copied.number} keer gepland in {target}, als in {target.previous}.", "success")
    if copied.archived or copied.homeless or copied.changed or copied.not_done:
        return redirect(url_for("planning_years.index", schooljaar=str(target)), 303)
    return redirect(url_for("planning.board", schooljaar=str(target)), 303)
