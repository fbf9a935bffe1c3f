"""Files of an assignment: the page on which they are added and ordered, and the files themselves.

Bytes go out as something to keep and never as a page; only pictures can be looked at
here, alone and with nothing allowed.
"""

from tempfile import TemporaryFile
from typing import IO, Any
from urllib.parse import quote

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage
from werkzeug.wsgi import wrap_file

from lobbib.db import get_session, house
from lobbib.domain import files, policy
from lobbib.domain.files import BY_TYPE, Kind, ending_of
from lobbib.errors import Forbidden, Invalid, NotFound
from lobbib.models import Attachment
from lobbib.queries import assignments
from lobbib.queries import attachments as queries
from lobbib.services import attachments as services
from lobbib.web.access import MEMBERS, current_actor, serves
from lobbib.web.allowed import allowed
from lobbib.web.security import ASK_FIRST

bp = Blueprint("attachments", __name__, url_prefix="/opdrachten/<int:assignment_id>/bijlagen")
bp.add_app_template_filter(files.size_text, "file_size")

ALONE = "default-src 'none'; sandbox; frame-ancestors 'none'"
NOT_MODIFIED = 304
NOTHING_CHOSEN = "Kies eerst een bestand."


@bp.app_template_filter("file_kind")
def kind_of(row: Attachment) -> Kind:
    return BY_TYPE[row.type]


@bp.get("")
@serves(MEMBERS)
def index(assignment_id: int) -> ResponseReturnValue:
    return _page(assignment_id)


def _page(assignment_id: int, problem: str = "", code: int = 200) -> ResponseReturnValue:
    session, actor = get_session(), current_actor()
    assignment = assignments.get_visible(session, actor, assignment_id)
    may = allowed(assignment)
    page = render_template(
        "assignments/attachments.html",
        assignment=assignment,
        may=may,
        rows=queries.of_assignment(session, actor, assignment_id),
        removed=_removed(assignment_id) if may.edit else [],
        most=files.MAX_FILE,
        most_files=files.MAX_FILES,
        accepted=",".join(files.ACCEPTED),
        left=max(_quota() - queries.used_by_school(session, actor.school_id), 0),
        problem=problem,
        is_own=policy.is_own_school(actor, assignment),
    )
    return page, code


def _removed(assignment_id: int) -> list[Attachment]:
    rows = queries.everything_of(get_session(), current_actor(), assignment_id)
    return [row for row in rows if row.removed_at is not None]


def _quota() -> int:
    return house().config.quota_mb * files.MEGABYTE


@bp.post("")
@serves(MEMBERS)
def add(assignment_id: int) -> ResponseReturnValue:
    """One file or several; what is refused is named, and the others go in."""
    session, actor = get_session(), current_actor()
    assignment = assignments.get_visible(session, actor, assignment_id)
    if not policy.can_edit(actor, assignment):
        raise Forbidden
    chosen = [file for file in request.files.getlist("file") if file.filename]
    if not chosen:
        return _page(assignment_id, NOTHING_CHOSEN, 422)
    problems = [text for file in chosen if (text := _add(assignment_id, file))]
    if problems:
        return _page(assignment_id, "\n".join(problems), 422)
    flash(_added(len(chosen)), "success")
    return _back(assignment_id)


def _add(assignment_id: int, file: FileStorage) -> str:
    """Why a file was refused; empty when it was not."""
    try:
        services.add(
            get_session(),
            current_actor(),
            assignment_id,
            file.stream,  # type: ignore[arg-type]  # reads bytes, as typeshed's BinaryIO does
            file.filename or "",
            quota_mb=house().config.quota_mb,
            shared="shared" in request.form,
        )
    except Invalid as error:
        return error.fields["file"]
    return ""


def _added(number: int) -> str:
    return "De bijlage staat erbij." if number == 1 else f"{number} bijlagen staan erbij."


@bp.post("/<int:number>/delen")
@serves(MEMBERS)
def share(assignment_id: int, number: int) -> ResponseReturnValue:
    shared = request.form.get("shared") == "1"
    services.set_shared(get_session(), current_actor(), assignment_id, number, shared)
    return _back(assignment_id)


@bp.post("/<int:number>/verplaatsen")
@serves(MEMBERS)
def move(assignment_id: int, number: int) -> ResponseReturnValue:
    steps = -1 if request.form.get("naar") == "omhoog" else 1
    services.move(get_session(), current_actor(), assignment_id, number, steps)
    return _back(assignment_id)


@bp.post("/<int:number>/weghalen")
@serves(MEMBERS)
def remove(assignment_id: int, number: int) -> ResponseReturnValue:
    services.remove(get_session(), current_actor(), assignment_id, number)
    flash("De bijlage is weg. Je kunt hem hieronder terughalen.", "success")
    return _back(assignment_id)


@bp.post("/<int:number>/terughalen")
@serves(MEMBERS)
def put_back(assignment_id: int, number: int) -> ResponseReturnValue:
    try:
        services.put_back(get_session(), current_actor(), assignment_id, number)
    except Invalid as error:
        return _page(assignment_id, error.fields["file"], 422)
    flash("De bijlage staat er weer.", "success")
    return _back(assignment_id)


def _back(assignment_id: int) -> ResponseReturnValue:
    return redirect(url_for("attachments.index", assignment_id=assignment_id), 303)


@bp.get("/<int:number>")
@serves(MEMBERS)
def download(assignment_id: int, number: int) -> Response:
    """The file, to keep: a browser never opens it as a page of ours."""
    row = queries.get(get_session(), current_actor(), assignment_id, number)
    answer = _sent(row)
    answer.headers.set("Content-Disposition", "attachment", **_names(row.name))
    return answer


@bp.get("/<int:number>/beeld")
@serves(MEMBERS)
def picture(assignment_id: int, number: int) -> Response:
    """A picture to look at; of anything else there is none."""
    row = queries.get(get_session(), current_actor(), assignment_id, number)
    if not BY_TYPE[row.type].is_picture:
        raise NotFound
    return _sent(row)


def _names(name: str) -> dict[str, Any]:
    """The name in plain letters for old programs, and as it is (RFC 6266)."""
    plain = "".join(letter for letter in name if letter.isascii()).replace("%", "-")
    if plain == name:
        return {"filename": name}
    plain = plain if ending_of(plain) else f"bijlage{ending_of(name)}"
    return {"filename": plain, "filename*": f"UTF-8''{quote(name, safe='')}"}


def _sent(row: Attachment) -> Response:
    answer = Response(content_type=row.type)
    answer.set_etag(row.sha256)
    answer.headers["Cache-Control"] = ASK_FIRST
    answer.headers["Content-Security-Policy"] = ALONE
    answer.make_conditional(request)
    if answer.status_code != NOT_MODIFIED:
        answer.response = wrap_file(request.environ, _on_disk(row))
        answer.direct_passthrough = True
        answer.content_length = row.size
    return answer


def _on_disk(row: Attachment) -> IO[bytes]:
    """The content in a nameless file: the server sends that by itself, however slow the other side
    is, and neither a thread nor memory is held meanwhile.
    """
    file = TemporaryFile()  # noqa: SIM115  # the answer closes it
    for piece in queries.pieces(get_session(), row.sha256, row.size):
        file.write(piece)
    file.seek(0)
    return file
