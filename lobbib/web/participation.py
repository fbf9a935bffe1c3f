"""Wie doet mee: per subject what is there, planned and done; of a person only to that person."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lobbib.db import get_session
from lobbib.queries import participation as reads
from lobbib.web.access import MEMBERS, current_actor, serves
from lobbib.web.school_shape import asked_year

bp = Blueprint("participation", __name__)


@bp.get("/jaarplanning/vakken")
@serves(MEMBERS)
def index() -> ResponseReturnValue:
    session, actor, year = get_session(), current_actor(), asked_year()
    return render_template(
        "planning/subjects.html",
        school_year=year,
        subjects=reads.by_subject(session, actor, year),
        own=reads.own(session, actor, year),
    )
