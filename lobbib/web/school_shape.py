"""Beheer of the school as it is: class types, periods and milestones."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lobbib.db import get_session
from lobbib.domain.planning import MAX_PERIODS
from lobbib.domain.school_years import SchoolYear
from lobbib.domain.tracks import Track
from lobbib.errors import Conflict, Invalid
from lobbib.models import ClassType, Milestone
from lobbib.queries import school_shape as reads
from lobbib.queries import subjects
from lobbib.services import school_shape as services
from lobbib.web.access import LINE_MANAGERS, SCHOOL_MANAGERS, current_actor, serves
from lobbib.web.forms.school_shape import (
    ClassTypeForm,
    MilestoneForm,
    PeriodRow,
    class_type_values,
    milestone_values,
    period_rows,
    periods_of,
    sent_period_rows,
)
from lobbib.web.planning_address import today

bp = Blueprint("school_shape", __name__, url_prefix="/beheer")


def _tracks() -> tuple[Track, ...]:
    return subjects.tracks_of(get_session(), current_actor().school_id)


def asked_year() -> SchoolYear:
    """The school year in the address or the form; this one where that is not clear."""
    try:
        return SchoolYear.parse(request.values.get("schooljaar", ""))
    except ValueError:
        return SchoolYear.of(today())


def _years(endpoint: str, chosen: SchoolYear) -> list[dict[str, Any]]:
    """This school year and those beside it, as choices."""
    now = SchoolYear.of(today())
    offered = sorted({now.previous, now, now.next, chosen})
    return [
        {
            "label": str(year),
            "url": url_for(endpoint, schooljaar=str(year)),
            "current": year == chosen,
        }
        for year in offered
    ]


@bp.get("/klastypen")
@serves(SCHOOL_MANAGERS)
def index() -> ResponseReturnValue:
    return _index_page(ClassTypeForm(formdata=None))


def _index_page(form: ClassTypeForm, code: int = 200) -> ResponseReturnValue:
    session, actor, year = get_session(), current_actor(), asked_year()
    rows = reads.all_class_types(session, actor.school_id)
    periods = reads.periods(session, actor.school_id, year)
    page = render_template(
        "admin/class_types.html",
        form=form.offer(_tracks()),
        in_use=[row for row in rows if row.archived_at is None],
        put_away=[row for row in rows if row.archived_at is not None],
        school_year=year,
        periods=periods,
        defaults=None if rows and periods else services.defaults_for(session, actor, year),
    )
    return page, code


@bp.post("/klastypen/standaard")
@serves(SCHOOL_MANAGERS)
def set_up() -> ResponseReturnValue:
    year = asked_year()
    services.set_up(get_session(), current_actor(), year)
    flash("De school staat klaar. Pas gerust aan wat bij jullie anders is.", "success")
    return redirect(url_for("school_shape.index", schooljaar=str(year)), 303)


@bp.post("/klastypen")
@serves(SCHOOL_MANAGERS)
def add_class_type() -> ResponseReturnValue:
    form = ClassTypeForm()
    try:
        row = services.add_class_type(get_session(), current_actor(), form.data_sent())
    except Invalid as error:
        form.refuse(error)
        return _index_page(form, 422)
    flash(f"{row.name} staat erbij.", "success")
    return redirect(url_for("school_shape.index"), 303)


@bp.get("/klastypen/<int:class_type_id>")
@serves(SCHOOL_MANAGERS)
def class_type(class_type_id: int) -> ResponseReturnValue:
    row = reads.get_class_type(get_session(), current_actor(), class_type_id)
    form = ClassTypeForm(formdata=None, data=class_type_values(row.data, row.mark))
    return _class_type_page(form, row)


def _class_type_page(
    form: ClassTypeForm, row: ClassType, code: int = 200, **more: Any
) -> ResponseReturnValue:
    form.offer(_tracks())
    return render_template("admin/class_type.html", form=form, class_type=row, **more), code


@bp.post("/klastypen/<int:class_type_id>")
@serves(SCHOOL_MANAGERS)
def change_class_type(class_type_id: int) -> ResponseReturnValue:
    session, actor, form = get_session(), current_actor(), ClassTypeForm()
    seen = form.seen.data or ""
    try:
        services.change_class_type(session, actor, class_type_id, form.data_sent(), seen=seen)
    except (Invalid, Conflict) as error:
        session.rollback()
        row = reads.get_class_type(session, actor, class_type_id)
        return _class_type_page(form, row, **_refusal(form, error, row.mark))
    flash("Het klastype is bijgewerkt.", "success")
    return redirect(url_for("school_shape.index"), 303)


def _refusal(
    form: ClassTypeForm | MilestoneForm, error: Invalid | Conflict, mark: str
) -> dict[str, Any]:
    """How the page of one row says that it was not saved; sending it again after a colleague's
    change puts one's own on top, so that the form then has the `mark` of what stands there.
    """
    if isinstance(error, Invalid):
        form.refuse(error)
        return {"code": 422}
    form.seen.data = mark
    return {"code": 409, "refused": error}


@bp.post("/klastypen/<int:class_type_id>/archiveren")
@serves(SCHOOL_MANAGERS)
def archive_class_type(class_type_id: int) -> ResponseReturnValue:
    session, actor = get_session(), current_actor()
    seen = request.form.get("seen", "")
    services.archive_class_type(session, actor, class_type_id, seen=seen)
    flash("Het klastype staat niet meer op de planning van komende jaren.", "success")
    return redirect(url_for("school_shape.index"), 303)


@bp.post("/klastypen/<int:class_type_id>/terughalen")
@serves(SCHOOL_MANAGERS)
def restore_class_type(class_type_id: int) -> ResponseReturnValue:
    form = ClassTypeForm(formdata=None)
    try:
        services.restore_class_type(get_session(), current_actor(), class_type_id)
    except Invalid as error:
        form.refuse(error)
        return _index_page(form, 409)
    flash("Het klastype is weer in gebruik.", "success")
    return redirect(url_for("school_shape.index"), 303)


@bp.get("/periodes")
@serves(SCHOOL_MANAGERS)
def periods() -> ResponseReturnValue:
    session, actor, year = get_session(), current_actor(), asked_year()
    found = reads.periods(session, actor.school_id, year)
    return _periods_page(year, period_rows(found), reads.periods_mark(found))


def _periods_page(
    year: SchoolYear, rows: list[PeriodRow], seen: str, code: int = 200, **more: Any
) -> ResponseReturnValue:
    page = render_template(
        "admin/periods.html",
        school_year=year,
        years=_years("school_shape.periods", year),
        rows=[*rows, *([PeriodRow()] if len(rows) < MAX_PERIODS else [])],
        seen=seen,
        **more,
    )
    return page, code


@bp.post("/periodes")
@serves(SCHOOL_MANAGERS)
def set_periods() -> ResponseReturnValue:
    session, actor, year = get_session(), current_actor(), asked_year()
    rows, seen = sent_period_rows(request.form), request.form.get("seen", "")
    try:
        moved = services.set_periods(session, actor, year, periods_of(rows), seen=seen)
    except Invalid as error:
        return _periods_page(year, rows, seen, 422, errors=error.fields)
    except Conflict as error:
        session.rollback()
        now = reads.periods(session, actor.school_id, year)
        more = {"refused": error, "standing": now}
        return _periods_page(year, rows, reads.periods_mark(now), 409, **more)
    said = f" {moved} opdrachten gingen mee naar de laatste periode." if moved else ""
    flash(f"De periodes van {year} zijn bijgewerkt.{said}", "success")
    return redirect(url_for("school_shape.periods", schooljaar=str(year)), 303)


@bp.get("/mijlpalen")
@serves(LINE_MANAGERS)
def milestones() -> ResponseReturnValue:
    return _milestones_page(MilestoneForm(formdata=None, data={"every_year": True}))


def _milestones_page(form: MilestoneForm, code: int = 200) -> ResponseReturnValue:
    year = SchoolYear.of(today())
    page = render_template(
        "admin/milestones.html",
        form=form.offer(_tracks()),
        milestones=reads.milestones(get_session(), current_actor().school_id, year),
        school_year=year,
    )
    return page, code


@bp.post("/mijlpalen")
@serves(LINE_MANAGERS)
def add_milestone() -> ResponseReturnValue:
    form = MilestoneForm()
    try:
        services.add_milestone(get_session(), current_actor(), form.data_sent())
    except Invalid as error:
        form.refuse(error)
        return _milestones_page(form, 422)
    flash("De mijlpaal staat op de LOB-lijn.", "success")
    return redirect(url_for("school_shape.milestones"), 303)


@bp.get("/mijlpalen/<int:milestone_id>")
@serves(LINE_MANAGERS)
def milestone(milestone_id: int) -> ResponseReturnValue:
    row = reads.get_milestone(get_session(), current_actor(), milestone_id)
    values = milestone_values(row.data, row.mark, SchoolYear.of(today()))
    return _milestone_page(MilestoneForm(formdata=None, data=values), row)


def _milestone_page(
    form: MilestoneForm, row: Milestone, code: int = 200, **more: Any
) -> ResponseReturnValue:
    form.offer(_tracks())
    return render_template("admin/milestone.html", form=form, milestone=row, **more), code


@bp.post("/mijlpalen/<int:milestone_id>")
@serves(LINE_MANAGERS)
def change_milestone(milestone_id: int) -> ResponseReturnValue:
    session, actor, form = get_session(), current_actor(), MilestoneForm()
    seen = form.seen.data or ""
    try:
        services.change_milestone(session, actor, milestone_id, form.data_sent(), seen=seen)
    except (Invalid, Conflict) as error:
        session.rollback()
        row = reads.get_milestone(session, actor, milestone_id)
        return _milestone_page(form, row, **_refusal(form, error, row.mark))
    flash("De mijlpaal is bijgewerkt.", "success")
    return redirect(url_for("school_shape.milestones"), 303)


@bp.post("/mijlpalen/<int:milestone_id>/weghalen")
@serves(LINE_MANAGERS)
def remove_milestone(milestone_id: int) -> ResponseReturnValue:
    services.remove_milestone(get_session(), current_actor(), milestone_id)
    flash("De mijlpaal is weg.", "success")
    return redirect(url_for("school_shape.milestones"), 303)
