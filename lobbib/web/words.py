"""`/beheer/woorden`: other words for the same, which the decaan keeps and search uses at once."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lobbib.db import get_session
from lobbib.errors import Conflict, Invalid
from lobbib.models import ThesaurusEntry
from lobbib.queries import thesaurus as reads
from lobbib.services import thesaurus as services
from lobbib.web.access import LINE_MANAGERS, current_actor, serves
from lobbib.web.forms.thesaurus import LineForm, values_of

bp = Blueprint("words", __name__, url_prefix="/beheer/woorden")

PER_PAGE = 40
MAX_LOOKED_FOR = 60


@bp.get("")
@serves(LINE_MANAGERS)
def index() -> ResponseReturnValue:
    return _page(LineForm(formdata=None))


def _page(form: LineForm, code: int = 200) -> ResponseReturnValue:
    """Own lines, and a page of everybody's: all of them, or those that have what is looked for."""
    session, school_id = get_session(), current_actor().school_id
    wanted = request.args.get("zoek", "").strip()[:MAX_LOOKED_FOR]
    found = [one for one in reads.common(session, school_id) if _has(one.entry, wanted)]
    number = min(max(request.args.get("pagina", 1, type=int), 1), 100_000)
    page = render_template(
        "words/index.html",
        form=form,
        own=reads.own(session, school_id),
        common=found[(number - 1) * PER_PAGE : number * PER_PAGE],
        total=len(found),
        off=sum(not one.on for one in found),
        wanted=wanted,
        page=number,
        pages=-(-len(found) // PER_PAGE),
        page_url=lambda page: url_for("words.index", zoek=wanted or None, pagina=page),
    )
    return page, code


def _has(entry: ThesaurusEntry, wanted: str) -> bool:
    return any(wanted.casefold() in word.casefold() for word in entry.words)


@bp.post("")
@serves(LINE_MANAGERS)
def add() -> ResponseReturnValue:
    form = LineForm()
    return _save(
        form,
        lambda: services.add_line(get_session(), current_actor(), form.line()),
        lambda: _page(form, 422),
        "Deze woorden horen nu bij elkaar. Zoeken werkt er meteen mee.",
    )


@bp.get("/<int:entry_id>")
@serves(LINE_MANAGERS)
def edit(entry_id: int) -> ResponseReturnValue:
    entry = reads.get_own(get_session(), current_actor().school_id, entry_id)
    form = LineForm(formdata=None, data=values_of(entry.line, entry.version))
    return render_template("words/edit.html", form=form, entry=entry)


@bp.post("/<int:entry_id>")
@serves(LINE_MANAGERS)
def save(entry_id: int) -> ResponseReturnValue:
    session, actor = get_session(), current_actor()
    entry, form = reads.get_own(session, actor.school_id, entry_id), LineForm()

    def refused() -> ResponseReturnValue:
        return render_template("words/edit.html", form=form, entry=entry), 422

    try:
        return _save(
            form,
            lambda: services.change_line(
                session, actor, entry_id, form.line(), version=form.seen_version
            ),
            refused,
            "De regel is aangepast.",
        )
    except Conflict as error:
        return _conflict(form, entry_id, error)


def _conflict(form: LineForm, entry_id: int, error: Conflict) -> ResponseReturnValue:
    """Both texts; sending the form again saves it on top of the other."""
    entry = reads.get_own(get_session(), current_actor().school_id, entry_id)
    form.version.data = str(error.current)
    return render_template("words/edit.html", form=form, entry=entry, theirs=entry.line), 409


def _save(
    form: LineForm,
    service: Callable[[], object],
    refused: Callable[[], ResponseReturnValue],
    message: str,
) -> ResponseReturnValue:
    try:
        if not form.validate():
            return refused()
        service()
    except Invalid as error:
        form.refuse(error)
        return refused()
    return _done(message)


@bp.post("/<int:entry_id>/verwijderen")
@serves(LINE_MANAGERS)
def remove(entry_id: int) -> ResponseReturnValue:
    services.remove_line(get_session(), current_actor(), entry_id)
    return _done("De regel is weg.")


@bp.post("/<int:entry_id>/uitzetten")
@serves(LINE_MANAGERS)
def switch_off(entry_id: int) -> ResponseReturnValue:
    services.switch_line(get_session(), current_actor(), entry_id, on=False)
    return _done("De regel staat uit voor jullie school.")


@bp.post("/<int:entry_id>/aanzetten")
@serves(LINE_MANAGERS)
def switch_on(entry_id: int) -> ResponseReturnValue:
    services.switch_line(get_session(), current_actor(), entry_id, on=True)
    return _done("De regel staat weer aan.")


def _done(message: str) -> ResponseReturnValue:
    """Back to where the line stood in the list."""
    flash(message, "success")
    wanted, page = request.args.get("zoek"), request.args.get("pagina")
    return redirect(url_for("words.index", zoek=wanted or None, pagina=page or None), 303)
