"""The LOB-jaarplanning: the board, and the pages on which one placement is made or changed."""

from typing import Any, NamedTuple

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
)
from flask import session as cookie
from flask.typing import ResponseReturnValue

from lobbib.db import get_session
from lobbib.domain import policy
from lobbib.domain.planning import Reach
from lobbib.domain.school_years import SchoolYear
from lobbib.errors import Conflict, Forbidden, Invalid, NotFound
from lobbib.models import Assignment, Placement
from lobbib.queries import assignments, school_shape
from lobbib.queries import planning as reads
from lobbib.services import planning as services
from lobbib.services.planning import PlaceData
from lobbib.web import planning_address, planning_search, planning_view
from lobbib.web.access import MEMBERS, current_actor, serves
from lobbib.web.forms.assignments import whole
from lobbib.web.forms.planning import PlaceForm, values_of
from lobbib.web.planning_address import BoardAddress, Placing, Shape, today
from lobbib.web.search import PARTS
from lobbib.web.wording import date_text

bp = Blueprint("planning", __name__)
bp.add_app_template_filter(planning_view.facts_of, "placement_facts")
bp.add_app_template_filter(planning_view.days, "days")
bp.add_app_template_filter(date_text, "date")
REMOVED = "removed"


@bp.get("/jaarplanning")
@serves(MEMBERS)
def board() -> Response:
    session, actor = get_session(), current_actor()
    shape, now = planning_address.shape_of(actor), today()
    asked, unknown = planning_address.read_board(request.args, shape, SchoolYear.of(now))
    found = reads.board(session, actor, asked.school_year)
    template = "planning/parts.html" if PARTS in request.headers else "planning/board.html"
    page = render_template(
        template,
        view=planning_view.BoardView(asked, found, shape, actor, now),
        complaints=planning_address.complaints(unknown),
        removed=cookie.pop(REMOVED, None),
        may_manage=policy.can_manage_school(actor),
        may_plan=policy.can_plan_something(actor),
    )
    response = make_response(page)
    response.headers["Vary"] = f"{PARTS}, Cookie"
    return response


@bp.get("/jaarplanning/plaatsen")
@serves(MEMBERS)
def place() -> ResponseReturnValue:
    """Choose an assignment, then where it stands; whatever is known already is filled in."""
    session, actor = get_session(), current_actor()
    shape = planning_address.shape_of(actor)
    asked, unknown = planning_address.read_placing(request.args, shape, actor)
    if asked.assignment_id is None:
        return planning_search.page(asked, shape, planning_address.complaints(unknown))
    assignment = assignments.get_visible(session, actor, asked.assignment_id)
    form = PlaceForm(formdata=None, data=_suggested(asked, shape, assignment))
    return _place_page(form, shape, asked.school_year, assignment)


def _suggested(asked: Placing, shape: Shape, assignment: Assignment) -> dict[str, Any]:
    """What the form starts with."""
    tagged = [row.slug for row in assignment.subject_rows]
    subject = asked.subject or planning_view.usual_subject(current_actor(), shape)
    return {
        "class_type": str(asked.class_type_id or ""),
        "period": str(asked.period_id or ""),
        "subject": subject or (tagged[0] if len(tagged) == 1 else ""),
        "reach": Reach.EVERYBODY.value,
        "assignment": str(assignment.id),
    }


def _place_page(
    form: PlaceForm,
    shape: Shape,
    school_year: SchoolYear,
    assignment: Assignment,
    *,
    code: int = 200,
    **more: Any,
) -> ResponseReturnValue:
    session, actor = get_session(), current_actor()
    page = render_template(
        "planning/place.html",
        form=_offer(form, shape, school_year),
        assignment=assignment,
        is_own=policy.is_own_school(actor, assignment),
        school_year=school_year,
        may_plan=policy.can_plan_something(actor),
        elsewhere=reads.of_assignment(session, actor, assignment.id),
        back=planning_address.way_back(),
        **more,
    )
    return page, code


def _offer(form: PlaceForm, shape: Shape, school_year: SchoolYear) -> PlaceForm:
    session, actor = get_session(), current_actor()
    return form.offer(
        actor,
        [row for row in shape.class_types if row.archived_at is None or _is_chosen(form, row.id)],
        school_shape.periods(session, actor.school_id, school_year),
        shape.subjects.values(),
    )


def _is_chosen(form: PlaceForm, class_type_id: int) -> bool:
    return bool(form.class_type.data == str(class_type_id))


@bp.post("/jaarplanning/plaatsen")
@serves(MEMBERS)
def do_place() -> ResponseReturnValue:
    session, actor = get_session(), current_actor()
    form, shape = PlaceForm(), planning_address.shape_of(actor)
    assignment = assignments.get_visible(session, actor, _number(form.assignment.data))
    verb = services.put_back if request.form.get("terugzetten") else services.place
    try:
        row = verb(session, actor, assignment.id, form.place())
    except Invalid as error:
        form.refuse(error)
        return _place_page(form, shape, _year_of(form), assignment, code=422)
    except Forbidden as error:
        return _place_page(form, shape, _year_of(form), assignment, code=403, refused=error)
    except Conflict as error:
        session.rollback()
        there = _standing(assignment, form.place())
        more = {"refused": error, "there": there}
        return _place_page(form, shape, _year_of(form), assignment, code=409, **more)
    flash(_stands(row), "success")
    return _to_board(row)


def _number(text: str | None) -> int:
    """A row's number. Raises NotFound for anything else."""
    number = whole(text or "")
    if not isinstance(number, int):
        raise NotFound
    return number


