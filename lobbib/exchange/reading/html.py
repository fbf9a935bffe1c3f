"""HTML as mammoth writes it, to Markdown. What it does not know is read as plain text."""

from html.parser import HTMLParser

from lobbib.exchange.reading.markdown_writer import Writer, emphasised, escaped, linked, strong

_INLINE = {"strong": strong, "b": strong, "em": emphasised, "i": emphasised}
_BLOCKS = {"p", "li", "h1", "h2", "h3", "h4", "h5", "h6"}


def to_markdown(html: str) -> str:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_block()
    return reader.writer.text()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.writer = Writer()
        self._text = [""]  # the innermost open inline element is last
        self._addresses: list[str] = []
        self._lists: list[int | None] = []  # the number of the last item; None for bullets
        self._heading = 0
        self._rows: list[list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self._begin_block(tag)
        elif tag in ("ul", "ol"):
            self.end_block()
            self._lists.append(0 if tag == "ol" else None)
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
        if self._rows is not None:
            if self._rows and self._rows[-1]:
                self._rows[-1][-1] += f" {text}"
        elif self._heading:
            self.writer.heading(self._heading, text)
        elif self._lists:
            self._item(text)
        else:
            self.writer.paragraph(text)
        self._heading = 0

    def _item(self, text: str) -> None:
        if not text.strip():
            return
        if (last := self._lists[-1]) is not None:
            self._lists[-1] = last + 1
        self.writer.item(text, len(self._lists) - 1, self._lists[-1])
