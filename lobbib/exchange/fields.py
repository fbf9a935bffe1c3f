"""The fields of one JSON object, each read as what it has to be; else `Unreadable`, in Dutch."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from lobbib.domain.assignments import tidy
from lobbib.domain.school_years import SchoolYear

Enum = TypeVar("Enum", bound=StrEnum)


class Unreadable(ValueError):
    """A field is missing or is something else; the message says which and why."""


class Fields:
    """A missing field is null."""

    def __init__(self, item: Mapping[str, Any]) -> None:
        self._item = item

    def has(self, name: str) -> bool:
        return self._item.get(name) is not None

    def text(self, name: str, at_most: int, *, multiline: bool = False) -> str:
        """Tidy; "" where it is null."""
        value = self._item.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise Unreadable(f"{name}: dit moet tekst zijn.")
        tidied = tidy(value, multiline)
        if len(tidied) > at_most:
            raise Unreadable(f"{name}: hoogstens {at_most} tekens.")
        return tidied

    def whole(self, name: str, least: int, most: int) -> int:
        value = self._item.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise Unreadable(f"{name}: een getal van {least} tot en met {most}.")
        return value

    def number(self, name: str) -> int:
        """An id from the file."""
        return self.whole(name, 0, 2**53)

    def choice(self, name: str, values: type[Enum]) -> Enum:
        value = self._item.get(name)
        found = {member.value: member for member in values}
        if not isinstance(value, str) or value not in found:
            raise Unreadable(f"{name}: kies uit {', '.join(found)}.")
        return found[value]

    def choices(self, name: str, values: type[Enum]) -> tuple[Enum, ...]:
        """In the order of the enum, each once."""
        given = {Fields({name: value}).choice(name, values) for value in self._list(name)}
        return tuple(member for member in values if member in given)

    def wholes(self, name: str, least: int, most: int) -> tuple[int, ...]:
        given = {Fields({name: value}).whole(name, least, most) for value in self._list(name)}
        return tuple(sorted(given))

    def texts(self, name: str, at_most: int) -> tuple[str, ...]:
        return tuple(Fields({name: value}).text(name, at_most) for value in self._list(name))

    def objects(self, name: str) -> tuple["Fields", ...]:
        values = self._list(name)
        if not all(isinstance(value, dict) for value in values):
            raise Unreadable(f"{name}: een lijst van objecten.")
        return tuple(Fields(value) for value in values)

    def _list(self, name: str) -> list[Any]:
        value = self._item.get(name, [])
        if not isinstance(value, list):
            raise Unreadable(f"{name}: dit moet een lijst zijn.")
        return value

    def day(self, name: str) -> date:
        try:
            return date.fromisoformat(self.text(name, 10))
        except ValueError:
            raise Unreadable(f"{name}: een dag, zoals 2027-01-31.") from None

    def moment(self, name: str) -> datetime:
        """With a time zone."""
        try:
            found = datetime.fromisoformat(self.text(name, 40))
        except ValueError:
            found = None
        if found is None or found.tzinfo is None:
            raise Unreadable(f"{name}: een tijdstip, zoals 2027-01-31T12:00:00+00:00.")
        return found

    def school_year(self, name: str) -> SchoolYear:
        try:
            return SchoolYear.parse(self.text(name, 9))
        except ValueError:
            raise Unreadable(f"{name}: een schooljaar, zoals 2026-2027.") from None
