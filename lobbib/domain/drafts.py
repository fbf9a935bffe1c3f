"""What is half typed in the form for an assignment: by field what stands there, tidy or not."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from lobbib.domain.assignments import CONTENT_FIELDS

Typed = dict[str, list[str]]

FIELDS = (*CONTENT_FIELDS, "version")
TEXTS = ("title", "body", "questions", "notes", "needs", "summary")
KEPT = timedelta(days=60)
ENDED_KEPT = timedelta(days=1)  # by then nothing that was on its way still comes in
MAX_OPEN = 50
MAX_LENGTH = 100_000
MAX_VALUES = 60
TOKEN_LENGTHS = range(16, 65)
SNIPPET = 60


def typed_of(fields: Mapping[str, Sequence[str]]) -> Typed:
    """The fields that the form has, without the one character that no database takes."""
    return {
        name: [value.replace("\x00", "") for value in fields[name]]
        for name in FIELDS
        if name in fields
    }


def is_too_much(typed: Typed) -> bool:
    """Whether `typed` is more than a form that can be saved, by far."""
    length = sum(len(value) for values in typed.values() for value in values)
    return length > MAX_LENGTH or any(len(values) > MAX_VALUES for values in typed.values())


def is_token(text: str) -> bool:
    """Whether `text` can name a draft: made by us, or by the script in the browser."""
    letters = text.replace("-", "").replace("_", "")
    return len(text) in TOKEN_LENGTHS and letters.isascii() and letters.isalnum()


def snippet_of(typed: Typed) -> str:
    """The first words that somebody recognises it by; empty where nothing was written."""
    for name in TEXTS:
        for value in typed.get(name, ()):
            if words := " ".join(value.split()):
                return words if len(words) <= SNIPPET else f"{words[:SNIPPET].rstrip()}…"
    return ""
