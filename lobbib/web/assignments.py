"""Pages on which an assignment is written, read and printed, and what is done with it whole."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from lobbib.db import get_session
from lobbib.domain import assignments_in_words, policy
from lobbib.domain.assignments import Content, Status
from lobbib.domain.line_in_words import listed
from lobbib.domain.privacy import signs_of_pupil_data
from lobbib.errors import Conflict, Forbidden, Invalid
from lobbib.exchange import markdown
from lobbib.models import Assignment
from lobbib.queries import assignments as queries
from lobbib.queries import subjects
from lobbib.services import assignments as services
from lobbib.web import wording
from lobbib.web.access import MEMBERS, current_actor, serves
from lobbib.web.forms.assignments import AssignmentForm, values_of

bp = Blueprint("assignments", __name__)
bp.add_app_template_filter(assignments_in_words.years_text, "years")
bp.add_app_template_filter(assignments_in_words.tracks_text, "tracks")
bp.add_app_template_filter(assignments_in_words.minutes_text, "minutes")
bp.add_app_template_filter(wording.day, "day")
bp.add_app_template_filter(wording.moment, "moment")
bp.add_app_template_filter(listed, "listed")
bp.add_app_template_filter(signs_of_pupil_data)

SHARED = "Je opdracht staat in onze map. Dank je wel!"
CHANGED = "Je wijziging is bewaard. Dank je wel!"
KEPT = "Je concept is bewaard. Alleen jij ziet het."
SHEETS = {"leerling": "print-pupil", "docent": "print-teacher", "beide": ""}


@bp.app_template_filter("markdown")
def safe_html(text: str) -> Markup:
    return Markup(markdown.to_html(text))  # noqa: S704  # to_html leaves nothing active


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the page offers: the same rules that the services hold to."""

    edit: bool
    share: bool
    archive: bool
    throw_away: bool
    adapt: bool
    report: bool
    see_versions: bool
    see_notes: bool
    change_visibility: bool


def allowed(assignment: Assignment) -> Allowed:
    actor = current_actor()
    return Allowed(
        edit=policy.can_edit(actor, assignment),
        share=policy.can_share(actor, assignment),
        archive=policy.can_archive(actor, assignment),
        throw_away=policy.can_throw_away(actor, assignment),
        adapt=policy.can_adapt(actor, assignment),
        report=policy.can_report(actor, assignment),
        see_versions=policy.can_see_versions(actor, assignment),
        see_notes=policy.can_see_notes(actor, assignment),
        change_visibility=policy.can_change_visibility(actor, assignment),
    )


@bp.route("/opdrachten/nieuw", methods=["GET", "POST"])
@serves(MEMBERS)
def new() -> ResponseReturnValue:
    session, actor = get_session(), current_actor()
    form = _form(Content(tracks=subjects.tracks_of(session, actor.school_id)))
    return _write(
        form,
        None,
        lambda: services.create(session, actor, form.content(), share=form.is_for_sharing),
    )


@bp.route("/opdrachten/<int:assignment_id>/bewerken", methods=["GET", "POST"])
@serves(MEMBERS)
def edit(assignment_id: int) -> ResponseReturnValue:
    session, actor = get_session(), current_actor()
    assignment = queries.get_visible(session, actor, assignment_id)
    if request.method == "GET" and not policy.can_edit(actor, assignment):
        raise Forbidden
    form = _form(assignment.content, assignment.version)

    def save() -> Assignment:
        version = form.seen_version
        share = form.is_for_sharing
        content = form.content()
        return services.save(session, actor, assignment_id, content, version=version, share=share)

    try:
        return _write(form, assignment, save)
    except Conflict as error:
        return _conflict(form, queries.get_visible(session, actor, assignment_id), error)


def _form(content: Content, version: int | None = None) -> AssignmentForm:
    """The form with `content` in it, or with what came along in this request."""
    session, actor = get_session(), current_actor()
    form = AssignmentForm(data=values_of(content) | {"version": version})
    tracks = subjects.tracks_of(session, actor.school_id)
    return form.offer(subjects.of_school(session, actor.school_id), tracks)


def _write(
    form: AssignmentForm, assignment: Assignment | None, save: Callable[[], Assignment]
) -> ResponseReturnValue:
    """Show the form, do what a button in it asks, or save; whatever fails, what was typed stays."""
    if request.method == "GET":
        return _page(form, assignment)
    if command := request.form.get("doe"):
        form.rearrange(command)
        return _page(form, assignment, command=command)
    was_shared = assignment is not None and assignment.status is Status.SHARED
    try:
        saved = save()
    except Invalid as error:
        form.refuse(error)
        return _page(form, assignment, code=422)
    except Forbidden as error:  # archived meanwhile, say: what was typed can become a concept
        return _page(form, assignment, code=403, refused=error)
    flash(_done(saved, was_shared), "success")
    return _to(saved)


def _done(saved: Assignment, was_shared: bool) -> str:
    if saved.status is not Status.SHARED:
        return KEPT
    return CHANGED if was_shared else SHARED


