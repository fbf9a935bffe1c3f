"""A row of a sheet is a lesson with tags; a parcel keeps all of it on its way between processes."""

import json

import pytest

from lobbib.exchange.reading.kinds import Reason
from lobbib.exchange.reading.lesson import Lesson
from lobbib.exchange.reading.parcel import Parcel, from_json, opened, to_json
from lobbib.exchange.reading.rows import Row, rows_of
from lobbib.exchange.reading.sheets import Column, Sheet

SHEET = Sheet(
    ("Titel", "Omschrijving", "Leerjaar", "Vak", "Duur", "Vraag 1", "Vraag 2"),
    (
        ("Een", "Doe\niets", "4 en 5", "Filosofie", "45 min", "Wat?", "Hoe?"),
        ("", "zonder titel", "", "", "", "", ""),
        ("Twee", "", "klas 22", "", "een uur", "", ""),
    ),
)


def test_rows_become_lessons_with_tags() -> None:
    assert rows_of(SHEET) == (
        Row(Lesson("Een", "Doe\n\niets", "", ("Wat?", "Hoe?")), (4, 5), 45, ("Filosofie",)),
        Row(Lesson("Twee", "", "", ())),
    )


def test_columns_can_be_chosen() -> None:
    columns = (Column.BODY, Column.TITLE, None, None, None, None, None)
    assert [row.lesson.title for row in rows_of(SHEET, columns)] == ["Doe iets", "zonder titel"]


@pytest.mark.parametrize("parcel", [Parcel(rows_of(SHEET)), Parcel(reason=Reason.MACRO)])
def test_a_parcel_arrives_as_it_was_sent(parcel: Parcel) -> None:
    assert from_json(json.loads(json.dumps(to_json(parcel)))) == parcel


def test_a_refused_file_says_why() -> None:
    assert opened("a.docx", b"MZ") == Parcel(reason=Reason.WRONG_KIND)
