"""Sheets as a Word file that people can go on with: real headings, lists and tables."""

from collections.abc import Callable, Iterable
from datetime import UTC
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from lobbib.exchange.blocks import Block, Heading, Listing, Paragraph, Quote, Run, Table
from lobbib.exchange.papers import (
    FOR_TEACHER,
    NEEDS,
    QUESTIONS,
    TALK,
    Bundle,
    Paper,
    Sheet,
    heading,
    lowered,
)

MARK = "lobbib opdracht"  # the category by which import knows its own files, and what they are of
NAME_LINE = "Naam:"
ACCENT = RGBColor(0x0F, 0x5C, 0x5C)
DEEPEST = 3  # levels that Word's own list styles have
LEVELS = 9  # of lists and of headings, in Word
INDENT = 360  # twentieths of a point, a level of a list
RULE = "* * *"
_SIGNS = "•◦▪"


def to_docx(bundle: Bundle) -> bytes:
    """A .docx with a page or more for each sheet."""
    document = Document()
    _set_up(document, bundle)
    writer = _Writer(document)
    for place, (paper, sheet) in enumerate(bundle.pages()):
        if place:
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        write = writer.pupil_sheet if sheet is Sheet.PUPIL else writer.teacher_sheet
        write(paper)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _set_up(document: Any, bundle: Bundle) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2)
    _set_styles(document)
    about = document.core_properties
    about.title, about.language = bundle.title[:255], "nl-NL"
    about.category = f"{MARK} {bundle.mark}".strip()
    about.author = " en ".join(dict.fromkeys(paper.school for paper in bundle.papers))[:255]
    about.created = about.modified = bundle.made_at.astimezone(UTC).replace(tzinfo=None)
    about.comments, about.last_modified_by = "", "lobbib"


def _set_styles(document: Any) -> None:
    styles = document.styles
    styles["Normal"].font.name, styles["Normal"].font.size = "Calibri", Pt(11)
    language = styles.element.find(f".//{qn('w:lang')}")
    language.set(qn("w:val"), "nl-NL")
    for level, size in ((1, 20), (2, 14), (3, 12), *((low, 11) for low in range(4, LEVELS))):
        style = styles[f"Heading {level}"]
        style.font.name, style.font.size, style.font.color.rgb = "Calibri", Pt(size), ACCENT
        style.element.rPr.rFonts.attrib.pop(qn("w:asciiTheme"), None)
        style.element.rPr.rFonts.attrib.pop(qn("w:hAnsiTheme"), None)


