"""What changed in the original of an adaptation, and what to do with that."""

from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lobbib.db import get_session
from lobbib.domain import policy
from lobbib.domain.assignments import Content
from lobbib.domain.assignments_in_words import LABELS
from lobbib.errors import Forbidden, NotFound
from lobbib.models import Assignment
from lobbib.queries import assignments, subjects
from lobbib.queries.originals import Change, change_of
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


def taken_from(assignment: Assignment, wanted: Sequence[str]) -> tuple[Content, list[str], int]:
    """What the form begins with when `wanted` fields of the original were chosen: the content, the
    labels of what was taken over, and the version of the original (0 for nothing).
    """
    change = change_of(get_session(), current_actor(), assignment) if wanted else None
    fields = [name for name in change.fields if name in wanted] if change else []
    if change is None or not fields:
        return assignment.content, [], 0
    content = replace(assignment.content, **{name: getattr(change.now, name) for name in fields})
    return content, [LABELS[name] for name in fields], change.source.version
