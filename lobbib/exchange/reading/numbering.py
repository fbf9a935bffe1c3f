"""What number each item of a list has in a Word file: what turns it into HTML counts from one.

The number is put in front of the item's words between two signs that nobody types.
"""

import io
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

BEFORE, BEHIND = "\ue000", "\ue001"  # for private use, says Unicode
LEVELS = 9
_Level = tuple[bool, int]  # whether it has numbers, and the first of them


def with_numbers(content: bytes) -> bytes:
    """The same .docx with its numbers in the text; as it was where it has none, or where they
    cannot be told: words matter more than what they are counted by.
    """
    try:
        return _numbered(content)
    except Exception:  # a library that meets a damaged file raises whatever it likes
        return content


def _numbered(content: bytes) -> bytes:
    document: Any = Document(io.BytesIO(content))
    counter = _Counter(document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element)
    for paragraph in document.element.body.iter(qn("w:p")):
        number = counter.next_of(paragraph)
        if number is not None:
            _put_in_front(paragraph, number)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _put_in_front(paragraph: Any, number: int) -> None:
    text, run = OxmlElement("w:t"), OxmlElement("w:r")
    text.text = f"{BEFORE}{number}{BEHIND}"
    run.append(text)
    paragraph.get_or_add_pPr().addnext(run)


class _Counter:
    """Lists of one kind count on, unless one says where it begins."""

    def __init__(self, numbering: Any) -> None:
        kinds = numbering.findall(qn("w:abstractNum"))
        self._levels = {_value(one, "w:abstractNumId"): _levels(one) for one in kinds}
        self._lists = {_value(one, "w:numId"): one for one in numbering.findall(qn("w:num"))}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def next_of(self, paragraph: Any) -> int | None:
        """The number of a paragraph that says itself that it has one."""
        number = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if number is None:
            return None
        name, level = _child(number, "w:numId"), int(_child(number, "w:ilvl") or 0)
        kind = _child(self._lists.get(name), "w:abstractNumId")
        is_numbered, first = self._levels.get(kind, {}).get(level, (False, 1))
        counts = self._counts.setdefault(kind, {})
        begins_at = self._first_of_list(name, level)
        count = counts.get(level, first - 1) + 1 if begins_at is None else begins_at
        self._counts[kind] = {one: n for one, n in counts.items() if one < level} | {level: count}
        return count if is_numbered and 0 <= count < 10**9 else None

    def _first_of_list(self, name: str, level: int) -> int | None:
        """Where a list says to begin, the first time that it is met."""
        if (name, level) in self._begun:
            return None
        self._begun.add((name, level))
        for one in self._lists[name].findall(qn("w:lvlOverride")) if name in self._lists else ():
            if _value(one, "w:ilvl") == str(level) and (first := _child(one, "w:startOverride")):
                return int(first)
        return None


def _levels(kind: Any) -> dict[int, _Level]:
    return {
        int(_value(one, "w:ilvl") or 0): (
            _child(one, "w:numFmt") not in ("bullet", "none"),
            int(_child(one, "w:start") or 1),
        )
        for one in kind.findall(qn("w:lvl"))
    }


def _child(element: Any, name: str) -> str:
    """The value of a part of `element`; nothing where it has none."""
    found = None if element is None else element.find(qn(name))
    return "" if found is None else _value(found, "w:val")


def _value(element: Any, name: str) -> str:
    return str(element.get(qn(name)) or "")
