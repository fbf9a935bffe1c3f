"""Writes a lesson as Word, OpenDocument or slides, and a sheet as a workbook: bytes out.

The libraries stamp the time of writing into what they make; `settle` takes it out again, so that
the same lesson gives the same bytes.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from datetime import datetime

import docx
import odfdo
import openpyxl
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from pptx import Presentation
from pptx.slide import Slide
from pptx.util import Cm

from tests.import_folder.lessons import (
    BEFORE,
    BOLD,
    DOING,
    FOOTER,
    HEADER,
    MORE,
    QUESTIONS_HEADING,
    TIMES,
    Lesson,
    Sheet,
)

WRITTEN = datetime(2026, 9, 1, 8, 30)  # noqa: DTZ001  the libraries want it without a zone
STAMP = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?")
STAMPED = ("docProps/core.xml", "meta.xml")


def picture(seed: str, size: int = 48) -> bytes:
    """A PNG of plain colour, another for each seed."""
    colour = zlib.crc32(seed.encode()).to_bytes(4, "big")[:3]
    rows = (b"\0" + colour * size) * size

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def settle(raw: bytes, year: int = WRITTEN.year) -> bytes:
    """The same zip with every time set to the first of September of `year`."""
    out = io.BytesIO()
    stamp = f"{year}-09-01T08:30:00".encode()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.infolist():
            data = old.read(member)
            if member.filename in STAMPED:
                data = STAMP.sub(stamp, data)
            fixed = zipfile.ZipInfo(member.filename, (year, 9, 1, 8, 30, 0))
            fixed.compress_type = member.compress_type
            new.writestr(fixed, data)
    return out.getvalue()


def saved(save: Callable[[io.BytesIO], object]) -> bytes:
    out = io.BytesIO()
    save(out)
    return settle(out.getvalue())


def word(lesson: Lesson) -> bytes:
    document = docx.Document()
    if lesson.titled:
        # Some people use the style Title, others the first heading.
        document.add_heading(lesson.title, level=len(lesson.title) % 2)
    document.add_paragraph(lesson.intro)
    if "bold" in lesson.extra:
        paragraph = document.add_paragraph()
        paragraph.add_run(BOLD).bold = True
        paragraph.add_run(f" {lesson.remark}")
    _word_lists(document, lesson)
    _word_extras(document, lesson)
    if lesson.questions:
        document.add_heading(QUESTIONS_HEADING, level=2)
        for question in lesson.questions:
            document.add_paragraph(question, style="List Bullet")
    if "head" in lesson.extra:
        document.sections[0].header.paragraphs[0].text = HEADER
        document.sections[0].footer.paragraphs[0].text = FOOTER
    return saved(document.save)


def _word_lists(document: docx.document.Document, lesson: Lesson) -> None:
    document.add_heading(BEFORE, level=2)
    for item in lesson.before:
        document.add_paragraph(item, style="List Bullet")
    document.add_heading(DOING, level=2)
    for step in lesson.steps:
        document.add_paragraph(step, style="List Number")


def _word_extras(document: docx.document.Document, lesson: Lesson) -> None:
    if lesson.times:
        document.add_heading(TIMES, level=2)
        _word_table(document, lesson.times)
    if "picture" in lesson.extra:
        document.add_picture(io.BytesIO(picture(lesson.title)), width=docx.shared.Cm(2))
    if lesson.link:
        document.add_heading(MORE, level=2)
        _word_link(document.add_paragraph("Wie wil, kan dit doen: "), *lesson.link)
    for line in lesson.private:
        document.add_paragraph(line)


def _word_table(document: docx.document.Document, rows: tuple[tuple[str, str], ...]) -> None:
    table = document.add_table(rows=len(rows), cols=2, style="Table Grid")
    for cells, row in zip(rows, table.rows, strict=True):
        for text, cell in zip(cells, row.cells, strict=True):
            cell.text = text


def _word_link(paragraph: Paragraph, text: str, address: str) -> None:
    """python-docx reads links and does not write them."""
    link = OxmlElement("w:hyperlink")
    link.set(
        qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    )
    run, words = OxmlElement("w:r"), OxmlElement("w:t")
    words.text = text
    run.append(words)
    link.append(run)
    paragraph._p.append(link)


def opendocument(lesson: Lesson) -> bytes:
    document = odfdo.Document("text")
    body = document.body
    body.clear()
    if lesson.titled:
        body.append(odfdo.Header(1, lesson.title))
    body.append(odfdo.Paragraph(lesson.intro))
    if "bold" in lesson.extra:
        body.append(_bold_paragraph(document, lesson))
    body.append(odfdo.Header(2, BEFORE))
    body.append(odfdo.List(list(lesson.before)))
    body.append(odfdo.Header(2, DOING))
    body.append(odfdo.List(list(lesson.steps)))
    if lesson.times:
        body.append(odfdo.Header(2, TIMES))
        table = odfdo.Table("Tijdpad", width=2, height=len(lesson.times))
        table.set_values([list(row) for row in lesson.times])
        body.append(table)
    if "picture" in lesson.extra:
        body.append(_open_picture(document, lesson))
    for line in lesson.private:
        body.append(odfdo.Paragraph(line))
    if lesson.questions:
        body.append(odfdo.Header(2, QUESTIONS_HEADING))
        body.append(odfdo.List(list(lesson.questions)))
    if "head" in lesson.extra:
        page = document.get_style("master-page", "Standard")
        page.set_page_header(odfdo.Paragraph(HEADER))
        page.set_page_footer(odfdo.Paragraph(FOOTER))
    return saved(document.save)


def _bold_paragraph(document: odfdo.Document, lesson: Lesson) -> odfdo.Paragraph:
    document.insert_style(odfdo.Style("text", name="vet", bold=True), automatic=True)
    paragraph = odfdo.Paragraph(f"{BOLD} {lesson.remark}")
    paragraph.set_span("vet", regex=BOLD)
    return paragraph


def _open_picture(document: odfdo.Document, lesson: Lesson) -> odfdo.Paragraph:
    where = document.add_file(io.BytesIO(picture(lesson.title)))
    paragraph = odfdo.Paragraph("")
    paragraph.append(odfdo.Frame.image_frame(where, size=("2cm", "2cm"), anchor_type="paragraph"))
    return paragraph


def slides(lesson: Lesson) -> bytes:
    deck = Presentation()
    first = deck.slides.add_slide(deck.slide_layouts[0])
    first.shapes.title.text = lesson.title
    first.placeholders[1].text = lesson.intro
    second = _bullets(deck, BEFORE, lesson.before)
    _bullets(deck, DOING, lesson.steps)
    if lesson.times:
        page = deck.slides.add_slide(deck.slide_layouts[5])
        page.shapes.title.text = TIMES
        _slide_table(page, lesson.times)
    if "picture" in lesson.extra:
        page = deck.slides.add_slide(deck.slide_layouts[6])
        page.shapes.add_picture(io.BytesIO(picture(lesson.title)), Cm(2), Cm(2))
    if "speaker" in lesson.extra:
        second.notes_slide.notes_text_frame.text = lesson.speaker
    if lesson.questions:
        _bullets(deck, QUESTIONS_HEADING, lesson.questions)
    return saved(deck.save)


def _bullets(deck: Presentation, title: str, items: tuple[str, ...]) -> Slide:
    page = deck.slides.add_slide(deck.slide_layouts[1])
    page.shapes.title.text = title
    page.placeholders[1].text = "\n".join(items)
    return page


def _slide_table(page: Slide, rows: tuple[tuple[str, str], ...]) -> None:
    shape = page.shapes.add_table(len(rows), 2, Cm(2), Cm(5), Cm(20), Cm(6))
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            shape.table.cell(number, column).text = text


def workbook(sheet: Sheet) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Opdrachten"
    for column, heading in enumerate(sheet.columns, 1):
        page.cell(1, column, heading).font = openpyxl.styles.Font(bold=True)
    for number, row in enumerate(sheet.rows, 2):
        for column, value in enumerate(row, 1):
            if value != "":
                page.cell(number, column, value).data_type = "n" if type(value) is int else "s"
    return saved(book.save)
