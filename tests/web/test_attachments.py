"""Files in and out over the web: what comes in is limited, what goes out is harmless."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lobbib.domain.assignments import Status, Visibility
from lobbib.domain.files import Kind, safe_name
from lobbib.models import Assignment, Attachment, User
from tests.factories import Factory
from tests.files import HOSTILE, POLYGLOTS, SOUND, pdf, picture, word
from tests.web.reading import text_of

Browser = Callable[[User], FlaskClient]
Sent = list[tuple[str, bytes]]


def send(
    browser: FlaskClient, row: Assignment, *files: tuple[str, bytes], **form: str
) -> TestResponse:
    """As a browser writes it; the test client's own writer leaves big ones open on the disk."""
    parts = [field(f'name="{name}"', value.encode()) for name, value in form.items()]
    parts += [field(f'name="file"; filename="{name}"', data) for name, data in files]
    address = f"/opdrachten/{row.id}/bijlagen"
    kind = "multipart/form-data; boundary=grens"
    body = b"".join(parts) + b"--grens--\r\n"
    return browser.post(address, input_stream=io.BytesIO(body), content_type=kind)


def field(names: str, data: bytes) -> bytes:
    head = f"--grens\r\nContent-Disposition: form-data; {names}\r\n\r\n"
    return head.encode() + data + b"\r\n"


def fetch(browser: FlaskClient, address: str, **options: Any) -> TestResponse:
    """A file, taken in and let go of, as a server does."""
    with browser.get(address, **options) as answer:
        answer.get_data()
    return answer


def error_of(answer: TestResponse) -> str:
    [said] = re.findall(r'id="file-error"[^>]*>.*?<span>(.*?)</span>', answer.text, re.S)
    return str(said)


def test_page_says_the_limits_before_anything_is_sent(make: Factory, client_of: Browser) -> None:
    row = make.assignment()
    page = client_of(row.author).get(f"/opdrachten/{row.id}/bijlagen")
    assert "Hoogstens 20 MB per bestand en 20 bestanden per opdracht." in text_of(page)
    assert "Ruimte over voor onze school: 2 GB." in text_of(page)
    assert 'accept=".csv,.docx,.gif,' in page.text
    assert 'enctype="multipart/form-data"' in page.text


def test_a_file_goes_in_and_comes_out_the_same(make: Factory, client_of: Browser) -> None:
    row = make.assignment()
    browser = client_of(row.author)
    data = word()
    answer = send(browser, row, ("Les één.docx", data))
    assert (answer.status_code, answer.location) == (303, f"/opdrachten/{row.id}/bijlagen")
    page = browser.get(answer.location)
    assert "De bijlage staat erbij." in text_of(page)
    assert "Les één.docx Word · " in text_of(page)
    out = fetch(browser, f"/opdrachten/{row.id}/bijlagen/1")
    assert (out.status_code, out.data, out.content_length) == (200, data, len(data))
    assert out.headers["Content-Disposition"] == (
        "attachment; filename=\"Les n.docx\"; filename*=UTF-8''Les%20%C3%A9%C3%A9n.docx"
    )


