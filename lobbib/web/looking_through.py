"""The way through the list of an import: which concept is next, and what was just done.

A form that was opened from the list leads back into it. Its address says no more than that: which
list it is, and that it is the reader's own, the database knows.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from lobbib.db import get_session
from lobbib.domain.assignments import Status
from lobbib.models import Assignment
from lobbib.queries import jobs as queries
from lobbib.services import jobs as services
from lobbib.web.access import current_actor
from lobbib.web.forms.assignments import whole

PER_PAGE = 20
FROM_LIST: dict[str, Any] = {"map": "1"}  # in the address of a form that was opened there
DONE = "done"  # the flash that the list shows where the reader goes on, and not above everything
NO_TITLE = "(nog geen titel)"


class Place(NamedTuple):
    """In the list of a job, just before something is done to one concept of it."""

    job_id: int
    following: int | None  # the concept that stands after that one; after the last one the first


def concept_of(assignment_id: int) -> int:
    """The concept in the list that a form is about: the assignment in it, or the one whose text is
    being put into that.
    """
    copy = whole(request.args.get("uit", ""))
    return copy if isinstance(copy, int) else assignment_id


def in_address(assignment_id: int) -> dict[str, Any]:
    """What keeps saying in the address of the form that it was opened from the list."""
    concept = concept_of(assignment_id)
    return FROM_LIST if concept == assignment_id else FROM_LIST | {"uit": concept}


def opened_from(assignment_id: int) -> int | None:
    """The import from whose list the form of this request was opened."""
    if any(request.args.get(name) != value for name, value in FROM_LIST.items()):
        return None
    return queries.of_assignment(get_session(), current_actor(), concept_of(assignment_id))


def place_from(assignment_id: int) -> Place | None:
    """Where saving the form leads back to, if it was opened from the list: to the next concept; to
    the same one where its text went into another assignment, for it is still there.
    """
    job_id, concept = opened_from(assignment_id), concept_of(assignment_id)
    if job_id is None:
        return None
    return place_of(job_id, concept) if concept == assignment_id else Place(job_id, concept)


def place_of(job_id: int, assignment_id: int) -> Place:
    """Raises NotFound for a list of somebody else."""
    numbers = _in_order(job_id)
    after = numbers.index(assignment_id) + 1 if assignment_id in numbers else 0
    others = (one for one in numbers[after:] + numbers if one != assignment_id)
    return Place(job_id, next(others, None))


def go_on(place: Place, said: str) -> ResponseReturnValue:
    """To the list, with the focus on what comes next, and `said` beside it."""
    numbers = _in_order(place.job_id)
    number = place.following or next(iter(numbers), None)
    flash([number, said], DONE)  # type: ignore[arg-type]  # any JSON goes into the session
    return redirect(_address(place.job_id, numbers, number), 303)


def way_back(assignment_id: int) -> str | None:
    """The address of the concept in the list that the form was opened from."""
    job_id = opened_from(assignment_id)
    return _address(job_id, _in_order(job_id), concept_of(assignment_id)) if job_id else None


def _address(job_id: int, numbers: Sequence[int], number: int | None) -> str:
    page = numbers.index(number) // PER_PAGE + 1 if number in numbers else 1
    return at_page(job_id, page, f"deel-{number}" if number in numbers else "klaar")


def at_page(job_id: int, page: int, anchor: str | None = None) -> str:
    """The address of a page of the list."""
    more: dict[str, Any] = {"pagina": page} if page > 1 else {}
    return url_for("importing.show", job_id=job_id, _anchor=anchor, **more)


def saved(assignment: Assignment, is_changed: bool = True) -> str:
    """What was done in the form, in Dutch."""
    name = f"“{assignment.title or NO_TITLE}”"
    if concept_of(assignment.id) != assignment.id:
        return f"{name} is bijgewerkt." if is_changed else f"{name} is niet veranderd."
    if assignment.status is Status.SHARED:
        return f"{name} staat in onze map."
    if is_changed:
        return f"{name} is bewaard. Het is nog een concept."
    return f"{name} is niet veranderd. Het is nog een concept."


def _in_order(job_id: int) -> list[int]:
    session = get_session()
    job = queries.get(session, current_actor(), job_id)
    return [row.assignment_id for row in services.in_order(queries.to_review(session, job))]
