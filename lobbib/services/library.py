"""A school's whole library in and out, as items: for moving house, and for content by the file."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from lobbib.domain.assignments import Content, Status, problems, tidy
from lobbib.domain.policy import Actor
from lobbib.exchange.items import MAX_NAMED, Parsed, from_item, full_item
from lobbib.exchange.jsonl import Line
from lobbib.queries import assignments, subjects
from lobbib.services.assignments import add
from lobbib.services.transaction import transaction

BATCH = 100


class Outcome(NamedTuple):
    """What became of a line. `assignment_id` is None where it was refused.

    `remarks` say in Dutch why it was refused, what was skipped, and what sharing still needs.
    """

    line: int
    assignment_id: int | None
    status: Status | None
    remarks: tuple[str, ...]


class _Entry(NamedTuple):
    """A line, ready to go in; without content where it is refused."""

    line: int
    content: Content | None
    status: Status
    remarks: tuple[str, ...]


def import_items(
    session: Session, actor: Actor, lines: Iterable[Line], *, publish: bool
) -> Iterator[Outcome]:
    """Add each good line as the actor's; an outcome is given once its line is safely stored.

    With `publish` a line keeps the status it names and is shared where it names none, as long as
    it is complete. Everything else becomes a concept. Raises Unavailable between batches.
    """
    known = set(subjects.by_slug(session, actor.school_id))
    entries = (_judged(line, known, publish) for line in lines)
    while batch := list(islice(entries, BATCH)):
        with transaction(session, actor):
            outcomes = [_stored(session, actor, entry) for entry in batch]
        yield from outcomes


def _stored(session: Session, actor: Actor, entry: _Entry) -> Outcome:
    if entry.content is None:
        return Outcome(entry.line, None, None, entry.remarks)
    row = add(session, actor, entry.content, entry.status)
    return Outcome(entry.line, row.id, entry.status, entry.remarks)


def _judged(line: Line, known: set[str], publish: bool) -> _Entry:
    if line.item is None:
        return _Entry(line.number, None, Status.CONCEPT, (line.problem,))
    parsed = from_item(line.item)
    if wrong := _title_problem(parsed) | problems(parsed.content, sharing=False) | parsed.problems:
        return _Entry(line.number, None, Status.CONCEPT, _by_field(wrong))
    strange = set(parsed.content.subjects) - known
    content = replace(parsed.content, subjects=tuple(set(parsed.content.subjects) & known))
    missing = problems(content, sharing=True)
    remarks = (*_skipped(parsed, strange), *_by_field(missing, "nog nodig om te delen: "))
    return _Entry(line.number, content, _status(parsed, missing, publish), remarks)


def _title_problem(parsed: Parsed) -> dict[str, str]:
    return {} if parsed.content.title else {"title": "Geef de opdracht een titel."}


def _status(parsed: Parsed, missing: Mapping[str, str], publish: bool) -> Status:
    return Status.CONCEPT if missing or not publish else parsed.status or Status.SHARED


def _skipped(parsed: Parsed, strange: set[str]) -> tuple[str, ...]:
    found = []
    if parsed.unknown:
        found.append(f"onbekende velden overgeslagen: {', '.join(parsed.unknown)}")
    if strange:
        found.append(f"onbekende vakken overgeslagen: {_named(strange)}")
    return tuple(found)


def _named(values: set[str]) -> str:
    """A few of them, and only the beginning of each: they are whatever stood in the file."""
    return ", ".join(tidy(value[:40], multiline=False) for value in sorted(values)[:MAX_NAMED])


def _by_field(found: Mapping[str, str], before: str = "") -> tuple[str, ...]:
    return tuple(f"{before}{name}: {text}" for name, text in found.items())


def export_items(session: Session, school_id: int, base_url: str = "") -> Iterator[dict[str, Any]]:
    """Every assignment of a school as an item, by id, everybody's concepts included.

    This is the back door for moving house: only the command line, on the school's own server,
    opens it.
    """
    for assignment in assignments.of_school(session, school_id):
        yield full_item(assignment, f"{base_url}/opdrachten/{assignment.id}")
