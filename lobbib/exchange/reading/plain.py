"""Plain text and Markdown, in whatever letters they were saved."""

import re

from lobbib.exchange.reading.markdown_writer import Writer, escaped

_BULLET = re.compile(r"\s*[-*•–o]\s+(?P<text>.+)")
_NUMBER = re.compile(r"\s*(?P<number>\d{1,3})[.)]\s+(?P<text>.+)")
LONGEST_HEADING = 60


def decoded(content: bytes) -> str:
    """The text of `content`: by its mark, else UTF-8, else what Windows writes."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace").replace("\ufffd", "")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace").replace("\ufffd", "")


def text(content: bytes) -> tuple[str, str]:
    """(text, notes) of a .txt: lines in capitals are headings, dashes and numbers are lists."""
    writer = Writer()
    lines = decoded(content).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if is_title(lines):
        writer.heading(1, escaped(lines.pop(0)))
    for line in lines:
        add_line(writer, line)
    return writer.text(), ""


def markdown(content: bytes) -> tuple[str, str]:
    """(text, notes) of a .md."""
    return decoded(content).replace("\r\n", "\n").replace("\r", "\n").strip(), ""


def add_line(writer: Writer, line: str) -> None:
    """One line of plain text, by what it looks like."""
    if match := _BULLET.fullmatch(line):
        writer.item(escaped(match["text"]))
    elif match := _NUMBER.fullmatch(line):
        writer.item(escaped(match["text"]), number=int(match["number"]))
    elif is_heading(line):
        writer.heading(2, escaped(line.strip().rstrip(":")))
    else:
        writer.paragraph(escaped(line))


def is_title(lines: list[str]) -> bool:
    """Whether a text begins with a short line by itself."""
    first, *rest = lines or [""]
    stands_alone = not rest or not rest[0].strip()
    return (
        stands_alone and 0 < len(first.strip()) <= 120 and not first.rstrip().endswith((".", ";"))
    )


def is_heading(line: str) -> bool:
    """Whether a line reads as a heading: short, without an end, in capitals or about questions."""
    words = line.strip()
    if not words or len(words) > LONGEST_HEADING or words.endswith((".", "?", "!", ",")):
        return False
    return words.isupper() or words.lower().startswith("vragen ")
