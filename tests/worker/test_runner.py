"""What was handed in becomes concepts, file by file, and goes on after whatever ended it."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Origin, Status
from lobbib.domain.competencies import Competency
from lobbib.domain.files import MAX_FILE
from lobbib.domain.importing import MAX_FILES, TRIES, State
from lobbib.exchange.reading.sheets import Column
from lobbib.models import Assignment, Attachment, Blob, BlobChunk, Job, JobConcept, JobItem, User
from lobbib.queries import attachments
from lobbib.services import job_work, jobs
from lobbib.services.job_work import Lost
from lobbib.services.transaction import utc_now
from lobbib.worker import runner
from lobbib.worker.runner import Runner
from tests.factories import Factory
from tests.files import HOSTILE, package, pdf, word

Work = Callable[[], None]
LESSON = b"""# Interview je buurvrouw

Bedenk vijf vragen over het werk van je buurvrouw en interview haar. Vraag hoe ze aan haar baan
kwam, wie haar daarbij hielp, en wat ze het leukste vindt. Vertel daarna in de klas wat je hoorde.

## Vragen

- Wie heeft haar geholpen?
"""
SHEET = b"Naam;Uitleg;Voor\r\nEen;Doe iets;2\r\nTwee;Doe nog iets;3\r\n"


def hand_in(
    session: Session, user: User, *files: tuple[str, bytes], origin: Origin = Origin.OWN
) -> Job:
    job = jobs.begin(session, user.as_actor(), origin)
    for path, data in files:
        jobs.add_file(session, user.as_actor(), job.id, path, io.BytesIO(data), quota_mb=10)
    return job


def outcomes(session: Session) -> list[tuple[str, State, str]]:
    rows = session.scalars(select(JobItem).order_by(JobItem.id))
    found = [(row.path, row.state, row.message) for row in rows]
    session.rollback()
    return found


def test_a_file_becomes_a_concept_with_its_text_its_tags_and_itself(
    make: Factory, session: Session, work_now: Work
) -> None:
    user = make.user()
    hand_in(session, user, ("LOB/Leerjaar 2/Nederlands/buur.md", LESSON), origin=Origin.PERMISSION)
    work_now()
    [row] = session.scalars(select(Assignment)).all()
    content = row.content
    assert (row.status, row.author_id, content.title) == (
        Status.CONCEPT,
        user.id,
        "Interview je buurvrouw",
    )
    assert content.body.startswith("Bedenk vijf vragen")
    assert (content.questions, content.years, content.subjects, content.origin) == (
        ("Wie heeft haar geholpen?",),
        (2,),
        ("nederlands",),
        Origin.PERMISSION,
    )
    [file] = session.scalars(select(Attachment)).all()
    assert (file.assignment_id, file.name, file.type) == (row.id, "buur.md", "text/plain")
    assert b"".join(attachments.pieces(session, file.sha256, file.size)) == LESSON
    [concept] = session.scalars(select(JobConcept)).all()
    assert concept.because["years"] == {"2": ["Leerjaar 2"]}
    assert concept.because["subjects"] == {"nederlands": ["Nederlands"]}
    assert set(concept.because["competencies"]) == {c.value for c in content.competencies}
    assert Competency.NETWERKEN in content.competencies
    [item] = session.scalars(select(JobItem)).all()
    assert (item.state, item.sha256) == (State.READ, None)
    assert session.scalars(select(Job.claim)).all() == [None]


def test_the_same_folder_again_adds_nothing(
    make: Factory, session: Session, work_now: Work
) -> None:
    user = make.user()
    again = LESSON.replace(b"\n", b"\r\n")
    for _ in range(2):
        hand_in(session, user, ("a.md", LESSON), ("kopie/a.md", LESSON), ("b.md", again))
    work_now()
    assert [state for _, state, _ in outcomes(session)] == [State.READ] + 5 * [State.SAME]
    [number] = session.scalars(select(Assignment.id)).all()
    rows = session.scalars(select(JobItem).where(JobItem.state == State.SAME)).all()
    assert {(row.same_as_id, row.sha256) for row in rows} == {(number, None)}
    assert len(session.scalars(select(Blob)).all()) == 1


def test_nearly_the_same_comes_in_and_is_pointed_out(
    make: Factory, session: Session, work_now: Work
) -> None:
    touched_up = LESSON.replace(b"buurvrouw en", b"buurman en")
    other = b"# Iets anders\n\n" + b"Teken een plattegrond van het lokaal en kleur hem in. " * 5
    hand_in(session, make.user(), ("a.md", LESSON), ("b.md", touched_up), ("c.md", other))
    work_now()
    first, *_ = session.scalars(select(Assignment.id).order_by(Assignment.id)).all()
    found = session.scalars(select(JobConcept).order_by(JobConcept.assignment_id)).all()
    assert [row.like_id for row in found] == [None, first, None]


def test_what_cannot_be_read_says_why_and_the_others_go_on(
    make: Factory, session: Session, work_now: Work
) -> None:
    files = [
        (f"{n}/{name}", data())
        for n, (name, _, data) in enumerate(HOSTILE[what] for what in ("bomb", "old Word"))
    ]
    hand_in(session, make.user(), *files, ("leeg.txt", b""), ("scan.pdf", pdf()), ("a.md", LESSON))
    work_now()
    said = {path: message for path, state, message in outcomes(session) if state is State.REFUSED}
    assert said == {
        f"0/{HOSTILE['bomb'][0]}": "Uitgepakt is dit bestand veel te groot.",
        "1/a.doc": "Bewaar het in Word als .docx.",
        "leeg.txt": "Dit bestand is leeg.",
        "scan.pdf": "Dit bestand is beschadigd: het is niet te openen.",
    }
    assert session.scalars(select(Assignment.title)).all() == ["Interview je buurvrouw"]
    assert len(session.scalars(select(Blob)).all()) == 1


def test_a_sheet_waits_for_who_says_what_its_columns_mean(
    make: Factory, session: Session, work_now: Work
) -> None:
    user = make.user()
    job = hand_in(session, user, ("Lijst.csv", SHEET))
    work_now()
    [item] = session.scalars(select(JobItem)).all()
    assert (item.state, item.sample) == (
        State.ASKS,
        {
            "headings": ["Naam", "Uitleg", "Voor"],
            "rows": [["Een", "Doe iets", "2"], ["Twee", "Doe nog iets", "3"]],
            "count": 2,
        },
    )
    columns = [Column.TITLE, Column.BODY, Column.YEARS]
    jobs.set_columns(session, user.as_actor(), job.id, item.id, columns)
    work_now()
    rows = session.scalars(select(Assignment).order_by(Assignment.id)).all()
    assert [(r.title, r.body, r.years) for r in rows] == [
        ("Een", "Doe iets", (2,)),
        ("Twee", "Doe nog iets", (3,)),
    ]
    # A sheet says as much of the one as of the other: it goes with neither.
    assert session.scalars(select(Attachment)).all() == []
    assert session.scalars(select(Blob)).all() == []


def test_a_long_sheet_comes_in_by_parts_and_its_rows_once(
    make: Factory, session: Session, work_now: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if it had been stopped after its first part: what is in stays, the rest comes."""
    monkeypatch.setattr(runner, "AT_ONCE", 2)
    user = make.user()
    head, *rows = [f"{word};Doe {word}" for word in ("Titel", *"ABCDE", "B")]
    columns = [Column.TITLE, Column.BODY]
    for part in (rows[:2], rows):
        data = "\n".join([head, *part]).encode()
        job = hand_in(session, user, ("Lijst.csv", data))
        work_now()
        item = session.scalars(select(JobItem).where(JobItem.job_id == job.id)).one()
        jobs.set_columns(session, user.as_actor(), job.id, item.id, columns)
        work_now()
    session.expire_all()
    assert [state for _, state, _ in outcomes(session)] == [State.READ, State.READ]
    found = session.execute(
        select(JobConcept.item_id, Assignment.title)
        .join(Assignment, Assignment.id == JobConcept.assignment_id)
        .order_by(Assignment.id)
    )
    first, second = session.scalars(select(JobItem.id).order_by(JobItem.id))
    assert [tuple(row) for row in found] == [
        *((first, title) for title in "AB"),
        *((second, title) for title in "CDE"),
    ]


