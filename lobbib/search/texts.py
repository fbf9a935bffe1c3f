"""The texts of assignments as search reads them: plain, by field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Status
from lobbib.domain.policy import Actor
from lobbib.models import Assignment
from lobbib.queries.visibility import visible_to

_MARKDOWN = MarkdownIt("commonmark", {"html": False})
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
    """One assignment's texts; `fields` maps a field's name to what it says, without Markdown."""

    id: int
    school_id: int
    share_notes: bool
    fields: Mapping[str, str]


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
    fields = {name: text for name, text in texts.fields.items() if name != "notes"}
    return Texts(texts.id, texts.school_id, texts.share_notes, fields)


def _load(session: Session, statement: Select[*tuple[Any, ...]]) -> list[Texts]:
    return [_texts(row) for row in session.execute(statement)]


def _texts(row: Any) -> Texts:
    fields = {
        "title": row.title,
        "summary": row.summary,
        "questions": "\n".join(row.questions_json),
        "body": plain(row.body),
        "needs": plain(row.needs),
        "notes": plain(row.notes),
    }
    return Texts(row.id, row.school_id, row.share_notes, fields)


def plain(markdown: str) -> str:
    """What a reader sees of `markdown`: a line for each block, without marks or addresses."""
    blocks = []
    for token in _MARKDOWN.parse(markdown):
        if token.type == "inline":
            blocks.append("".join(_seen(child) for child in token.children or ()))
        elif token.type in ("fence", "code_block"):
            blocks.append(token.content)
    return "\n".join(" ".join(block.split()) for block in blocks)


def _seen(token: Any) -> str:
    return " " if token.type in ("softbreak", "hardbreak") else str(token.content)
