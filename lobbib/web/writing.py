"""The form for an assignment as a page: filled, taken up again where somebody stopped, refused."""

import secrets
from collections.abc import Callable
from typing import Any

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from lobbib.db import get_session, house
from lobbib.domain.assignments import Content, Status, normalized
from lobbib.domain.drafts import Typed, snippet_of
from lobbib.errors import Conflict, Forbidden, Invalid, NotFound
from lobbib.models import Assignment, Draft
from lobbib.queries import assignments, drafts, subjects
from lobbib.search.decks import decks
from lobbib.services.transaction import utc_now
from lobbib.web import wording
from lobbib.web.access import current_actor
from lobbib.web.allowed import allowed
from lobbib.web.forms.assignments import SHORT, AssignmentForm, values_of, whole
from lobbib.web.looking_through import FROM_LIST, in_address, way_back
from lobbib.web.offers import COMMANDS, first_offers, obey, offers_of, own_subjects

GONE = "Wat je toen typte is er niet meer. Misschien bewaarde je het al."


def fresh_content() -> Content:
    """What a new assignment begins with: the school's tracks."""
    tracks = subjects.tracks_of(get_session(), current_actor().school_id)
    return normalized(Content(tracks=tracks))


def form_of(
    content: Content,
    assignment: Assignment | None = None,
    original: int = 0,
    made_of: int | None = None,
) -> AssignmentForm:
    """The form with `content` in it, with what came along in this request, or with what was being
    typed when the address names that. `original`: see AssignmentForm.seen_original;
    `made_of`: the version that `content` was made of, where that is not the newest.
    """
    session, actor = get_session(), current_actor()
    draft = _asked_draft(assignment)
    version = made_of or (assignment.version if assignment else None)
    about = {"version": version, "original": str(original or "")}
    formdata = {"formdata": MultiDict(draft.content)} if draft else {}
    form = AssignmentForm(data=values_of(content) | about, **formdata)
    if request.method == "GET":
        form.draft.data = draft.token if draft else secrets.token_urlsafe(16)
    offered = subjects.of_school(session, actor.school_id)
    return form.offer(offered, subjects.tracks_of(session, actor.school_id), content)


def _asked_draft(assignment: Assignment | None) -> Draft | None:
    """What the address asks for. A new form takes anything: also what was typed in an assignment
    that has been archived since.
    """
    number = whole(request.args.get("klad", ""))
    if request.method != "GET" or not isinstance(number, int):
        return None
    try:
        draft = drafts.get(get_session(), current_actor(), number)
    except NotFound:
        flash(GONE, "warning")
        return None
    fits = assignment is None or draft.assignment_id == assignment.id
    return draft if fits else None


def write(
    form: AssignmentForm,
    assignment: Assignment | None,
    save: Callable[[], Assignment],
    **more: Any,
) -> Assignment | ResponseReturnValue:
    """Show the form, do what a button in it asks, or save; whatever fails, what was typed stays.

    `more` goes to the page.
    """
    house().suggester.warm_up()
    if request.method == "GET":
        for value in request.args.getlist("competentie"):
            obey(form, f"kies:competencies:{value}")
        if assignment is None:
            more.setdefault("offers", first_offers(form))
        return page(form, assignment, waiting=_waiting(form, assignment), **more)
    if command := request.form.get("doe"):
        obey(form, command)
        if command.partition(":")[0] in COMMANDS:
            more["offers"] = offers_of(form, assignment.id if assignment else None)
        return page(form, assignment, command=command, **more)
    try:
        return save()
    except Invalid as error:
        form.refuse(error)
        return page(form, assignment, code=422, **more)
    except Forbidden as error:  # archived meanwhile, say: what was typed can become a concept
        return page(form, assignment, code=403, refused=error, **more)


def _waiting(form: AssignmentForm, assignment: Assignment | None) -> list[Draft]:
    """What was typed here before and says something else than what stands in the form now."""
    if "klad" in request.args:
        return []
    number = assignment.id if assignment else None
    found = drafts.of_form(get_session(), current_actor(), number)
    now = form.readable()
    return [row for row in found if _content_of(row.content, now) != now]


def _content_of(typed: Typed, otherwise: Content) -> Content:
    return AssignmentForm(formdata=MultiDict(typed), data=values_of(otherwise)).readable()


def page(
    form: AssignmentForm, assignment: Assignment | None, *, code: int = 200, **more: Any
) -> ResponseReturnValue:
    session, actor = get_session(), current_actor()
    words = {
        "snippet_of": snippet_of,
        "decks": decks(),
        "short": SHORT,
        "own_subjects": own_subjects(form) if assignment is None else {},
        "when": lambda at: wording.when(at, utc_now()),
        "folder": way_back(assignment.id) if assignment else None,
        "from_list": in_address(assignment.id) if assignment else FROM_LIST,
        "draft_number": drafts.number_of(session, actor, form.draft.data or ""),
        "is_typed": request.method == "POST" or bool({"klad", "neem", "uit"} & set(request.args)),
    }
    html = render_template(
        "assignments/form.html",
        form=form,
        assignment=assignment,
        may=allowed(assignment) if assignment else None,
        Status=Status,
        **words,
        **more,
    )
    return html, code


def conflict(form: AssignmentForm, assignment: Assignment, error: Conflict) -> ResponseReturnValue:
    """Both texts, with what differs; sending the form again saves it on top of the other."""
    session, actor = get_session(), current_actor()
    form.version.data = str(error.current)
    names = {slug: row.name for slug, row in subjects.by_slug(session, actor.school_id).items()}
    return page(
        form,
        assignment,
        code=409,
        conflict=wording.content_differences(assignment.content, form.readable(), names),
        colleague=assignments.last_editor(session, assignment),
    )