def zipped(**more: bytes) -> bytes:
    parts = {
        "LOB/": b"",
        "LOB/Klas 3/a.md": LESSON,
        "LOB/Klas 3/.DS_Store": b"x",
        "__MACOSX/LOB/a.md": b"x",
        "LOB/b.docx": word(),
        "LOB/groot.txt": b"x" * (MAX_FILE + 1),
        "Scripts/knop.docm": b"PK\x03\x04",
    }
    return package(parts | more)


def test_a_zip_of_folders_is_its_files(make: Factory, session: Session, work_now: Work) -> None:
    hand_in(session, make.user(), ("LOB.zip", zipped()))
    work_now()
    assert outcomes(session) == [
        ("LOB.zip", State.UNPACKED, ""),
        ("LOB/Klas 3/a.md", State.READ, ""),
        ("LOB/b.docx", State.READ, ""),
        (
            "LOB/groot.txt",
            State.REFUSED,
            "Dit bestand is groter dan 20 MB. Maak het kleiner, of deel een link.",
        ),
        (
            "Scripts/knop.docm",
            State.REFUSED,
            "Hier zit een macro in: een klein programma. Bewaar het zonder macro's.",
        ),
    ]
    years = session.scalars(select(Assignment).where(Assignment.title.like("Interview%"))).one()
    assert years.content.years == (3,)


