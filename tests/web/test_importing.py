"""A folder over the web: handed in, read by the worker, looked through and shared."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lobbib.domain.assignments import Origin, Status
from lobbib.domain.importing import MAX_FILES, State
from lobbib.domain.policy import Role
from lobbib.models import Assignment, Attachment, AuditEvent, Blob, Job, JobConcept, JobItem, User
from lobbib.web.uploads import most_for
from tests.conftest import LONG
from tests.factories import Factory
from tests.files import HOSTILE
from tests.import_folder.expected import expectations
from tests.import_folder.judge import faults
from tests.web.pages import Page
from tests.web.reading import afresh, text_of
from tests.web.test_attachments import field

Browser = Callable[[User], FlaskClient]
Work = Callable[[], None]
BODY = b"Interview een ondernemer bij jou in de straat. Vraag wie haar hielp en wat ze leerde.\n"
LOAF = (
    "De klas staat om vier uur op en kneedt deeg bij een bakker. Proef het brood, tel de broden op "
    "de plank, weeg het meel en vraag naar de oven, de nachtdienst en het loon. Teken daarna thuis "
    "op een klok wanneer zij slaapt en wanneer ze haar kinderen ziet."
)
PART = "" if LONG else "Leerjaar 2/"


def lesson(title: str) -> bytes:
    """With nothing of it in another one but a word or two."""
    return f"# {title}\n\n".encode() + BODY + f"Alleen in {title}.".encode()


def send(
    browser: FlaskClient, address: str, *files: tuple[str, bytes], name: str = "map", **form: str
) -> TestResponse:
    """As a browser writes it: a file of a folder has its place as its name."""
    parts = [field(f'name="{key}"', value.encode()) for key, value in form.items()]
    parts += [field(f'name="{name}"; filename="{path}"', data) for path, data in files]
    body = b"".join(parts) + b"--grens--\r\n"
    kind = "multipart/form-data; boundary=grens"
    return browser.post(address, input_stream=io.BytesIO(body), content_type=kind)


def hand_in(browser: FlaskClient, *files: tuple[str, bytes], **form: str) -> str:
    """The address of the import."""
    answer = send(browser, "/importeren", *files, **form)
    assert answer.status_code == 303
    return answer.location


def test_three_lessons_go_from_a_folder_into_the_folder_of_the_school(
    make: Factory, client_of: Browser, session: Session, work_now: Work
) -> None:
    """The whole way, without script: each answer leads to the button of the next."""
    user = make.user()
    browser = client_of(user)
    files = [(f"LOB/Klas {n}/les.md", lesson(f"Les {n}")) for n in (1, 2, 3)]
    address = hand_in(browser, *files, origin="toestemming")
    busy = browser.get(address)
    assert "0 van 3 bestanden gelezen" in text_of(busy)
    assert Page(busy.text).all("progress")[0].attributes == {
        "id": "gelezen",
        "max": "3",
        "value": "0",
    }
    work_now()
    page = Page(browser.get(address).text)
    assert page.texts(".lede") == ["3 bestanden gelezen: 3 om na te kijken."]
    assert page.texts(".review__title") == ["Les 1", "Les 2", "Les 3"]
    assert page.texts(".review__tags")[0].startswith("Klas 1 door Klas 1")
    numbers = session.scalars(select(Assignment.id).order_by(Assignment.id)).all()
    for number, following in zip(numbers, [*numbers[1:], None], strict=True):
        answer = browser.post(f"{address}/{number}/delen")
        anchor = f"deel-{following}" if following else "klaar"
        assert (answer.status_code, answer.location) == (303, f"{address}#{anchor}")
        landed = Page(browser.get(answer.location).text)
        assert anchor in [element.attributes.get("id") for element in landed.elements]
    assert "3 bestanden gelezen: 3 in onze map." in text_of(browser.get(address))
    afresh(session)
    rows = session.scalars(select(Assignment).order_by(Assignment.id)).all()
    assert [(r.title, r.status, r.years, r.origin) for r in rows] == [
        (f"Les {n}", Status.SHARED, (n,), Origin.PERMISSION) for n in (1, 2, 3)
    ]
    names = session.scalars(select(Attachment.name).order_by(Attachment.assignment_id)).all()
    assert names == ["les.md"] * 3


def test_the_limits_are_said_before_anything_is_sent(make: Factory, client_of: Browser) -> None:
    page = client_of(make.user()).get("/importeren")
    said = "Een bestand is hoogstens 20 MB. Samen hoogstens 300 bestanden en 150 MB. "
    assert said + "Ruimte over voor onze school: 2 GB." in text_of(page)
    assert 'name="map" multiple webkitdirectory' in page.text


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([], "Kies eerst bestanden, een map of een zip."),
        ([("LOB/.DS_Store", b"x"), ("LOB/~$les.docx", b"x")], "Hier zitten geen bestanden in"),
    ],
)
def test_nothing_chosen_is_said(
    make: Factory, client_of: Browser, session: Session, files: Any, said: str
) -> None:
    answer = send(client_of(make.user()), "/importeren", *files, origin="overgenomen")
    assert (answer.status_code, said in text_of(answer)) == (422, True)
    assert 'value="overgenomen" checked' in answer.text
    assert session.scalars(select(Job)).all() == []


def test_what_is_refused_is_named_at_once_and_costs_no_room(
    make: Factory, client_of: Browser, session: Session
) -> None:
    browser = client_of(make.user())
    bomb, macro = HOSTILE["bomb"], HOSTILE["macro by its part"]
    huge = ("LOB/film.txt", b"x" * (20 * 2**20 + 1))
    files = [("LOB/b.docx", bomb[2]()), ("LOB/m.docx", macro[2]()), huge, ("LOB/p.docx", b"MZ\x90")]
    address = hand_in(browser, *files)
    page = Page(browser.get(address).text)
    [listed] = [one for one in page.all("section.stack") if "Niet gelukt" in one.text]
    assert listed.text == (
        "Niet gelukt (4)"
        "LOB/b.docxUitgepakt is dit bestand veel te groot."
        "LOB/film.txtDit bestand is groter dan 20 MB. Maak het kleiner, of deel een link."
        "LOB/m.docxHier zit een macro in: een klein programma. Bewaar het zonder macro's."
        "LOB/p.docxDe naam eindigt op .docx, maar dat is het niet."
    )
    assert session.scalars(select(Blob)).all() == []


def test_the_script_sends_some_more_and_says_where_they_lie(
    make: Factory, client_of: Browser, session: Session
) -> None:
    browser = client_of(make.user())
    address = hand_in(browser, ("a.md", lesson("A")), name="file", pad="LOB/Klas 2/a.md")
    more = send(browser, f"{address}/bestanden", ("b.md", b"# B"), name="file", pad="LOB/b.md")
    assert (more.status_code, more.location) == (303, address)
    paths = session.scalars(select(JobItem.path).order_by(JobItem.id)).all()
    assert paths == ["LOB/Klas 2/a.md", "LOB/b.md"]


def test_too_many_files_are_said(make: Factory, client_of: Browser, session: Session) -> None:
    user = make.user()
    browser = client_of(user)
    address = hand_in(browser, ("0.md", b"x"))
    job = session.scalars(select(Job)).one()
    for n in range(1, MAX_FILES):
        row = JobItem(job_id=job.id, path=str(n), state=State.READ, size=1, message="")
        session.add(row)
    session.commit()
    answer = send(browser, f"{address}/bestanden", ("nog.md", b"x"))
    page = text_of(browser.get(answer.location))
    assert "In één keer gaan er hoogstens 300 bestanden mee." in page


def test_uploads_have_room_for_a_folder() -> None:
    for path in ("/importeren", "/importeren/12/bestanden"):
        assert most_for("POST", path, 5) == 150 * 2**20 + 100_000
    assert most_for("POST", "/importeren/12/delen", 5) == 5


def test_what_a_file_needs_still_is_chosen_beside_it(
    make: Factory, client_of: Browser, session: Session, work_now: Work
) -> None:
    browser = client_of(make.user())
    address = hand_in(browser, ("les.txt", b"ZAAGLES\n\nZaag een plank."))
    work_now()
    page = Page(browser.get(address).text)
    assert page.texts(".review__choice legend") == ["Voor welke klas?", "Wat oefenen leerlingen?"]
    [number] = session.scalars(select(Assignment.id)).all()
    answer = browser.post(f"{address}/{number}/delen", data={"years": ["2", "9"]})
    assert answer.status_code == 422
    page = Page(answer.text)
    assert page.texts(".review .message--error") == ["Kies wat leerlingen hiermee oefenen."]
    assert [e.attributes["value"] for e in page.all("input") if "checked" in e.attributes] == ["2"]
    chosen = {"years": ["2"], "competencies": ["zelfsturing"], "origin": "overgenomen"}
    assert browser.post(f"{address}/{number}/delen", data=chosen).status_code == 303
    afresh(session)
    row = session.get_one(Assignment, number)
    assert (row.status, row.years, [c.value for c in row.competencies], row.origin) == (
        Status.SHARED,
        (2,),
        ["loopbaansturing"],
        Origin.TAKEN_OVER,
    )


def test_what_has_no_text_is_finished_in_the_form(
    make: Factory, client_of: Browser, session: Session, work_now: Work
) -> None:
    browser = client_of(make.user())
    address = hand_in(browser, ("leeg.md", b"# Alleen een titel\n"))
    work_now()
    [number] = session.scalars(select(Assignment.id)).all()
    page = Page(browser.get(address).text)
    assert ("Maak af: Alleen een titel", f"/opdrachten/{number}/bewerken?map=1") in page.links("a")
    assert page.all("[formaction]")[0].attributes["formaction"].endswith("/weggooien")


def test_all_that_is_complete_goes_in_at_once_and_the_rest_waits(
    make: Factory, client_of: Browser, session: Session, work_now: Work
) -> None:
    browser = client_of(make.user())
    private = lesson("Geheim") + b"\nSanne de Vries, Daan Bakker en leerlingnummer 12."
    files = [
        ("Klas 2/a.md", lesson("A")),
        (
            "Klas 2/b.md",
            b"# B\n\nTeken met een maatje wat je wilt worden, en vraag wie helpt.",
        ),
        ("Klas 2/geheim.md", private),
        ("nergens.md", b"# N\n\nPraat met iemand over werk."),
    ]
    address = hand_in(browser, *files)
    work_now()
    page = Page(browser.get(address).text)
    assert page.texts(".review__title")[:2] == ["A", "B"]
    assert "Zet de 2 die compleet zijn in onze map" in page.texts("button")
    [warned] = page.texts(".review .message--warning")
    assert "namen van personen en een leerlingnummer" in warned
    answer = browser.post(f"{address}/delen")
    assert "2 opdrachten staan in onze map." in text_of(browser.get(answer.location))
    afresh(session)
    shared = select(Assignment.title).where(Assignment.status == Status.SHARED)
    assert session.scalars(shared.order_by(Assignment.id)).all() == ["A", "B"]


def test_what_looks_like_another_says_so_and_can_go(
    make: Factory, client_of: Browser, session: Session, work_now: Work
) -> None:
    user = make.user()
    there = make.assignment(user, title="Er al", body=LOAF)
    browser = client_of(user)
    told_again = "In een ochtend bij de bakkerij: " + LOAF.replace("vier uur", "half vijf")
    address = hand_in(browser, ("Klas 2/a.md", f"# Weer brood\n\n{told_again}".encode()))
    work_now()
    page = Page(browser.get(address).text)
    assert page.links(".message a") == [("Er al", f"/opdrachten/{there.id}")]
    number = session.scalars(select(JobConcept.assignment_id)).one()
    answer = browser.post(f"{address}/{number}/weggooien")
    assert answer.location == f"{address}#klaar"
    afresh(session)
    assert session.scalars(select(Assignment.id)).all() == [there.id]
    assert session.scalars(select(Blob)).all() == []


def test_columns_are_chosen_on_the_screen(
    make: Factory, client_of: Browser, session: Session, work_now: Work
) -> None:
    browser = client_of(make.user())
    address = hand_in(
        browser, ("lijst.csv", b"Wat;Uitleg\r\nEen;Doe <iets>\r\nTwee;x\r\n"), ("b.csv", b"x\ny")
    )
    work_now()
    page = Page(browser.get(address).text)
    links = page.links(".plain-list a")
    assert [text for text, _ in links] == ["b.csv", "lijst.csv"]
    choosing = browser.get(links[1][1])
    assert "lijst.csv: 2 rijen." in text_of(choosing)
    assert "Doe &lt;iets&gt;" in choosing.text
    wrong = browser.post(links[1][1], data={"kolom-1": "body"})
    assert (wrong.status_code, "Kies welke kolom de titel is." in wrong.text) == (422, True)
    done = browser.post(links[1][1], data={"kolom-0": "title", "kolom-1": "body"})
    assert (done.status_code, done.location) == (303, address)
    left_out = browser.post(links[0][1], data={"overslaan": "1"})
    assert (left_out.status_code, left_out.location) == (303, address)
    work_now()
    afresh(session)
    rows = session.scalars(select(Assignment)).all()
    assert [(row.title, row.body) for row in rows] == [
        ("Een", "Doe \\<iets>"),
        ("Twee", "x"),
    ]
    assert browser.get(links[1][1]).status_code == 404
    assert session.scalars(select(Blob)).all() == []


def test_nobody_else_sees_an_import(
    make: Factory, client_of: Browser, session: Session, work_now: Work
) -> None:
    user = make.user()
    address = hand_in(client_of(user), ("a.md", lesson("A")), ("b.csv", b"Titel\nx"))
    work_now()
    number = session.scalars(select(JobConcept.assignment_id)).one()
    item = session.scalars(select(JobItem.id).where(JobItem.state == State.ASKS)).one()
    for other in (make.user(user.school), make.user(make.school())):
        browser = client_of(other)
        for path in ("", f"/kolommen/{item}"):
            assert browser.get(f"{address}{path}").status_code == 404
        for path in (
            "/bestanden",
            "/delen",
            "/weghalen",
            f"/{number}/delen",
            f"/{number}/weggooien",
            f"/kolommen/{item}",
        ):
            assert browser.post(f"{address}{path}").status_code == 404
        own = hand_in(browser, ("c.md", b"# C"))
        assert browser.post(f"{own}/{number}/delen").status_code == 404
        assert text_of(browser.get("/importeren")).count("bestand, zojuist") == 1
    afresh(session)
    assert session.get_one(Assignment, number).status is Status.CONCEPT


@pytest.mark.parametrize("path", ["", "/1/bestanden", "/1/delen", "/1/1/delen", "/1/weghalen"])
def test_a_form_without_its_token_is_refused(
    app: Flask, make: Factory, client_of: Browser, session: Session, path: str
) -> None:
    browser = client_of(make.user())
    app.config["WTF_CSRF_ENABLED"] = True
    answer = send(browser, f"/importeren{path}", ("a.md", b"x"), name="file")
    assert answer.status_code == 400
    assert session.scalars(select(Job)).all() == []


def test_a_list_goes_away_and_its_concepts_stay(
    make: Factory, client_of: Browser, session: Session, work_now: Work
) -> None:
    browser = client_of(make.user())
    address = hand_in(browser, ("a.md", lesson("A")), ("b.csv", b"Titel\nx"))
    work_now()
    answer = browser.post(f"{address}/weghalen")
    assert "De lijst is weg." in text_of(browser.get(answer.location))
    afresh(session)
    assert [row.title for row in session.scalars(select(Assignment))] == ["A"]
    assert session.scalars(select(JobItem)).all() == []
    assert len(session.scalars(select(Blob)).all()) == 1
    actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert [action for action in actions if action.startswith("import.")] == [
        "import.begin",
        "import.remove",
    ]


def test_a_long_list_has_pages_and_stays_on_them(
    make: Factory, client_of: Browser, session: Session, work_now: Work
) -> None:
    browser = client_of(make.user())
    rows = "".join(f"{n:02};Praat met iemand over {n};2;netwerken\r\n" for n in range(22))
    address = hand_in(browser, ("a.csv", f"Titel;Uitleg;Klas;Competentie\r\n{rows}".encode()))
    work_now()
    item = session.scalars(select(JobItem.id)).one()
    columns = {"kolom-0": "title", "kolom-1": "body", "kolom-2": "years", "kolom-3": "competencies"}
    browser.post(f"{address}/kolommen/{item}", data=columns)
    work_now()
    page = Page(browser.get(f"{address}?pagina=2").text)
    assert page.texts(".review__title") == ["20", "21"]
    afresh(session)
    twenty = session.scalars(select(Assignment.id).where(Assignment.title == "20")).one()
    answer = browser.post(f"{address}/{twenty}/delen?pagina=2")
    assert answer.location == f"{address}?pagina=2#deel-{twenty + 1}"
    assert browser.get(f"{address}?pagina=9").status_code == 200


def expected() -> dict[str, Any]:
    """All 80 files of it in `make torture`, one folder of it in `make test`."""
    return {path: one for path, one in expectations().items() if path.startswith(PART)}


def outcomes(session: Session) -> dict[str, Any]:
    afresh(session)
    found: dict[str, Any] = {}
    for item in session.scalars(select(JobItem).where(JobItem.state != State.UNPACKED)):
        concepts = session.scalars(
            select(JobConcept)
            .where(JobConcept.item_id == item.id)
            .order_by(JobConcept.assignment_id)
        )
        reasons = {State.READ: None, State.SAME: "duplicate"}
        reason = reasons.get(item.state, REASONS.get(item.message, item.message))
        found[item.path] = {"reason": reason, "concepts": list(map(outcome, concepts))}
    return found


REASONS = {
    "Uitgepakt is dit bestand veel te groot.": "bomb",
    "Hier zit een macro in: een klein programma. Bewaar het zonder macro's.": "macro",
    "Dit bestand is beschadigd: het is niet te openen.": "broken",
    "Hier zit een wachtwoord op. Bewaar het zonder wachtwoord.": "encrypted",
    "Hier staat geen tekst in, alleen een plaatje of een scan.": "no_text",
    "De naam eindigt op .docx, maar dat is het niet.": "wrong_kind",
    "Dit bestand is leeg.": "empty",
    "Dit bestand is groter dan 20 MB. Maak het kleiner, of deel een link.": "too_big",
}


def outcome(concept: JobConcept) -> dict[str, Any]:
    content = concept.assignment.content
    names = ("title", "body", "notes", "parents", "minutes")
    return {
        **{name: getattr(content, name) for name in names},
        "questions": list(content.questions),
        "years": list(content.years),
        "subjects": list(content.subjects),
        "tracks": [track.value for track in content.tracks],
        "activity": content.activity.value if content.activity else None,
        "private": concept.private,
    }


def sent_in_batches(browser: FlaskClient, folder: Path) -> str:
    """As the script does it: what is too big is cut off just past the limit."""
    address = ""
    for path in (path for path in sorted(folder.rglob("*")) if path.is_file()):
        name = path.relative_to(folder).as_posix()
        if not name.startswith(PART):
            continue
        with path.open("rb") as file:
            data = file.read(20 * 2**20 + 1)
        answer = send(browser, f"{address}/bestanden" if address else "/importeren", (name, data))
        address = answer.location
    return address


def test_the_folder_that_a_school_has_comes_in_whole_and_once(
    make: Factory, client_of: Browser, session: Session, work_now: Work, school_folder: Path
) -> None:
    browser = client_of(make.user())
    address = sent_in_batches(browser, school_folder)
    work_now()
    for item in session.scalars(select(JobItem).where(JobItem.state == State.ASKS)).all():
        headings = item.sample["headings"] if item.sample else []
        meant = expected()[item.path]["columns"]
        chosen = {f"kolom-{n}": meant.get(heading, "") for n, heading in enumerate(headings)}
        assert browser.post(f"{address}/kolommen/{item.id}", data=chosen).status_code == 303
    work_now()
    found = [f for f in faults(expected(), outcomes(session)) if "instead of 72" not in f]
    assert found == []
    concepts = sum(len(one["concepts"]) for one in expected().values())
    rows = session.scalars(select(Assignment)).all()
    assert (len(rows), {row.status for row in rows}) == (concepts, {Status.CONCEPT})
    again = sent_in_batches(browser, school_folder)
    work_now()
    states = {state for _, state in _states(session, again)}
    assert states <= {State.SAME, State.REFUSED, State.ASKS}
    assert len(session.scalars(select(Assignment.id)).all()) == concepts


def _states(session: Session, address: str) -> Iterator[tuple[str, State]]:
    afresh(session)
    number = int(address.rpartition("/")[2])
    for item in session.scalars(select(JobItem).where(JobItem.job_id == number)):
        yield item.path, item.state


def test_there_is_a_way_to_it_from_where_it_is_needed(
    make: Factory, client_of: Browser, session: Session, work_now: Work
) -> None:
    decaan = make.user(None, Role.DECAAN)
    browser = client_of(decaan)
    ways = [("Neem je map mee", "/importeren")]
    assert Page(browser.get("/").text).links("section.home-ask a")[:1] == ways
    adding = Page(browser.get("/opdrachten/nieuw").text).links(".form-lede a")
    helping = Page(browser.get("/hulp/toevoegen").text).links(".help-text a")
    assert [url for _, url in adding] == ["/importeren"]
    assert "/importeren" in [url for _, url in helping]
    address = hand_in(browser, ("a.md", lesson("A")))
    work_now()
    number = session.scalars(select(Assignment.id)).one()
    back = Page(browser.get(f"/opdrachten/{number}").text).links("a.back")
    assert back == [("Ga verder met je map", address)]
    browser.post(f"{address}/{number}/delen", data={"years": "2"})
    assert "Begin met de map die je al hebt" not in browser.get("/").text
    afresh(session)
    colleague = client_of(make.user(decaan.school))
    assert "Ga verder met je map" not in colleague.get(f"/opdrachten/{number}").text


def test_what_did_not_come_along_is_said_in_the_list(
    make: Factory, client_of: Browser, session: Session, work_now: Work
) -> None:
    """Beside the concept what it lacks, and below what a file does."""
    browser = client_of(make.user())
    long = b"# Lang\n\n" + b"Interview een ondernemer en vraag wie haar hielp.\n\n" * 500
    sheet = b"Titel;Omschrijving\nEen;Doe dit.\n;Zonder titel\n"
    address = hand_in(browser, ("Klas 2/lang.md", long), ("Klas 2/lessen.csv", sheet))
    work_now()
    item = session.scalars(select(JobItem.id).where(JobItem.state == State.ASKS)).one()
    chosen = {"kolom-0": "title", "kolom-1": "body"}
    assert browser.post(f"{address}/kolommen/{item}", data=chosen).status_code == 303
    work_now()
    page = Page(browser.get(address).text)
    assert page.texts(".review .message__body") == [
        "Bij ‘Wat doen leerlingen?’ passen 20.000 tekens. Wat na ‘vraag wie haar hielp.’ kwam, "
        "ging niet mee."
    ]
    afresh(session)
    rows = session.scalars(select(JobConcept).order_by(JobConcept.assignment_id)).all()
    assert [row.left_out is None for row in rows] == [False, True]
    text = text_of(browser.get(address))
    assert "Niet alles ging mee (1)" in text
    assert "Zonder titel ging niet mee: rij 3." in text
