"""Gedaan: what was really done of the planning, said once when a period has ended; and undone."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from lobbib.db import get_session
from lobbib.domain.deliveries import Said
from lobbib.domain.planning import Answer
from lobbib.domain.school_years import SchoolYear
from lobbib.errors import Conflict, Invalid
from lobbib.queries import planning as reads
from lobbib.queries.planning import Placed
from lobbib.services import deliveries as services
from lobbib.web.access import MEMBERS, current_actor, serves
from lobbib.web.forms.assignments import whole
from lobbib.web.parameters import members
from lobbib.web.planning_address import today

bp = Blueprint("deliveries", __name__)
SHOWN = 60  # at once: a form may have 500 fields
SAID = "said"
ANSWERS = members(Answer)


class Question(NamedTuple):
    """A placement, and what is or was typed about it. `answer` is "" for what nobody knows."""

    placed: Placed
    answer: str
    line: str = ""
    seen: str = ""
    problem: str = ""
    signs: tuple[str, ...] = ()
    meanwhile: bool = False


def questions(placed: Sequence[Placed]) -> list[Question]:
    """Prefilled: what was planned has mostly been done."""
    return [Question(one, Answer.YES.value) for one in placed[:SHOWN]]


def _asked_year() -> SchoolYear | None:
    try:
        return SchoolYear.parse(request.args.get("schooljaar", ""))
    except ValueError:
        return None


@bp.get("/gedaan")
@serves(MEMBERS)
def index() -> ResponseReturnValue:
    waiting = reads.unanswered(get_session(), current_actor(), today(), _asked_year())
    return _page(questions(waiting), more=max(len(waiting) - SHOWN, 0))


def _page(
    asked: Sequence[Question], *, more: int = 0, code: int = 200, sure: bool = False
) -> ResponseReturnValue:
    page = render_template(
        "deliveries/index.html",
        questions=asked,
        more=more,
        sure=sure,
        undo=cookie.pop(SAID, None) if request.method == "GET" else None,
    )
    return page, code


@bp.post("/gedaan")
@serves(MEMBERS)
def confirm() -> ResponseReturnValue:
    """All answers of the form at once; who typed what looks like a pupil's data is asked again."""
    session, actor = get_session(), current_actor()
    sent = _sent(request.form)
    said = [one for one in sent.values() if one is not None]
    signs = services.signs(said)
    if signs and "toch" not in request.form:
        return _again(sent, code=422, signs=signs)
    try:
        number = services.confirm(session, actor, said)
    except Invalid as error:
        return _again(sent, code=422, problems=error.fields)
    except Conflict:
        session.rollback()
        return _again(sent, code=409)
    if number:
        cookie[SAID] = [one.placement_id for one in said]
        flash(f"Dank je wel! Van {number} {_lessons(number)} weten we nu hoe het ging.", "success")
    return redirect(url_for("deliveries.index"), 303)


def _lessons(number: int) -> str:
    return "opdracht" if number == 1 else "opdrachten"


def _sent(form: MultiDict[str, str]) -> dict[int, Said | None]:
    """By placement what was said; None where somebody does not know."""
    found: dict[int, Said | None] = {}
    for text in form.getlist("plaatsing")[:SHOWN]:
        number = whole(text)
        if isinstance(number, int):
            answer = ANSWERS.get(form.get(f"antwoord-{number}", ""))
            line, seen = form.get(f"regel-{number}", ""), form.get(f"gezien-{number}", "")
            found[number] = Said(number, answer, line, seen) if answer else None
    return found


def _again(
    sent: Mapping[int, Said | None],
    *,
    code: int,
    signs: Mapping[int, tuple[str, ...]] | None = None,
    problems: Mapping[str, str] | None = None,
) -> ResponseReturnValue:
    """The same form with what was typed, and with what a colleague said meanwhile."""
    placed = reads.placed_by_ids(get_session(), current_actor(), sent)
    asked = []
    for one in placed:
        said = sent[one.id]
        asked.append(
            Question(
                placed=one,
                answer=said.answer.value if said else "",
                line=said.line if said else "",
                seen=one.answer_mark,
                problem=(problems or {}).get(f"line-{one.id}", ""),
                signs=(signs or {}).get(one.id, ()),
                meanwhile=said is not None and one.answer_mark != said.seen,
            )
        )
    return _page(asked, code=code, sure=bool(signs))


@bp.post("/gedaan/terug")
@serves(MEMBERS)
def undo() -> ResponseReturnValue:
    """Make what was just said unknown again."""
    ids = [n for n in map(whole, request.form.getlist("plaatsing")[:SHOWN]) if isinstance(n, int)]
    services.undo(get_session(), current_actor(), ids)
    flash("Teruggenomen. Je kunt het opnieuw invullen.", "success")
    return redirect(url_for("deliveries.index"), 303)
