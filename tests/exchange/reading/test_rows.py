"""A row of a sheet is a lesson with tags; a parcel keeps all of it on its way between processes."""

import json

import pytest

from lobbib.exchange.bad_files import Reason
from lobbib.exchange.reading.lesson import (
    NEEDS_MOVED,
    QUESTIONS_MOVED,
    SUMMARY_MOVED,
    TITLE_MOVED,
    Lesson,
)
from lobbib.exchange.reading.parcel import Parcel, Sample, from_json, opened, refused, to_json
from lobbib.exchange.reading.rows import Row, rows_of, untitled
from lobbib.exchange.reading.sheets import Column, Sheet
from tests.files import SOUND, picture

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


def test_rows_without_a_title_are_named() -> None:
    assert untitled(SHEET) == ("Zonder titel ging niet mee: rij 3.",)
    assert opened("a.csv", b"Titel;Klas\n" + b";2\n" * 12 + b"Een;1\n").left_out == (
        "Zonder titel ging niet mee: rij 2, rij 3, rij 4, rij 5, rij 6, rij 7, rij 8, rij 9, "
        "rij 10, rij 11 en nog 2.",
    )


def test_a_row_with_too_much_keeps_all_of_it() -> None:
    head = ("Titel", "Omschrijving", "Samenvatting", "Nodig", *(["Vraag"] * 14))
    title, summary, needs = "woord " * 30, "kort " * 90, "schaar " * 400
    asked = [f"Vraag {n}?" for n in range(13)] + ["Hoe " * 100]
    [row] = rows_of(Sheet(head, ((title, "Doe dit.", summary, needs, *asked),)))
    told = row.lesson
    assert (len(told.title), told.summary, len(told.questions)) == (115, "", 12)
    assert told.body == (
        f"{title.strip()}\n\n{summary.strip()}\n\nDoe dit.\n\n# Meer vragen\n\n- Vraag 12?\n"
        f"- {('Hoe ' * 100).strip()}"
    )
    assert f"{told.needs} {told.notes}" == needs.strip()
    assert told.left_out == (TITLE_MOVED, SUMMARY_MOVED, QUESTIONS_MOVED, NEEDS_MOVED)


def test_a_text_without_room_is_cut_where_a_line_ends_and_that_is_said() -> None:
    lines = [f"Dit is regel {n} van de les." for n in range(1000)]
    sheet = Sheet(("Titel", "Omschrijving"), (("Een", "\n".join(lines)),))
    told = rows_of(sheet)[0].lesson
    kept = told.body.split("\n\n")
    assert kept == lines[: len(kept)]
    assert 19_900 < len(told.body) <= 20_000
    assert told.left_out == (
        "Bij ‘Wat doen leerlingen?’ passen 20.000 tekens. Wat na ‘"
        f"{len(kept) - 1} van de les.’ kwam, ging niet mee.",
    )


def test_columns_can_be_chosen() -> None:
    columns = (Column.BODY, Column.TITLE, None, None, None, None, None)
    assert [row.lesson.title for row in rows_of(SHEET, columns)] == ["Doe iets", "zonder titel"]


@pytest.mark.parametrize(
    "parcel",
    [Parcel(rows_of(SHEET)), refused(Reason.MACRO), opened("a.csv", b"Titel;Klas\nEen;2\n")],
)
def test_a_parcel_arrives_as_it_was_sent(parcel: Parcel) -> None:
    assert from_json(json.loads(json.dumps(to_json(parcel)))) == parcel


def test_a_refused_file_says_why() -> None:
    found = opened("a.docx", b"MZ")
    said = "De naam eindigt op .docx, maar dat is het niet."
    assert found == Parcel(reason=Reason.WRONG_KIND, message=said)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("foto.png", picture("PNG"), Reason.NO_TEXT),
        ("dia's.odp", SOUND["dia's.odp"](), Reason.UNREADABLE),
        ("a.zip", b"PK\x05\x06" + b"\0" * 18, Reason.UNKNOWN),
    ],
)
def test_a_file_that_may_be_kept_but_holds_no_lesson_says_why(
    name: str, content: bytes, reason: Reason
) -> None:
    assert opened(name, content) == refused(reason, opened(name, content).message)


def test_a_sheet_shows_its_top_until_somebody_said_what_its_columns_mean() -> None:
    content = b"Klas;Titel\n" + b"2;Een\n" * 6
    guessed = opened("a.csv", content)
    assert guessed.sample == Sample(("Klas", "Titel"), (("2", "Een"),) * 4, 6)
    assert [row.years for row in guessed.rows] == [(2,)] * 6
    told = opened("a.csv", content, [Column.TITLE, None])
    assert (told.sample, {row.lesson.title for row in told.rows}) == (None, {"2"})


def test_a_row_has_its_summary_and_what_is_needed() -> None:
    sheet = Sheet(("Titel", "Kort", "Nodig"), (("Een", "In het\nkort", "Een schaar"),))
    [row] = rows_of(sheet)
    assert (row.lesson.summary, row.lesson.needs) == ("In het kort", "Een schaar")
