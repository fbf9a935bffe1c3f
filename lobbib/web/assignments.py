"""Pages on which an assignment is written, read and printed, and what is done with it whole."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from lobbib.db import get_session
from lobbib.domain import assignments_in_words, policy
from lobbib.domain.assignments import Status
from lobbib.domain.differences import around_changes
from lobbib.domain.drafts import snippet_of
from lobbib.domain.line_in_words import listed
from lobbib.domain.privacy import signs_of_pupil_data
from lobbib.errors import Conflict, Forbidden, Invalid
from lobbib.exchange import markdown
from lobbib.models import Assignment
from lobbib.queries import assignments as queries
from lobbib.queries import attachments, deliveries, drafts, favourites, jobs, planning
from lobbib.queries.originals import change_of
from lobbib.services import assignments as services
from lobbib.services.transaction import utc_now
from lobbib.web import looking_through, originals, wording, writing
from lobbib.web.access import MEMBERS, current_actor, serves
from lobbib.web.alike import resembling
from lobbib.web.allowed import allowed

bp = Blueprint("assignments", __name__)
bp.add_app_template_filter(assignments_in_words.years_text, "years")
bp.add_app_template_filter(assignments_in_words.tracks_text, "tracks")
bp.add_app_template_filter(assignments_in_words.minutes_text, "minutes")
bp.add_app_template_filter(wording.day, "day")
bp.add_app_template_filter(wording.moment, "moment")
bp.add_app_template_filter(listed, "listed")
bp.add_app_template_filter(around_changes)
bp.add_app_template_filter(signs_of_pupil_data)

SHARED = "Je opdracht staat in onze map. Dank je wel!"
CHANGED = "Je wijziging is bewaard. Dank je wel!"
UNCHANGED = "Er is niets veranderd, dus er is geen nieuwe versie gemaakt."
KEPT = "Je concept is bewaard. Alleen jij ziet het."
SHEETS = {"leerling": "print-pupil", "docent": "print-teacher", "beide": ""}


@bp.app_template_filter("markdown")
def safe_html(text: str) -> Markup:
    return Markup(markdown.to_html(text))  # noqa: S704  # to_html leaves nothing active


@bp.route("/opdrachten/nieuw", methods=["GET", "POST"])
@serves(MEMBERS)
def new() -> ResponseReturnValue:
    session, actor = get_session(), current_actor()
    form = writing.form_of(writing.fresh_content())

    def save() -> Assignment:
        draft, share = form.draft.data or "", form.is_for_sharing
        return services.create(session, actor, form.content(), share=share, draft=draft)

    return _done(writing.write(form, None, save))


@bp.route("/opdrachten/<int:assignment_id>/bewerken", methods=["GET", "POST"])
@serves(MEMBERS)
def edit(assignment_id: int) -> ResponseReturnValue:
    session, actor = get_session(), current_actor()
    assignment = queries.get_visible(session, actor, assignment_id)
    if request.method == "GET" and not policy.can_edit(actor, assignment):
        raise Forbidden
    before = assignment.version
    was_shared = assignment.status is Status.SHARED
    place = _in_list(assignment_id)
    start = originals.start_of(assignment)
    form = writing.form_of(start.content, assignment, start.original, start.version)

    def save() -> Assignment:
        return services.save(
            session,
            actor,
            assignment_id,
            form.content(),
            version=form.seen_version,
            share=form.is_for_sharing,
            draft=form.draft.data or "",
            seen_original=form.seen_original,
        )

    try:
        result = writing.write(form, assignment, save, start=start)
        is_changed = not isinstance(result, Assignment) or result.version != before
        if isinstance(result, Assignment) and place:
            return looking_through.go_on(place, looking_through.saved(result, is_changed))
        if isinstance(result, Assignment) and not is_changed:
            return _unchanged(result)
        return _done(result, CHANGED if was_shared else SHARED)
    except Conflict as error:
        newest = queries.get_visible(session, actor, assignment_id)
        return writing.conflict(form, newest, error)


def _in_list(assignment_id: int) -> looking_through.Place | None:
    """Where saving leads back to, if the form was opened from the list of an import."""
    if request.method == "GET" or request.form.get("verder") == "bijlagen":
        return None
    return looking_through.place_from(assignment_id)


def _done(result: Assignment | ResponseReturnValue, thanks: str = SHARED) -> ResponseReturnValue:
    """To what was saved; or the form again."""
    if not isinstance(result, Assignment):
        return result
    flash(thanks if result.status is Status.SHARED else KEPT, "success")
    if request.form.get("verder") == "bijlagen":
        return redirect(url_for("attachments.index", assignment_id=result.id), 303)
    return _to(result)


def _unchanged(assignment: Assignment) -> ResponseReturnValue:
    if request.form.get("verder") == "bijlagen":
        return redirect(url_for("attachments.index", assignment_id=assignment.id), 303)
    flash(UNCHANGED, "info")
    return _to(assignment)


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
        files=attachments.of_assignment(session, actor, assignment_id),
        starred=favourites.among(session, actor, [assignment_id]),
        may=allowed(assignment),
        is_own=policy.is_own_school(actor, assignment),
        is_author=policy.is_author(actor, assignment),
        source=queries.source_of(session, actor, assignment),
        change=change_of(session, actor, assignment),
        can_return=originals.can_return,
        is_news=originals.is_news,
        adapted_by=queries.schools_that_adapted(session, actor, assignment),
        planned=planning.of_assignment(session, actor, assignment_id),
        history=deliveries.history(session, actor, assignment, utc_now()),
        alike=resembling(assignment),
        came_of=jobs.of_assignment(session, actor, assignment_id),
        Status=Status,
    )


@bp.get("/opdrachten/<int:assignment_id>/print")
@serves(MEMBERS)
def print_sheets(assignment_id: int) -> str:
    """The sheets alone: for pupils, for the teacher, or both."""
    session, actor = get_session(), current_actor()
    assignment = queries.get_visible(session, actor, assignment_id)
    sheet = request.args.get("blad", "")
    return render_template(
        "assignments/print.html",
        assignment=assignment,
        files=attachments.of_assignment(session, actor, assignment_id),
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
        drafts=[row for row in drafts.open_drafts(session, actor) if snippet_of(row.content)],
        can_go_on=lambda row: row.assignment and policy.can_edit(actor, row.assignment),
        snippet_of=snippet_of,
        when=lambda at: wording.when(at, utc_now()),
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
