"""A document in Markdown, taken apart: its title, its text and its questions."""

import re
import unicodedata
from dataclasses import dataclass

from lobbib.domain.assignments import MAX_LENGTHS, MAX_QUESTIONS
from lobbib.domain.files import Kind, ending_of
from lobbib.exchange.bad_files import BadFile, Reason
from lobbib.exchange.papers import QUESTIONS, TALK
from lobbib.exchange.reading import office, pdf, plain

_HEADING = re.compile(r"(?P<marks>#{1,6})\s+(?P<text>.*?)\s*#*")
_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+(?P<text>.+)")
_ASKING = re.compile(
    r"(?:gespreks?)?vragen\b.*|" + "|".join(map(re.escape, (QUESTIONS, TALK))), re.I
)
_ESCAPE = re.compile(r"\\(?=[^\w\s])")
# What a name of a file holds besides a title.
_NOISE = re.compile(
    r"\((?:kopie|copy|\d+)[^)]*\)|\bkopie van\b|\b(?:def|definitief|concept|oud|nieuw)\b|"
    r"\bversie \d+\b|\bv\d+\b",
    re.I,
)
READERS = {
    Kind.WORD: office.word,
    Kind.ODT: office.open_document,
    Kind.SLIDES: office.slides,
    Kind.PDF: pdf.text,
    Kind.TEXT: plain.text,
}


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one document says. Texts are Markdown; the title and the questions are plain."""

    title: str
    body: str
    notes: str = ""
    questions: tuple[str, ...] = ()
    summary: str = ""
    needs: str = ""


def read(name: str, kind: Kind, content: bytes) -> Lesson:
    """The lesson in a file that `files.inspect` let through. Raises BadFile."""
    if kind.is_picture:
        raise BadFile(Reason.NO_TEXT)
    if kind not in READERS:
        raise BadFile(Reason.UNREADABLE)
    reader = plain.markdown if ending_of(name) == ".md" else READERS[kind]
    try:
        text, notes = reader(content)
    except BadFile:
        raise
    except Exception as error:  # a library that meets a damaged file raises whatever it likes
        raise BadFile(Reason.BROKEN) from error
    if not text.strip():
        raise BadFile(Reason.NO_TEXT)
    return split(text, notes, name)


def split(text: str, notes: str, name: str) -> Lesson:
    """`text` without its title and its questions; where it has no title the name gives one."""
    lines = text.split("\n")
    title, lines = _title(lines)
    lines, questions = _questions(lines)
    body = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return Lesson(
        title=(title or title_of(name))[: MAX_LENGTHS["title"]],
        body=body[: MAX_LENGTHS["body"]],
        notes=notes[: MAX_LENGTHS["notes"]],
        questions=tuple(question[: MAX_LENGTHS["question"]] for question in questions),
    )


def title_of(name: str) -> str:
    """A file's name as a title: without folder, ending, and what says which copy it is."""
    stem = unicodedata.normalize("NFC", name).rpartition("/")[2].rpartition(".")[0]
    tidy = " ".join(_NOISE.sub(" ", stem.replace("_", " ")).split()).strip(" -–")
    return tidy or stem or "Zonder titel"


def _title(lines: list[str]) -> tuple[str, list[str]]:
    for place, line in enumerate(lines):
        if not line.strip():
            continue
        match = _HEADING.fullmatch(line)
        if match and len(match["marks"]) <= 2:
            return bare(match["text"]), lines[place + 1 :]
        break
    return "", lines


def _questions(lines: list[str]) -> tuple[list[str], list[str]]:
    """(the other lines, the questions): a list under a heading that announces questions."""
    kept: list[str] = []
    questions: list[str] = []
    asking: list[str] | None = None
    for line in [*lines, "# "]:
        heading = _HEADING.fullmatch(line) if line != "# " else None
        if heading or line == "# ":
            if asking is not None:
                kept, questions = _closed(kept, questions, asking)
            asking = [line] if heading and _ASKING.fullmatch(bare(heading["text"])) else None
            if asking is None and line != "# ":
                kept.append(line)
        elif asking is not None:
            asking.append(line)
        else:
            kept.append(line)
    return kept, questions


def _closed(
    kept: list[str], questions: list[str], section: list[str]
) -> tuple[list[str], list[str]]:
    """Take the items of a section as questions, if they fit; else it stays where it was."""
    items = [bare(match["text"]) for line in section[1:] if (match := _ITEM.fullmatch(line))]
    rest = [line for line in section[1:] if line.strip() and not _ITEM.fullmatch(line)]
    if not items or len(questions) + len(items) > MAX_QUESTIONS:
        return [*kept, *section], questions
    writing_room = [line for line in rest if set(line.strip()) <= set("_\\ .…")]
    others = [line for line in rest if line not in writing_room]
    return [*kept, *([""] if others else []), *others], [*questions, *items]


def bare(markdown: str) -> str:
    """The words of one line without marks."""
    text = re.sub(r"(?<!\\)(\*\*|\*)", "", markdown)
    text = re.sub(r"(?<!\\)\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return _ESCAPE.sub("", text).strip()
