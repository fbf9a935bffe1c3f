"""What a school year asks of a decaan, by the month."""

from datetime import date
from enum import Enum


class Season(Enum):
    """The months of the calendar, and what is done in them. `words` lead the first page."""

    PLAN = ("Tijd om het volgende schooljaar te plannen", (5, 6, 7))
    TESTS = ("Zet LOB in het PTA en in de jaaragenda", (8, 9, 10))
    FILL = ("Vul wat er nog mist", (11, 12, 3, 4))
    CHECK = ("Kijk halverwege: wat is er gedaan?", (1, 2))

    def __init__(self, words: str, months: tuple[int, ...]) -> None:
        self.words = words
        self.months = months

    @classmethod
    def of(cls, day: date) -> "Season":
        return next(season for season in cls if day.month in season.months)
