"""The metro map in clothes of its own: an SVG to paste, with its title, date and legend inside.

Colours are fixed and letters stay letters; nothing is fetched from anywhere.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from textwrap import wrap

from lobbib.domain.assignments import tidy
from lobbib.domain.coverage import State
from lobbib.exchange.picture import PAPER, SHAPES, Flag, Metro, MetroLine, Station, Stop

FONTS = "'Source Sans Pro', 'Segoe UI', 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif"
INK, MUTED, WHITE, STATION = "#1c2126", "#545c64", "#ffffff", "#f6f4ee"
STROKES = {
    "thick": 'stroke-width="10"',
    "thin": 'stroke-width="4"',
    "dashed": 'stroke-width="4" stroke-dasharray="1 10"',
}
ICONS = Path(__file__).parent.parent / "static" / "icons.svg"
MARGIN, LENGTH = 40, PAPER.length
LETTERS = 118  # that fit beside each other


@dataclass(frozen=True, slots=True)
class Panel:
    """One map, with a heading where there are more, and in words how many places are as agreed."""

    heading: str
    picture: Metro
    score: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands around the maps. `facts` are lines under the title (without a title, nothing is
    above the maps); `description` says what can be seen, for who cannot.
    """

    title: str
    facts: tuple[str, ...]
    description: str
    panels: tuple[Panel, ...]


def to_svg(sheet: Sheet) -> str:
    """One picture, as wide as its maps; several maps stand under each other."""
    parts = list(_head(sheet))
    y = 34 + 22 * (len(parts) - 1) if parts else -10
    for panel in sheet.panels:
        parts.extend(_panel(panel, y))
        y += panel.picture.height + 66
    parts.extend(_legend(y - 8))
    margin = MARGIN if sheet.title else 1
    width, height = LENGTH + 2 * margin, y + 10 + 2 * margin
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="{-margin} {-margin} {width} {height}" role="img" xml:lang="nl" lang="nl" '
            f'aria-labelledby="titel uitleg" font-family="{FONTS}" font-size="17">',
            f'<title id="titel">{_text(sheet.title)}</title>',
            f'<desc id="uitleg">{_text(sheet.description)}</desc>',
            f'<rect x="{-margin}" y="{-margin}" width="{width}" height="{height}" fill="{WHITE}"/>',
            *parts,
            "</svg>",
        ]
    )


def size_of(svg: str) -> tuple[int, int]:
    """(width, height) of a picture that `to_svg` made."""
    found = re.match(r'<svg [^>]*?width="(\d+)" height="(\d+)"', svg)
    assert found is not None
    return int(found[1]), int(found[2])


def _text(text: str) -> str:
    return escape(tidy(text, multiline=False))


def _label(x: int, y: int, text: str, **look: str | int) -> str:
    given = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in look.items())
    return f'<text x="{x}" y="{y}"{given}>{_text(text)}</text>'


def _head(sheet: Sheet) -> Iterator[str]:
    if not sheet.title:
        return
    yield _label(0, 12, sheet.title, font_size=30, font_weight=700, fill=INK)
    lines = (line for fact in sheet.facts for line in wrap(fact, LETTERS))
    for index, fact in enumerate(lines):
        yield _label(0, 40 + 22 * index, fact, font_size=16, fill=MUTED)


def _panel(panel: Panel, y: int) -> Iterator[str]:
    score: dict[str, str | int] = {"font_size": 16, "font_weight": 600, "fill": INK}
    if panel.heading:
        yield _label(0, y + 20, panel.heading, font_size=21, font_weight=700, fill=INK)
        yield _label(LENGTH, y + 20, panel.score, text_anchor="end", **score)
    else:
        yield _label(0, y + 20, panel.score, **score)
    yield f'<g transform="translate(0 {y + 34})">'
    yield from _map(panel.picture)
    yield "</g>"


def _map(picture: Metro) -> Iterator[str]:
    yield from map(_station, picture.stations)
    yield from map(_pole, picture.flags)
    for line in picture.lines:
        yield from _line(line, picture.radius)
    yield from map(_pill, picture.flags)


