"""PDF to Markdown: lines by their place on the page, headings by their size."""

import io
import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError

from lobbib.exchange.bad_files import BadFile, Reason
from lobbib.exchange.reading.markdown_writer import Writer, escaped
from lobbib.exchange.reading.plain import _BULLET, _NUMBER

MAX_PAGES = 200
PAGES_LEFT = f"Van de {{number}} bladzijden zijn alleen de eerste {MAX_PAGES} gelezen."
LARGER = 1.12  # times the usual size: a heading
_PAGE_NUMBER = re.compile(r"(?:pagina|blz\.?|p\.)?\s*\d+\s*(?:(?:van|/|of)\s*\d+)?", re.IGNORECASE)
_EDGE = 2  # lines from above and below in which a running head can stand

logging.getLogger("pypdf").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    size: float
    y: float


def text(content: bytes) -> tuple[str, ...]:
    """(text, notes), and what is said of pages that are too many. Raises BadFile: a password, or
    nothing to read.
    """
    reader = _open(content)
    pages = [_lines(page) for page in reader.pages[:MAX_PAGES]]
    kept = [_without_edges(lines, _repeated(pages)) for lines in pages]
    lines = [line for page in kept for line in page]
    if not any(line.text.strip() for line in lines):
        raise BadFile(Reason.NO_TEXT)
    number = len(reader.pages)
    left = (PAGES_LEFT.format(number=number),) if number > MAX_PAGES else ()
    return _markdown(lines), "", *left


def _open(content: bytes) -> PdfReader:
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise BadFile(Reason.ENCRYPTED)
        return reader
    except DependencyError as error:  # locked in a way that needs more than Python
        raise BadFile(Reason.ENCRYPTED) from error
    except (PyPdfError, NotImplementedError) as error:
        raise BadFile(Reason.BROKEN) from error


def _lines(page: Any) -> list[_Line]:
    """The lines of a page from above to below, with the size of their letters."""
    pieces: list[tuple[float, float, str]] = []

    def visit(words: str, cm: list[float], tm: list[float], _font: Any, size: float) -> None:
        if words.strip():
            scale = abs(tm[3] * cm[3]) or 1.0
            pieces.append((tm[5] * cm[3] + cm[5], size * scale, words))

    page.extract_text(visitor_text=visit)
    return list(_gathered(pieces))


def _gathered(pieces: Iterable[tuple[float, float, str]]) -> Iterator[_Line]:
    """Pieces on one height are one line. A piece may hold line ends of its own."""
    text, at, largest = "", None, 0.0
    for y, size, words in pieces:
        if at is not None and abs(y - at) > 2:
            yield from _split(text, largest, at)
            text, largest = "", 0.0
        text, at, largest = text + words, y, max(largest, size)
    if at is not None:
        yield from _split(text, largest, at)


def _split(text: str, size: float, y: float) -> Iterator[_Line]:
    for line in text.split("\n"):
        if line.strip():
            yield _Line(" ".join(line.split()), round(size, 1), y)


def _repeated(pages: list[list[_Line]]) -> set[str]:
    """What stands at the edge of every page, digits aside: running heads and feet."""
    if len(pages) < 2:
        return set()
    seen = Counter(key for lines in pages for key in {_key(line) for line in _edges(lines)})
    return {key for key, number in seen.items() if number == len(pages)}


def _edges(lines: list[_Line]) -> list[_Line]:
    return [*lines[:_EDGE], *lines[-_EDGE:]]


def _key(line: _Line) -> str:
    return re.sub(r"\d+", "0", line.text)


def _without_edges(lines: list[_Line], repeated: set[str]) -> list[_Line]:
    edges = {
        id(line)
        for line in _edges(lines)
        if _key(line) in repeated or _PAGE_NUMBER.fullmatch(line.text)
    }
    return [line for line in lines if id(line) not in edges]


def _markdown(lines: list[_Line]) -> str:
    """Lines of the usual size run on until something begins: a heading, an item, a gap."""
    usual = Counter(line.size for line in lines for _ in line.text).most_common(1)[0][0]
    largest = max(line.size for line in lines)
    writer, running = Writer(), _Running()
    for line in _title_first(lines, usual, largest):
        if line.size > usual * LARGER:
            running.heading(writer, line, 1 if line.size == largest else 2)
        else:
            running.add(writer, line)
    running.end(writer)
    return writer.text()


def _title_first(lines: list[_Line], usual: float, largest: float) -> list[_Line]:
    """What stands above the title, a running head say, comes after it."""
    place = next(place for place, line in enumerate(lines) if line.size == largest)
    if not 0 < place <= _EDGE or largest <= usual * LARGER:
        return lines
    end = next((n for n, one in enumerate(lines) if n > place and one.size != largest), len(lines))
    return [*lines[place:end], *lines[:place], *lines[end:]]


class _Running:
    """The block that goes on over the next line."""

    def __init__(self) -> None:
        self.text = ""
        self.number: int | None = None
        self.kind = ""
        self.level = 0
        self.last: _Line | None = None

    def heading(self, writer: Writer, line: _Line, level: int) -> None:
        """A heading, or the next line of one."""
        goes_on = self.kind == "heading" and self.level == level and not self._is_apart(line)
        if not goes_on:
            self.end(writer)
        self.text = _joined(self.text, line.text)
        self.kind, self.level, self.last = "heading", level, line

    def add(self, writer: Writer, line: _Line) -> None:
        bullet, number = _BULLET.fullmatch(line.text), _NUMBER.fullmatch(line.text)
        if bullet or number or self.kind == "heading" or self._is_apart(line):
            self.end(writer)
        if match := bullet or number:
            self.kind, self.text = "item", match["text"]
            self.number = int(match["number"]) if number else None
        else:
            self.kind = self.kind or "paragraph"
            self.text = _joined(self.text, line.text)
        self.last = line

    def _is_apart(self, line: _Line) -> bool:
        """Whether there is more room above the line than between two lines of a paragraph."""
        if self.last is None:
            return False
        gap = self.last.y - line.y
        return gap > 1.9 * max(line.size, 1.0)

    def end(self, writer: Writer) -> None:
        text = escaped(self.text)
        if self.kind == "heading":
            writer.heading(self.level, text)
        elif self.kind == "item":
            writer.item(text, number=self.number)
        elif text:
            writer.paragraph(text)
        self.text, self.kind, self.number, self.last = "", "", None, None


def _joined(text: str, line: str) -> str:
    return f"{text} {line}" if text else line
