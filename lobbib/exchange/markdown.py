"""Markdown as teachers write it: to safe HTML, and to plain text.

Raw HTML is off in the parser, and what comes out passes an allow-list all the same.
"""

from collections.abc import Iterator
from functools import cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.token import Token

from lobbib.domain.assignments import MAX_LENGTHS

TOP_HEADING = 3
LOWEST_HEADING = 6
LONGEST = MAX_LENGTHS["body"]
DEEPEST = 20  # styles in styles
MAX_CELLS = 5_000  # of all tables of a text: more than fit in LONGEST when each is written out
TAGS = {
    *("p", "br", "hr", "strong", "em", "s", "a", "ul", "ol", "li", "blockquote"),
    *("h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
# Teachers indent and quote without meaning code; pictures would call on other hosts.
NOT_OURS = ["code", "fence", "backticks", "image", "html_block", "html_inline", "reference"]
# A wide table scrolls by itself, and can be reached with the keyboard.
_TABLE = '<div class="scroll-region" role="region" tabindex="0" aria-label="Tabel"><table>'


def parse(text: str) -> list[Token]:
    """The tokens of `text`; what is longer than can be saved is cut."""
    tokens = _parser().parse(text[:LONGEST])
    for token in tokens:
        if token.children:
            token.children = list(_shallow(token.children))
    return tokens


def _shallow(tokens: list[Token]) -> Iterator[Token]:
    """Without styles within DEEPEST others: whoever reads the tree calls itself for each."""
    depth = 0
    for token in tokens:
        depth += max(token.nesting, 0)
        if not token.nesting or depth <= DEEPEST:
            yield token
        depth += min(token.nesting, 0)


@cache
def _parser() -> MarkdownIt:
    options = {"html": False, "linkify": False, "breaks": True}
    parser = MarkdownIt("commonmark", options).enable(["table", "strikethrough"]).disable(NOT_OURS)
    parser.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    return parser


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A row need not write its cells: of a few letters a line whole screens of empty ones are made.
    From the table on that would do so, what looks like a table is text.
    """
    left = state.env.get("cells_left", MAX_CELLS)
    if left <= 0 or not table(state, start, end, True):
        return False
    if silent:
        return True
    state.env["cells_left"] = left - _cells(state, start, end, left)
    return bool(state.env["cells_left"] > 0 and table(state, start, end, False))


def _cells(state: StateBlock, start: int, end: int, enough: int) -> int:
    """How many cells the table from `start` on has at most; no further than `enough`."""
    ruler = state.src[state.bMarks[start + 1] : state.eMarks[start + 1]]
    width = ruler.strip(" >|").count("|") + 1
    found = 0
    for line in range(start + 1, end):
        if found >= enough or state.isEmpty(line):
            break
        found += width
    return found


def to_html(text: str) -> str:
    """Safe HTML for `text`. Its headings begin at h3, under those of the page.

    What is longer than can be saved is cut: some marks take the square of their number.
    """
    parser, tokens = _parser(), parse(text)
    _lower_headings(tokens)
    html = _cleaner().clean(parser.renderer.render(tokens, parser.options, {}))
    return html.replace("<table>", _TABLE).replace("</table>", "</table></div>")


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        url_relative="deny",
        link_rel="noopener nofollow",
    )


def _lower_headings(tokens: list[Token]) -> None:
    """From h3 down without skipping a level, whichever marks the writer began with."""
    above: list[str] = []
    for token in tokens:
        if token.type == "heading_open":
            above = [*(tag for tag in above if tag < token.tag), token.tag]
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(TOP_HEADING + len(above) - 1, LOWEST_HEADING)}"
