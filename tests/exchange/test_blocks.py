"""Markdown as a tree: the same headings, lists, tables and styles as the page shows."""

from datetime import UTC, datetime
from io import BytesIO

import docx
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from lobbib.exchange import papers_pdf
from lobbib.exchange.blocks import (
    Heading,
    Listing,
    Paragraph,
    Quote,
    Rule,
    Run,
    Table,
    blocks_of,
)
from lobbib.exchange.papers import Bundle, Paper, Sheet
from lobbib.exchange.papers_docx import to_docx


def text(words: str) -> tuple[Run, ...]:
    return (Run(words),)


def test_styles_nest_and_links_keep_their_address() -> None:
    found = blocks_of("Een **vet en *schuin*** woord, ~~weg~~ [link](https://example.org/a)")
    assert found == (
        Paragraph(
            (
                Run("Een "),
                Run("vet en ", bold=True),
                Run("schuin", bold=True, italic=True),
                Run(" woord, "),
                Run("weg", struck=True),
                Run(" "),
                Run("link", href="https://example.org/a"),
            )
        ),
    )


def test_headings_begin_at_one_and_leave_no_level_out() -> None:
    found = blocks_of("### Een\n\n##### Twee\n\n### Drie\n\n# Vier")
    assert [(block.level, block.runs[0].text) for block in found if isinstance(block, Heading)] == [
        (1, "Een"),
        (2, "Twee"),
        (1, "Drie"),
        (1, "Vier"),
    ]


def test_lists_nest_and_know_where_they_begin() -> None:
    found = blocks_of("3. een\n   - twee\n4. drie")
    inner = Listing(None, ((Paragraph(text("twee")),),))
    assert found == (Listing(3, ((Paragraph(text("een")), inner), (Paragraph(text("drie")),))),)


def test_quotes_tables_and_rules_are_blocks() -> None:
    found = blocks_of("> stil\n\n| a | b |\n|---|---|\n| c |\n\n---")
    assert found == (
        Quote((Paragraph(text("stil")),)),
        Table(((text("a"), text("b")), (text("c"), ()))),
        Rule(),
    )


def test_what_is_nested_without_end_goes_on_paper() -> None:
    """As one finds in an e-mail that was answered again and again, and in what nobody meant."""
    styled = "*a **b " * 500 + "x" + "** c*" * 500
    for text, said in ((styled, "x"), (f"{'> ' * 18}x", "x"), (f"{'> - ' * 6}x", "x")):
        paper = Paper("T", "", "S", blocks_of(text), (), (), (), ())
        bundle = Bundle("T", (paper,), (Sheet.PUPIL,), datetime(2026, 11, 25, tzinfo=UTC))
        pages = PdfReader(BytesIO(papers_pdf.to_pdf(bundle))).pages
        assert said in "".join(page.extract_text() for page in pages)
        assert said in "".join(p.text for p in docx.Document(BytesIO(to_docx(bundle))).paragraphs)


def test_a_line_end_is_kept_and_an_unsafe_address_is_text() -> None:
    found = blocks_of("een\ntwee [x](javascript:alert(1)) <b>ruw</b>")
    assert "".join(run.text for run in found[0].runs) == (  # type: ignore[union-attr]
        "een\ntwee [x](javascript:alert(1)) <b>ruw</b>"
    )
    assert [run.href for run in found[0].runs if run.href] == []  # type: ignore[union-attr]


@given(st.text(alphabet="#>-*_~|[](): \n1.ab\\`<&é", max_size=120))
def test_every_text_makes_a_tree_with_rows_as_wide_as_their_head(markdown: str) -> None:
    for block in blocks_of(markdown):
        if isinstance(block, Table):
            assert {len(row) for row in block.rows} == {len(block.rows[0])}
        if isinstance(block, Heading):
            assert block.level in (1, 2, 3)
