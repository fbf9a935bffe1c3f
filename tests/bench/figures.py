"""From seconds to figures that can be compared: medians, 99th percentiles, ratios, a table."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Figure:
    """Milliseconds; `number` of measurements."""

    median: float
    p99: float
    number: int


def figure(seconds: Sequence[float]) -> Figure:
    """Of at least one measurement."""
    return Figure(1000 * median(seconds), 1000 * percentile(seconds, 0.99), len(seconds))


def percentile(values: Sequence[float], part: float) -> float:
    """The smallest of `values` that at least `part` of them do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(part * len(ordered)) - 1)]


@dataclass(frozen=True)
class Target:
    """What was promised: `mine` at most `times` a peer's figure, at one size; without a peer at
    most so many milliseconds.
    """

    row: str
    peer: str
    times: float
    size: int = 20_000
    mine: str = "lobbib"


TARGETS = (
    Target("a", "tantivy", 1.0),
    Target("b", "tantivy", 1.5),
    Target("c", "tantivy", 5.0),
    Target("c", "fts5", 0.15),
    Target("cold", "fts5", 1.5),
    Target("d", "fts5", 1.0),
    Target("save", "without", 1.2, mine="with"),
    Target("page", "canned", 2.0, mine="live"),
    Target("page", "", 25.0, mine="live"),
    Target("a", "tantivy", 1.0, size=200_000),
    Target("b", "tantivy", 1.5, size=200_000),
    Target("c", "tantivy", 3.0, size=200_000),
    Target("memory (MB)", "tantivy", 2.0, size=200_000),
)

Row = Mapping[str, float]  # by engine: a median


def ratio(rows: Mapping[str, Row], target: Target) -> float | None:
    """How many times the peer's figure ours is; None where one of them was not measured."""
    ours = rows.get(target.row, {}).get(target.mine)
    if not target.peer:
        return ours
    theirs = rows.get(target.row, {}).get(target.peer)
    return ours / theirs if ours is not None and theirs else None


def verdicts(rows: Mapping[str, Row], size: int) -> list[str]:
    """A line for each promise about corpora of `size`."""
    return [
        _verdict(target, found)
        for target in TARGETS
        if target.size == size and (found := ratio(rows, target)) is not None
    ]


def _verdict(target: Target, found: float) -> str:
    mark = "ja " if found <= target.times else "NEE"
    unit = f"× {target.peer}" if target.peer else "ms"
    return f"{mark} {target.row}: {found:.2f} {unit} (beloofd: ≤ {target.times:g})"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns side by side, the first one to the left and the others to the right."""
    widths = [max(len(row[at]) for row in (head, *rows)) for at in range(len(head))]
    lines = [_line(head, widths), "  ".join("-" * width for width in widths)]
    return "\n".join([*lines, *(_line(row, widths) for row in rows)])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = zip(cells, widths, strict=True)
    return "  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)])


def short(value: float | None) -> str:
    """Three digits that matter."""
    if value is None:
        return "–"
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if value >= 0.001 else "0"
