"""What was read comes in once, as concepts of whoever imports, tagged by folders and cells."""

from contextlib import suppress
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Activity, Content, Status, Visibility
from lobbib.domain.tracks import Track
from lobbib.errors import Unavailable
from lobbib.exchange.bad_files import Reason
from lobbib.exchange.reading.lesson import Lesson
from lobbib.exchange.reading.rows import Row
from lobbib.models import Assignment, User
from lobbib.search import Suggester
from lobbib.services import assignments
from lobbib.services.importing import Importer, Taken, fingerprint, signs
from lobbib.services.transaction import transaction
from tests.factories import Factory

SUGGESTER = Suggester()  # it keeps what it read; learning that anew takes a second
ROW = Row(Lesson("Titel", "Tekst", "Tip", ("Wat?",)))


def importer(session: Session, user: User, quota_mb: int = 1) -> Importer:
    return Importer(session, user.as_actor(), SUGGESTER, quota_mb=quota_mb)


def test_a_lesson_becomes_a_concept_with_what_its_folder_says(
    make: Factory, session: Session
) -> None:
    user = make.user()
    taken = importer(session, user).take_in("Klas 4 havo/Stage/les 1.docx", [ROW])
    row = session.scalars(select(Assignment)).one()
    said = {"years": {"4": ["Klas 4 havo"]}, "tracks": {"havo": ["Klas 4 havo"]}}
    because = said | {"activity": {"stage": ["Stage"]}}
    assert taken == [Taken("Titel", row.id, because=because)]
    content = row.content
    assert (row.status, row.author_id, content.title, content.body, content.notes) == (
        Status.CONCEPT,
        user.id,
        "Titel",
        "Tekst",
        "Tip",
    )
    assert (content.questions, content.years, content.tracks, content.activity) == (
        ("Wat?",),
        (4,),
        (Track.HAVO,),
        Activity.PLACEMENT,
    )


@pytest.mark.parametrize(
    ("folder", "years", "subjects", "parents"),
    [
        ("Leerjaar 2/Nederlands", (2,), ("nederlands",), False),
        ("Mentorlessen brugklas", (1,), ("mentorles",), False),
        ("Geschiedenis/2e klas", (2,), ("geschiedenis",), False),
        ("Ouders", (), (), True),
        ("Oud/Diversen", (), (), False),
    ],
)
def test_folders_name_tags(
    make: Factory,
    session: Session,
    folder: str,
    years: tuple[int, ...],
    subjects: tuple[str, ...],
    parents: bool,
) -> None:
    importer(session, make.user()).take_in(f"{folder}/les.docx", [ROW])
    content = session.scalars(select(Assignment)).one().content
    assert (content.years, content.subjects, content.parents) == (years, subjects, parents)


def test_a_row_goes_before_its_folder(make: Factory, session: Session) -> None:
    row = replace(ROW, years=(5,), minutes=30, said=("Engels", "vwo"))
    importer(session, make.user()).take_in("Klas 2/Nederlands/lijst.xlsx", [row])
    content = session.scalars(select(Assignment)).one().content
    assert (content.years, content.subjects, content.tracks, content.minutes) == (
        (5,),
        ("engels",),
        (Track.VWO,),
        30,
    )


def test_the_same_words_come_in_once(make: Factory, session: Session) -> None:
    user = make.user()
    again = replace(ROW, lesson=replace(ROW.lesson, body="*TEKST*\n"))
    first = importer(session, user).take_in("a.docx", [ROW, again])
    assert [one.reason for one in first] == [None, Reason.DUPLICATE]
    number = first[0].assignment_id
    assert number is not None
    changed = replace(session.get_one(Assignment, number).content, title="Anders", body="Anders")
    assignments.save(session, user.as_actor(), number, changed, version=1)
    second = importer(session, user).take_in("b.docx", [ROW])
    assert [one.reason for one in second] == [Reason.DUPLICATE]
    assert len(session.scalars(select(Assignment)).all()) == 1


def test_what_did_not_come_in_after_all_is_not_known(make: Factory, session: Session) -> None:
    user = make.user()
    taking = importer(session, user)
    found = taking.prepare("a.docx", [ROW])
    with suppress(Unavailable), transaction(session, user.as_actor()):
        taking.add(found)
        raise Unavailable
    taken = taking.take_in("a.docx", [ROW])
    assert [one.assignment_id for one in taken] == session.scalars(select(Assignment.id)).all()
    assert len(taken) == 1


def test_another_schools_or_a_colleagues_concept_is_no_duplicate(
    make: Factory, session: Session
) -> None:
    user = make.user()
    make.assignment(
        make.user(make.school()), title="Titel", body="Tekst", visibility=Visibility.BOARD
    )
    make.assignment(make.user(user.school), Status.CONCEPT, title="Titel", body="Tekst")
    taken = importer(session, user).take_in("a.docx", [ROW])
    assert [one.reason for one in taken] == [None]


def test_pupil_data_is_named(make: Factory, session: Session) -> None:
    row = replace(
        ROW, lesson=replace(ROW.lesson, notes="leerlingnummer 12", questions=("a@b.nl?",))
    )
    taken = importer(session, make.user()).take_in("a.docx", [row])
    assert taken[0].private == ("een leerlingnummer", "een e-mailadres")


@pytest.mark.parametrize("name", ["title", "summary", "body", "notes", "needs", "questions"])
def test_pupil_data_is_named_in_whatever_field(name: str) -> None:
    said = "Neem het dossier mee van leerlingnummer 4711."
    content = replace(Content(), **{name: (said,) if name == "questions" else said})
    assert signs(content) == ("een leerlingnummer",)


def test_fingerprint_looks_at_words_alone() -> None:
    assert fingerprint("Één", "a b") == fingerprint("één", "*A*\n- b") != fingerprint("een", "a b")
