"""The texts of assignments as search reads them: plain, by field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Status
from lobbib.domain.policy import Actor
from lobbib.models import Assignment
from lobbib.queries.visibility import visible_to
from lobbib.search.plain import plain

FIELDS = ("title", "summary", "questions", "body", "needs", "notes")
MARKDOWN_FIELDS = ("body", "needs", "notes")

_COLUMNS = select(
    Assignment.id,
    Assignment.school_id,
    Assignment.share_notes,
    Assignment.title,
    Assignment.summary,
    Assignment.questions_json,
    Assignment.body,
    Assignment.needs,
    Assignment.notes,
).where(Assignment.status == Status.SHARED)


@dataclass(frozen=True, slots=True)
class Texts:
    """One assignment's texts: `written` by field, as they were typed. `read` gives what one reads.

    Only the texts that a snippet or the index asks for are freed of their Markdown.
    """

    id: int
    school_id: int
    share_notes: bool
    written: Mapping[str, str]

    def read(self, field: str) -> str:
        """The text of a field without Markdown; empty where it may not be read."""
        text = self.written.get(field, "")
        return plain(text) if field in MARKDOWN_FIELDS else text


def shared(session: Session, ids: Iterable[int]) -> list[Texts]:
    """The texts of the shared assignments among `ids`."""
    return _load(session, _COLUMNS.where(Assignment.id.in_(list(ids))))


def visible(session: Session, actor: Actor, ids: Iterable[int]) -> dict[int, Texts]:
    """The texts that `actor` may read: another school's unshared notes are not among them."""
    found = _load(session, _COLUMNS.where(Assignment.id.in_(list(ids)), visible_to(actor)))
    return {texts.id: _readable(texts, actor) for texts in found}


def _readable(texts: Texts, actor: Actor) -> Texts:
    if texts.share_notes or texts.school_id == actor.school_id:
        return texts
    return replace(texts, written={**texts.written, "notes": ""})


def _load(session: Session, statement: Select[*tuple[Any, ...]]) -> list[Texts]:
    return [_texts(row) for row in session.execute(statement)]


def _texts(row: Any) -> Texts:
    written = {name: getattr(row, name) for name in ("title", "summary", *MARKDOWN_FIELDS)}
    written["questions"] = "\n".join(row.questions_json)
    return Texts(row.id, row.school_id, row.share_notes, written)
