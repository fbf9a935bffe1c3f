"""Afspraken: what the school agreed on, per class and competence, and per class in all."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from lobbib.db import get_session
from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import DEFAULT_TARGET, Cell
from lobbib.domain.planning import YearTarget
from lobbib.domain.school_years import SchoolYear
from lobbib.domain.tracks import years_of
from lobbib.errors import Conflict, Invalid
from lobbib.queries import agreements as reads
from lobbib.queries import subjects
from lobbib.services import agreements as services
from lobbib.services.agreements import Agreed
from lobbib.web.access import LINE_MANAGERS, current_actor, serves
from lobbib.web.forms.assignments import whole
from lobbib.web.school_shape import asked_year

bp = Blueprint("agreements", __name__)
PARTS = ("assignments", "periods", "conversations")
SEEN = "was-"


@bp.get("/lijn/afspraken")
@serves(LINE_MANAGERS)
def index() -> ResponseReturnValue:
    now = _texts(_standing(asked_year()))
    return _page(asked_year(), now, now)


def _years() -> tuple[int, ...]:
    return tuple(years_of(subjects.tracks_of(get_session(), current_actor().school_id)))


def _standing(school_year: SchoolYear) -> Agreed:
    """What is agreed on now, defaults filled in."""
    session, school_id = get_session(), current_actor().school_id
    cells = reads.cell_targets(session, school_id, school_year)
    years = reads.year_targets(session, school_id, school_year)
    return Agreed(
        {
            Cell(c, year): cells.get(Cell(c, year), DEFAULT_TARGET)
            for c in Competency
            for year in _years()
        },
        {year: years.get(year, YearTarget()) for year in _years()},
    )


def _texts(agreed: Agreed) -> dict[str, str]:
    """The fields of the form: "netwerken-3", "assignments-3" …"""
    cells = {f"{cell.competency.value}-{cell.year}": str(n) for cell, n in agreed.cells.items()}
    years = {
        f"{part}-{year}": str(getattr(target, part))
        for year, target in agreed.years.items()
        for part in PARTS
    }
    return cells | years


def _agreed(texts: Mapping[str, str]) -> Agreed:
    """Raises Invalid by field for what is no number."""
    numbers = {name: whole(text.strip()) for name, text in texts.items()}
    wrong = [name for name, number in numbers.items() if not isinstance(number, int)]
    if wrong:
        raise Invalid(dict.fromkeys(wrong, "Typ een getal."))
    known = {name: number for name, number in numbers.items() if isinstance(number, int)}
    return Agreed(
        {Cell(c, year): known[f"{c.value}-{year}"] for c in Competency for year in _years()},
        {year: YearTarget(*(known[f"{part}-{year}"] for part in PARTS)) for year in _years()},
    )


def _sent(form: MultiDict[str, str], before: str = "") -> dict[str, str]:
    """What was typed (or, with a prefix, what stood there); what is left out is as it is now."""
    standing = _texts(_standing(asked_year()))
    return {name: form.get(before + name, text) for name, text in standing.items()}


def _page(
    year: SchoolYear,
    texts: Mapping[str, str],
    seen: Mapping[str, str],
    *,
    code: int = 200,
    **more: Any,
) -> ResponseReturnValue:
    page = render_template(
        "coverage/agreements.html",
        school_year=year,
        years=_years(),
        texts=texts,
        seen=seen,
        **more,
    )
    return page, code


@bp.post("/lijn/afspraken")
@serves(LINE_MANAGERS)
def save() -> ResponseReturnValue:
    session, actor, year = get_session(), current_actor(), asked_year()
    typed, seen = _sent(request.form), _sent(request.form, SEEN)
    try:
        wanted, before = _agreed(typed), _agreed(seen)
        number = services.set_targets(session, actor, year, wanted, seen=before)
    except Invalid as error:
        return _page(year, typed, seen, code=422, errors=_by_input(error.fields))
    except Conflict as error:
        session.rollback()
        now = _texts(_standing(year))
        return _page(year, typed, now, code=409, refused=error, now=now)
    flash("De afspraken staan er." if number else "Er veranderde niets.", "success")
    return redirect(url_for("agreements.index", schooljaar=str(year)), 303)


def _by_input(errors: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with a year as a whole stands at its first number."""
    return {name.replace("year-", "assignments-"): text for name, text in errors.items()}