class _Writer:
    """Writes at the end of one document."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self._numbering = document.part.numbering_part.numbering_definitions._numbering
        self._numbers = self._new_kind("decimal", lambda level: f"%{level + 1}.")
        bullets = self._new_kind("bullet", lambda level: _SIGNS[level % len(_SIGNS)])
        self._bullets = int(self._numbering.add_num(bullets).numId)

    def pupil_sheet(self, paper: Paper) -> None:
        self._heading(heading(paper.title))
        self.document.add_paragraph(f"{NAME_LINE} {'_' * 30}   Klas: {'_' * 10}")
        self._write(lowered(paper.body, 1))
        if paper.questions:
            self._heading(heading(TALK, 2))
            self._questions(paper.questions, room=True)

    def teacher_sheet(self, paper: Paper) -> None:
        self._heading(heading(paper.title))
        self._facts([*paper.facts, ("School", paper.school)])
        if paper.summary:
            self.document.add_paragraph().add_run(paper.summary).italic = True
        for title, blocks in ((FOR_TEACHER, paper.notes), (NEEDS, paper.needs)):
            if blocks:
                self._heading(heading(title, 2))
                self._write(lowered(blocks, 2))
        if paper.questions:
            self._heading(heading(QUESTIONS, 2))
            self._questions(paper.questions)
        if paper.attachments:
            self._heading(heading("Bijlagen", 2))
            for name in paper.attachments:
                self.document.add_paragraph(name, style="List Bullet")

    def _questions(self, questions: Iterable[str], *, room: bool = False) -> None:
        number = self._new_numbers(1)
        for question in questions:
            written = self.document.add_paragraph(question, style="List Number")
            _number(written, number)
            if room:
                written.paragraph_format.keep_with_next = True
                self.document.add_paragraph("_" * 70)

    def _facts(self, facts: list[tuple[str, str]]) -> None:
        table = self.document.add_table(rows=0, cols=2, style="Table Grid")
        table.autofit = False
        table.columns[0].width, table.columns[1].width = Cm(5.5), Cm(11)
        for label, words in facts:
            cells = table.add_row().cells
            cells[0].paragraphs[0].add_run(label).bold = True
            cells[1].paragraphs[0].add_run(words)
            cells[0].width, cells[1].width = Cm(5.5), Cm(11)
        self.document.add_paragraph()

    def _heading(self, block: Heading) -> None:
        _add_runs(self.document.add_heading(level=min(block.level, LEVELS)), block.runs)

    def _write(self, blocks: Iterable[Block], depth: int = 0) -> None:
        for block in blocks:
            if isinstance(block, Heading):
                self._heading(block)
            elif isinstance(block, Paragraph):
                self._paragraph(block, "List Continue" if depth else "Normal", depth)
            elif isinstance(block, Listing):
                self._list(block, depth + 1)
            elif isinstance(block, Quote):
                self._quote(block)
            elif isinstance(block, Table):
                self._table(block)
            else:
                self.document.add_paragraph(RULE)

    def _paragraph(self, block: Paragraph, style: str, depth: int = 0) -> Any:
        written = self.document.add_paragraph(style=_at_depth(style, depth))
        _add_runs(written, block.runs)
        return written

    def _list(self, block: Listing, depth: int) -> None:
        level = min(depth, LEVELS) - 1
        number = self._bullets if block.start is None else self._new_numbers(block.start, level)
        for item in block.items:
            first, rest = (item[0], item[1:]) if item else (Paragraph(()), ())
            if not isinstance(first, Paragraph):
                first, rest = Paragraph(()), item
            style = "List Bullet" if block.start is None else "List Number"
            _number(self._paragraph(first, style, depth), number, level)
            self._write(rest, depth)

    def _quote(self, block: Quote) -> None:
        for inner in block.blocks:
            if isinstance(inner, Paragraph):
                self._paragraph(inner, "Quote")
            else:
                self._write([inner])

    def _table(self, block: Table) -> None:
        table = self.document.add_table(0, len(block.rows[0]), style="Table Grid")
        for place, row in enumerate(block.rows):
            for cell, runs in zip(table.add_row().cells, row, strict=True):
                _add_runs(cell.paragraphs[0], runs, bold=place == 0)
        self.document.add_paragraph()

    def _new_kind(self, kind: str, sign: Callable[[int], str]) -> int:
        """The id of a way to number with all its levels: the styles of lists have one level each,
        and a program that reads the file would take a list within a list for a list of its own.
        """
        known = self._numbering.findall(qn("w:abstractNum"))
        added = OxmlElement("w:abstractNum")
        number = 1 + max(int(one.get(qn("w:abstractNumId"))) for one in known)
        added.set(qn("w:abstractNumId"), str(number))
        _add(added, "w:multiLevelType", "multilevel")
        for level in range(LEVELS):
            made = OxmlElement("w:lvl")
            made.set(qn("w:ilvl"), str(level))
            for name, value in (("start", "1"), ("numFmt", kind), ("lvlText", sign(level))):
                _add(made, f"w:{name}", value)
            _add(made, "w:lvlJc", "left")
            room = OxmlElement("w:ind")
            room.set(qn("w:left"), str(INDENT * (level + 1)))
            room.set(qn("w:hanging"), str(INDENT))
            about = OxmlElement("w:pPr")
            about.append(room)
            made.append(about)
            added.append(made)
        known[-1].addnext(added)
        return number

    def _new_numbers(self, start: int, level: int = 0) -> int:
        """The id of a numbering of its own: Word would count on from the list before."""
        added = self._numbering.add_num(self._numbers)
        added.add_lvlOverride(level).add_startOverride(start)
        return int(added.numId)


def _at_depth(style: str, depth: int) -> str:
    """Word has "List Bullet", "List Bullet 2" and "List Bullet 3"."""
    return f"{style} {min(depth, DEEPEST)}" if depth > 1 else style


def _add(element: Any, name: str, value: str) -> None:
    added = OxmlElement(name)
    added.set(qn("w:val"), value)
    element.append(added)


def _number(paragraph: Any, number: int, level: int = 0) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = level
    properties.get_or_add_numId().val = number


def _add_runs(paragraph: Any, runs: Iterable[Run], *, bold: bool = False) -> None:
    for run in runs:
        written = paragraph.add_run(run.text)
        written.bold = (run.bold or bold) or None
        written.italic, written.font.strike = run.italic or None, run.struck or None
        if run.href:
            _link(paragraph, written, run.href)


def _link(paragraph: Any, written: Any, href: str) -> None:
    written.font.underline, written.font.color.rgb = True, ACCENT
    link = OxmlElement("w:hyperlink")
    number = paragraph.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link.set(qn("r:id"), number)
    written._r.addprevious(link)
    link.append(written._r)
