"""A file, read: what `worker` sends back from its own process, as JSON."""

import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from lobbib.domain.files import Kind
from lobbib.domain.originals import Mark
from lobbib.exchange.bad_files import BadFile, Reason
from lobbib.exchange.files import inspect
from lobbib.exchange.reading import lesson, own, rows, sheets
from lobbib.exchange.reading.lesson import Lesson
from lobbib.exchange.reading.own import Own
from lobbib.exchange.reading.rows import Row
from lobbib.exchange.reading.sheets import Column, Sheet

SHOWN = 4  # rows of a sheet


@dataclass(frozen=True, slots=True)
class Sample:
    """The top of a sheet, by which a person sees what its columns mean; `count` of all its rows."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    count: int


@dataclass(frozen=True, slots=True)
class Parcel:
    """The lessons in one file, or why there are none: `message` is the reason in Dutch.

    Of a sheet whose columns we guessed also its `sample`. `left_out`: what of the file did not
    come along, in Dutch; the lessons say the same of themselves.
    """

    rows: tuple[Row, ...] = ()
    reason: Reason | None = None
    message: str = ""
    sample: Sample | None = None
    left_out: tuple[str, ...] = ()


def refused(reason: Reason, message: str = "") -> Parcel:
    return Parcel(reason=reason, message=message or reason.message)


def opened(name: str, content: bytes, columns: Sequence[Column | None] | None = None) -> Parcel:
    """Read a file; whatever is wrong with it is in the answer.

    `columns`: what those of a sheet mean, where a person said so.
    """
    try:
        kind = inspect(io.BytesIO(content), name).kind
        if sheets.is_sheet(kind, name):
            return _of_sheet(sheets.read(kind, content), columns)
        if kind is Kind.WORD and (found := _of_ours(content)):
            return Parcel(found)
        return Parcel((Row(lesson.read(name, kind, content)),))
    except BadFile as error:
        return refused(error.reason, error.message)


def _of_ours(content: bytes) -> tuple[Row, ...]:
    """What is in a file that lobbib made; nothing where that cannot be told."""
    try:
        return tuple(Row(told, own=about) for told, about in own.read(content) or ())
    except Exception:  # a damaged file: reading it as any other will say so
        return ()


def _of_sheet(sheet: Sheet, columns: Sequence[Column | None] | None) -> Parcel:
    fits = columns is not None and len(columns) == len(sheet.headings)
    sample = None if fits else Sample(sheet.headings, sheet.rows[:SHOWN], len(sheet.rows))
    chosen = columns if fits else None
    left_out = (*sheet.left_out, *rows.untitled(sheet, chosen))
    return Parcel(rows.rows_of(sheet, chosen), sample=sample, left_out=left_out)


def to_json(parcel: Parcel) -> dict[str, Any]:
    return asdict(parcel)


def from_json(given: dict[str, Any]) -> Parcel:
    reason = next((one for one in Reason if one == given["reason"]), None)
    found = tuple(_row(row) for row in given["rows"])
    left_out = tuple(given["left_out"])
    return Parcel(found, reason, given["message"], _sample(given["sample"]), left_out)


def _row(given: dict[str, Any]) -> Row:
    several = {name: tuple(given["lesson"][name]) for name in ("questions", "left_out")}
    told = given["lesson"] | several
    return Row(
        Lesson(**told),
        tuple(given["years"]),
        given["minutes"],
        tuple(given["said"]),
        _own(given["own"]),
    )


def _own(given: dict[str, Any] | None) -> Own | None:
    if given is None:
        return None
    mark = Mark(*given["mark"]) if given["mark"] else None
    return Own(given["values"], given["subjects"], mark)


def _sample(given: dict[str, Any] | None) -> Sample | None:
    if given is None:
        return None
    return Sample(tuple(given["headings"]), tuple(map(tuple, given["rows"])), given["count"])
