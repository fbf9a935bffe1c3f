"""The school year: 1 August to 31 July, written "2026-2027"."""

import re
from dataclasses import dataclass
from datetime import date

FIRST_MONTH = 8
FIRST, LAST = 1990, 2100
_WRITTEN = re.compile(r"(\d{4})-(\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class SchoolYear:
    """`start` is the calendar year in which it begins; `str()` gives what people write."""

    start: int

    @classmethod
    def of(cls, day: date) -> "SchoolYear":
        """The school year that `day` falls in."""
        return cls(day.year if day.month >= FIRST_MONTH else day.year - 1)

    @classmethod
    def parse(cls, text: str) -> "SchoolYear":
        """Raises ValueError for anything but "2026-2027" with two years that follow each other."""
        found = _WRITTEN.fullmatch(text)
        if found is None or int(found[2]) != int(found[1]) + 1:
            raise ValueError(f"not a school year: {text[:20]!r}")
        if not FIRST <= int(found[1]) <= LAST:
            raise ValueError(f"not a school year of this time: {text!r}")
        return cls(int(found[1]))

    def __str__(self) -> str:
        return f"{self.start}-{self.start + 1}"

    @property
    def first_day(self) -> date:
        return date(self.start, FIRST_MONTH, 1)

    @property
    def last_day(self) -> date:
        return date(self.start + 1, FIRST_MONTH - 1, 31)

    @property
    def next(self) -> "SchoolYear":
        return SchoolYear(self.start + 1)

    @property
    def previous(self) -> "SchoolYear":
        return SchoolYear(self.start - 1)

    def has_passed(self, today: date) -> bool:
        return today > self.last_day

    def day(self, like: date) -> date:
        """The day of this school year with the month and day of `like`; 29 February becomes 28."""
        year = self.start if like.month >= FIRST_MONTH else self.start + 1
        try:
            return like.replace(year=year)
        except ValueError:
            return like.replace(year=year, day=28)
