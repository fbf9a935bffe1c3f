"""The line as a PDF: a landscape page for each track, tagged, so that it can be read aloud."""

from typing import Any

from lobbib.domain.assignments import tidy
from lobbib.domain.competencies import Competency
from lobbib.exchange import line_picture, line_prose, line_years, typesetting
from lobbib.exchange.coverage import LineReport, Missing, OneLine

# Each page tries a smaller picture, and smaller letters, until it holds everything.
SOURCE = """
#let given = json(bytes(sys.inputs.given))
#set document(title: given.title, author: given.school)
#set text(font: "Source Sans Pro", lang: "nl", size: 10pt, fill: rgb("#1c2126"))
#set page(paper: "a4", flipped: true, margin: (x: 14mm, top: 12mm, bottom: 12mm),
  footer: text(size: 8pt, fill: rgb("#545c64"))[
    #given.facts #h(1fr) #context counter(page).display("1 / 1", both: true)
  ])
#set par(leading: 0.55em, spacing: 0.8em)
#show heading: set block(above: 0.9em, below: 0.5em)
#let fills = (met: rgb("#dcebdd"), thin: rgb("#fdf1cf"), empty: rgb("#f3f1ea"))

#let matrix(one) = table(
  columns: (4.2fr, ..one.heads.slice(1).map(_ => 1.7fr)),
  align: (left, ..one.heads.slice(1).map(_ => center)),
  stroke: 0.5pt + rgb("#c9c5b9"),
  inset: 4.5pt,
  table.header(..one.heads.map(head => text(weight: "bold", head))),
  ..one.rows.map(row => row.map(cell => if "state" in cell {
    table.cell(fill: fills.at(cell.state), cell.text)
  } else { cell.text })).flatten(),
  ..one.totals.map(total => text(weight: "bold", total)),
)

#let yearly(one) = table(
  columns: (4.2fr, ..one.yearly.first().slice(1).map(_ => 1.7fr)),
  align: (left, ..one.yearly.first().slice(1).map(_ => center)),
  stroke: 0.5pt + rgb("#c9c5b9"),
  inset: (x: 4.5pt, y: 3.5pt),
  table.header(..one.yearly.first().map(head => text(weight: "bold", head))),
  ..one.yearly.slice(1).flatten(),
)

#let words(one, size) = {
  set text(size: size)
  for paragraph in one.paragraphs { par(paragraph) }
  heading(level: 2, given.missing)
  par(one.about)
  if one.missing.len() > 0 { list(spacing: 0.65em, ..one.missing.map(place => [
    *#place.where* #place.what
  ])) }
}

#let figures(one, share) = {
  image(bytes(one.picture), format: "svg", width: share, alt: one.alt)
  v(1mm)
  text(size: 9pt, matrix(one))
  text(size: 7.5pt, fill: rgb("#545c64"), one.reading)
  text(size: 8.5pt, yearly(one))
}

#let room = 168mm
// The largest of `sizes` (falling) with which `made` fits; else the last. Each try costs a layout.
#let largest(sizes, made) = layout(size => {
  let (low, high) = (0, sizes.len() - 1)
  while low < high {
    let middle = calc.div-euclid(low + high, 2)
    if measure(width: size.width, made(sizes.at(middle))).height <= room {
      high = middle
    } else { low = middle + 1 }
  }
  made(sizes.at(low))
})

#let page-of(one) = {
  heading(level: 1, one.title)
  grid(columns: (1.62fr, 1fr), column-gutter: 9mm,
    largest(range(100, 51, step: -8).map(n => n * 1%), share => figures(one, share)),
    largest(range(20, 9, step: -1).map(n => n * 0.5pt), letters => words(one, letters)),
  )
}

#for (index, one) in given.pages.enumerate() {
  if index > 0 { pagebreak() }
  page-of(one)
}
"""
IDEAS_SHOWN = 1


def to_pdf(report: LineReport) -> bytes:
    """A page for each track of the report, smallest track first."""
    given = {
        "title": _one_line(report.title),
        "school": _one_line(report.school),
        "facts": _one_line(report.in_short),
        "missing": "Wat nog mist",
        "pages": [_page(report, line) for line in report.tracks],
    }
    return typesetting.to_pdf(SOURCE, given)


def _one_line(text: str) -> str:
    return tidy(text, multiline=False)


def _page(report: LineReport, line: OneLine) -> dict[str, Any]:
    own = line.own
    several = len(report.tracks) > 1 and line.track
    return {
        "title": f"De LOB-lijn van {line.track.label}" if several and line.track else report.title,
        "picture": line_picture.bare_svg(line),
        "alt": line_picture.in_words(line),
        "paragraphs": [_one_line(text) for text in line_prose.paragraphs(report, line)],
        "heads": ["Competentie", *(f"Klas {year}" for year in own.years), "Totaal"],
        "rows": [_row(line, competency) for competency in Competency],
        "totals": ["Opdrachten", *(str(own.years_total[y]) for y in own.years), str(own.total)],
        "reading": line_prose.how_to_read(line),
        "yearly": [line_years.heads(line.quality), *_years(line)],
        "about": line_prose.about_missing(line),
        "missing": [_missing(place) for place in line.missing],
    }


def _years(line: OneLine) -> list[list[str]]:
    return line_years.rows(line.quality, line.is_planned)


def _row(line: OneLine, competency: Competency) -> list[dict[str, str]]:
    figures = [
        {
            "text": line_prose.figure(line.own, competency, year),
            "state": line.own.state(competency, year),
        }
        for year in line.own.years
    ]
    return [
        {"text": competency.label},
        *figures,
        {"text": str(line.own.competencies_total[competency])},
    ]


def _missing(place: Missing) -> dict[str, str]:
    shown = "; ".join(line_prose.ideas(place)[:IDEAS_SHOWN])
    where = f"Klas {place.cell.year}, {place.cell.competency.value}"
    return {
        "where": f"{where} ({place.now} van {place.target}).",
        "what": _one_line(shown),
    }
