"""Documents that other programs make and ours do not: they are read, or refused with the reason."""

import io
from typing import Any

import pptx
import pypdf
import pytest
from pypdf.generic import DictionaryObject, NameObject, NumberObject, TextStringObject

from lobbib.domain.files import Kind
from lobbib.exchange.bad_files import BadFile, Reason
from lobbib.exchange.reading.lesson import read


def slides(change: Any) -> bytes:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    slide.shapes.title.text = "Beroepenquiz"
    slide.shapes.add_textbox(0, 0, 99, 99).text_frame.text = "Raad het beroep."
    change(slide)
    out = io.BytesIO()
    presentation.save(out)
    return out.getvalue()


def without_a_kind(slide: Any) -> None:
    shape = slide.shapes[-1]._element
    del shape.find(".//{*}cNvSpPr").attrib["txBox"]
    shape.spPr.remove(shape.find(".//{*}prstGeom"))


def without_room_for_notes(slide: Any) -> None:
    for shape in list(slide.notes_slide.placeholders):
        shape._element.getparent().remove(shape._element)


@pytest.mark.parametrize("change", [without_a_kind, without_room_for_notes])
def test_a_slide_of_another_program_is_read(change: Any) -> None:
    lesson = read("quiz.pptx", Kind.SLIDES, slides(change))
    assert (lesson.title, lesson.body, lesson.notes) == ("Beroepenquiz", "Raad het beroep.", "")


def test_a_pdf_locked_in_a_newer_way_says_that_it_is_locked() -> None:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    lock: dict[str, Any] = {
        "/Filter": NameObject("/Standard"),
        **{name: NumberObject(value) for name, value in (("/V", 5), ("/R", 6), ("/Length", 256))},
        "/P": NumberObject(-4),
        **{name: TextStringObject("a" * 48) for name in ("/O", "/U")},
        **{name: TextStringObject("a" * 32) for name in ("/OE", "/UE")},
        "/Perms": TextStringObject("a" * 16),
    }
    found = DictionaryObject({NameObject(name): value for name, value in lock.items()})
    writer._encrypt_entry = found
    writer._add_object(found)
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(BadFile) as refused:
        read("blad.pdf", Kind.PDF, out.getvalue())
    assert refused.value.reason is Reason.ENCRYPTED