def _year_of(form: PlaceForm) -> SchoolYear:
    """The school year of the period that was chosen."""
    number = whole(form.period.data or "")
    found = None
    if isinstance(number, int):
        found = school_shape.find_period(get_session(), current_actor(), number)
    return found.school_year if found else SchoolYear.of(today())


def _standing(assignment: Assignment, data: PlaceData) -> reads.Placed | None:
    """What stands in the place that was asked for."""
    placed = reads.of_assignment(get_session(), current_actor(), assignment.id)
    where = (data.class_type_id, data.period_id)
    return next((one for one in placed if (one.class_type_id, one.period_id) == where), None)


def _stands(row: Placement) -> str:
    return f"‘{row.assignment.title}’ staat bij {row.class_type.name} in {row.period.name}."


def _to_board(row: Placement) -> ResponseReturnValue:
    plain = BoardAddress(row.school_year).url()
    return redirect(f"{planning_address.way_back() or plain}#p{row.id}", 303)


@bp.get("/jaarplanning/<int:placement_id>")
@serves(MEMBERS)
def placement(placement_id: int) -> ResponseReturnValue:
    """Move it, change for whom or by whom it is, or take it off."""
    row = _changeable(placement_id)
    return _change_page(PlaceForm(formdata=None, data=values_of(row)), row)


def _changeable(placement_id: int) -> Placement:
    """Raises NotFound and Forbidden."""
    actor = current_actor()
    row = reads.get_placement(get_session(), actor, placement_id)
    if not policy.can_plan(actor, row.subject_id, row.class_type_id):
        raise Forbidden(services.NOT_YOURS)
    return row


def _change_page(
    form: PlaceForm, row: Placement, code: int = 200, **more: Any
) -> ResponseReturnValue:
    shape = planning_address.shape_of(current_actor())
    page = render_template(
        "planning/change.html",
        form=_offer(form, shape, row.school_year),
        placement=row,
        back=planning_address.way_back(),
        **more,
    )
    return page, code


class Difference(NamedTuple):
    """What differs between what stands there and what somebody typed."""

    label: str
    now: str
    typed: str


@bp.post("/jaarplanning/<int:placement_id>")
@serves(MEMBERS)
def change(placement_id: int) -> ResponseReturnValue:
    return _save(placement_id, PlaceForm())


@bp.post("/jaarplanning/<int:placement_id>/verplaatsen")
@serves(MEMBERS)
def move(placement_id: int) -> ResponseReturnValue:
    """To another place, the rest as it is: by dragging, or with the arrow keys."""
    row = reads.get_placement(get_session(), current_actor(), placement_id)
    names = ("class_type", "period", "version")
    sent = {name: request.form.get(name, "") for name in names}
    return _save(placement_id, PlaceForm(formdata=None, data=values_of(row) | sent))


def _save(placement_id: int, form: PlaceForm) -> ResponseReturnValue:
    session, actor = get_session(), current_actor()
    try:
        _changeable(placement_id)
        row = services.change(session, actor, placement_id, form.place(), version=form.seen_version)
    except Invalid as error:
        form.refuse(error)
        return _change_page(form, reads.get_placement(session, actor, placement_id), 422)
    except Conflict as error:
        session.rollback()
        return _conflict(form, reads.get_placement(session, actor, placement_id), error)
    except NotFound:
        return _gone(form, placement_id)
    flash(_stands(row), "success")
    return _to_board(row)


def _conflict(form: PlaceForm, row: Placement, error: Conflict) -> ResponseReturnValue:
    """Both on the screen; sending the form again puts one's own on top."""
    form.version.data = str(row.version)
    now = PlaceForm(formdata=None, data=values_of(row))
    shape = planning_address.shape_of(current_actor())
    for one in (form, now):
        _offer(one, shape, row.school_year)
    differences = [
        Difference(field.label.text, _shown(now[field.name]), _shown(field))
        for field in (form.class_type, form.period, form.subject, form.reach, form.note)
        if (field.data or "") != (now[field.name].data or "")
    ]
    return _change_page(form, row, 409, refused=error, differences=differences)


def _shown(field: Any) -> str:
    """What a field says on the screen."""
    labels = {choice.value: choice.label for choice in getattr(field, "choices", None) or []}
    return str(labels.get(field.data, field.data) or "niets")


def _gone(form: PlaceForm, placement_id: int) -> ResponseReturnValue:
    """A colleague took it off meanwhile: what was typed can be placed again."""
    session, actor = get_session(), current_actor()
    number = _number(form.assignment.data or request.form.get("assignment"))
    placed = reads.of_assignment(session, actor, number)
    if any(one.id == placement_id for one in placed):
        raise NotFound
    assignment = assignments.get_visible(session, actor, number)
    shape = planning_address.shape_of(actor)
    return _place_page(form, shape, _year_of(form), assignment, code=409, gone=True)


@bp.post("/jaarplanning/<int:placement_id>/weghalen")
@serves(MEMBERS)
def remove(placement_id: int) -> ResponseReturnValue:
    """Take it off the board; the page after it offers to put it back."""
    session, actor = get_session(), current_actor()
    row = reads.get_placement(session, actor, placement_id)
    kept = values_of(row) | {"assignment": str(row.assignment_id), "title": row.assignment.title}
    school_year = row.school_year
    try:
        version = PlaceForm().seen_version
        services.remove(session, actor, placement_id, version=version)
    except Conflict as error:
        session.rollback()
        row = reads.get_placement(session, actor, placement_id)
        return _conflict(PlaceForm(formdata=None, data=values_of(row)), row, error)
    cookie[REMOVED] = kept
    return redirect(planning_address.way_back() or BoardAddress(school_year).url(), 303)
