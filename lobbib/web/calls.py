"""Oproepen: the decaan asks who has something for a place that is empty; colleagues answer."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lobbib.db import get_session, house
from lobbib.domain import policy
from lobbib.domain.assignments import Status
from lobbib.domain.calls import question as in_words
from lobbib.errors import Invalid, NotFound
from lobbib.models import Assignment, Call
from lobbib.queries import calls as reads
from lobbib.queries import subjects
from lobbib.search.request import MAX_QUERY_LENGTH, Scope, SearchRequest
from lobbib.services import assignments, mail
from lobbib.services import calls as services
from lobbib.web import writing
from lobbib.web.access import LINE_MANAGERS, MEMBERS, current_actor, serves
from lobbib.web.forms.assignments import whole
from lobbib.web.forms.calls import AnswerForm, CallForm, ThanksForm
from lobbib.web.parameters import COMPETENCY_CHOICES
from lobbib.web.planning_search import SHOWN, find

bp = Blueprint("calls", __name__)
THANKS = "Dank je wel! Je opdracht staat bij de oproep."
KEPT = "Je concept is bewaard. Deel je het, dan kun je het hier aanbieden."


@bp.app_template_filter("call_question")
def question(call: Call) -> str:
    return in_words(call.year, call.track, call.competency)


@bp.get("/oproepen")
@serves(MEMBERS)
def index() -> ResponseReturnValue:
    session, actor = get_session(), current_actor()
    return render_template(
        "calls/index.html",
        open_calls=reads.all_open(session, actor),
        closed=reads.closed(session, actor),
        may_ask=policy.can_manage_line(actor),
    )


@bp.get("/oproepen/nieuw")
@serves(LINE_MANAGERS)
def new() -> ResponseReturnValue:
    """What is known of the gap comes in the address: `leerjaar`, `competentie`, `niveau`, `vak`."""
    args = request.args
    competency = COMPETENCY_CHOICES.get(args.get("competentie", ""))
    known = {
        "year": args.get("leerjaar"),
        "competency": competency.value if competency else None,
        "track": args.get("niveau", ""),
        "subject": args.get("vak", ""),
    }
    return _new_page(CallForm(formdata=None, data=known))


def _new_page(form: CallForm, code: int = 200) -> ResponseReturnValue:
    session, school_id = get_session(), current_actor().school_id
    form.offer(subjects.tracks_of(session, school_id), subjects.of_school(session, school_id))
    can_mail = mail.can_mail(house().config)
    return render_template("calls/new.html", form=form, can_mail=can_mail), code


@bp.post("/oproepen")
@serves(LINE_MANAGERS)
def open_call() -> ResponseReturnValue:
    form = CallForm()
    try:
        call = services.open_call(get_session(), current_actor(), form.data_sent())
    except Invalid as error:
        form.refuse(error)
        return _new_page(form, 422)
    config = house().config
    if mail.can_mail(config):
        mail.later(services.mail_call, house().sessions, config, call.id)
    flash("Je oproep staat er. Collega's zien hem op hun eerste pagina.", "success")
    return redirect(url_for("calls.show", call_id=call.id), 303)


@bp.get("/oproepen/<int:call_id>")
@serves(MEMBERS)
def show(call_id: int) -> ResponseReturnValue:
    call = reads.get(get_session(), current_actor(), call_id)
    return _page(call, AnswerForm(formdata=None), ThanksForm(formdata=None))


def _page(call: Call, form: AnswerForm, thanks: ThanksForm, code: int = 200) -> ResponseReturnValue:
    actor = current_actor()
    words = request.args.get("q", "").strip()
    page = render_template(
        "calls/show.html",
        call=call,
        words=words,
        found=find(actor, _asked(call, words)) if call.closed_at is None else None,
        offered={given.assignment_id for given in call.answers},
        may_manage=policy.can_manage_line(actor),
        form=form,
        thanks=thanks,
    )
    return page, code


def _asked(call: Call, words: str) -> SearchRequest:
    """The own folder: what was typed, else what fits the call already."""
    if words:
        return SearchRequest(words=words[:MAX_QUERY_LENGTH], scope=Scope.OWN, per_page=SHOWN)
    return SearchRequest(
        years=frozenset([call.year]),
        competencies=frozenset([call.competency]),
        scope=Scope.OWN,
        per_page=SHOWN,
    )


@bp.post("/oproepen/<int:call_id>/antwoorden")
@serves(MEMBERS)
def answer(call_id: int) -> ResponseReturnValue:
    session, actor, form = get_session(), current_actor(), AnswerForm()
    try:
        services.answer(session, actor, call_id, _chosen(form))
    except Invalid as error:
        session.rollback()
        form.refuse(error)
        return _page(reads.get(session, actor, call_id), form, ThanksForm(formdata=None), 422)
    flash(THANKS, "success")
    return redirect(url_for("calls.show", call_id=call_id), 303)


def _chosen(form: AnswerForm) -> int:
    """Raises NotFound where no assignment was sent."""
    number = whole(form.assignment.data or "")
    if not isinstance(number, int):
        raise NotFound
    return number


@bp.post("/oproepen/<int:call_id>/terugnemen")
@serves(MEMBERS)
def take_back(call_id: int) -> ResponseReturnValue:
    services.take_back(get_session(), current_actor(), call_id, _chosen(AnswerForm()))
    flash("Je antwoord is weg. De opdracht staat nog in de map.", "success")
    return redirect(url_for("calls.show", call_id=call_id), 303)


@bp.route("/oproepen/<int:call_id>/nieuw", methods=["GET", "POST"])
@serves(MEMBERS)
def answer_with_new(call_id: int) -> ResponseReturnValue:
    """The form for an assignment, with the call's tags in it; sharing it answers the call."""
    session, actor = get_session(), current_actor()
    call = reads.get(session, actor, call_id)
    form = writing.form_of(services.beginning(session, actor, call))

    def save() -> Assignment:
        content, draft = form.content(), form.draft.data or ""
        if not form.is_for_sharing:
            return assignments.create(session, actor, content, share=False, draft=draft)
        return services.answer_with_new(session, actor, call_id, content, draft=draft)

    result = writing.write(form, None, save, call=call)
    if not isinstance(result, Assignment):
        return result
    flash(THANKS if result.status is Status.SHARED else KEPT, "success")
    return redirect(url_for("calls.show", call_id=call_id), 303)


@bp.post("/oproepen/<int:call_id>/sluiten")
@serves(LINE_MANAGERS)
def close(call_id: int) -> ResponseReturnValue:
    session, actor, thanks = get_session(), current_actor(), ThanksForm()
    try:
        services.close_call(session, actor, call_id, thanks.thanks.data or "")
    except Invalid as error:
        thanks.refuse(error)
        call = reads.get(session, actor, call_id)
        return _page(call, AnswerForm(formdata=None), thanks, 422)
    flash("De oproep is gesloten. Je bedankje staat erbij.", "success")
    return redirect(url_for("calls.index"), 303)
