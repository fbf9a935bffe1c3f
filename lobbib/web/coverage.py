"""The LOB-lijn: the page, the lists behind its figures, and the same line as a file."""

from collections.abc import Callable
from math import ceil
from threading import BoundedSemaphore

from babel.dates import format_date
from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from lobbib.db import close_session, get_session
from lobbib.domain import policy
from lobbib.domain.coverage import Cell, State
from lobbib.domain.layer_in_words import layer_in_words, line_is_about
from lobbib.domain.layers import Layer
from lobbib.domain.line_in_words import line_in_words, score_in_words
from lobbib.domain.tracks import Track
from lobbib.errors import Unavailable
from lobbib.exchange.coverage import LineReport
from lobbib.exchange.docx_line import to_docx
from lobbib.exchange.line_picture import to_png, to_svg
from lobbib.exchange.pdf_line import to_pdf
from lobbib.exchange.picture import TALL, WIDE, metro
from lobbib.exchange.spreadsheet import to_csv, to_xlsx
from lobbib.queries import assignments
from lobbib.services import assignments as services
from lobbib.web import coverage_view as view
from lobbib.web.access import MEMBERS, current_actor, serves
from lobbib.web.coverage_address import Behind, read_spot
from lobbib.web.coverage_matter import Matter, matter_of_request
from lobbib.web.coverage_missing import bare, lacking, may_call
from lobbib.web.coverage_placed import Where, by_assignment, placements_of
from lobbib.web.coverage_report import report_of, title_of
from lobbib.web.parameters import COMPETENCY_CHOICES, YEAR_CHOICES, Parameters, members

bp = Blueprint("coverage", __name__)

GAPS_SHOWN = 6
PER_PAGE = 50
AT_ONCE, PATIENCE = 2, 20  # files that are made at the same time, and seconds to wait for a turn
FORMS: dict[str, tuple[Callable[[LineReport], bytes], str]] = {
    "csv": (to_csv, "text/csv; charset=utf-8"),
    "xlsx": (to_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "docx": (
        to_docx,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "pdf": (to_pdf, "application/pdf"),
    "svg": (to_svg, "image/svg+xml; charset=utf-8"),
    "png": (to_png, "image/png"),
}
_turns = BoundedSemaphore(AT_ONCE)


@bp.get("/lijn")
@serves(MEMBERS)
def line() -> ResponseReturnValue:
    matter = matter_of_request()
    own, before, gaps = matter.own, matter.before(), lacking(matter)
    extras = matter.extras()
    return render_template(
        "coverage/line.html",
        matter=matter,
        view=view,
        own=own,
        elsewhere=matter.figures.elsewhere,
        before=before,
        links=matter.links,
        title=title_of(matter),
        about=line_is_about(matter.asked, own.years),
        layer=layer_in_words(matter.asked, matter.figures.sources),
        score=score_in_words(own),
        pictures=[metro(own, form, extras) for form in (WIDE, TALL)] if matter.track else [],
        extras=extras,
        gaps=[gap for gap in gaps if gap.offers or gap.call],
        bare=bare(gap for gap in gaps if not (gap.offers or gap.call or gap.is_past)),
        past=bare(gap for gap in gaps if gap.is_past),
        gaps_shown=GAPS_SHOWN,
        states=State,
        in_words=line_in_words,
        may_call=may_call(),
        may_plan=policy.can_plan_something(current_actor()),
        available=Layer.AVAILABLE,
        today=format_date(matter.today, "d MMMM y", locale="nl"),
    )


@bp.get("/lijn/opdrachten")
@serves(MEMBERS)
def behind() -> ResponseReturnValue:
    """The assignments that one figure counts: exactly that many, with where they stand."""
    matter = matter_of_request()
    asked, unknown = read_spot(request.args)
    given = Parameters(request.args)
    page = given.whole("pagina", 1)
    ids = matter.ledger.ids(matter.asked, matter.today, asked.spot)
    if asked.talk:
        rows = assignments.by_ids(get_session(), current_actor(), ids)
        ids = [row.id for row in rows if row.questions]
    shown = ids[(page - 1) * PER_PAGE : page * PER_PAGE]
    return render_template(
        "coverage/behind.html",
        matter=matter,
        spot=asked.spot,
        talk=asked.talk,
        total=len(ids),
        rows=assignments.by_ids(get_session(), current_actor(), shown),
        places=by_assignment(_at(matter, asked, shown)) if matter.is_planned else {},
        layer=layer_in_words(matter.asked, matter.figures.sources),
        ignored=view.ignored(matter.unknown + unknown),
        chips=[label for label, _ in view.chips(matter)],
        page=page,
        pages=ceil(len(ids) / PER_PAGE),
        page_url=lambda number: matter.links.behind(asked, page=number),
        back=matter.links.line(),
    )


def _at(matter: Matter, asked: Behind, ids: list[int]) -> list[Where]:
    """The placements of these assignments in the column of a figure."""
    found = placements_of(matter, ids)
    return [one for one in found if asked.spot.year in (None, one.placed.year)]


@bp.post("/lijn/aanpassen/<int:assignment_id>")
@serves(MEMBERS)
def adapt(assignment_id: int) -> ResponseReturnValue:
    """A concept for a place that is missing: a copy, tagged for it."""
    given = Parameters(request.form)
    year = given.one("leerjaar", YEAR_CHOICES, None)
    competency = given.one("competentie", COMPETENCY_CHOICES, None)
    track = given.one("niveau", members(Track), None)
    aim = Cell(competency, year) if competency and year else None
    copy = services.adapt(get_session(), current_actor(), assignment_id, aim, track)
    flash(
        "Dit is jouw kopie. Maak hem passend en zet hem in onze map; dan telt hij mee.", "success"
    )
    return redirect(url_for("assignments.edit", assignment_id=copy.id), 303)


@bp.get("/lijn.<any(csv, xlsx, docx, pdf, svg, png):form>")
@serves(MEMBERS)
def line_file(form: str) -> ResponseReturnValue:
    """The line to take along. The database is let go of before the file is made."""
    report = report_of(matter_of_request())
    close_session()
    return _download(_made(form, report), report, form)


def _made(form: str, report: LineReport) -> bytes:
    """Making files must not hold everybody else's pages: two at a time, the others wait."""
    if not _turns.acquire(timeout=PATIENCE):
        raise Unavailable("Er worden nu veel bestanden gemaakt. Probeer het over een minuut weer.")
    try:
        return FORMS[form][0](report)
    finally:
        _turns.release()


def _download(content: bytes, report: LineReport, form: str) -> Response:
    track = report.main.track.label if report.main.track else "hele-school"
    name = f"lob-lijn-{track}-{report.made_on.isoformat()}.{form}"
    answer = Response(content, content_type=FORMS[form][1])
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
