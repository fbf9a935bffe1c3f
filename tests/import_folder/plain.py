"""Writes a lesson as PDF, plain text or Markdown, and a sheet as CSV: bytes out."""

import codecs
import csv
import io
import json
from pathlib import Path

import typst

from tests.import_folder.lessons import (
    BEFORE,
    BOLD,
    DOING,
    HEADER,
    MORE,
    QUESTIONS_HEADING,
    TIMES,
    Lesson,
    Sheet,
)

TEMPLATE = (Path(__file__).parent / "lesson.typ").read_bytes()
ENCODINGS = ("utf-8-sig", "cp1252", "utf-16", "utf-8")


def pdf(lesson: Lesson) -> bytes:
    """Text a machine can read. With `long` it takes two pages or more; with `head` each page has a
    running head and a number."""
    told = {
        "title": lesson.title,
        "intro": lesson.intro,
        "parts": [
            {"heading": BEFORE, "items": lesson.before, "numbered": False},
            {"heading": DOING, "items": lesson.steps, "numbered": True},
        ],
        "private": lesson.private,
        "questions": {"heading": QUESTIONS_HEADING, "items": lesson.questions},
        "head": HEADER if "head" in lesson.extra else "",
        "long": "long" in lesson.extra,
    }
    return typst.compile(
        TEMPLATE, sys_inputs={"lesson": json.dumps(told)}, ignore_system_fonts=True
    )


def text(lesson: Lesson) -> bytes:
    """As people type it in Notepad: capitals for a heading, a dash for a list, CRLF."""
    lines = [lesson.title, ""] if lesson.titled else []
    lines += [lesson.intro, "", BEFORE.upper(), *(f"- {item}" for item in lesson.before), ""]
    lines += [DOING.upper(), *(f"{n}. {step}" for n, step in enumerate(lesson.steps, 1)), ""]
    lines += lesson.private
    if lesson.questions:
        lines += [QUESTIONS_HEADING, *(f"- {question}" for question in lesson.questions)]
    return _encoded("\r\n".join(lines) + "\r\n", encoding_of(lesson))


def encoding_of(lesson: Lesson) -> str:
    return next(name for name in ENCODINGS if name in lesson.extra)


def _encoded(words: str, encoding: str) -> bytes:
    # Python's own "utf-16" depends on the machine; Notepad writes this.
    if encoding == "utf-16":
        return codecs.BOM_UTF16_LE + words.encode("utf-16-le")
    return words.encode(encoding)


def markdown(lesson: Lesson) -> bytes:
    lines = [f"# {lesson.title}", "", lesson.intro, ""]
    if "bold" in lesson.extra:
        lines += [f"**{BOLD}** {lesson.remark}", ""]
    lines += [f"## {BEFORE}", "", *(f"- {item}" for item in lesson.before), ""]
    lines += [f"## {DOING}", ""]
    lines += [*(f"{n}. {step}" for n, step in enumerate(lesson.steps, 1)), ""]
    if lesson.times:
        head, *rows = [f"| {left} | {right} |" for left, right in lesson.times]
        lines += [f"## {TIMES}", "", head, "|---|---|", *rows, ""]
    if lesson.link:
        words, address = lesson.link
        lines += [f"## {MORE}", "", f"Wie wil, kan dit doen: [{words}]({address})", ""]
    lines += [f"## {QUESTIONS_HEADING}", "", *(f"- {question}" for question in lesson.questions)]
    return ("\n".join(lines) + "\n").encode()


def table(sheet: Sheet) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=sheet.delimiter, lineterminator="\r\n")
    writer.writerow(sheet.columns)
    writer.writerows(sheet.rows)
    return out.getvalue().encode(sheet.encoding)
