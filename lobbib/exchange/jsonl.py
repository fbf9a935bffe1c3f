"""JSON Lines: bytes to one object a line, and back. A bad line is named; the others go on."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, NamedTuple

# The texts of an item are bounded; this leaves room for every character written as \\uXXXX.
MAX_LINE = 512 * 1024
BOM = b"\xef\xbb\xbf"


class Line(NamedTuple):
    """One line that holds something, counted from 1: an object, or what is wrong (Dutch)."""

    number: int
    item: dict[str, Any] | None
    problem: str = ""


def read_lines(stream: BinaryIO) -> Iterator[Line]:
    """The lines of `stream`; empty ones are skipped, but counted."""
    for number, raw in enumerate(_raw_lines(stream), start=1):
        if len(raw) > MAX_LINE:
            yield Line(number, None, f"Deze regel is langer dan {MAX_LINE // 1024} kB.")
        elif text := raw.removeprefix(BOM if number == 1 else b"").strip():
            yield _parsed(number, text)


def _raw_lines(stream: BinaryIO) -> Iterator[bytes]:
    """Each line, or its first part where it is too long; no more than that is kept in memory."""
    while line := stream.readline(MAX_LINE + 1):
        rest = line
        while len(rest) > MAX_LINE and not rest.endswith(b"\n"):
            rest = stream.readline(MAX_LINE + 1)
        yield line


def _parsed(number: int, text: bytes) -> Line:
    try:
        item = json.loads(text.decode("utf-8"))
    except UnicodeDecodeError:
        return Line(number, None, "Deze regel is geen UTF-8-tekst.")
    except (ValueError, RecursionError):
        return Line(number, None, "Deze regel is geen JSON.")
    if not isinstance(item, dict):
        return Line(number, None, "Een regel moet een JSON-object zijn: {…}.")
    return Line(number, item)


def to_line(item: Mapping[str, Any]) -> bytes:
    """`item` as one line, line end included."""
    return json.dumps(item, ensure_ascii=False).encode("utf-8") + b"\n"
