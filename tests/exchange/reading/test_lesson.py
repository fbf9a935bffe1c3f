"""A text is taken apart where it says so itself; nothing in it is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lobbib.domain.files import Kind
from lobbib.exchange.bad_files import BadFile, Reason
from lobbib.exchange.blocks import Paragraph, blocks_of
from lobbib.exchange.reading import html
from lobbib.exchange.reading.lesson import Lesson, read, split, title_of
from lobbib.exchange.reading.markdown_writer import Writer, escaped
from lobbib.exchange.reading.pdf import text as pdf_text


def test_title_and_questions_leave_the_text() -> None:
    text = (
        "# De **titel**\n\nTekst\n\n## Vragen voor het gesprek\n\n- Wat *zag* je?\n- Wie hielp?"
        "\n\n## Daarna\n\nSlot"
    )
    assert split(text, "", "x.docx") == Lesson(
        title="De titel",
        body="Tekst\n\n## Daarna\n\nSlot",
        questions=("Wat zag je?", "Wie hielp?"),
    )


def test_questions_without_a_list_stay_in_the_text() -> None:
    text = "## Vragen\n\nStel er vijf."
    assert split(text, "", "les.md") == Lesson("Vragen", "Stel er vijf.")
    assert split("Tekst\n\n" + text, "", "les.md").body == "Tekst\n\n" + text


def test_what_else_stands_among_the_questions_is_kept() -> None:
    found = split(
        "# T\n\nA\n\n## Om over te praten\n\n1. Wat?\n\n\\_\\_\\_\\_\n\nNog iets", "", "x"
    )
    assert (found.body, found.questions) == ("A\n\nNog iets", ("Wat?",))


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Leerjaar 2/Stage_gesprek def versie 3 (kopie).docx", "Stage gesprek"),
        ("waterlab_bezoek.docx", "waterlab bezoek"),
        ("definitief.docx", "definitief"),
        (".docx", "Zonder titel"),
    ],
)
def test_a_name_gives_a_title(name: str, title: str) -> None:
    assert title_of(name) == title


def test_html_keeps_headings_lists_tables_and_links() -> None:
    markdown = html.to_markdown(
        "<h2>Kop*</h2><p>Een <strong>vet </strong>woord<br/>2. twee</p>"
        "<ul><li>a<ol><li>b</li><li>c</li></ol></li></ul>"
        "<table><tr><td><p>x|y</p></td><td><p>z</p></td></tr></table>"
        '<p><a href="https://example.org">hier</a> <a href="javascript:x">daar</a></p>'
    )
    assert markdown == (
        "## Kop\\*\n\nEen **vet** woord\n2\\. twee\n\n- a\n   1. b\n   2. c\n\n"
        "| x\\|y | z |\n| --- | --- |\n\n[hier](https://example.org) daar"
    )


@given(st.text(alphabet="ab1*_`[]<>#+-.)(\\~ &!|é", min_size=1, max_size=40))
def test_escaped_text_reads_as_it_was_typed(text: str) -> None:
    """Hard line ends aside, what a paragraph of the file says is what the page will show."""
    line = " ".join(text.split())
    writer = Writer()
    writer.paragraph(escaped(line))
    found = blocks_of(writer.text())
    said = "".join(
        run.text for block in found if isinstance(block, Paragraph) for run in block.runs
    )
    assert (said, len(found)) == (line, 1 if line else 0)


@given(st.text(min_size=1, max_size=60).filter(lambda text: any(c.isalnum() for c in text)))
def test_any_plain_text_is_read(text: str) -> None:
    found = read("a.txt", Kind.TEXT, text.encode("utf-8", "replace"))
    assert found.title != ""


def test_a_pdf_that_is_none_is_broken() -> None:
    with pytest.raises(BadFile) as refused:
        pdf_text(b"%PDF-1.7 niets")
    assert refused.value.reason is Reason.BROKEN
