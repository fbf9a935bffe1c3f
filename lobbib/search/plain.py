"""Markdown as a reader sees it: without marks or addresses, a line for each block.

Most of what teachers write is paragraphs, lists, headings and bold words. That is read line by
line, several times as fast as by the parser; what might mean anything else goes to the parser.
"""

import re
from typing import Any

from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_OTHER = ("_", "`", "<", "\\", "~", "](", "]:", "&", "\n>", "    ")  # code, links, quotes …
# The place before a star comes after it, so that the search can leap from star to star.
_BEFORE, _AFTER = r"[^\s(\"',.:;/-]", r"(?=[\s)\"',.:;?!/-]|$)"
_INSIDE = r"([^\s*](?:[^*\n]*[^\s*])?)"
_BOLD = re.compile(rf"\*\*(?<!{_BEFORE}\*\*){_INSIDE}\*\*{_AFTER}", re.MULTILINE)
_SLANTED = re.compile(rf"\*(?<!{_BEFORE}\*){_INSIDE}\*{_AFTER}", re.MULTILINE)
_MARK = re.compile(
    r"(?P<indent> {0,3})(?:[-+*]|(?P<number>\d{1,9})[.)]|(?P<heading>#{1,6})) {1,4}(?=\S)"
)
_INNER_MARK = re.compile(r" *(?:>|(?:[-+*]|#+|\d{1,9}[.)])(?: |$)|[-=*+ ]+$)")


def plain(markdown: str) -> str:
    """What a reader sees of `markdown`."""
    if not any(other in markdown for other in _OTHER) and markdown.replace("\n", "").isprintable():
        found = _by_line(markdown)
        if found is not None:
            return found
    return _parsed(markdown)


def _by_line(markdown: str) -> str | None:
    """`plain` of simple Markdown; None where a line might mean something else."""
    blocks: list[str] = []
    goes_on = in_list = False  # whether a plain line belongs to the block before it
    for line in markdown.split("\n"):
        mark = _MARK.match(line)
        text = (line[mark.end() :] if mark else line).strip()
        if not text:
            goes_on = in_list = False
            continue
        if _INNER_MARK.match(text) or (goes_on and mark and not _interrupts(mark, in_list)):
            return None
        if "*" in text and "*" in (text := _SLANTED.sub(r"\1", _BOLD.sub(r"\1", text))):
            return None
        if goes_on and not mark:
            blocks[-1] += " " + text
            continue
        is_heading = mark is not None and mark["heading"] is not None
        if is_heading and text[-1] == "#":
            return None
        blocks.append(text)
        goes_on, in_list = not is_heading, mark is not None and not is_heading
    return "\n".join([" ".join(block.split()) for block in blocks])


def _interrupts(mark: re.Match[str], in_list: bool) -> bool:
    """Whether a mark is one amid lines of text: there only a 1 begins a numbered list."""
    return mark["number"] in (None, "1") or (in_list and not mark["indent"])


def _parsed(markdown: str) -> str:
    blocks = []
    for token in _MARKDOWN.parse(markdown):
        if token.type == "inline":
            blocks.append("".join(_seen(child) for child in token.children or ()))
        elif token.type in ("fence", "code_block"):
            blocks.append(token.content)
    return "\n".join(" ".join(block.split()) for block in blocks)


def _seen(token: Any) -> str:
    return " " if token.type in ("softbreak", "hardbreak") else str(token.content)
