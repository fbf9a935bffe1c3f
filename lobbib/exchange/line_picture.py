"""A report of the line as the picture that stands for it: SVG, PNG, and the one in a document."""

from lobbib.domain.line_in_words import score_in_words, track_in_words
from lobbib.exchange import picture_svg, typesetting
from lobbib.exchange.coverage import LineReport, OneLine
from lobbib.exchange.picture import PAPER, metro
from lobbib.exchange.picture_svg import Panel, Sheet


def to_svg(report: LineReport) -> bytes:
    """A map of every track, with all that a reader needs to know about it."""
    return picture_svg.to_svg(_sheet(report)).encode()


def to_png(report: LineReport) -> bytes:
    """The same, 2400 pixels wide."""
    svg = picture_svg.to_svg(_sheet(report))
    return typesetting.to_png(svg, picture_svg.size_of(svg))


def bare_svg(line: OneLine) -> str:
    """The map of one track with its legend, for a page that says the rest itself."""
    return picture_svg.to_svg(Sheet("", (), in_words(line), (_panel(line),)))


def bare_png(line: OneLine) -> bytes:
    svg = bare_svg(line)
    return typesetting.to_png(svg, picture_svg.size_of(svg))


def in_words(line: OneLine) -> str:
    """What can be seen on the map of a track, for who cannot."""
    return f"{score_in_words(line.own)}. {track_in_words(line.own)}"


def _sheet(report: LineReport) -> Sheet:
    description = " ".join(in_words(line) for line in report.tracks)
    several = len(report.tracks) > 1
    return Sheet(
        report.title,
        (report.in_short,),
        description,
        tuple(_panel(t, several) for t in report.tracks),
    )


def _panel(line: OneLine, several: bool = False) -> Panel:
    heading = line.track.label if line.track and several else ""
    return Panel(heading, metro(line.own, PAPER, line.extras), score_in_words(line.own))
