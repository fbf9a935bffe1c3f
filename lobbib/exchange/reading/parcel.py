"""A file, read: what `worker` sends back from its own process, as JSON."""

from dataclasses import asdict, dataclass
from typing import Any

from lobbib.exchange.reading import kinds, lesson, rows, sheets
from lobbib.exchange.reading.kinds import Kind, Reason, Refused
from lobbib.exchange.reading.lesson import Lesson
from lobbib.exchange.reading.rows import Row


@dataclass(frozen=True, slots=True)
class Parcel:
    """The lessons in one file, or why there are none."""

    rows: tuple[Row, ...] = ()
    reason: Reason | None = None


def opened(name: str, content: bytes) -> Parcel:
    """Read a file; whatever is wrong with it is in the answer."""
    try:
        kind = kinds.check(name, content)
        if kind in (Kind.XLSX, Kind.CSV):
            return Parcel(rows.rows_of(sheets.read(kind, content)))
        return Parcel((Row(lesson.read(name, kind, content)),))
    except Refused as refused:
        return Parcel(reason=refused.reason)


def to_json(parcel: Parcel) -> dict[str, Any]:
    return {"rows": [asdict(row) for row in parcel.rows], "reason": parcel.reason}


def from_json(given: dict[str, Any]) -> Parcel:
    reason = next((one for one in Reason if one == given["reason"]), None)
    return Parcel(tuple(_row(row) for row in given["rows"]), reason)


def _row(given: dict[str, Any]) -> Row:
    told = given["lesson"]
    return Row(
        Lesson(told["title"], told["body"], told["notes"], tuple(told["questions"])),
        tuple(given["years"]),
        given["minutes"],
        tuple(given["said"]),
    )
