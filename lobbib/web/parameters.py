"""Reading choices from an address: what is not known is left out, and said."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple, TypeVar

from werkzeug.datastructures import MultiDict

from lobbib.domain.competencies import ALSO_CALLED, Competency
from lobbib.domain.tracks import YEARS
from lobbib.search.request import MAX_QUERY_LENGTH
from lobbib.search.understanding import key_of

Value = TypeVar("Value")
Enum = TypeVar("Enum", bound=StrEnum)

MAX_SHOWN = 40
MAX_UNKNOWN = 10
MAX_PHRASES = 12
MAX_DIGITS = 9
_YES = {"1": True, "true": True, "ja": True, "0": False, "false": False, "nee": False}


class Unknown(NamedTuple):
    """A value that was not understood, as it was typed but not longer than a line."""

    name: str
    value: str


class Parameters:
    """The parameters of one request. `unknown` collects what was not understood while reading."""

    def __init__(self, args: MultiDict[str, str]) -> None:
        self._args = args
        self.unknown: list[Unknown] = []

    def text(self, name: str) -> str:
        return self._args.get(name, "").strip()

    def choices(self, name: str, known: Mapping[str, Value]) -> frozenset[Value]:
        """Every known value of a repeatable parameter."""
        return frozenset(self._known(name, self._args.getlist(name), known))

    def phrases(self, name: str) -> frozenset[str]:
        """Some phrases, folded; what is not a word falls away."""
        given = self._args.getlist(name)[:MAX_PHRASES]
        return frozenset(key for text in given if (key := key_of(text[:MAX_QUERY_LENGTH])))

    def one(self, name: str, known: Mapping[str, Value], default: Value) -> Value:
        """The first value, if it is known."""
        return next(iter(self._known(name, self._args.getlist(name)[:1], known)), default)

    def flag(self, name: str) -> bool:
        return self.one(name, _YES, False)

    def whole(self, name: str, default: int) -> int:
        """A whole number from 1 on."""
        text = self.text(name)
        if not text:
            return default
        if text.isdecimal() and text.isascii() and int(text[:MAX_DIGITS]) > 0:
            return int(text) if len(text) <= MAX_DIGITS else 10**MAX_DIGITS
        self._miss(name, text)
        return default

    def _known(self, name: str, values: Iterable[str], known: Mapping[str, Value]) -> list[Value]:
        found = []
        for value in (value.strip() for value in values):
            if value in known:
                found.append(known[value])
            elif value:
                self._miss(name, value)
        return found

    def _miss(self, name: str, value: str) -> None:
        missed = Unknown(name, value if len(value) <= MAX_SHOWN else f"{value[:MAX_SHOWN]}…")
        if missed not in self.unknown and len(self.unknown) < MAX_UNKNOWN:
            self.unknown.append(missed)


def members(enum: type[Enum]) -> dict[str, Enum]:
    """The values of an enum as an address writes them."""
    return {member.value: member for member in enum}


YEAR_CHOICES = {str(year): year for year in YEARS}
COMPETENCY_CHOICES = members(Competency) | dict(ALSO_CALLED)