def _station(station: Station) -> str:
    x, bottom = station.middle, station.y + station.height
    many = "opdracht" if station.total == 1 else "opdrachten"
    box = (
        f'<rect x="{station.x}" y="{station.y}" width="{station.width}" height="{station.height}" '
        f'rx="{station.width // 2}" fill="{STATION}" stroke="{INK}" stroke-width="2"/>'
    )
    name = _label(
        x, station.y - 12, f"Klas {station.year}",
        font_weight=700, text_anchor="middle", fill=INK,
    )  # fmt: skip
    total = _label(
        x, bottom + 24, f"{station.total} {many}", font_size=15, text_anchor="middle", fill=MUTED
    )
    return box + name + total + "".join(_bars(station))


def _bars(station: Station) -> Iterator[str]:
    for bar in station.bars:
        foot = bar.y + bar.height
        yield f'<path d="M{bar.x} {foot}h{bar.width}" stroke="{MUTED}" stroke-width="1.5"/>'
        if bar.height:
            yield (
                f'<rect x="{bar.x}" y="{bar.y}" width="{bar.width}" height="{bar.height}" '
                f'fill="{MUTED}"/>'
            )
        yield _label(
            bar.x + bar.width // 2, foot + 13, str(bar.period),
            font_size=11, text_anchor="middle", fill=MUTED,
        )  # fmt: skip
    if station.only:
        foot = station.bars[0].y + station.bars[0].height
        yield _label(
            station.middle, foot + 31, f"alles in periode {station.only}",
            font_size=14, font_weight=600, text_anchor="middle", fill=INK,
        )  # fmt: skip


def _pole(flag: Flag) -> str:
    return (
        f'<path d="M{flag.x1} {flag.y1}L{flag.x2} {flag.y2}" stroke="{INK}" stroke-width="1.5" '
        f'stroke-dasharray="5 4" fill="none"/>'
    )


def _pill(flag: Flag) -> str:
    box = (
        f'<rect x="{flag.x}" y="{flag.y}" width="{flag.width}" height="{flag.height}" rx="12" '
        f'fill="{WHITE}" stroke="{INK}" stroke-width="1.5"/>'
    )
    return box + _label(
        flag.x + flag.width // 2, flag.y + 17, flag.label,
        font_size=14, font_weight=600, text_anchor="middle", fill=INK,
    )  # fmt: skip


def _line(line: MetroLine, radius: int) -> Iterator[str]:
    colour, competency = line.competency.colour, line.competency
    yield f'<g stroke="{colour}" fill="none" stroke-linecap="round">'
    for part in line.stretches:
        yield f'<path d="M{part.x1} {part.y1}L{part.x2} {part.y2}" {STROKES[part.shape]}/>'
    yield "</g>"
    yield (
        f'<g transform="translate({line.x} {line.y - 11}) scale(.92)" fill="none" '
        f'stroke="{colour}" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round">'
        f"{icons()[competency.icon]}</g>"
    )
    yield _label(line.x + 34, line.y + 6, competency.label, font_weight=700, fill=colour)
    yield from (_stop(stop, colour, radius) for stop in line.stops)


def _stop(stop: Stop, colour: str, radius: int) -> str:
    full = stop.state is State.MET
    return (
        f'<circle cx="{stop.x}" cy="{stop.y}" r="{radius}" fill="{colour if full else WHITE}" '
        f'stroke="{colour}" stroke-width="3"{_ring(stop.state)}/>'
    ) + _label(
        stop.x, stop.y + 6, str(stop.number),
        font_weight=700, text_anchor="middle", fill=WHITE if full else colour,
    )  # fmt: skip


def _legend(y: int) -> Iterator[str]:
    x = 0
    for state in (State.MET, State.THIN, State.EMPTY):
        fill = MUTED if state is State.MET else WHITE
        yield f'<g stroke="{MUTED}" stroke-width="2.5" stroke-linecap="round">'
        yield f'<path d="M{x + 5} {y}h48" fill="none" {STROKES[SHAPES[state]]}/>'
        yield f'<circle cx="{x + 29}" cy="{y}" r="9" fill="{fill}"{_ring(state)}/></g>'
        yield _label(x + 66, y + 5, state.label, font_size=15, fill=MUTED)
        x += 96 + round(len(state.label) * 7.4)


def _ring(state: State) -> str:
    return ' stroke-dasharray="4 4"' if state is State.EMPTY else ""


@cache
def icons() -> dict[str, str]:
    """The shapes of our own icons by name."""
    text = ICONS.read_text(encoding="utf-8")
    return dict(re.findall(r'<symbol id="([\w-]+)"[^>]*>(.*?)</symbol>', text, re.DOTALL))
