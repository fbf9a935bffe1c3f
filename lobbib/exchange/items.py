"""The JSON item: an assignment as the API gives it, and as a line of JSONL, both ways."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

from lobbib.domain.assignments import (
    CONTENT_FIELDS,
    Activity,
    Content,
    Licence,
    Origin,
    Status,
    Visibility,
    normalized,
    tidy,
)
from lobbib.domain.competencies import ALSO_CALLED, Competency
from lobbib.domain.policy import Actor, can_see, can_see_notes, is_own_school
from lobbib.domain.tracks import Track
from lobbib.models import Assignment

Enum = TypeVar("Enum", bound=StrEnum)
Parse = Callable[[Any], Any]

IDENTITY = ("id", "school", "author", "based_on", "version", "url")
MAX_NAMED = 10


class Parsed(NamedTuple):
    """What an item says. `status` is None where it says nothing.

    `unknown` names the fields that lobbib does not know; `problems` gives, by field, what cannot
    be read. A field with a problem has its default in `content`.
    """

    content: Content
    status: Status | None
    unknown: tuple[str, ...]
    problems: dict[str, str]


def to_item(assignment: Assignment, actor: Actor, url: str) -> dict[str, Any]:
    """The item as `actor` may see it: another school's has no author, and notes only if shared."""
    item = full_item(assignment, url)
    if not is_own_school(actor, assignment):
        item["author"] = None
    if not can_see_notes(actor, assignment):
        item["notes"] = None
    if assignment.based_on is not None and not can_see(actor, assignment.based_on):
        item["based_on"] = None
    return item


def full_item(assignment: Assignment, url: str) -> dict[str, Any]:
    """The item with nothing left out, for the command line of the school's own server."""
    return {
        "id": assignment.id,
        **content_to_dict(assignment.content),
        "status": assignment.status.value,
        "school": assignment.school.name,
        "author": assignment.author.name if assignment.author else None,
        "based_on": assignment.based_on_id,
        "version": assignment.version,
        "url": url,
    }


def content_to_dict(content: Content) -> dict[str, Any]:
    """`content` in plain JSON values, by field; `from_item` reads it back unchanged."""
    return {name: _plain(getattr(content, name)) for name in CONTENT_FIELDS}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.value if isinstance(value, StrEnum) else value


def from_item(item: Mapping[str, Any]) -> Parsed:
    """Read an item. Whatever is left out or null gets its default; tracks left out are all six."""
    values: dict[str, Any] = {"tracks": tuple(Track)}
    problems: dict[str, str] = {}
    for name, parse in _PARSERS.items():
        if item.get(name) is not None:
            try:
                values[name] = parse(item[name])
            except ValueError as error:
                problems[name] = str(error)
    status = values.pop("status", None)
    return Parsed(normalized(Content(**values)), status, _unknown(item), problems)


def _unknown(item: Mapping[str, Any]) -> tuple[str, ...]:
    strange = [tidy(str(name), multiline=False)[:40] for name in item if name not in _KNOWN]
    return tuple(strange[:MAX_NAMED])


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("Dit moet tekst zijn.")
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("Kies ja of nee.")
    return value


def _minutes(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError("Vul een heel aantal minuten in, bijvoorbeeld 50.")
    return value


def _year(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError("Kies een klas van 1 tot en met 6.")
    return value


def _one_of(values: type[Enum], also: Mapping[str, Enum] | None = None) -> Parse:
    def parse(value: Any) -> Enum:
        if isinstance(value, str) and also and value in also:
            return also[value]
        try:
            return values(value)
        except ValueError:
            choices = ", ".join(values)
            raise ValueError(f"Kies uit: {choices}.") from None

    return parse


def _each(parse: Parse) -> Parse:
    def parse_list(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise ValueError("Dit moet een lijst zijn.")
        return tuple(parse(item) for item in value)

    return parse_list


_PARSERS: dict[str, Parse] = {
    "title": _text,
    "summary": _text,
    "body": _text,
    "notes": _text,
    "needs": _text,
    "questions": _each(_text),
    "years": _each(_year),
    "competencies": _each(_one_of(Competency, ALSO_CALLED)),
    "tracks": _each(_one_of(Track)),
    "subjects": _each(_text),
    "activity": _one_of(Activity),
    "minutes": _minutes,
    "parents": _flag,
    "outside": _flag,
    "dossier": _flag,
    "origin": _one_of(Origin),
    "licence": _one_of(Licence),
    "visibility": _one_of(Visibility),
    "share_notes": _flag,
    "status": _one_of(Status),
}
_KNOWN = {*_PARSERS, *IDENTITY}
