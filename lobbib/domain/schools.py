"""What holds for the name of a school or a subject, and how an address is made of it."""

import re
import unicodedata

from lobbib.domain.assignments import tidy

MAX_SLUG = 60
MAX_SCHOOL_NAME = 200
MAX_SUBJECT_NAME = 100
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def slug_of(name: str) -> str:
    """A name as it stands in addresses and files: "Beeldende vórming" is "beeldende-vorming"."""
    plain = (
        unicodedata.normalize("NFKD", tidy_title(name)).encode("ascii", "ignore").decode().lower()
    )
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MAX_SLUG].strip("-")


def is_slug(text: str) -> bool:
    return len(text) <= MAX_SLUG and SLUG.fullmatch(text) is not None


def tidy_title(name: str) -> str:
    return tidy(name, multiline=False)


def subject_problem(name: str) -> str | None:
    """What is wrong with the tidied name of a subject, in Dutch."""
    if not slug_of(name):
        return "Vul de naam van het vak in."
    too_long = len(name) > MAX_SUBJECT_NAME
    return f"Gebruik hoogstens {MAX_SUBJECT_NAME} tekens." if too_long else None
