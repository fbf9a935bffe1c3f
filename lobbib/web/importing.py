"""`/importeren`: hand in a folder, see how far it is, and look through what came of it.

A process of its own reads the files (worker.runner); the pages only tell what stands in the
database, so that leaving them stops nothing.
"""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from flask import (
    Blueprint,
    flash,
    get_flashed_messages,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from lobbib.db import get_session, house
from lobbib.domain.assignments import Origin
from lobbib.domain.files import ACCEPTED, MAX_FILE, MEGABYTE
from lobbib.domain.importing import (
    ARCHIVE,
    MAX_FILES,
    MAX_SENT,
    State,
    is_passed_over,
    tidy_path,
)
from lobbib.errors import Invalid
from lobbib.exchange.reading.sheets import Column
from lobbib.models import Job, JobItem
from lobbib.queries import assignments, attachments, subjects
from lobbib.queries import jobs as queries
from lobbib.services import jobs as services
from lobbib.services.jobs import Extra
from lobbib.services.transaction import utc_now
from lobbib.web import wording
from lobbib.web.access import MEMBERS, current_actor, serves
from lobbib.web.importing_view import Refused, review_rows
from lobbib.web.looking_through import (
    DONE,
    FROM_LIST,
    NO_TITLE,
    PER_PAGE,
    at_page,
    go_on,
    place_of,
    saved,
)
from lobbib.web.parameters import COMPETENCY_CHOICES, YEAR_CHOICES, Parameters, members

bp = Blueprint("importing", __name__, url_prefix="/importeren")
ORIGINS = members(Origin)
COLUMNS = members(Column)
NOTHING_CHOSEN = "Kies eerst bestanden, een map of een zip."
NONE_TAKEN = "Hier zitten geen bestanden in die mee kunnen."


class Chosen(NamedTuple):
    """A file that came along; `path` is its place in the folder."""

    path: str
    file: FileStorage


@bp.get("")
@serves(MEMBERS)
def index() -> ResponseReturnValue:
    return _upload_page()


def _upload_page(problem: str = "", code: int = 200) -> ResponseReturnValue:
    session, actor = get_session(), current_actor()
    jobs = queries.mine(session, actor)
    left = house().config.quota_mb * MEGABYTE - attachments.used_by_school(session, actor.school_id)
    page = render_template(
        "importing/index.html",
        jobs=[(job, queries.progress(session, job)) for job in jobs],
        when=lambda at: wording.when(at, utc_now()),
        problem=problem,
        origins=list(Origin),
        origin=ORIGINS.get(request.form.get("origin", ""), Origin.OWN),
        accepted=",".join((*ACCEPTED, ARCHIVE)),
        most=MAX_FILE,
        most_files=MAX_FILES,
        most_sent=MAX_SENT,
        left=max(left, 0),
    )
    return page, code


@bp.post("")
@serves(MEMBERS)
def begin() -> ResponseReturnValue:
    chosen = _chosen()
    if isinstance(chosen, str):
        return _upload_page(chosen, 422)
    origin = ORIGINS.get(request.form.get("origin", ""), Origin.OWN)
    job = services.begin(get_session(), current_actor(), origin)
    return _added(job.id, chosen)


@bp.post("/<int:job_id>/bestanden")
@serves(MEMBERS)
def add(job_id: int) -> ResponseReturnValue:
    """Some more files of the same folder: the script sends a few at a time."""
    queries.get(get_session(), current_actor(), job_id)
    chosen = _chosen()
    return _back(job_id) if isinstance(chosen, str) else _added(job_id, chosen)


def _chosen() -> list[Chosen] | str:
    """What came along, without what no colleague put there; or what is wrong, in Dutch.

    A browser gives a file of a folder its place as its name; the script says it beside the file.
    """
    sent = [file for name in ("file", "map") for file in request.files.getlist(name)]
    files = [file for file in sent if file.filename]
    paths = request.form.getlist("pad")
    if len(paths) != len(files):
        paths = [file.filename or "" for file in files]
    if not files:
        return NOTHING_CHOSEN
    found = [Chosen(*one) for one in zip(paths, files, strict=True) if not is_passed_over(one[0])]
    return found or NONE_TAKEN


def _added(job_id: int, chosen: Sequence[Chosen]) -> ResponseReturnValue:
    session, actor = get_session(), current_actor()
    for path, file in chosen:
        try:
            services.add_file(
                session,
                actor,
                job_id,
                path,
                file.stream,  # type: ignore[arg-type]  # reads bytes, as typeshed's BinaryIO does
                quota_mb=house().config.quota_mb,
            )
        except Invalid as error:
            flash(f"{error.fields['file']} Vanaf ‘{tidy_path(path)}’ ging niets mee.", "warning")
            break
    house().keeper.wake()
    return _back(job_id)


def _back(job_id: int) -> ResponseReturnValue:
    return redirect(url_for("importing.show", job_id=job_id), 303)


@bp.get("/<int:job_id>")
@serves(MEMBERS)
def show(job_id: int) -> ResponseReturnValue:
    return _page(queries.get(get_session(), current_actor(), job_id))


def _page(job: Job, code: int = 200, refused: Refused | None = None) -> ResponseReturnValue:
    """`refused`: the concept that could not be shared, and why."""
    session, actor = get_session(), current_actor()
    page = Parameters(request.args).whole("pagina", 1)
    concepts = services.in_order(queries.to_review(session, job))
    first = (page - 1) * PER_PAGE
    names = subjects.names_of(session, actor.school_id)
    shown = concepts[first : first + PER_PAGE]
    same = _files(job, State.SAME)
    named = {
        *(one.assignment.based_on_id for one in shown),
        *(one.like_id for one in shown),
        *(one.same_as_id for one in same),
    }
    # Another school may show it no longer.
    sources = {row.id: row for row in assignments.by_ids(session, actor, filter(None, named))}
    html = render_template(
        "importing/show.html",
        job=job,
        progress=queries.progress(session, job),
        rows=review_rows(shown, names, sources, refused),
        waiting=len(concepts),
        ready=sum(map(services.ready, concepts)),
        shared=queries.shared(session, job),
        asking=_files(job, State.ASKS),
        refused=_files(job, State.REFUSED),
        same=same,
        sources=sources,
        partly=[one for one in _files(job, State.READ, State.SAME) if one.left_out],
        origins=list(Origin),
        page=page,
        pages=-(-len(concepts) // PER_PAGE),
        when=lambda at: wording.when(at, utc_now()),
        at_page=partial(at_page, job.id),
        done=next(reversed(get_flashed_messages(category_filter=[DONE])), None),
        from_list=FROM_LIST,
    )
    return html, code


def _files(job: Job, *states: State) -> list[JobItem]:
    return queries.files(get_session(), job, states)


@bp.post("/<int:job_id>/<int:assignment_id>/delen")
@serves(MEMBERS)
def share(job_id: int, assignment_id: int) -> ResponseReturnValue:
    """Into the folder, with what was chosen beside it; then on to the next."""
    session, actor = get_session(), current_actor()
    queries.concept(session, actor, job_id, assignment_id)
    place = place_of(job_id, assignment_id)
    try:
        assignment = services.share(session, actor, job_id, assignment_id, _extra())
    except Invalid as error:
        session.rollback()
        return _page(queries.get(session, actor, job_id), 422, (assignment_id, error))
    return go_on(place, saved(assignment))


def _extra() -> Extra:
    given = Parameters(request.form)
    return Extra(
        years=tuple(sorted(given.choices("years", YEAR_CHOICES))),
        competencies=tuple(given.choices("competencies", COMPETENCY_CHOICES)),
        origin=ORIGINS.get(request.form.get("origin", "")),
    )


@bp.post("/<int:job_id>/<int:assignment_id>/weggooien")
@serves(MEMBERS)
def throw_away(job_id: int, assignment_id: int) -> ResponseReturnValue:
    session, actor = get_session(), current_actor()
    title = queries.concept(session, actor, job_id, assignment_id).assignment.title
    place = place_of(job_id, assignment_id)
    services.throw_away(session, actor, job_id, assignment_id)
    return go_on(place, f"“{title or NO_TITLE}” is weg.")


@bp.post("/<int:job_id>/delen")
@serves(MEMBERS)
def share_ready(job_id: int) -> ResponseReturnValue:
    number = services.share_ready(get_session(), current_actor(), job_id)
    many = "1 opdracht staat" if number == 1 else f"{number} opdrachten staan"
    flash(f"{many} in onze map. Dank je wel!", "success")
    return _back(job_id)


@bp.post("/<int:job_id>/weghalen")
@serves(MEMBERS)
def remove(job_id: int) -> ResponseReturnValue:
    services.remove(get_session(), current_actor(), job_id)
    flash("De lijst is weg. Wat nog een concept was, staat bij Mijn opdrachten.", "success")
    return redirect(url_for("importing.index"), 303)


@bp.get("/<int:job_id>/kolommen/<int:item_id>")
@serves(MEMBERS)
def columns(job_id: int, item_id: int) -> ResponseReturnValue:
    item = queries.asking(get_session(), current_actor(), job_id, item_id)
    return _columns_page(item, services.guessed(item))


def _columns_page(
    item: JobItem, chosen: Sequence[Column | None], problem: str = "", code: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "importing/columns.html",
        item=item,
        sheet=item.sample,
        columns=chosen,
        meanings=list(Column),
        problem=problem,
    )
    return page, code


@bp.post("/<int:job_id>/kolommen/<int:item_id>")
@serves(MEMBERS)
def set_columns(job_id: int, item_id: int) -> ResponseReturnValue:
    session, actor = get_session(), current_actor()
    item = queries.asking(session, actor, job_id, item_id)
    if "overslaan" in request.form:
        services.leave_out(session, actor, job_id, item_id)
        return _back(job_id)
    width = len(item.sample["headings"]) if item.sample else 0
    chosen = [COLUMNS.get(request.form.get(f"kolom-{n}", "")) for n in range(width)]
    try:
        services.set_columns(session, actor, job_id, item_id, chosen)
    except Invalid as error:
        session.rollback()
        item = queries.asking(session, actor, job_id, item_id)
        return _columns_page(item, chosen, error.fields["columns"], 422)
    house().keeper.wake()
    return _back(job_id)
