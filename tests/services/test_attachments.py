"""Files: kept whole and once, seen by whom they are for, and gone when nobody has them."""

import hashlib
import io
from collections.abc import Callable
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, sessionmaker

from lobbib.domain.assignments import Status, Visibility
from lobbib.domain.files import MAX_FILES
from lobbib.domain.policy import Role
from lobbib.errors import Forbidden, Invalid, NotFound
from lobbib.models import Assignment, Attachment, AuditEvent, Blob, BlobChunk, Revision, User
from lobbib.models.attachments import CHUNK
from lobbib.queries import attachments as reads
from lobbib.queries.people import everything_about
from lobbib.services import assignments, attachments, people
from lobbib.services.transaction import transaction, utc_now
from tests.factories import Factory
from tests.files import HOSTILE, SOUND, pdf, picture

QUOTA = 100


def add(
    session: Session, user: User, row: Assignment, data: bytes = b"", **values: Any
) -> Attachment:
    options = {"name": "blad.pdf", "quota_mb": QUOTA} | values
    data = data or pdf(b"inhoud")
    return attachments.add(session, user.as_actor(), row.id, io.BytesIO(data), **options)


def counts(session: Session) -> tuple[int, int, int]:
    """How many attachments, contents and pieces there are."""
    session.rollback()
    session.expire_all()
    return tuple(  # type: ignore[return-value]
        session.scalar(select(func.count()).select_from(table))
        for table in (Attachment, Blob, BlobChunk)
    )


def content(sessions: sessionmaker[Session], row: Attachment) -> bytes:
    with sessions() as own:
        return b"".join(reads.pieces(own, row.sha256, row.size))


def names(session: Session, user: User, row: Assignment) -> list[str]:
    return [one.name for one in reads.of_assignment(session, user.as_actor(), row.id)]


@pytest.fixture
def own(make: Factory) -> Assignment:
    return make.assignment()


@pytest.fixture
def user(own: Assignment) -> User:
    assert own.author is not None
    return own.author


