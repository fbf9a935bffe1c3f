"""The line as a section for the school plan: a Word file to paste from, or to sign as it is."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell

from lobbib.domain.assignments import tidy
from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import State
from lobbib.exchange import line_picture, line_prose, line_years
from lobbib.exchange.coverage import LineReport, OneLine

FILLS = {State.MET: "DCEBDD", State.THIN: "FDF1CF", State.EMPTY: "F3F1EA"}
TEXT_WIDTH = Cm(16)
INK, MUTED = RGBColor(0x1C, 0x21, 0x26), RGBColor(0x54, 0x5C, 0x64)
LIGHT = (
    f"<w:tblBorders {nsdecls('w')}>"
    + "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="C9C5B9"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + "</w:tblBorders>"
)


def to_docx(report: LineReport) -> bytes:
    """A heading, what there is in sentences, the picture, the matrix and what is missing; with
    several tracks, of each of them.
    """
    document = Document()
    _set_page(document, report)
    document.add_heading(_one_line(report.title), level=1)
    _facts(document, report)
    several = len(report.tracks) > 1
    for line in report.tracks:
        if several and line.track:
            document.add_heading(line.track.label, level=2)
        _section(document, report, line, level=3 if several else 2)
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def _one_line(text: str) -> str:
    return tidy(text, multiline=False)


def _set_page(document: WordDocument, report: LineReport) -> None:
    properties = document.core_properties
    properties.title = _one_line(report.title)
    properties.author = _one_line(report.school)
    properties.language = "nl-NL"
    properties.comments = ""
    language = document.styles.element.find(f".//{qn('w:lang')}")
    language.set(qn("w:val"), "nl-NL")
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2)
    normal: Any = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(11)
    normal.paragraph_format.space_after = Pt(6)
    for level in (1, 2, 3):
        heading: Any = document.styles[f"Heading {level}"]
        heading.font.name, heading.font.color.rgb = "Calibri", INK


def _facts(document: WordDocument, report: LineReport) -> None:
    """Where and when this was counted, and on what."""
    _small(document, _one_line(report.in_short))


def _small(document: WordDocument, text: str) -> None:
    run = document.add_paragraph().add_run(text)
    run.font.size, run.font.color.rgb = Pt(9.5), MUTED


def _section(document: WordDocument, report: LineReport, line: OneLine, level: int) -> None:
    for text in line_prose.paragraphs(report, line):
        document.add_paragraph(_one_line(text))
    _picture(document, line)
    document.add_heading("In getallen", level=level)
    _matrix(document, line)
    document.add_heading("Wat nog mist", level=level)
    document.add_paragraph(line_prose.about_missing(line))
    if line.missing:
        _missing(document, line)


def _picture(document: WordDocument, line: OneLine) -> None:
    picture = document.add_picture(BytesIO(line_picture.bare_png(line)), width=TEXT_WIDTH)
    about = picture._inline.docPr
    about.set("name", "De LOB-lijn als plattegrond")
    about.set("descr", line_picture.in_words(line))
    document.paragraphs[-1].paragraph_format.keep_with_next = True


def _matrix(document: WordDocument, line: OneLine) -> None:
    own = line.own
    heads = ["Competentie", *(f"Klas {year}" for year in own.years), "Totaal"]
    table = _table(document, heads, [3.8, *([10.4 / len(own.years)] * len(own.years)), 1.8])
    for competency in Competency:
        numbers = [line_prose.figure(own, competency, year) for year in own.years]
        cells = _row(table, [competency.label, *numbers, str(own.competencies_total[competency])])
        for year, cell in zip(own.years, cells[1:-1], strict=True):
            _shade(cell, FILLS[own.state(competency, year)])
    totals = [str(own.years_total[year]) for year in own.years]
    _row(table, ["Opdrachten", *totals, str(own.total)], bold=True)
    _small(document, line_prose.how_to_read(line))
    _years(document, line)


def _years(document: WordDocument, line: OneLine) -> None:
    heads = line_years.heads(line.quality)
    table = _table(document, heads, [4.3, *([11.7 / (len(heads) - 1)] * (len(heads) - 1))])
    for texts in line_years.rows(line.quality, line.is_planned):
        _row(table, texts)


def _missing(document: WordDocument, line: OneLine) -> None:
    heads = ["Klas", "Competentie", "Nu", "Wat kan of al loopt"]
    table = _table(document, heads, [1.4, 4.3, 2.1, 8.2])
    for place in line.missing:
        year, competency = str(place.cell.year), place.cell.competency.label
        now = f"{place.now} van {place.target}"
        ideas = "\n".join(map(_one_line, line_prose.ideas(place)))
        _row(table, [year, competency, now, ideas], centred=(0, 2))


def _table(document: WordDocument, heads: Sequence[str], widths: Sequence[float]) -> Table:
    """A table with a row of headings that returns on every page; `widths` in centimetres."""
    table: Table = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    table._tbl.tblPr.append(parse_xml(LIGHT))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    centred = range(1, len(heads)) if heads[0] != "Klas" else (0, 2)
    for index, (cell, text) in enumerate(zip(table.rows[0].cells, heads, strict=True)):
        _write(cell, text, bold=True, centre=index in centred)
    table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    return table


def _row(
    table: Table,
    texts: Sequence[str],
    bold: bool = False,
    centred: Sequence[int] | None = None,
) -> tuple[_Cell, ...]:
    row: Any = table.add_row()  # type: ignore[no-untyped-call]
    row._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
    cells: tuple[_Cell, ...] = row.cells
    middle = range(1, len(texts)) if centred is None else centred
    for index, (cell, text) in enumerate(zip(cells, texts, strict=True)):
        cell.width = table.columns[index].width
        _write(cell, text, bold=bold, centre=index in middle)
    return cells


def _write(cell: _Cell, text: str, bold: bool, centre: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    if centre:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(10)


def _shade(cell: _Cell, fill: str) -> None:
    shade = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill}"/>'
    cell._tc.get_or_add_tcPr().append(parse_xml(shade))
