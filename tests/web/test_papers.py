"""Sheets are downloaded by whoever may see the assignment; a booklet holds what was chosen."""

from collections.abc import Callable
from io import BytesIO

from docx import Document
from flask.testing import FlaskClient
from pypdf import PdfReader

from lobbib.domain.assignments import Visibility
from lobbib.models import User
from tests.factories import Factory
from tests.web.pages import Page

Browser = Callable[[User], FlaskClient]


def headings(content: bytes) -> list[str]:
    paragraphs = Document(BytesIO(content)).paragraphs
    return [p.text for p in paragraphs if p.style.name == "Heading 1"]


def test_word_and_pdf_are_named_after_the_assignment(make: Factory, client_of: Browser) -> None:
    row = make.assignment(title='Élke dag: een/ander "baantje"?')
    browser = client_of(row.author)
    for suffix, begin in (("docx", b"PK"), ("pdf", b"%PDF")):
        answer = browser.get(f"/opdrachten/{row.id}.{suffix}")
        assert answer.headers["Content-Disposition"] == (
            f"attachment; filename=elke-dag-een-ander-baantje.{suffix}"
        )
        assert answer.data.startswith(begin)


def test_a_sheet_can_be_asked_alone(make: Factory, client_of: Browser) -> None:
    row = make.assignment(title="Titel")
    browser = client_of(row.author)
    sizes = {
        sheet: headings(browser.get(f"/opdrachten/{row.id}.docx?blad={sheet}").data)
        for sheet in ("leerling", "docent", "beide", "onzin")
    }
    assert sizes == {
        "leerling": ["Titel"],
        "docent": ["Titel"],
        "beide": ["Titel", "Titel"],
        "onzin": ["Titel", "Titel"],
    }


def test_unshared_notes_of_another_school_are_not_in_the_file(
    make: Factory, client_of: Browser
) -> None:
    row = make.assignment(
        title="Gedeeld", notes="Geheime tip", visibility=Visibility.EVERYONE, share_notes=False
    )
    neighbour = client_of(make.user(make.school()))
    found = Document(BytesIO(neighbour.get(f"/opdrachten/{row.id}.docx").data))
    assert [p.text for p in found.paragraphs if "Geheime tip" in p.text] == []


def test_a_booklet_keeps_the_order_and_leaves_out_what_is_not_to_be_seen(
    make: Factory, client_of: Browser
) -> None:
    author = make.user()
    one, two = make.assignment(author, title="Een"), make.assignment(author, title="Twee")
    hidden = make.assignment(make.user(make.school()), title="Geheim")
    address = f"?opdracht={two.id}&opdracht={hidden.id}&opdracht={one.id}&opdracht={two.id}"
    browser = client_of(author)
    page = Page(browser.get(f"/boekje{address}").text)
    assert [text for text, _ in page.links(".booklet li a") if text in ("Een", "Twee")] == [
        "Twee",
        "Een",
    ]
    assert headings(browser.get(f"/boekje.docx{address}&blad=leerling").data) == ["Twee", "Een"]
    pages = PdfReader(BytesIO(browser.get(f"/boekje.pdf{address}&blad=docent").data)).pages
    assert [one.extract_text().split("\n")[0] for one in pages] == ["Twee", "Een"]


def test_an_empty_booklet_says_what_to_do(make: Factory, client_of: Browser) -> None:
    browser = client_of(make.user())
    assert "Nog geen opdrachten gekozen" in browser.get("/boekje?opdracht=x").text
    answer = browser.get("/boekje.pdf")
    assert (answer.status_code, answer.location) == (303, "/boekje")


def test_files_that_stay_in_their_school_are_not_named_outside_of_it(
    make: Factory, client_of: Browser
) -> None:
    row = make.assignment(title="Gedeeld", visibility=Visibility.EVERYONE)
    author, neighbour = client_of(row.author), client_of(make.user(make.school()))
    for name, shared in (("van ons.txt", {}), ("voor allen.txt", {"shared": "1"})):
        data = {"file": (BytesIO(name.encode()), name), **shared}
        assert author.post(f"/opdrachten/{row.id}/bijlagen", data=data).status_code == 303

    def named(browser: FlaskClient) -> list[str]:
        found = Document(BytesIO(browser.get(f"/opdrachten/{row.id}.docx").data))
        return [p.text for p in found.paragraphs if p.text.endswith(".txt")]

    assert named(author) == ["van ons.txt", "voor allen.txt"]
    assert named(neighbour) == ["voor allen.txt"]
