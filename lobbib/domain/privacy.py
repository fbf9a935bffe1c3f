"""Signs that a text holds data about a pupil. A hint, never a verdict: it blocks nothing."""

import re

_DATE = r"\d{1,2}[-/. ](?:\d{1,2}|[a-z]{3,9})[-/. ](?:19|20)\d\d"
_WORD = r"[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ'’]{1,30}(?:-[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]{1,30})?"
_BETWEEN = r"(?: (?:van|von|de|den|der|het|ten|ter|te|el|al|El|Al|in|op|'t)){0,3}"
_NAME = rf"{_WORD}{_BETWEEN} {_WORD}"
_PERSONS = "namen van personen"
_LISTED = re.compile(rf"{_WORD}(?: {_WORD})?{_BETWEEN} {_WORD}")
_AROUND = re.compile(r"[|\d.,;:()*•–/\\]+|(?<!\w)-+|-+(?!\w)")  # marks of a list or a table
MANY = 4  # names below each other are a class; fewer may be anything
_LONGEST_ROW = 100
_SIGNS = (
    (re.compile(rf"{_NAME}(?:, | en ){_NAME}"), _PERSONS),
    (re.compile(r"leerlingn(?:umme)?r|stamnummer", re.IGNORECASE), "een leerlingnummer"),
    (re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.\w"), "een e-mailadres"),
    (
        re.compile(rf"(?:geboren|geboortedatum|geb\.)\W+(?:op\W+)?{_DATE}", re.IGNORECASE),
        "een geboortedatum",
    ),
)
_NINE_DIGITS = re.compile(r"(?<!\d)\d{9}(?!\d)")
_BSN_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def signs_of_pupil_data(text: str) -> tuple[str, ...]:
    """What in `text` looks like data about a person, in Dutch; empty when nothing does."""
    found = [name for pattern, name in _SIGNS if pattern.search(text)]
    if _PERSONS not in found and _lists_names(text):
        found.insert(0, _PERSONS)
    if any(_is_bsn(digits) for digits in _NINE_DIGITS.findall(text)):
        found.append("een burgerservicenummer")
    return tuple(found)


def _lists_names(text: str) -> bool:
    """Whether rows below each other hold a full name and nothing else, but for numbers: the list
    of a class, also as a table.
    """
    number = 0
    for row in text.split("\n"):
        words = " ".join(_AROUND.sub(" ", row[:_LONGEST_ROW]).split())
        number = number + 1 if _LISTED.fullmatch(words) else 0 if row.strip() else number
        if number == MANY:
            return True
    return False


def _is_bsn(digits: str) -> bool:
    """The "elfproef" that every burgerservicenummer passes, and one in eleven other numbers."""
    total = sum(weight * int(d) for weight, d in zip(_BSN_WEIGHTS, digits, strict=True))
    return digits != "000000000" and total % 11 == 0