def test_one_damaged_file_in_a_zip_leaves_the_others(
    make: Factory, session: Session, work_now: Work
) -> None:
    data = bytearray(package({"a.md": b"# Een", "b.md": b"# Twee" * 9, "c.md": b"# Drie"}))
    at = data.find(b"b.md") + len("b.md")
    data[at : at + 6] = bytes(octet ^ 0xFF for octet in data[at : at + 6])
    hand_in(session, make.user(), ("LOB.zip", bytes(data)))
    work_now()
    assert outcomes(session) == [
        ("LOB.zip", State.UNPACKED, ""),
        ("a.md", State.READ, ""),
        ("b.md", State.REFUSED, "Dit bestand is beschadigd: het is niet te openen."),
        ("c.md", State.READ, ""),
    ]


def test_names_in_an_old_zip_are_read(make: Factory, session: Session, work_now: Work) -> None:
    """A Mac writes UTF-8 without saying so."""
    raw = package({"LOB/caf\u00e9.md": LESSON})
    at = raw.find(b"PK\x01\x02")
    assert raw[6:8] == raw[at + 8 : at + 10] == b"\x00\x08"
    silent = raw[:6] + b"\0\0" + raw[8 : at + 8] + b"\0\0" + raw[at + 10 :]
    hand_in(session, make.user(), ("a.zip", silent))
    work_now()
    assert [path for path, _, _ in outcomes(session)] == ["a.zip", "LOB/caf\u00e9.md"]


