"""Markdown as a tree of blocks, for whatever is not HTML: Word and PDF read the same tree."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from markdown_it.tree import SyntaxTreeNode

from lobbib.exchange.markdown import SCHEMES, parse

DEEPEST = 8  # a quote in what is nested more is none: typst gives up on twenty
LOWEST = 6  # headings within a sheet: 1 to 6, under the sheet's own


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one style; `href` is empty or an address that may be followed."""

    text: str
    bold: bool = False
    italic: bool = False
    struck: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    runs: tuple[Run, ...]
    kind: str = "paragraph"


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` 1 to 6, without a level left out."""

    level: int
    runs: tuple[Run, ...]
    kind: str = "heading"


@dataclass(frozen=True, slots=True)
class Listing:
    """Items of a list, each a row of blocks; `start` is the first number, None for bullets."""

    start: int | None
    items: tuple[tuple["Block", ...], ...]
    kind: str = "list"


@dataclass(frozen=True, slots=True)
class Quote:
    blocks: tuple["Block", ...]
    kind: str = "quote"


@dataclass(frozen=True, slots=True)
class Table:
    """`rows[0]` is the head. Every row is as wide as the head."""

    rows: tuple[tuple[tuple[Run, ...], ...], ...]
    kind: str = "table"


@dataclass(frozen=True, slots=True)
class Rule:
    kind: str = "rule"


Block = Paragraph | Heading | Listing | Quote | Table | Rule


def blocks_of(text: str) -> tuple[Block, ...]:
    """What `text`, in Markdown, says."""
    return tuple(_levelled(_blocks(SyntaxTreeNode(parse(text)).children)))


def _levelled(blocks: Iterable[Block]) -> Iterator[Block]:
    """Headings from 1 down without a gap, whichever marks the writer began with."""
    above: list[int] = []
    for block in blocks:
        if not isinstance(block, Heading):
            yield block
            continue
        above = [*(level for level in above if level < block.level), block.level]
        yield Heading(min(len(above), LOWEST), block.runs)


def _blocks(nodes: Iterable[SyntaxTreeNode]) -> Iterator[Block]:
    for node in nodes:
        if node.type == "blockquote" and node.level > DEEPEST:
            yield from _blocks(node.children)
        elif block := _block(node):
            yield block


def _block(node: SyntaxTreeNode) -> Block | None:
    if node.type == "paragraph":
        return Paragraph(_runs(node))
    if node.type == "heading":
        return Heading(int(node.tag[1:]), _runs(node))
    if node.type in ("bullet_list", "ordered_list"):
        return _listing(node)
    if node.type == "blockquote":
        return Quote(tuple(_blocks(node.children)))
    if node.type == "table":
        return _table(node)
    return Rule() if node.type == "hr" else None


def _listing(node: SyntaxTreeNode) -> Listing:
    start = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
    return Listing(start, tuple(tuple(_blocks(item.children)) for item in node.children))


def _table(node: SyntaxTreeNode) -> Table:
    rows = [row for part in node.children for row in part.children]
    return Table(tuple(tuple(_runs(cell) for cell in row.children) for row in rows))


def _runs(node: SyntaxTreeNode) -> tuple[Run, ...]:
    inline = [child for child in node.children if child.type == "inline"]
    return tuple(run for one in inline for run in _inside(one, Run("")) if run.text)


def _inside(node: SyntaxTreeNode, style: Run) -> Iterator[Run]:
    for child in node.children:
        if child.type == "text":
            yield replace(style, text=child.content)
        elif child.type in ("softbreak", "hardbreak"):
            yield replace(style, text="\n")
        else:
            yield from _inside(child, _styled(child, style))


def _styled(node: SyntaxTreeNode, style: Run) -> Run:
    if node.type == "link":
        href = str(node.attrs.get("href", ""))
        return replace(style, href=href if href.partition(":")[0].lower() in SCHEMES else "")
    return replace(
        style,
        bold=style.bold or node.type == "strong",
        italic=style.italic or node.type == "em",
        struck=style.struck or node.type == "s",
    )
