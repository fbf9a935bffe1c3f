"""Sheets to take along: one assignment as Word or PDF, and several as one booklet."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lobbib.db import get_session
from lobbib.domain import policy
from lobbib.domain.originals import mark_of
from lobbib.domain.schools import slug_of
from lobbib.exchange.papers import Bundle, Paper, Sheet, paper_of
from lobbib.exchange.papers_docx import to_docx
from lobbib.exchange.papers_pdf import to_pdf
from lobbib.models import Assignment
from lobbib.queries import assignments as queries
from lobbib.queries import attachments
from lobbib.services.transaction import utc_now
from lobbib.web.access import MEMBERS, current_actor, serves

bp = Blueprint("papers", __name__)

MAX_IN_BOOKLET = 30
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"


@bp.get("/opdrachten/<int:assignment_id>.docx")
@serves(MEMBERS)
def word(assignment_id: int) -> ResponseReturnValue:
    return _sheets(assignment_id, to_docx, "docx", WORD)


@bp.get("/opdrachten/<int:assignment_id>.pdf")
@serves(MEMBERS)
def pdf(assignment_id: int) -> ResponseReturnValue:
    return _sheets(assignment_id, to_pdf, "pdf", PDF)


@bp.get("/boekje")
@serves(MEMBERS)
def booklet() -> ResponseReturnValue:
    """What goes into the booklet, and for whom; a choice is part of the address."""
    return render_template(
        "papers/booklet.html",
        places=_places(_chosen()),
        sheet=_asked_sheet(),
        most=MAX_IN_BOOKLET,
        is_too_much=len(_asked_ids()) > MAX_IN_BOOKLET,
    )


@bp.get("/boekje.docx")
@serves(MEMBERS)
def booklet_word() -> ResponseReturnValue:
    return _booklet(to_docx, "docx", WORD)


@bp.get("/boekje.pdf")
@serves(MEMBERS)
def booklet_pdf() -> ResponseReturnValue:
    return _booklet(to_pdf, "pdf", PDF)


def _sheets(
    assignment_id: int, make: Callable[[Bundle], bytes], suffix: str, kind: str
) -> ResponseReturnValue:
    assignment = queries.get_visible(get_session(), current_actor(), assignment_id)
    [paper] = _papers([assignment])
    mark = mark_of(assignment.id, assignment.version, assignment.created_at)
    bundle = Bundle(paper.title, (paper,), _asked_sheets(), utc_now(), mark)
    return _download(make(bundle), f"{slug_of(paper.title) or 'opdracht'}.{suffix}", kind)


def _booklet(make: Callable[[Bundle], bytes], suffix: str, kind: str) -> ResponseReturnValue:
    papers = _papers(_chosen())
    if not papers:  # what is to go into it is chosen on the page
        return redirect(url_for("papers.booklet"), 303)
    bundle = Bundle("Opdrachten voor LOB", papers, _asked_sheets(), utc_now())
    return _download(make(bundle), f"boekje.{suffix}", kind)


def _papers(assignments: list[Assignment]) -> tuple[Paper, ...]:
    session, actor = get_session(), current_actor()
    files = attachments.names_of(session, actor, [assignment.id for assignment in assignments])
    return tuple(
        paper_of(
            assignment.content,
            school=assignment.school.name,
            subject_names={subject.slug: subject.name for subject in assignment.subject_rows},
            see_notes=policy.can_see_notes(actor, assignment),
            attachments=files.get(assignment.id, ()),
        )
        for assignment in assignments
    )


def _chosen() -> list[Assignment]:
    """The assignments in the address that can be seen, in its order, each once."""
    wanted = _asked_ids()[:MAX_IN_BOOKLET]
    found = queries.by_ids(get_session(), current_actor(), wanted)
    by_id = {assignment.id: assignment for assignment in found}
    return [by_id[number] for number in wanted if number in by_id]


class Place(NamedTuple):
    """An assignment in the booklet; the numbers that remain or how they stand after a change."""

    assignment: Assignment
    without: list[int]
    higher: list[int]
    lower: list[int]


def _places(chosen: list[Assignment]) -> list[Place]:
    numbers = [assignment.id for assignment in chosen]
    return [
        Place(
            assignment,
            [number for number in numbers if number != assignment.id],
            _moved(numbers, place, -1),
            _moved(numbers, place, 1),
        )
        for place, assignment in enumerate(chosen)
    ]


def _moved(numbers: list[int], place: int, steps: int) -> list[int]:
    rest = [*numbers[:place], *numbers[place + 1 :]]
    rest.insert(max(place + steps, 0), numbers[place])
    return rest


def _asked_ids() -> list[int]:
    given: Iterable[str] = request.args.getlist("opdracht")
    numbers = [int(text) for text in given if text.isascii() and text.isdigit() and len(text) < 10]
    return list(dict.fromkeys(numbers))


def _asked_sheet() -> str:
    asked = request.args.get("blad", "")
    return asked if asked in [*Sheet] else "beide"


def _asked_sheets() -> tuple[Sheet, ...]:
    asked = _asked_sheet()
    return tuple(Sheet) if asked == "beide" else (Sheet(asked),)


def _download(content: bytes, name: str, kind: str) -> Response:
    answer = Response(content, content_type=kind)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
