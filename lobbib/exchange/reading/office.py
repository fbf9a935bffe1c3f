"""Word, OpenDocument and slides to Markdown."""

import io
from collections.abc import Iterator
from typing import Any

import mammoth
import odfdo
from pptx import Presentation

from lobbib.exchange.reading import html
from lobbib.exchange.reading.markdown_writer import Writer, emphasised, escaped, linked, strong
from lobbib.exchange.reading.numbering import with_numbers

# The style Title is a heading too; headings under it keep their own level. Programs call what
# somebody quotes by several names; "List Continue" goes on within the item above it.
_QUOTES = ("Quote", "Intense Quote", "Quotations", "Block Text", "Citaat", "Duidelijk citaat")
_STYLES = "\n".join(
    (
        *(f"p[style-name='{name}'] => h1:fresh" for name in ("Title", "Titel")),
        *(f"p[style-name='{name}'] => blockquote > p:fresh" for name in _QUOTES),
        *(
            f"p[style-name='{name} {level}'] => h{level}:fresh"
            for level in (7, 8, 9)
            for name in ("heading", "Heading")
        ),
        *(
            f"p[style-name='List Continue{number}'] => {'ul|ol > li > ' * depth}p:fresh"
            for depth, number in enumerate(("", " 2", " 3"), start=1)
        ),
    )
)


def word(content: bytes, lowest: int = 6) -> tuple[str, str]:
    """(text, notes) of a .docx, with headings down to level `lowest`. Pictures are left out; the
    file itself is kept beside the text.
    """
    drop = mammoth.images.img_element(lambda _image: {"src": ""})
    made = mammoth.convert_to_html(
        io.BytesIO(with_numbers(content)),
        style_map=_STYLES,
        convert_image=drop,
        external_file_access=False,
    )
    return html.to_markdown(made.value, lowest), ""


def slides(content: bytes) -> tuple[str, str]:
    """(text, notes) of a .pptx: a heading a slide; what was for the speaker are notes."""
    writer, notes = Writer(), []
    for number, slide in enumerate(Presentation(io.BytesIO(content)).slides):
        title = slide.shapes.title
        if title is not None:
            writer.heading(1 if number == 0 else 2, escaped(title.text))
        for shape in slide.shapes:
            if title is None or shape.shape_id != title.shape_id:
                _shape(writer, shape, as_list=number > 0)
        if slide.has_notes_slide and (told := slide.notes_slide.notes_text_frame) is not None:
            notes.append(str(told.text))
    return writer.text(), "\n\n".join(escaped(note) for note in notes if note.strip())


def _shape(writer: Writer, shape: Any, *, as_list: bool) -> None:
    if getattr(shape, "has_table", False):
        writer.table([escaped(cell.text) for cell in row.cells] for row in shape.table.rows)
    elif hasattr(shape, "shapes"):  # a group; asked for its type a shape may raise
        for inner in shape.shapes:
            _shape(writer, inner, as_list=as_list)
    elif shape.has_text_frame:
        for paragraph in shape.text_frame.paragraphs:
            text = escaped(paragraph.text)
            writer.item(text, paragraph.level) if as_list else writer.paragraph(text)


def open_document(content: bytes) -> tuple[str, str]:
    """(text, notes) of an .odt."""
    document = odfdo.Document(io.BytesIO(content))
    reader = _OpenDocument(document)
    for element in document.body.children:
        reader.block(element)
    return reader.writer.text(), ""


class _OpenDocument:
    def __init__(self, document: Any) -> None:
        self.document = document
        self.writer = Writer()

    def block(self, element: Any) -> None:
        if element.tag == "text:h":
            self.writer.heading(
                int(element.get_attribute("text:outline-level") or 1), self._text(element)
            )
        elif element.tag == "text:p":
            self.writer.paragraph(self._text(element))
        elif element.tag == "text:list":
            self._list(element, 0)
        elif element.tag == "table:table":
            self.writer.table([_cell(cell) for cell in row] for row in element.get_values())
        elif element.tag in ("text:section", "office:text"):
            for inner in element.children:
                self.block(inner)

    def _list(self, element: Any, depth: int) -> None:
        for item in element.children:
            for inner in item.children:
                if inner.tag == "text:list":
                    self._list(inner, depth + 1)
                else:
                    self.writer.item(self._text(inner), depth)

    def _text(self, element: Any) -> str:
        return escaped(element.text or "") + "".join(self._inside(element))

    def _inside(self, element: Any) -> Iterator[str]:
        for child in element.children:
            if child.tag == "text:span":
                yield self._styled(child)
            elif child.tag == "text:a":
                yield linked(self._text(child), child.get_attribute("xlink:href") or "")
            elif child.tag in ("text:line-break", "text:tab", "text:s"):
                yield "\n" if child.tag == "text:line-break" else " "
            elif child.tag == "text:note":
                yield f" ({self._note(child)})"
            elif not child.tag.startswith(("draw:", "office:annotation")):
                yield self._text(child)
            yield escaped(child.tail or "")

    def _note(self, note: Any) -> str:
        """What stands at the foot of the page, without its number."""
        bodies = [part for part in note.children if part.tag == "text:note-body"]
        return " ".join(self._text(line) for body in bodies for line in body.children)

    def _styled(self, span: Any) -> str:
        text = self._text(span)
        style = self.document.get_style("text", span.get_attribute("text:style-name"))
        properties = (style.get_properties(area="text") or {}) if style is not None else {}
        if properties.get("fo:font-style") == "italic":
            text = emphasised(text)
        return strong(text) if properties.get("fo:font-weight") == "bold" else text


def _cell(value: Any) -> str:
    return "" if value is None else escaped(str(value))
