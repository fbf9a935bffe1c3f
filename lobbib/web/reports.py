"""Pages to tell the decaan that something is wrong, and for the decaan to deal with it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lobbib.db import get_session
from lobbib.domain import policy
from lobbib.errors import Forbidden, Invalid
from lobbib.queries import assignments
from lobbib.queries import reports as queries
from lobbib.services import reports as services
from lobbib.web.access import MEMBERS, REPORT_READERS, current_actor, serves
from lobbib.web.forms.assignments import ReportForm

bp = Blueprint("reports", __name__)


@bp.route("/opdrachten/<int:assignment_id>/melden", methods=["GET", "POST"])
@serves(MEMBERS)
def new(assignment_id: int) -> ResponseReturnValue:
    session, actor = get_session(), current_actor()
    assignment = assignments.get_visible(session, actor, assignment_id)
    if not policy.can_report(actor, assignment):
        raise Forbidden
    form, code = ReportForm(), 200
    school = assignment.school.name
    if request.method == "POST":
        try:
            services.report_problem(session, actor, assignment_id, form.text.data or "")
        except Invalid as error:
            form.refuse(error)
            code = 422
        else:
            flash(f"Dank je wel. De decaan van {school} krijgt je melding.", "success")
            return redirect(url_for("assignments.show", assignment_id=assignment_id), 303)
    is_own = policy.is_own_school(actor, assignment)
    page = render_template(
        "assignments/report.html", form=form, assignment=assignment, is_own=is_own
    )
    return page, code


@bp.get("/meldingen")
@serves(REPORT_READERS)
def index() -> str:
    session, actor = get_session(), current_actor()
    return render_template(
        "assignments/reports.html",
        waiting=queries.open_reports(session, actor),
        answered=queries.answered_reports(session, actor),
    )


@bp.post("/meldingen/<int:report_id>/afhandelen")
@serves(REPORT_READERS)
def answer(report_id: int) -> ResponseReturnValue:
    services.answer_report(get_session(), current_actor(), report_id)
    flash("De melding is afgehandeld.", "success")
    return redirect(url_for("reports.index"), 303)