NAMES = {
    "les.pdf": "attachment; filename=les.pdf",
    "a b.pdf": 'attachment; filename="a b.pdf"',
    "100%.pdf": "attachment; filename=100-.pdf; filename*=UTF-8''100%25.pdf",
    "Ω.pdf": "attachment; filename=bijlage.pdf; filename*=UTF-8''%CE%A9.pdf",
    'x"; filename=y.exe;.pdf': 'attachment; filename="x-; filename=y.exe;.pdf"',
    "a\r\nSet-Cookie: b.pdf": 'attachment; filename="a Set-Cookie- b.pdf"',
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_cannot_break_out_of_its_header(
    make: Factory, client_of: Browser, session: Session, name: str
) -> None:
    from werkzeug.datastructures import Headers

    from lobbib.web.attachments import _names

    headers = Headers()
    headers.set("Content-Disposition", "attachment", **_names(safe_name(name, Kind.PDF)))
    assert headers["Content-Disposition"] == NAMES[name]


@pytest.mark.parametrize("name", SOUND)
def test_whatever_goes_out_is_for_keeping(make: Factory, client_of: Browser, name: str) -> None:
    row = make.assignment()
    browser = client_of(row.author)
    send(browser, row, (name, SOUND[name]()))
    out = fetch(browser, f"/opdrachten/{row.id}/bijlagen/1")
    assert out.headers["Content-Disposition"].startswith("attachment; filename=")
    assert out.headers["X-Content-Type-Options"] == "nosniff"
    assert out.headers["Content-Security-Policy"] == (
        "default-src 'none'; sandbox; frame-ancestors 'none'"
    )
    assert out.headers["Cache-Control"] == "private, no-cache"
    assert out.headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("what", POLYGLOTS)
def test_a_file_of_two_kinds_goes_out_as_the_harmless_one(
    make: Factory, client_of: Browser, what: str
) -> None:
    name, kind, make_data = POLYGLOTS[what]
    row = make.assignment()
    browser = client_of(row.author)
    assert send(browser, row, (name, make_data())).status_code == 303
    out = fetch(browser, f"/opdrachten/{row.id}/bijlagen/1")
    assert out.mimetype == kind
    assert out.headers["Content-Disposition"].startswith("attachment")
    seen = fetch(browser, f"/opdrachten/{row.id}/bijlagen/1/beeld")
    assert seen.status_code == (200 if kind.startswith("image/") else 404)
    if seen.status_code == 200:
        assert seen.mimetype == kind
        assert "sandbox" in seen.headers["Content-Security-Policy"]


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_file_is_refused_with_its_name_and_a_reason(
    make: Factory, client_of: Browser, session: Session, what: str
) -> None:
    name, _, make_data = HOSTILE[what]
    row = make.assignment()
    answer = send(client_of(row.author), row, (name, make_data()))
    assert answer.status_code == 422
    assert error_of(answer).startswith(f"{name}: ")
    assert session.scalars(select(Attachment)).all() == []


def test_of_several_the_good_ones_go_in(
    make: Factory, client_of: Browser, session: Session
) -> None:
    row = make.assignment()
    browser = client_of(row.author)
    answer = send(
        browser, row, ("a.pdf", pdf(b"1")), ("b.svg", b"<svg/>"), ("c.png", picture("PNG"))
    )
    assert answer.status_code == 422
    assert error_of(answer).startswith("b.svg: Een SVG kan een programma bevatten.")
    assert "a.pdf" in text_of(answer)
    assert session.scalars(select(Attachment.name).order_by(Attachment.id)).all() == [
        "a.pdf",
        "c.png",
    ]
    both = send(browser, row, ("d.pdf", pdf(b"4")), ("e.pdf", pdf(b"5")))
    assert "2 bijlagen staan erbij." in text_of(browser.get(both.location))


def test_nothing_chosen_says_so(make: Factory, client_of: Browser) -> None:
    row = make.assignment()
    browser = client_of(row.author)
    for answer in (send(browser, row), browser.post(f"/opdrachten/{row.id}/bijlagen")):
        assert (answer.status_code, error_of(answer)) == (422, "Kies eerst een bestand.")


def test_a_picture_can_be_looked_at_and_a_document_not(make: Factory, client_of: Browser) -> None:
    row = make.assignment()
    browser = client_of(row.author)
    send(browser, row, ("plein.jpg", picture("JPEG")), ("blad.pdf", pdf()))
    page = browser.get(f"/opdrachten/{row.id}")
    assert (
        f'src="/opdrachten/{row.id}/bijlagen/1/beeld" alt="plein.jpg" loading="lazy"' in page.text
    )
    assert "/bijlagen/2/beeld" not in page.text
    seen = fetch(browser, f"/opdrachten/{row.id}/bijlagen/1/beeld")
    assert (seen.status_code, seen.mimetype, seen.data) == (200, "image/jpeg", picture("JPEG"))
    assert "Content-Disposition" not in seen.headers
    assert seen.headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox;")
    assert fetch(browser, f"/opdrachten/{row.id}/bijlagen/2/beeld").status_code == 404


def test_what_the_browser_has_is_not_sent_again(make: Factory, client_of: Browser) -> None:
    row = make.assignment()
    browser = client_of(row.author)
    send(browser, row, ("blad.pdf", pdf()))
    address = f"/opdrachten/{row.id}/bijlagen/1"
    first = fetch(browser, address)
    tag = first.headers["ETag"]
    again = fetch(browser, address, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert (again.headers["ETag"], again.headers["Cache-Control"]) == (tag, "private, no-cache")
    other = fetch(browser, address, headers={"If-None-Match": '"iets anders"'})
    assert (other.status_code, other.data) == (200, pdf())
    with browser.head(address) as head:
        assert (head.status_code, head.content_length, head.data) == (200, len(pdf()), b"")
    assert fetch(browser, f"/opdrachten/{row.id}/bijlagen/2").headers["Cache-Control"] == "no-store"


def test_the_page_and_the_print_name_the_files(make: Factory, client_of: Browser) -> None:
    row = make.assignment()
    browser = client_of(row.author)
    send(browser, row, ("werkblad.pdf", pdf()))
    assert "Bijlagen werkblad.pdf pdf · 1 kB · alleen onze school" in text_of(
        browser.get(f"/opdrachten/{row.id}")
    )
    assert "Bijlagen werkblad.pdf" in text_of(
        browser.get(f"/opdrachten/{row.id}/print?blad=docent")
    )
    pupils = text_of(browser.get(f"/opdrachten/{row.id}/print?blad=leerling"))
    assert "werkblad.pdf" not in pupils


def test_another_school_gets_what_is_shared_and_no_more(
    make: Factory, client_of: Browser, session: Session
) -> None:
    row = make.assignment(visibility=Visibility.EVERYONE)
    browser = client_of(row.author)
    send(browser, row, ("van ons.pdf", pdf(b"1")))
    send(browser, row, ("voor allen.pdf", pdf(b"2")), shared="1")
    theirs = client_of(make.user())
    page = theirs.get(f"/opdrachten/{row.id}")
    assert "voor allen.pdf" in text_of(page)
    assert "van ons" not in page.text
    assert "alleen onze school" not in page.text

    def answers() -> list[int]:
        addresses = [f"/opdrachten/{row.id}/bijlagen/{number}" for number in (1, 2)]
        return [fetch(theirs, address).status_code for address in addresses]

    assert answers() == [404, 200]
    assert "van ons" not in theirs.get(f"/opdrachten/{row.id}/bijlagen").text
    browser.post(f"/opdrachten/{row.id}/bijlagen/1/delen", data={"shared": "1"})
    browser.post(f"/opdrachten/{row.id}/bijlagen/2/delen")
    assert answers() == [200, 404]


def test_files_are_ordered_and_taken_away_and_back(
    make: Factory, client_of: Browser, session: Session
) -> None:
    row = make.assignment()
    browser = client_of(row.author)
    send(browser, row, ("a.pdf", pdf(b"1")), ("b.pdf", pdf(b"2")))
    address = f"/opdrachten/{row.id}/bijlagen"

    def shown() -> list[str]:
        return re.findall(r'class="file__name" href="[^"]*">([^<]*)</a>', browser.get(address).text)

    assert shown() == ["a.pdf", "b.pdf"]
    browser.post(f"{address}/2/verplaatsen", data={"naar": "omhoog"})
    assert shown() == ["b.pdf", "a.pdf"]
    browser.post(f"{address}/2/verplaatsen", data={"naar": "omlaag"})
    assert shown() == ["a.pdf", "b.pdf"]
    gone = browser.post(f"{address}/1/weghalen")
    assert (gone.status_code, gone.location) == (303, address)
    assert shown() == ["b.pdf"]
    assert "Weggehaald (1)" in text_of(browser.get(address))
    assert browser.get(f"{address}/1").status_code == 404
    browser.post(f"{address}/1/terughalen")
    assert shown() == ["a.pdf", "b.pdf"]


def test_too_many_cannot_be_taken_back(make: Factory, client_of: Browser) -> None:
    row = make.assignment()
    browser = client_of(row.author)
    send(browser, row, ("weg.pdf", pdf(b"weg")))
    browser.post(f"/opdrachten/{row.id}/bijlagen/1/weghalen")
    send(browser, row, *((f"{n}.pdf", pdf(b"%d" % n)) for n in range(20)))
    answer = browser.post(f"/opdrachten/{row.id}/bijlagen/1/terughalen")
    assert (answer.status_code, "hoogstens 20 bijlagen" in error_of(answer)) == (422, True)


def test_a_new_assignment_goes_on_to_its_files(
    make: Factory, client_of: Browser, session: Session
) -> None:
    browser = client_of(make.user())
    answer = browser.post("/opdrachten/nieuw", data={"title": "Met blad", "verder": "bijlagen"})
    row = session.scalars(select(Assignment)).one()
    assert (answer.location, row.status) == (f"/opdrachten/{row.id}/bijlagen", Status.CONCEPT)


def test_the_form_needs_its_token(app: Flask, make: Factory, client_of: Browser) -> None:
    row = make.assignment()
    browser = client_of(row.author)
    app.config["WTF_CSRF_ENABLED"] = True
    assert send(browser, row, ("a.pdf", pdf())).status_code == 400
