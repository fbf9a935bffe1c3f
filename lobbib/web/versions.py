"""Pages with every version that an assignment had, what differs, and the way back to one."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lobbib.db import get_session
from lobbib.domain import policy
from lobbib.errors import Conflict, Invalid
from lobbib.exchange.items import from_item
from lobbib.models import Revision
from lobbib.queries import assignments, revisions, subjects
from lobbib.services import assignments as services
from lobbib.web import wording
from lobbib.web.access import MEMBERS, current_actor, serves
from lobbib.web.forms.assignments import whole

bp = Blueprint("versions", __name__, url_prefix="/opdrachten/<int:assignment_id>/versies")


@bp.get("")
@serves(MEMBERS)
def index(assignment_id: int) -> str:
    """Every version, and the two that the address asks for beside each other."""
    session, actor = get_session(), current_actor()
    assignment = assignments.get_visible(session, actor, assignment_id)
    found = revisions.of_assignment(session, actor, assignment)
    older, newer = _chosen(found)
    return render_template(
        "assignments/versions.html",
        assignment=assignment,
        revisions=found,
        older=older,
        newer=newer,
        differences=_differences(older, newer) if older and newer else [],
    )


def _chosen(found: Sequence[Revision]) -> tuple[Revision | None, Revision | None]:
    """The two in the address, the older one first; nothing unless both can be read."""
    by_number = {row.version: row for row in found}
    asked = [whole(request.args.get(name, "")) for name in ("van", "tot")]
    chosen = sorted((by_number[n] for n in asked if n in by_number), key=lambda row: row.version)
    return (chosen[0], chosen[1]) if len(chosen) == len(asked) else (None, None)


def _differences(older: Revision, newer: Revision) -> list[wording.Difference]:
    names = subjects.names_of(get_session(), current_actor().school_id)
    old, new = (from_item(revision.content).content for revision in (older, newer))
    return wording.content_differences(old, new, names)


@bp.get("/<int:version>")
@serves(MEMBERS)
def show(assignment_id: int, version: int) -> str:
    """One version beside the newest."""
    session, actor = get_session(), current_actor()
    assignment = assignments.get_visible(session, actor, assignment_id)
    revision = revisions.get(session, actor, assignment, version)
    names = {slug: row.name for slug, row in subjects.by_slug(session, actor.school_id).items()}
    old = from_item(revision.content).content
    return render_template(
        "assignments/version.html",
        assignment=assignment,
        revision=revision,
        content=old,
        differences=wording.content_differences(old, assignment.content, names),
        can_restore=policy.can_edit(actor, assignment) and version != assignment.version,
    )


@bp.post("/<int:version>/terugzetten")
@serves(MEMBERS)
def restore(assignment_id: int, version: int) -> ResponseReturnValue:
    """Only on top of the version that the page compared with."""
    session, actor = get_session(), current_actor()
    seen = whole(request.form.get("version", ""))
    try:
        services.restore_version(
            session, actor, assignment_id, version, version=seen if isinstance(seen, int) else 0
        )
    except (Conflict, Invalid) as error:
        flash(_reason(error), "warning")
        here = url_for("versions.show", assignment_id=assignment_id, version=version)
        return redirect(here, 303)
    flash(f"Versie {version} is teruggezet. De versie van daarnet staat bij de versies.", "success")
    return redirect(url_for("assignments.show", assignment_id=assignment_id), 303)


def _reason(error: Conflict | Invalid) -> str:
    if isinstance(error, Invalid):
        return "Deze versie was nog niet af. Neem er zelf uit over wat je nodig hebt."
    return f"{error.message} Kijk nog eens naar de verschillen."
