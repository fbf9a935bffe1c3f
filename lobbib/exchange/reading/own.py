"""A Word file that lobbib made, read back: each field from the place where `papers_docx` put it.

Nothing that somebody wrote into it meanwhile is left out: what stands where no field is expected
goes to the text beside it.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lobbib.domain.assignments import Activity, Licence, Origin
from lobbib.domain.assignments_in_words import LABELS
from lobbib.domain.competencies import Competency
from lobbib.domain.originals import Mark, read_mark
from lobbib.domain.tracks import Track
from lobbib.exchange.blocks import LOWEST
from lobbib.exchange.papers import FACTS, FOR_TEACHER, NEEDS, QUESTIONS, TALK, UNTITLED
from lobbib.exchange.papers_docx import MARK, NAME_LINE
from lobbib.exchange.reading import office
from lobbib.exchange.reading.lesson import Lesson, bare, fitted

CORE = "docProps/core.xml"
MAX_CORE = 64_000  # bytes
FILES = "Bijlagen"
_CATEGORY = re.compile(r"<cp:category>([^<]*)</cp:category>")
_ITEM = re.compile(r"(?:[-*+]|\d+[.)])\s+(?P<text>.+)")
_ROOM = set("_\\ ")  # where pupils write
_FIELD_OF = {LABELS[name]: name for name in FACTS}
_LIST = re.compile(r",| en ")
_MINUTES = re.compile(r"(\d{1,4}) (minuten|minuut|uur)")


@dataclass(frozen=True, slots=True)
class Own:
    """What a file of ours says besides its texts: `values` as fields of an item, the subjects in
    words; `mark` names the assignment that it was made of, where it was one.
    """

    values: Mapping[str, Any]
    subjects: str
    mark: Mark | None


@dataclass
class _Sheet:
    title: str
    is_named: bool = False  # whether the line for a name was met
    facts: dict[str, str] = field(default_factory=dict)
    top: list[str] = field(default_factory=list)
    sections: list[tuple[str, list[str]]] = field(default_factory=list)  # of the teacher's sheet


def category(content: bytes) -> str:
    """The category of a .docx; nothing where it has none."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if CORE not in archive.namelist():
            return ""
        with archive.open(CORE) as part:
            found = _CATEGORY.search(part.read(MAX_CORE).decode("utf-8", "replace"))
    return found[1] if found else ""


def read(content: bytes) -> list[tuple[Lesson, Own]] | None:
    """The assignments in a .docx of ours; None where it is another's."""
    name = category(content)
    if not name.startswith(MARK):
        return None
    mark = read_mark(name.removeprefix(MARK))
    text, _ = office.word(content, LOWEST + 2)
    sheets = list(_sheets(text.split("\n")))
    groups = [sheets] if mark and sheets else list(_by_assignment(sheets))
    return [_assignment(group, mark) for group in groups] or None


def _sheets(lines: list[str]) -> Iterator[_Sheet]:
    sheet: _Sheet | None = None
    for place, line in enumerate(lines):
        if line.startswith("# ") and (sheet is None or _begins_sheet(lines[place + 1 :])):
            if sheet is not None:
                yield sheet
            sheet = _Sheet(bare(line[2:]))
        elif sheet is not None:
            _take(sheet, line)
        elif line.strip():
            sheet = _Sheet("", top=[line])
    if sheet is not None:
        yield sheet


def _begins_sheet(rest: Iterable[str]) -> bool:
    first = next((line for line in rest if line.strip()), "")
    return first.startswith(NAME_LINE) or _fact(first) is not None


def _fact(line: str) -> tuple[str, str] | None:
    cells = [bare(cell) for cell in line.strip().strip("|").split(" | ")]
    known = len(cells) == 2 and (cells[0] in _FIELD_OF or cells[0] == "School")
    return (cells[0], cells[1]) if known and line.startswith("|") else None


def _take(sheet: _Sheet, line: str) -> None:
    is_top = not sheet.top and not sheet.sections
    if is_top and (fact := _fact(line)):
        sheet.facts[fact[0]] = fact[1]
    elif is_top and not sheet.is_named and line.startswith(NAME_LINE):
        sheet.is_named = True
    elif is_top and sheet.facts and set(line) <= set("|- "):
        return
    elif line.startswith("## ") and bare(line[3:]) in _SECTIONS:
        sheet.sections.append((bare(line[3:]), []))
    elif sheet.sections:
        sheet.sections[-1][1].append(line)
    elif line.strip() or sheet.top:
        sheet.top.append(line)


