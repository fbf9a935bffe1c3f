"""Sheets as a tagged PDF, ready for the printer."""

from dataclasses import asdict
from typing import Any

from lobbib.exchange.papers import (
    FOR_TEACHER,
    NEEDS,
    QUESTIONS,
    TALK,
    Bundle,
    Paper,
    Sheet,
    lowered,
)
from lobbib.exchange.typesetting import to_pdf as typeset

SOURCE = """
#let given = json(bytes(sys.inputs.given))
#set document(title: given.title, author: given.author)
#set text(lang: "nl", region: "nl", font: "Source Sans Pro", size: 11pt, fill: rgb("#1c2126"))
#set par(leading: 0.65em, spacing: 1em)
#set page(paper: "a4", margin: (x: 2.2cm, top: 2cm, bottom: 2cm))
#set table(stroke: 0.5pt + rgb("#767c83"), inset: 6pt)
#set enum(indent: 0pt, spacing: 0.8em)
#set list(indent: 0pt)
#show heading: set text(fill: rgb("#0f5c5c"))
#show heading.where(level: 1): set text(size: 20pt)
#show heading.where(level: 2): set text(size: 14pt)
#show heading: set block(above: 1.4em, below: 0.8em)
#show link: set text(fill: rgb("#0f5c5c"))
#show link: underline

#let spans(runs) = {
  for run in runs {
    let words = run.text.split("\\n").join(linebreak())
    if run.bold { words = strong(words) }
    if run.italic { words = emph(words) }
    if run.struck { words = strike(words) }
    if run.href != "" { words = link(run.href, words) }
    words
  }
}
#let show-table(block) = table(
  columns: block.rows.first().len(),
  table.header(..block.rows.first().map(cell => strong(spans(cell)))),
  ..block.rows.slice(1).map(row => row.map(cell => spans(cell))).flatten(),
)
#let show-blocks(blocks) = {
  for block in blocks {
    if block.kind == "heading" { heading(level: calc.min(block.level, 6), spans(block.runs)) }
    else if block.kind == "paragraph" { par(spans(block.runs)) }
    else if block.kind == "list" {
      let items = block.items.map(item => show-blocks(item))
      if block.start == none { list(..items) } else { enum(start: block.start, ..items) }
    }
    else if block.kind == "quote" { quote(block: true, show-blocks(block.blocks)) }
    else if block.kind == "table" { show-table(block) }
    else { line(length: 100%, stroke: 0.5pt) }
  }
}
#let rule() = pdf.artifact(line(length: 100%, stroke: 0.5pt + rgb("#767c83")))

#for (place, sheet) in given.sheets.enumerate() {
  if place > 0 { pagebreak() }
  heading(level: 1, sheet.title)
  if sheet.is-for-pupils {
    grid(columns: (auto, 1fr, auto, 4cm), column-gutter: 8pt, align: bottom,
      [Naam:], rule(), [Klas:], rule())
  } else {
    let cells = sheet.facts.map(fact => (strong(fact.at(0)), fact.at(1))).flatten()
    table(columns: (5.5cm, 1fr), ..cells)
    if sheet.summary != "" { par(emph(sheet.summary)) }
  }
  for part in sheet.parts {
    if part.title != "" { heading(level: 2, part.title) }
    show-blocks(part.blocks)
  }
  if sheet.questions.len() > 0 {
    heading(level: 2, sheet.questions-title)
    if sheet.is-for-pupils {
      enum(..sheet.questions.map(question => block(breakable: false)[#question #v(1.6em) #rule()]))
    } else { enum(..sheet.questions) }
  }
  if sheet.attachments.len() > 0 {
    heading(level: 2, "Bijlagen")
    list(..sheet.attachments)
  }
}
"""


def to_pdf(bundle: Bundle) -> bytes:
    """A .pdf with a page or more for each sheet."""
    schools = dict.fromkeys(paper.school for paper in bundle.papers)
    sheets = [_sheet(paper, sheet) for paper, sheet in bundle.pages()]
    return typeset(SOURCE, {"title": bundle.title, "author": [*schools], "sheets": sheets})


def _sheet(paper: Paper, sheet: Sheet) -> dict[str, Any]:
    is_for_pupils = sheet is Sheet.PUPIL
    parts = [("", paper.body, 1)]
    if not is_for_pupils:
        parts = [(FOR_TEACHER, paper.notes, 2), (NEEDS, paper.needs, 2)]
    return {
        "title": paper.title,
        "is-for-pupils": is_for_pupils,
        "facts": [*paper.facts, ("School", paper.school)],
        "summary": paper.summary,
        "parts": [
            {"title": title, "blocks": [asdict(block) for block in lowered(blocks, by)]}
            for title, blocks, by in parts
            if blocks
        ],
        "questions": paper.questions,
        "questions-title": TALK if is_for_pupils else QUESTIONS,
        "attachments": () if is_for_pupils else paper.attachments,
    }
