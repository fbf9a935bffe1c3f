"""A school's own planning as a sheet: a row an assignment, or a board with a column a period."""

import pytest

from lobbib.domain.planning_import import Row
from lobbib.exchange.planning_sheet import Column, guess, missing, rows_of
from lobbib.exchange.reading.sheets import Sheet


@pytest.mark.parametrize(
    ("headings", "columns"),
    [
        (
            ("Klas", "Opdracht", "Periode", "Vak", "Opmerkingen", "Iedereen?"),
            (
                Column.CLASS_TYPE,
                Column.TITLE,
                Column.PERIOD,
                Column.SUBJECT,
                Column.NOTE,
                Column.REACH,
            ),
        ),
        (
            ("Klastype", "Periode 1", "P2", "blok 3", "4"),
            (Column.CLASS_TYPE, *[Column.BOARD] * 4),
        ),
        (("Titel", "Wat", "", "Kleur"), (Column.TITLE, None, None, None)),
    ],
)
def test_guess_by_heading_and_each_meaning_once(
    headings: tuple[str, ...], columns: tuple[Column | None, ...]
) -> None:
    assert guess(headings) == columns


def test_missing_says_what_has_to_be_chosen_still() -> None:
    assert missing((Column.TITLE, None)) == (Column.CLASS_TYPE, Column.PERIOD)
    assert missing((Column.CLASS_TYPE, Column.BOARD)) == ()


def test_rows_of_a_list() -> None:
    sheet = Sheet(("a", "b", "c", "d"), (("3 havo", "Molen", "P1", "x"), ("3 vwo", "", "", "")))
    columns = (Column.CLASS_TYPE, Column.TITLE, Column.PERIOD, None)
    assert rows_of(sheet, columns) == [
        Row(2, "Molen", "3 havo", "P1"),
        Row(3, "", "3 vwo", ""),
    ]


def test_rows_of_a_board_are_one_for_each_title_in_a_cell() -> None:
    sheet = Sheet(
        ("Klas", "P1", "P2", "Notitie"),
        (("3 havo", "Molen; Beroepenmarkt", "", "let op"), ("3 vwo", "", "Stage\n\nGastles", "")),
    )
    columns = (Column.CLASS_TYPE, Column.BOARD, Column.BOARD, Column.NOTE)
    assert rows_of(sheet, columns) == [
        Row(2, "Molen", "3 havo", "P1", note="let op"),
        Row(2, "Beroepenmarkt", "3 havo", "P1", note="let op"),
        Row(3, "Stage", "3 vwo", "P2"),
        Row(3, "Gastles", "3 vwo", "P2"),
    ]
