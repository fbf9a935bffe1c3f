"""What changed in the original of an adaptation, and what to do with that."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lobbib.db import get_session
from lobbib.domain import policy
from lobbib.domain.assignments import Content, Status
from lobbib.domain.assignments_in_words import LABELS
from lobbib.domain.originals import FOLLOWED
from lobbib.errors import Forbidden, NotFound
from lobbib.models import Assignment
from lobbib.queries import assignments, subjects
from lobbib.queries.originals import Change, adaptation_of, change_of
from lobbib.services import originals as services
from lobbib.web import wording
from lobbib.web.access import MEMBERS, current_actor, serves
from lobbib.web.forms.assignments import whole

bp = Blueprint("originals", __name__, url_prefix="/opdrachten/<int:assignment_id>/origineel")


@bp.get("")
@serves(MEMBERS)
def show(assignment_id: int) -> str:
    """The original as it was and as it is, field by field."""
    session, actor = get_session(), current_actor()
    assignment = assignments.get_visible(session, actor, assignment_id)
    if not policy.can_edit(actor, assignment):
        raise Forbidden
    source = assignments.source_of(session, actor, assignment)
    if source is None:
        raise NotFound
    change = change_of(session, actor, assignment)
    return render_template(
        "assignments/original.html",
        assignment=assignment,
        source=source,
        change=change,
        differences=_differences(change, assignment) if change else [],
    )


def _differences(
    change: Change, assignment: Assignment
) -> list[tuple[str, wording.Difference, wording.Difference | None]]:
    """(field, then beside now, one's own beside now where that is no longer as it was then)."""
    names = subjects.names_of(get_session(), current_actor().school_id)
    own = assignment.content

    def beside_now(name: str, old: Content) -> wording.Difference:
        return wording.field_difference(name, old, change.now, names)

    return [
        (
            name,
            beside_now(name, change.then),
            None if getattr(own, name) == getattr(change.then, name) else beside_now(name, own),
        )
        for name in change.fields
    ]


@bp.post("/gezien")
@serves(MEMBERS)
def see(assignment_id: int) -> ResponseReturnValue:
    seen = whole(request.form.get("versie", ""))
    number = seen if isinstance(seen, int) else 0
    services.see(get_session(), current_actor(), assignment_id, number)
    flash("Goed. We zeggen het weer als het origineel opnieuw verandert.", "success")
    return redirect(url_for("assignments.show", assignment_id=assignment_id), 303)


@dataclass(frozen=True, slots=True)
class Start:
    """What the form begins with: `taken` are labels of what was taken over from the original, whose
    version is `original`; or it all comes from `copy`, which was made of version `version`.
    """

    content: Content
    taken: Sequence[str] = ()
    original: int = 0
    copy: Assignment | None = None
    version: int | None = None


def start_of(assignment: Assignment) -> Start:
    """As the address of the form asks: plain, or with fields of the original or with a copy."""
    number = whole(request.args.get("uit", ""))
    if isinstance(number, int) and request.method == "GET":
        return _from_copy(assignment, number)
    wanted = request.args.getlist("neem") if request.method == "GET" else []
    change = change_of(get_session(), current_actor(), assignment) if wanted else None
    fields = [name for name in change.fields if name in wanted] if change else []
    if change is None or not fields:
        return Start(assignment.content)
    content = replace(assignment.content, **{name: getattr(change.now, name) for name in fields})
    return Start(content, [LABELS[name] for name in fields], change.source.version)


def _from_copy(assignment: Assignment, number: int) -> Start:
    """Its texts and tags; who sees the original and what others may do with it stays.

    Of a concept of one's own: in what another school made of it stands what is not for us, and in
    what a colleague shares stands another lesson.
    """
    session, actor = get_session(), current_actor()
    copy = assignments.get_visible(session, actor, number)
    if copy.based_on_id != assignment.id or copy.status is not Status.CONCEPT:
        raise NotFound
    adaptation = adaptation_of(session, copy)
    content = replace(
        assignment.content, **{name: getattr(copy.content, name) for name in FOLLOWED}
    )
    return Start(content, copy=copy, version=adaptation.seen if adaptation else None)


def can_return(assignment: Assignment, source: Assignment | None) -> bool:
    """Whether this is a concept that could go into what it was made of."""
    is_concept = assignment.status is Status.CONCEPT
    return is_concept and source is not None and policy.can_edit(current_actor(), source)


def is_news(assignment: Assignment, source: Assignment) -> bool:
    """Whether the concept says something that does not stand in its original."""
    own, now = assignment.content, source.content
    return any(getattr(own, name) != getattr(now, name) for name in FOLLOWED)