def test_file_comes_back_as_it_went_in(
    session: Session, sessions: sessionmaker[Session], own: Assignment, user: User
) -> None:
    data = pdf(bytes(range(256)) * (CHUNK * 2 // 256))
    row = add(session, user, own, data, name="../Les één.PDF")
    assert (row.name, row.type, row.size) == ("Les één.pdf", "application/pdf", len(data))
    assert row.sha256 == hashlib.sha256(data).hexdigest()
    assert (row.number, row.user_id, row.shared, row.removed_at) == (1, user.id, False, None)
    assert content(sessions, row) == data
    assert counts(session) == (1, 1, 3)


@pytest.mark.parametrize("name", SOUND)
def test_each_kind_can_be_kept(
    session: Session, sessions: sessionmaker[Session], own: Assignment, user: User, name: str
) -> None:
    data = SOUND[name]()
    assert content(sessions, add(session, user, own, data, name=name)) == data


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_refused_leaves_nothing(
    session: Session, own: Assignment, user: User, what: str
) -> None:
    name, _, make = HOSTILE[what]
    made = make()
    with pytest.raises(Invalid) as refused:
        attachments.add(session, user.as_actor(), own.id, io.BytesIO(made), name, quota_mb=QUOTA)
    assert refused.value.fields["file"].startswith(f"{name}: ")
    assert counts(session) == (0, 0, 0)


def test_a_file_makes_no_version_and_nobodys_edit_stale(
    session: Session, own: Assignment, user: User
) -> None:
    add(session, user, own)
    session.refresh(own)
    assert own.version == 1
    assert len(session.scalars(select(Revision)).all()) == 1
    events = session.scalars(select(AuditEvent)).all()
    assert [(one.action, one.object_id, one.detail) for one in events] == [
        ("attachment.add", own.id, {"number": 1})
    ]


def test_the_same_bytes_are_kept_once(
    session: Session, sessions: sessionmaker[Session], make: Factory, own: Assignment, user: User
) -> None:
    elsewhere = make.assignment()
    rows = [
        add(session, user, own, name="een.pdf"),
        add(session, user, own, name="twee.pdf"),
        add(session, elsewhere.author, elsewhere),
    ]
    assert counts(session) == (3, 1, 1)
    assert [row.number for row in rows] == [1, 2, 1]
    assert {content(sessions, row) for row in rows} == {pdf(b"inhoud")}
    with pytest.raises(Invalid, match=r"\.") as refused:
        add(session, user, own, name="een.pdf")
    assert refused.value.fields == {"file": "een.pdf: Dit bestand staat er al bij."}


def test_who_may_edit_adds_and_takes_away(
    session: Session, make: Factory, own: Assignment, user: User
) -> None:
    colleague = make.user(own.school)
    add(session, colleague, own)
    attachments.remove(session, user.as_actor(), own.id, 1)
    attachments.put_back(session, colleague.as_actor(), own.id, 1)
    assert names(session, user, own) == ["blad.pdf"]


def test_who_may_not_edit_changes_nothing(session: Session, make: Factory, user: User) -> None:
    wide = make.assignment(user, visibility=Visibility.EVERYONE)
    concept = make.assignment(user, Status.CONCEPT)
    archived = make.assignment(user, Status.ARCHIVED)
    add(session, user, wide, shared=True)
    stranger, colleague = make.user(), make.user(user.school)
    beheerder = make.user(user.school, Role.BEHEERDER)
    cases = [
        (stranger, wide, Forbidden),
        (stranger, concept, NotFound),
        (colleague, concept, NotFound),
        (user, archived, Forbidden),
    ]
    for who, row, error in cases:
        with pytest.raises(error):
            add(session, who, row, name="ander.pdf")
    for change in (attachments.remove, attachments.put_back):
        with pytest.raises(Forbidden):
            change(session, stranger.as_actor(), wide.id, 1)
    with pytest.raises(Forbidden):
        attachments.move(session, stranger.as_actor(), wide.id, 1, 1)
    for who in (stranger, colleague, beheerder):
        with pytest.raises(Forbidden):
            attachments.set_shared(session, who.as_actor(), wide.id, 1, False)
    assert names(session, stranger, wide) == ["blad.pdf"]


def test_other_schools_get_only_what_may_be_shared(
    session: Session, make: Factory, user: User
) -> None:
    wide = make.assignment(user, visibility=Visibility.EVERYONE)
    add(session, user, wide, name="van ons.pdf")
    add(session, user, wide, pdf(b"2"), name="voor allen.pdf", shared=True)
    stranger, colleague = make.user(), make.user(user.school)
    assert names(session, colleague, wide) == ["van ons.pdf", "voor allen.pdf"]
    assert names(session, stranger, wide) == ["voor allen.pdf"]
    with pytest.raises(NotFound):
        reads.get(session, stranger.as_actor(), wide.id, 1)
    found = reads.names_of(session, stranger.as_actor(), [wide.id, 999])
    assert found == {wide.id: ["voor allen.pdf"]}
    attachments.set_shared(session, user.as_actor(), wide.id, 1, True)
    attachments.set_shared(session, user.as_actor(), wide.id, 2, False)
    attachments.set_shared(session, user.as_actor(), wide.id, 2, False)
    assert names(session, stranger, wide) == ["van ons.pdf"]
    shares = select(AuditEvent).where(AuditEvent.action == "attachment.share")
    assert len(session.scalars(shares).all()) == 2


def test_a_colleague_cannot_share_outside_while_adding(
    session: Session, make: Factory, own: Assignment
) -> None:
    assert add(session, make.user(own.school), own, shared=True).shared is False
    decaan = make.user(own.school, Role.DECAAN)
    assert add(session, decaan, own, pdf(b"2"), shared=True).shared is True


def test_a_concepts_files_are_its_authors_alone(
    session: Session, make: Factory, user: User
) -> None:
    concept = make.assignment(user, Status.CONCEPT, visibility=Visibility.EVERYONE)
    add(session, user, concept, shared=True)
    for who in (make.user(user.school, Role.DECAAN), make.user()):
        assert names(session, who, concept) == []
        with pytest.raises(NotFound):
            reads.get(session, who.as_actor(), concept.id, 1)
    assert names(session, user, concept) == ["blad.pdf"]


def test_files_are_put_in_order(session: Session, own: Assignment, user: User) -> None:
    for letter in "abc":
        add(session, user, own, pdf(letter.encode()), name=f"{letter}.pdf")
    moves = [(3, -1, "a c b"), (1, -1, "a c b"), (1, 1, "c a b"), (2, 1, "c a b"), (2, -5, "b c a")]
    for number, steps, expected in moves:
        attachments.move(session, user.as_actor(), own.id, number, steps)
        found = " ".join(name[0] for name in names(session, user, own))
        assert found == expected
    add(session, user, own, pdf(b"d"), name="d.pdf")
    assert names(session, user, own)[-1] == "d.pdf"


def test_taken_away_is_out_of_sight_and_can_come_back(
    session: Session, own: Assignment, user: User
) -> None:
    actor = user.as_actor()
    add(session, user, own)
    attachments.remove(session, actor, own.id, 1)
    assert names(session, user, own) == []
    for missing in (1, 9):
        with pytest.raises(NotFound):
            attachments.remove(session, actor, own.id, missing)
    assert counts(session) == (1, 1, 1)
    attachments.put_back(session, actor, own.id, 1)
    with pytest.raises(NotFound):
        attachments.put_back(session, actor, own.id, 1)
    assert names(session, user, own) == ["blad.pdf"]


def test_after_sixty_days_it_is_really_gone(session: Session, own: Assignment, user: User) -> None:
    for letter in "ab":
        add(session, user, own, pdf(letter.encode()), name=f"{letter}.pdf")
        attachments.remove(session, user.as_actor(), own.id, "ab".index(letter) + 1)
    age = update(Attachment).where(Attachment.number == 1)
    session.execute(age.values(removed_at=utc_now() - timedelta(days=61)))
    session.commit()
    add(session, user, own, name="nieuw.pdf")
    left = session.scalars(select(Attachment.name).order_by(Attachment.id)).all()
    assert left == ["b.pdf", "nieuw.pdf"]
    assert counts(session) == (2, 2, 2)


def test_a_number_of_an_address_is_not_given_to_another_file(
    session: Session, own: Assignment, user: User
) -> None:
    add(session, user, own)
    attachments.remove(session, user.as_actor(), own.id, 1)
    assert add(session, user, own, pdf(b"2")).number == 2


def test_there_are_twenty_at_most(session: Session, own: Assignment, user: User) -> None:
    for number in range(MAX_FILES):
        add(session, user, own, pdf(b"%d" % number))
    with pytest.raises(Invalid):
        add(session, user, own, pdf(b"te veel"))
    attachments.remove(session, user.as_actor(), own.id, 1)
    add(session, user, own, pdf(b"past weer"))
    with pytest.raises(Invalid):
        attachments.put_back(session, user.as_actor(), own.id, 1)
    assert len(names(session, user, own)) == MAX_FILES


def test_a_schools_room_is_its_own_and_ends(
    session: Session, make: Factory, own: Assignment, user: User
) -> None:
    half = pdf(b"0" * 600_000)
    add(session, user, own, half, quota_mb=1)
    add(session, user, make.assignment(user), half, quota_mb=1)  # the same bytes cost nothing
    with pytest.raises(Invalid) as refused:
        add(session, user, own, pdf(b"1" * 600_000), quota_mb=1)
    assert refused.value.fields == {
        "file": "Zo veel ruimte heeft je school niet meer: er is 438 kB over."
    }
    add(session, user, own, pdf(b"2" * 400_000), quota_mb=1, name="past.pdf")
    elsewhere = make.assignment()
    add(session, elsewhere.author, elsewhere, pdf(b"1" * 600_000), quota_mb=1)
    assert reads.used_by_school(session, own.school_id) == len(half) + len(pdf(b"2" * 400_000))
    assert reads.used_by_school(session, make.school().id) == 0


def test_a_full_room_says_so(session: Session, own: Assignment, user: User) -> None:
    with pytest.raises(Invalid) as refused:
        add(session, user, own, quota_mb=0)
    assert "er is niets over" in refused.value.fields["file"]


def test_an_adaptation_takes_along_what_may_be_shared(
    session: Session, sessions: sessionmaker[Session], make: Factory, user: User
) -> None:
    source = make.assignment(user, visibility=Visibility.EVERYONE)
    add(session, user, source, name="van ons.pdf", shared=False)
    add(session, user, source, picture("PNG"), name="voor allen.png", shared=True)
    stranger, colleague = make.user(), make.user(user.school)
    theirs = assignments.adapt(session, stranger.as_actor(), source.id)
    ours = assignments.adapt(session, colleague.as_actor(), source.id)
    assert names(session, stranger, theirs) == ["voor allen.png"]
    assert names(session, colleague, ours) == ["van ons.pdf", "voor allen.png"]
    [copy] = reads.of_assignment(session, stranger.as_actor(), theirs.id)
    assert (copy.number, copy.shared, copy.user_id) == (1, False, stranger.id)
    attachments.remove(session, user.as_actor(), source.id, 2)
    assert content(sessions, copy) == picture("PNG")
    assert counts(session)[1:] == (2, 2)


def test_throwing_away_takes_the_bytes_that_nobody_else_has(
    session: Session, make: Factory, user: User
) -> None:
    concept, other = make.assignment(user, Status.CONCEPT), make.assignment(user)
    add(session, user, concept, name="gedeeld.pdf")
    add(session, user, concept, pdf(b"alleen hier" * 30_000), name="alleen hier.pdf")
    add(session, user, other, name="gedeeld.pdf")
    assignments.throw_away(session, user.as_actor(), concept.id)
    assert counts(session) == (1, 1, 1)


def test_archiving_and_back_keeps_the_files(session: Session, own: Assignment, user: User) -> None:
    add(session, user, own)
    assignments.archive(session, user.as_actor(), own.id)
    assert names(session, user, own) == ["blad.pdf"]
    assignments.unarchive(session, user.as_actor(), own.id)
    assert names(session, user, own) == ["blad.pdf"]


def test_an_erased_colleague_leaves_shared_files_without_a_name(
    session: Session, make: Factory, own: Assignment, user: User
) -> None:
    concept = make.assignment(user, Status.CONCEPT)
    add(session, user, own)
    add(session, user, concept, pdf(b"van mij alleen"))
    kept = everything_about(session, user.id)["bijlagen"]
    assert [(one["opdracht"], one["naam"]) for one in kept] == [
        (own.id, "blad.pdf"),
        (concept.id, "blad.pdf"),
    ]
    people.erase(session, None, user.id)
    assert counts(session) == (1, 1, 1)
    assert session.scalars(select(Attachment.user_id)).all() == [None]


def at_once(*actions: Callable[[], object]) -> list[BaseException]:
    """Do these side by side; returns what went wrong."""
    failures: list[BaseException] = []

    def act(action: Callable[[], object]) -> None:
        try:
            action()
        except BaseException as error:
            failures.append(error)

    threads = [Thread(target=act, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def sending(
    sessions: sessionmaker[Session], row: Assignment, data: bytes
) -> Callable[[], Attachment]:
    assert row.author is not None
    actor, number = row.author.as_actor(), row.id

    def send() -> Attachment:
        with sessions() as own:
            return attachments.add(own, actor, number, io.BytesIO(data), "a.pdf", quota_mb=QUOTA)

    return send


def test_the_same_file_from_two_sides_at_once_is_kept_once(
    sessions: sessionmaker[Session], session: Session, make: Factory
) -> None:
    data = pdf(b"0" * CHUNK * 3)
    rows = [make.assignment() for _ in range(2)]
    assert at_once(*(sending(sessions, row, data) for row in rows)) == []
    assert counts(session) == (2, 1, 4)
    for row in session.scalars(select(Attachment)):
        assert content(sessions, row) == data


def throwing(sessions: sessionmaker[Session], row: Assignment) -> Callable[[], None]:
    assert row.author is not None
    actor, number = row.author.as_actor(), row.id

    def throw() -> None:
        with sessions() as own:
            assignments.throw_away(own, actor, number)

    return throw


def test_bytes_survive_a_throw_away_while_they_come_in_elsewhere(
    sessions: sessionmaker[Session], session: Session, make: Factory
) -> None:
    """Whichever is first: whoever has the file has all of it."""
    data = pdf(b"0" * CHUNK * 2)
    for _ in range(8):
        giver = make.user()
        given, taken = make.assignment(giver, Status.CONCEPT), make.assignment()
        add(session, giver, given, data)
        assert at_once(throwing(sessions, given), sending(sessions, taken, data)) == []
        session.rollback()
        [row] = session.scalars(select(Attachment).where(Attachment.assignment_id == taken.id))
        sha256 = row.sha256
        assert content(sessions, row) == data
        with transaction(session):
            session.delete(session.get_one(Assignment, taken.id))
            attachments.drop_unused(session, {sha256})
        assert counts(session) == (0, 0, 0)


def test_a_photo_is_kept_without_its_place(
    session: Session, sessions: sessionmaker[Session], own: Assignment, user: User
) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera van Jan"
    exif.get_ifd(0x8825)[1] = "N"
    stream = io.BytesIO()
    Image.new("RGB", (30, 20)).save(stream, "JPEG", exif=exif)
    row = add(session, user, own, stream.getvalue(), name="foto.jpg")
    kept = content(sessions, row)
    assert b"Camera van Jan" in stream.getvalue()
    assert b"Camera van Jan" not in kept
    assert (row.size, row.sha256) == (len(kept), hashlib.sha256(kept).hexdigest())
    with Image.open(io.BytesIO(kept)) as picture:
        assert dict(picture.getexif()) == {}