def swollen() -> bytes:
    """Thirteen files that each just fit."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for n in range(13):
            made.writestr(f"{n}.txt", b"\0" * MAX_FILE)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04 niets", "Dit bestand is beschadigd: het is niet te openen."),
        (package({"../weg.md": b"x"}), "Dit bestand is beschadigd: het is niet te openen."),
        (swollen(), "Uitgepakt is dit bestand veel te groot."),
        (
            package({f"{n}.md": b"x" for n in range(MAX_FILES + 1)}),
            "Hier zitten meer dan 300 bestanden in. Maak er kleinere van.",
        ),
        (package({"Map/": b""}), "Dit bestand is leeg."),
    ],
)
def test_a_zip_that_cannot_be_trusted_is_refused_whole(
    make: Factory, session: Session, work_now: Work, data: bytes, said: str
) -> None:
    hand_in(session, make.user(), ("a.zip", data))
    work_now()
    assert outcomes(session) == [("a.zip", State.REFUSED, said)]
    assert session.scalars(select(BlobChunk.sha256)).all() == []


def test_a_zip_goes_on_where_it_was(make: Factory, session: Session, work_now: Work) -> None:
    hand_in(session, make.user(), ("LOB.zip", package({f"{n}.md": b"# %d" % n for n in range(4)})))
    claimed = job_work.claim(session, "a" * 32)
    assert claimed is not None
    file = job_work.next_file(session, claimed)
    assert file is not None
    with job_work.finishing(session, claimed, file) as row:
        for n in range(2):
            received = jobs.looked_at(f"{n}.md", io.BytesIO(b"# %d" % n))
            jobs.put(session, claimed.actor, row.job, received, 10)
        row.unpacked = 2
    job_work.release(session, "a" * 32)
    work_now()
    found = [path for path, _, _ in outcomes(session)]
    assert found == ["LOB.zip", "0.md", "1.md", "2.md", "3.md"]


def test_one_process_works_on_an_import_at_a_time(make: Factory, session: Session) -> None:
    hand_in(session, make.user(), ("a.md", LESSON))
    first = job_work.claim(session, "a" * 32)
    assert first is not None
    assert job_work.claim(session, "b" * 32) is None
    assert not job_work.is_work(session)
    file = job_work.next_file(session, first)
    assert file is not None
    job = session.get_one(Job, first.job_id)
    job.claimed_until = utc_now() - job_work.LEASE
    session.commit()
    assert job_work.is_work(session)
    second = job_work.claim(session, "b" * 32)
    assert second == replace(first, token="b" * 32)
    with pytest.raises(Lost), job_work.finishing(session, first, file):
        pass
    with pytest.raises(Lost):
        job_work.next_file(session, first)


def test_schools_take_turns_and_the_imports_of_one_follow_each_other(
    make: Factory, session: Session, work_now: Work
) -> None:
    """The second folder of a school knows what the first brought in."""
    large, small = make.user(), make.user()
    files = [(f"{n}.md", b"# Les %d\n\nDoe %d." % (n, n)) for n in range(4)]
    first = hand_in(session, large, *files)
    again = hand_in(session, large, files[0], ("4.md", b"# Les 4\n\nDoe 4."))
    hand_in(session, small, *files[:2])
    work_now()
    rows = session.scalars(select(Assignment).order_by(Assignment.id)).all()
    assert [row.school_id for row in rows] == [
        small.school_id if place in (1, 3) else large.school_id for place in range(7)
    ]
    states = [
        session.scalars(
            select(JobItem.state).where(JobItem.job_id == job.id).order_by(JobItem.id)
        ).all()
        for job in (first, again)
    ]
    assert states == [[State.READ] * 4, [State.SAME, State.READ]]


def test_who_works_for_two_schools_keeps_both_and_leaves_both(
    make: Factory, session: Session
) -> None:
    users = [make.user(), make.user()]
    for user in users:
        hand_in(session, user, ("a.md", LESSON), ("b.md", LESSON))
    one = job_work.claim(session, "a" * 32)
    two = job_work.claim(session, "a" * 32, {users[0].school_id})
    assert one is not None
    assert two is not None
    assert [one.actor.school_id, two.actor.school_id] == [user.school_id for user in users]
    assert not job_work.is_work(session)
    for job in session.scalars(select(Job)):
        job.claimed_until = utc_now() - job_work.LEASE
    session.commit()
    assert job_work.is_work(session)
    assert job_work.next_file(session, one) is not None
    assert not job_work.is_work(session)  # reading for the one, it still has the other
    job_work.release(session, "a" * 32)
    assert job_work.is_work(session, {users[0].school_id})
    assert job_work.is_work(session, {users[1].school_id})


def test_a_file_that_ends_the_process_again_and_again_is_refused(
    make: Factory, session: Session, work_now: Work
) -> None:
    hand_in(session, make.user(), ("kwaad.md", LESSON), ("b.md", b"# Goed\n\nTekst"))
    for _ in range(TRIES):
        claimed = job_work.claim(session, "a" * 32)
        assert claimed is not None
        assert job_work.next_file(session, claimed) is not None
        job_work.release(session, "a" * 32)  # as after kill -9
    work_now()
    assert outcomes(session) == [
        ("kwaad.md", State.REFUSED, job_work.UNREADABLE),
        ("b.md", State.READ, ""),
    ]


def test_an_import_taken_away_meanwhile_ends_the_work(
    make: Factory, session: Session, work_now: Work
) -> None:
    user = make.user()
    job = hand_in(session, user, ("a.md", LESSON))
    claimed = job_work.claim(session, "a" * 32)
    assert claimed is not None
    file = job_work.next_file(session, claimed)
    assert file is not None
    jobs.remove(session, user.as_actor(), job.id)
    with pytest.raises(Lost), job_work.finishing(session, claimed, file):
        pass
    work_now()
    counts = [session.scalar(select(func.count()).select_from(t)) for t in (Job, JobItem, Blob)]
    assert counts == [0, 0, 0]


def test_who_has_no_account_any_more_gets_no_concepts(
    make: Factory, session: Session, work_now: Work
) -> None:
    user = make.user()
    hand_in(session, user, ("a.md", LESSON))
    user.disabled_at = utc_now()
    session.commit()
    work_now()
    assert session.scalars(select(Assignment)).all() == []


def test_who_loses_the_account_meanwhile_gets_no_more_concepts(
    make: Factory, session: Session
) -> None:
    user = make.user()
    hand_in(session, user, ("a.md", LESSON))
    claimed = job_work.claim(session, "a" * 32)
    assert claimed is not None
    file = job_work.next_file(session, claimed)
    assert file is not None
    user.disabled_at = utc_now()
    session.commit()
    with pytest.raises(Lost), job_work.finishing(session, claimed, file):
        pass
    with pytest.raises(Lost):
        job_work.next_file(session, claimed)


def test_a_fault_of_ours_costs_one_file(
    make: Factory, session: Session, work_now: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(session, make.user(), ("a.md", LESSON), ("b.md", b"# Goed\n\nTekst"))
    read = Runner._read

    def fail(self: Runner, file: job_work.Waiting) -> None:
        if file.path == "a.md":
            raise KeyError("a.md")
        read(self, file)

    monkeypatch.setattr(Runner, "_read", fail)
    work_now()
    assert [state for _, state, _ in outcomes(session)] == [State.REFUSED, State.READ]


def test_what_does_not_fit_any_more_is_said(make: Factory, session: Session) -> None:
    user = make.user()
    job = jobs.begin(session, user.as_actor(), Origin.OWN)
    for name, size in (("a.pdf", 900_000), ("b.pdf", 900_001)):
        file = io.BytesIO(pdf(b"0" * size))
        jobs.add_file(session, user.as_actor(), job.id, name, file, quota_mb=1)
    assert outcomes(session) == [
        ("a.pdf", State.WAITING, ""),
        ("b.pdf", State.REFUSED, "Zo veel ruimte heeft je school niet meer: er is 145 kB over."),
    ]


def test_zip_without_a_name_is_no_way_out(make: Factory, session: Session) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a.txt", "x")
    job = hand_in(session, make.user(), ("los", out.getvalue()), ("../../etc/passwd", b"x"))
    paths = [(path, state) for path, state, _ in outcomes(session)]
    assert paths == [("los", State.REFUSED), ("etc/passwd", State.REFUSED)]
    assert job.id > 0