def _page(
    form: AssignmentForm,
    assignment: Assignment | None,
    *,
    code: int = 200,
    command: str = "",
    refused: Forbidden | None = None,
) -> ResponseReturnValue:
    page = render_template(
        "assignments/form.html",
        form=form,
        assignment=assignment,
        may=allowed(assignment) if assignment else None,
        command=command,
        refused=refused,
        Status=Status,
    )
    return page, code


def _conflict(form: AssignmentForm, assignment: Assignment, error: Conflict) -> ResponseReturnValue:
    """Both texts, with what differs; sending the form again saves it on top of the other."""
    session, actor = get_session(), current_actor()
    form.version.data = str(error.current)
    names = {slug: row.name for slug, row in subjects.by_slug(session, actor.school_id).items()}
    page = render_template(
        "assignments/form.html",
        form=form,
        assignment=assignment,
        may=allowed(assignment),
        conflict=wording.content_differences(assignment.content, form.draft(), names),
        colleague=queries.last_editor(session, assignment),
        Status=Status,
    )
    return page, 409


def _to(assignment: Assignment) -> ResponseReturnValue:
    return redirect(url_for("assignments.show", assignment_id=assignment.id), 303)


@bp.get("/opdrachten/<int:assignment_id>")
@serves(MEMBERS)
def show(assignment_id: int) -> str:
    session, actor = get_session(), current_actor()
    assignment = queries.get_visible(session, actor, assignment_id)
    return render_template(
        "assignments/show.html",
        assignment=assignment,
        may=allowed(assignment),
        is_own=policy.is_own_school(actor, assignment),
        is_author=policy.is_author(actor, assignment),
        source=queries.source_of(session, actor, assignment),
        Status=Status,
    )


@bp.get("/opdrachten/<int:assignment_id>/print")
@serves(MEMBERS)
def print_sheets(assignment_id: int) -> str:
    """The sheets alone: for pupils, for the teacher, or both."""
    assignment = queries.get_visible(get_session(), current_actor(), assignment_id)
    sheet = request.args.get("blad", "")
    return render_template(
        "assignments/print.html",
        assignment=assignment,
        may=allowed(assignment),
        sheet=sheet if sheet in SHEETS else "beide",
        sheets=SHEETS,
    )


@bp.get("/opdrachten/mijn")
@serves(MEMBERS)
def mine() -> str:
    session, actor = get_session(), current_actor()
    found = queries.mine(session, actor)
    by_status = {status: [row for row in found if row.status is status] for status in Status}
    return render_template(
        "assignments/mine.html",
        by_status=by_status,
        is_decaan=policy.Role.DECAAN in actor.roles,
        Status=Status,
    )


@bp.post("/opdrachten/voorbeeld")
@serves(MEMBERS)
def preview() -> str:
    """The HTML of `body` as the page will show it: a piece of a page, for the script."""
    return markdown.to_html(request.form.get("body", ""))


@bp.post("/opdrachten/<int:assignment_id>/overnemen")
@serves(MEMBERS)
def adapt(assignment_id: int) -> ResponseReturnValue:
    copy = services.adapt(get_session(), current_actor(), assignment_id)
    flash("Dit is jouw kopie. Pas aan wat je wilt; het origineel blijft zoals het is.", "success")
    return redirect(url_for("assignments.edit", assignment_id=copy.id), 303)


@bp.post("/opdrachten/<int:assignment_id>/delen")
@serves(MEMBERS)
def share(assignment_id: int) -> ResponseReturnValue:
    """From the page of a concept. What is missing is filled in on the form."""
    session, actor = get_session(), current_actor()
    try:
        assignment = services.share(session, actor, assignment_id)
    except Invalid as error:
        flash(f"Nog niet in onze map. {' '.join(error.fields.values())}", "warning")
        return redirect(url_for("assignments.edit", assignment_id=assignment_id), 303)
    flash(SHARED, "success")
    return _to(assignment)


@bp.post("/opdrachten/<int:assignment_id>/archiveren")
@serves(MEMBERS)
def archive(assignment_id: int) -> ResponseReturnValue:
    assignment = services.archive(get_session(), current_actor(), assignment_id)
    flash("De opdracht staat in het archief.", "success")
    return _to(assignment)


@bp.post("/opdrachten/<int:assignment_id>/terughalen")
@serves(MEMBERS)
def unarchive(assignment_id: int) -> ResponseReturnValue:
    assignment = services.unarchive(get_session(), current_actor(), assignment_id)
    flash("De opdracht staat weer in onze map.", "success")
    return _to(assignment)


@bp.post("/opdrachten/<int:assignment_id>/weggooien")
@serves(MEMBERS)
def throw_away(assignment_id: int) -> ResponseReturnValue:
    services.throw_away(get_session(), current_actor(), assignment_id)
    flash("Je concept is weg.", "success")
    return redirect(url_for("assignments.mine"), 303)
