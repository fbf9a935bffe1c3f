"""A document in Markdown, taken apart: its title, its text and its questions.

What is longer than an assignment can hold goes where there is room; what has none is named.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from lobbib.domain.assignments import MAX_LENGTHS, MAX_QUESTIONS
from lobbib.domain.assignments_in_words import LABELS
from lobbib.domain.files import Kind, ending_of
from lobbib.exchange.bad_files import BadFile, Reason
from lobbib.exchange.papers import QUESTIONS, TALK
from lobbib.exchange.reading import office, pdf, plain
from lobbib.exchange.reading.markdown_writer import escaped

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
MORE = "Meer vragen"
TITLE_MOVED = "De titel was te lang. De hele titel staat boven de tekst."
SUMMARY_MOVED = "De samenvatting was te lang. Hij staat nu boven de tekst."
NEEDS_MOVED = "Bij ‘Nodig en voorbereiding’ paste niet alles. De rest staat bij ‘Voor de docent’."
QUESTIONS_MOVED = (
    f"Er passen {MAX_QUESTIONS} vragen bij, van hoogstens {MAX_LENGTHS['question']} tekens. De "
    f"andere staan onder ‘{MORE}’ in de tekst."
)
CUT = "Bij ‘{field}’ passen {most} tekens. Wat na ‘{words}’ kwam, ging niet mee."
READERS: Mapping[Kind, Callable[[bytes], tuple[str, ...]]] = {
    Kind.WORD: office.word,
    Kind.ODT: office.open_document,
    Kind.SLIDES: office.slides,
    Kind.PDF: pdf.text,
    Kind.TEXT: plain.text,
}


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one document says. Texts are Markdown; the title and the questions are plain.

    `left_out`: what went elsewhere than where it stood, or did not come along, in Dutch.
    """

    title: str
    body: str
    notes: str = ""
    questions: tuple[str, ...] = ()
    summary: str = ""
    needs: str = ""
    left_out: tuple[str, ...] = ()


def read(name: str, kind: Kind, content: bytes) -> Lesson:
    """The lesson in a file that `files.inspect` let through. Raises BadFile."""
    if kind.is_picture:
        raise BadFile(Reason.NO_TEXT)
    if kind not in READERS:
        raise BadFile(Reason.UNREADABLE)
    reader = plain.markdown if ending_of(name) == ".md" else READERS[kind]
    try:
        text, notes, *left_out = reader(content)
    except BadFile:
        raise
    except Exception as error:  # a library that meets a damaged file raises whatever it likes
        raise BadFile(Reason.BROKEN) from error
    if not text.strip():
        raise BadFile(Reason.NO_TEXT)
    found = split(text, notes, name)
    return replace(found, left_out=(*left_out, *found.left_out))


def split(text: str, notes: str, name: str) -> Lesson:
    """`text` without its title and its questions; where it has no title the name gives one."""
    lines = text.split("\n")
    title, lines = _title(lines)
    lines, questions = _questions(lines)
    body = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return fitted(Lesson(title or title_of(name), body, notes, tuple(questions)))


def fitted(whole: Lesson) -> Lesson:
    """`whole` within the lengths of an assignment; `left_out` says what that cost."""
    title, long_title = _short(whole.title, "title")
    summary, long_summary = _short(whole.summary, "summary")
    summary = "" if long_summary else summary
    questions, below = _few(whole.questions)
    needs, rest = _parted(whole.needs, MAX_LENGTHS["needs"])
    notes, lost_notes = _parted(_joined([whole.notes, rest]), MAX_LENGTHS["notes"])
    first = _joined([escaped(long_title), escaped(long_summary), whole.body])
    room = MAX_LENGTHS["body"] - (len(below) + 2 if below else 0)
    body, lost_body = _parted(first, room)
    said = (
        (TITLE_MOVED, long_title),
        (SUMMARY_MOVED, long_summary),
        (QUESTIONS_MOVED, below),
        (NEEDS_MOVED, rest),
        (_cut("body", body), lost_body),
        (_cut("notes", notes), lost_notes),
    )
    return Lesson(
        title,
        _joined([body, below]),
        notes,
        questions,
        summary,
        needs,
        left_out=tuple(message for message, is_so in said if is_so),
    )


def _is_long(text: str, name: str) -> bool:
    return len(text) > MAX_LENGTHS[name]


def _short(text: str, name: str) -> tuple[str, str]:
    """(what fits, the whole where that is not it)."""
    if not _is_long(text, name):
        return text, ""
    kept = text[: MAX_LENGTHS[name] - 2]
    return f"{kept.rpartition(' ')[0] or kept} …", text


def _few(questions: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """(those that fit, the others as a part of the text)."""
    short = [one for one in questions if not _is_long(one, "question")]
    kept = short[:MAX_QUESTIONS]
    rest = [one for one in questions if one not in kept]
    items = "\n".join(f"- {escaped(one)}" for one in rest)
    return tuple(kept), f"# {MORE}\n\n{items}" if rest else ""


def _parted(text: str, most: int) -> tuple[str, str]:
    """`text` and what is too much of it, parted at the end of a line or at least of a word."""
    if len(text) <= most:
        return text, ""
    places = (text.rfind(mark, most // 2, most) for mark in ("\n", " "))
    at = next((place for place in places if place > 0), max(most, 0))
    return text[:at].rstrip(), text[at:].strip()


def _joined(parts: Sequence[str]) -> str:
    return "\n\n".join(part for part in parts if part)


def _cut(name: str, kept: str) -> str:
    """What is said of a text that was cut: where, in the last words that are there."""
    most = f"{MAX_LENGTHS[name]:,}".replace(",", ".")
    words = " ".join(bare(kept[-200:]).split()[-4:])[-60:]
    return CUT.format(field=LABELS[name], most=most, words=words)


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
    is_long = any(_is_long(item, "question") for item in items)
    if not items or is_long or len(questions) + len(items) > MAX_QUESTIONS:
        return [*kept, *section], questions
    writing_room = [line for line in rest if set(line.strip()) <= set("_\\ .…")]
    others = [line for line in rest if line not in writing_room]
    return [*kept, *([""] if others else []), *others], [*questions, *items]


def bare(markdown: str) -> str:
    """The words of one line without marks."""
    text = re.sub(r"(?<!\\)(\*\*|\*)", "", markdown)
    text = re.sub(r"(?<!\\)\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return _ESCAPE.sub("", text).strip()
