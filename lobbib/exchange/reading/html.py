"""HTML as mammoth writes it, to Markdown. What it does not know is read as plain text."""

import re
from html.parser import HTMLParser

from lobbib.exchange.reading.markdown_writer import (
    Writer,
    emphasised,
    escaped,
    linked,
    strong,
    struck,
)
from lobbib.exchange.reading.numbering import BEFORE, BEHIND

_NUMBERED = re.compile(f"{BEFORE}([0-9]{{1,9}}){BEHIND}")
RULE = escaped("* * *")  # a line between two parts, as people type it
_INLINE = {"strong": strong, "b": strong, "em": emphasised, "i": emphasised, "s": struck}
_BLOCKS = {"p", "li", *(f"h{level}" for level in range(1, 10))}


def to_markdown(html: str, lowest: int = 6) -> str:
    """Headings below level `lowest` come up to it."""
    reader = _Reader(lowest)
    reader.feed(html)
    reader.close()
    reader.end_block()
    return reader.writer.text()


class _Reader(HTMLParser):
    def __init__(self, lowest: int) -> None:
        super().__init__(convert_charrefs=True)
        self.writer = Writer(lowest)
        self._text = [""]  # the innermost open inline element is last
        self._addresses: list[str] = []
        self._lists: list[int | None] = []  # the number of the last item; None for bullets
        self._is_in_item = False  # whether the item that is open has its first words
        self._quotes = 0
        self._heading = 0
        self._rows: list[list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self._begin_block(tag)
        elif tag in ("ul", "ol"):
            self.end_block()
            self._lists.append(0 if tag == "ol" else None)
        elif tag == "blockquote":
            self.end_block()
            self._quotes += 1
        elif tag in _INLINE or tag == "a":
            self._text.append("")
            self._addresses += [dict(attrs).get("href") or ""] if tag == "a" else []
        elif tag == "br":
            self._text[-1] += "\n"
        else:
            self._begin_table_part(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end_block()
        elif tag in ("ul", "ol") and self._lists:
            self.end_block()
            self._lists.pop()
        elif tag == "blockquote" and self._quotes:
            self.end_block()
            self._quotes -= 1
        elif (tag in _INLINE or tag == "a") and len(self._text) > 1:
            inner = self._text.pop()
            is_link = tag == "a" and self._addresses
            self._text[-1] += (
                linked(inner, self._addresses.pop()) if is_link else _INLINE.get(tag, str)(inner)
            )
        elif tag == "table":
            self.writer.table(self._rows or [])
            self._rows = None

    def handle_data(self, data: str) -> None:
        self._text[-1] += escaped(data)

    def _begin_block(self, tag: str) -> None:
        if self._rows is not None:
            self._text[-1] += " "
            return
        self.end_block()
        self._heading = int(tag[1]) if tag[0] == "h" else 0
        self._is_in_item = self._is_in_item and tag != "li"

    def _begin_table_part(self, tag: str) -> None:
        if tag == "table":
            self.end_block()
            self._rows = []
        elif tag == "tr" and self._rows is not None:
            self._rows.append([])
        elif tag in ("td", "th") and self._rows:
            self._rows[-1].append("")

    def end_block(self) -> None:
        text, self._text = "".join(self._text), [""]
        found, text = _NUMBERED.search(text), _NUMBERED.sub("", text)
        if self._rows is not None:
            if self._rows and self._rows[-1]:
                self._rows[-1][-1] += f" {text}"
        elif self._heading:
            self.writer.heading(self._heading, text)
        elif self._lists:
            self._item(text, int(found[1]) if found else None)
        elif self._quotes:
            self.writer.quote(text)
        elif text.strip() == RULE:
            self.writer.rule()
        else:
            self.writer.paragraph(text)
        self._heading = 0

    def _item(self, text: str, number: int | None) -> None:
        """`number`: what stands in front of it, where the file says so."""
        if not text.strip():
            return
        depth = len(self._lists) - 1
        if self._is_in_item:
            self.writer.more_of_item(text, depth)
            return
        if (last := self._lists[-1]) is not None:
            self._lists[-1] = last + 1 if number is None else number
        self.writer.item(text, depth, self._lists[-1])
        self._is_in_item = True
