"""Rows of a sheet as lessons, with what their cells say about class, subject and time."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lobbib.domain.tracks import YEARS
from lobbib.exchange.reading.lesson import Lesson, fitted
from lobbib.exchange.reading.own import Own
from lobbib.exchange.reading.sheets import Column, Sheet, as_markdown, guess, texts_of

NAMED = 10  # rows, before the others are counted
_SAID = (Column.TRACKS, Column.SUBJECTS, Column.ACTIVITY, Column.COMPETENCIES)


@dataclass(frozen=True, slots=True)
class Row:
    """One assignment. `said` are words about its tags, to be understood as a question is; `own` is
    there for a file that lobbib made.
    """

    lesson: Lesson
    years: tuple[int, ...] = ()
    minutes: int | None = None
    said: tuple[str, ...] = ()
    own: Own | None = None


def rows_of(sheet: Sheet, columns: Sequence[Column | None] | None = None) -> tuple[Row, ...]:
    """The assignments of a sheet; without `columns` by our own guess. A row without a title is
    passed over.
    """
    chosen = guess(sheet.headings) if columns is None else columns
    told = (texts_of(row, chosen) for row in sheet.rows)
    return tuple(_row(said) for said in told if said.get(Column.TITLE))


def untitled(sheet: Sheet, columns: Sequence[Column | None] | None = None) -> tuple[str, ...]:
    """What is said, in Dutch, of the rows that are passed over."""
    chosen = guess(sheet.headings) if columns is None else columns
    found = [
        sheet.place(number)
        for number, row in enumerate(sheet.rows)
        if not texts_of(row, chosen).get(Column.TITLE)
    ]
    if not found:
        return ()
    few = ", ".join(found[:NAMED]) + (f" en nog {len(found) - NAMED}" * (len(found) > NAMED))
    return (f"Zonder titel ging niet mee: {few}.",)


def _row(said: Mapping[Column, list[str]]) -> Row:
    questions = [*said.get(Column.QUESTION, ()), *said.get(Column.QUESTIONS, ())]
    return Row(
        lesson=fitted(
            Lesson(
                title=_line(said[Column.TITLE]),
                body=_text(said, Column.BODY),
                notes=_text(said, Column.NOTES),
                questions=_questions(questions),
                summary=_line(said.get(Column.SUMMARY, ())),
                needs=_text(said, Column.NEEDS),
            )
        ),
        years=_years(" ".join(said.get(Column.YEARS, ()))),
        minutes=_minutes(" ".join(said.get(Column.MINUTES, ()))),
        said=tuple(text for column in _SAID for text in said.get(column, ())),
    )


def _line(cells: Iterable[str]) -> str:
    return " ".join(" ".join(cells).split())


def _text(said: Mapping[Column, list[str]], column: Column) -> str:
    return as_markdown("\n".join(said.get(column, ())))


def _questions(questions: Iterable[str]) -> tuple[str, ...]:
    lines = [" ".join(question.split()) for question in questions]
    return tuple(line for line in lines if line)


def _years(text: str) -> tuple[int, ...]:
    found = {int(digit) for digit in re.findall(r"(?<!\d)[1-6](?!\d)", text)}
    return tuple(year for year in YEARS if year in found)


def _minutes(text: str) -> int | None:
    found = re.fullmatch(r"\D*(\d{1,4})\D*", text)
    return int(found[1]) or None if found else None
