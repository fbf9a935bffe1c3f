"""Builds Markdown block by block, with what looks like a mark in the text made harmless."""

import re
from collections.abc import Iterable

# No more than can act as a mark: a teacher meets the backslashes in the form.
_MARKS = re.compile(
    r"(\\|`|(?<!\s)\*|\*(?!\s)|(?<!\w)_|_(?!\w)|\](?=\()|<(?=[\w/!?])|~(?=~)|&(?=#?\w+;))"
)
_LINE_START = re.compile(
    r"^(\s*)([#>]|[+*-](?=\s|$)|-(?=-+\s*$)|=(?==*\s*$)|:(?=-)|\d+[.)](?=\s|$))"
)
_INDENT = 3  # spaces in front of what belongs to an item, at the least
_BOLD = re.compile(r"\*\*(?!\s)((?:(?!\*\*).)+)\*\*")


def escaped(text: str) -> str:
    """`text` so that Markdown shows it as it stands."""
    return _MARKS.sub(r"\\\1", text)


def strong(text: str) -> str:
    """`text`, which is Markdown already, in bold; blanks stay outside of the marks."""
    return _around(text, "**")


def emphasised(text: str) -> str:
    return _around(text, "*")


def struck(text: str) -> str:
    return _around(text, "~~")


def linked(text: str, address: str) -> str:
    """A link, where the address can be followed and there is something to click on."""
    is_web = address.lower().startswith(("http://", "https://", "mailto:"))
    if not is_web or not text.strip() or re.search(r"[\s<>()]", address):
        return text
    return f"[{text.strip()}]({address})"


def _around(text: str, mark: str) -> str:
    inner = text.strip()
    if not inner:
        return text
    before, _, after = text.partition(inner)
    return f"{before}{mark}{inner}{mark}{after}"


class Writer:
    """Texts are Markdown of one line; `text` gives the whole."""

    def __init__(self, lowest: int = 6) -> None:
        self._blocks: list[str] = []
        self._lowest = lowest
        self._widths: list[int] = []  # of the marks of the open items, the outermost first
        self._is_quote = False

    def heading(self, level: int, text: str) -> None:
        if line := _one_line(text):
            self._add(f"{'#' * min(max(level, 1), self._lowest)} {line}")

    def paragraph(self, text: str) -> None:
        """Line ends in `text` stay."""
        if lines := _lines(text):
            self._add("\n".join(lines))

    def quote(self, text: str) -> None:
        """What somebody else says; one after another is one quotation."""
        said = "\n".join(f"> {line}" for line in _lines(text))
        if said and self._is_quote:
            self._blocks[-1] += f"\n>\n{said}"
        elif said:
            self._add(said)
            self._is_quote = True

    def rule(self) -> None:
        self._add("---")

    def item(self, text: str, depth: int = 0, number: int | None = None) -> None:
        """An item of a list; `depth` 0 is the outermost."""
        if line := _one_line(text):
            mark = "-" if number is None else f"{number}."
            above = self._widths[:depth]
            item = f"{' ' * sum(above)}{mark} {line}"
            if self._widths:
                # Only a list that begins at 1 can follow the words of an item at once.
                is_apart = len(above) == len(self._widths) and number not in (None, 1)
                self._blocks[-1] += ("\n\n" if is_apart else "\n") + item
            else:
                self._add(item)
            self._widths = [*above, max(_INDENT, len(mark) + 1)]

    def more_of_item(self, text: str, depth: int = 0) -> None:
        """Another paragraph within the item that was last written at `depth`."""
        widths = self._widths[: depth + 1]
        lines = [" " * sum(widths) + line for line in _lines(text)]
        if lines and widths:
            self._blocks[-1] += "\n\n" + "\n".join(lines)
            self._widths = widths

    def table(self, rows: Iterable[Iterable[str]]) -> None:
        """`rows` of cells; the first is the head, which is bold without saying so."""
        cells = [[_one_line(cell).replace("|", "\\|") for cell in row] for row in rows]
        cells = [row for row in cells if any(row)]
        if not cells:
            return
        width = max(map(len, cells))
        cells[0] = [_BOLD.sub(r"\1", cell) if _BOLD.fullmatch(cell) else cell for cell in cells[0]]
        head, *rest = [row + [""] * (width - len(row)) for row in cells]
        lines = [head, ["---"] * width, *rest]
        self._add("\n".join(f"| {' | '.join(row)} |" for row in lines))

    def text(self) -> str:
        return "\n\n".join(self._blocks)

    def _add(self, block: str) -> None:
        self._blocks.append(block)
        self._widths, self._is_quote = [], False


def _lines(text: str) -> list[str]:
    return [_harmless(line.strip()) for line in text.splitlines() if line.strip()]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _harmless(line: str) -> str:
    """A line that begins like a heading or an item, and is none."""
    match = _LINE_START.match(line)
    if not match:
        return line
    mark = match[2]
    return f"{match[1]}{mark[:-1]}\\{mark[-1]}{line[match.end(2) :]}"