_SECTIONS = {TALK, FOR_TEACHER, NEEDS, QUESTIONS, FILES}


def _by_assignment(sheets: list[_Sheet]) -> Iterator[list[_Sheet]]:
    """A pupils' sheet and the teacher's that follows it under the same title belong together."""
    group: list[_Sheet] = []
    for sheet in sheets:
        goes_with = len(group) == 1 and not group[0].facts and sheet.facts
        if group and not (goes_with and sheet.title == group[0].title):
            yield group
            group = []
        group.append(sheet)
    if group:
        yield group


def _assignment(sheets: list[_Sheet], mark: Mark | None) -> tuple[Lesson, Own]:
    parts: dict[str, list[str]] = {"body": [], "notes": [], "needs": []}
    questions: list[str] = []
    summary = ""
    for sheet in sheets:
        if sheet.facts:
            summary, rest = _summary(sheet.top)
            parts["notes"] += rest
        else:
            parts["body"] += _raised(sheet.top, 1)
        for name, lines in sheet.sections:
            _section(name, lines, parts, questions)
    table = {label: words for sheet in sheets for label, words in sheet.facts.items()}
    facts = {_FIELD_OF[label]: words for label, words in table.items() if label in _FIELD_OF}
    title = next((sheet.title for sheet in sheets if sheet.title not in ("", UNTITLED)), "")
    body, notes, needs = (_text(parts[name]) for name in ("body", "notes", "needs"))
    whole = Lesson(title, body, notes, tuple(questions), summary, needs)
    return fitted(whole), Own(_values(facts), facts.get("subjects", ""), mark)


def _section(
    name: str, lines: list[str], parts: dict[str, list[str]], questions: list[str]
) -> None:
    if name in (TALK, QUESTIONS):
        asked, rest = _questions(lines)
        known = set(questions)
        questions += [question for question in asked if question not in known]
        parts["body"] += rest
    elif name != FILES:
        parts["needs" if name == NEEDS else "notes"] += _raised(lines, 2)


def _summary(lines: list[str]) -> tuple[str, list[str]]:
    """The line under the facts is the summary; what else stands there is kept."""
    if not lines:
        return "", []
    return bare(lines[0]), lines[1:]


def _questions(lines: list[str]) -> tuple[list[str], list[str]]:
    """(questions, what else was written between them)."""
    asked, rest = [], []
    for line in lines:
        item = _ITEM.fullmatch(line.strip())
        if item:
            asked.append(bare(item["text"]))
        elif not set(line) <= _ROOM:
            rest += ["", line]
    return asked, rest


def _raised(lines: list[str], by: int) -> list[str]:
    return [re.sub(rf"^#{{{by}}}(?=#)", "", line) for line in lines]


def _text(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _values(facts: Mapping[str, str]) -> dict[str, Any]:
    """What the table says, as fields of an item; words that nobody of us wrote are passed over."""
    values: dict[str, Any] = {
        "years": [int(digit) for digit in re.findall(r"[1-6]", facts.get("years", ""))],
        "competencies": _labelled(Competency, facts.get("competencies", "")),
        "tracks": _tracks(facts.get("tracks", "")),
        **{name: facts.get(name) == "ja" for name in ("parents", "outside", "dossier")},
    }
    for name, values_of in (("activity", Activity), ("origin", Origin), ("licence", Licence)):
        found = [one.value for one in values_of if one.label == facts.get(name)]
        values |= {name: found[0]} if found else {}
    if minutes := _MINUTES.fullmatch(facts.get("minutes", "")):
        values["minutes"] = int(minutes[1]) * (60 if minutes[2] == "uur" else 1)
    return values


def _labelled(values: Iterable[Any], words: str) -> list[str]:
    said = {part.strip().casefold() for part in _LIST.split(words)}
    return [one.value for one in values if one.label.casefold() in said]


def _tracks(words: str) -> list[str]:
    return [*Track] if words == "alle niveaus" else _labelled(Track, words)
