"""What is said about a placement when its period has ended."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lobbib.domain.planning import MAX_LINE, Answer

NAMED_FOR = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Said:
    """One answer. `seen` is the mark of the answer that stood there; "" where none did."""

    placement_id: int
    answer: Answer
    line: str = ""
    seen: str = ""


def line_problem(line: str) -> str | None:
    """What is wrong with a tidied line, in Dutch."""
    return f"Gebruik hoogstens {MAX_LINE} tekens." if len(line) > MAX_LINE else None


def is_named(at: datetime, now: datetime) -> bool:
    """Whether a colleague's name still stands with what was said `at` that moment."""
    return now - at < NAMED_FOR
