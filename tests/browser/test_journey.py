"""The main job, by keyboard: a lesson goes in, is found and printed, and the line sees it."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.keyboard import fill, press, tab_to, tick

DOCENT = "docent@demo.lobbib.nl"
MENTOR = "mentor@demo.lobbib.nl"
DECAAN = "decaan@demo.lobbib.nl"
NEIGHBOUR = "docent@buur.lobbib.nl"
TITLE = "De vuurtorenwachter belt terug"
BODY = "Bel een oud-vuurtorenwachter en vraag wie hem hielp toen de lamp het begaf."
NOTES = "Spreek het telefoongesprek een week van tevoren af."
QUESTION = "Wie zou jou terugbellen?"
CELL = "/lijn?niveau=havo&laag=beschikbaar"

Open = Callable[..., Page]


def cell(page: Page) -> int:
    """The number in klas 3 × netwerken for havo."""
    page.goto(CELL)
    row = page.locator("table tr", has_text="Netwerken").first
    text = row.locator("td").nth(2).inner_text()
    found = re.search(r"\d+", text)
    assert found is not None
    return int(found.group())


@pytest.fixture(scope="module")
def shared() -> dict[str, str]:
    """What one step of the journey leaves for the next."""
    return {}


@pytest.fixture(autouse=True)
def in_order(request: pytest.FixtureRequest, shared: dict[str, str]) -> Iterator[None]:
    """Each step stands on the one before."""
    if shared.get("failed"):
        pytest.fail(f"{shared['failed']} failed before this step")
    failed = request.session.testsfailed
    yield
    if request.session.testsfailed > failed:
        shared["failed"] = request.node.name


def test_decaan_counts_before(open_as: Open, shared: dict[str, str]) -> None:
    shared["before"] = str(cell(open_as(DECAAN)))


def test_docent_adds_an_assignment(open_as: Open, shared: dict[str, str]) -> None:
    page = open_as(DOCENT)
    page.goto("/")
    press(page, page.get_by_role("link", name="Opdracht toevoegen").first)
    page.wait_for_url("**/opdrachten/nieuw")
    fill(page, "title", TITLE)
    fill(page, "body", BODY)
    tick(page, "years", "3")
    tick(page, "competencies", "netwerken")
    fill(page, "questions", QUESTION)
    press(page, page.locator("summary", has_text="Meer (mag later)"))
    fill(page, "notes", NOTES)
    press(page, page.get_by_role("button", name="Zet in onze map"))
    page.wait_for_url(re.compile(r"/opdrachten/\d+$"))
    expect(page.locator("h1")).to_have_text(TITLE)
    shared["address"] = urlsplit(page.url).path


@pytest.mark.parametrize("words", ["", "vuurtorenwachter"], ids=["choices", "a word of its body"])
def test_mentor_finds_it(words: str, open_as: Open, shared: dict[str, str]) -> None:
    page = open_as(MENTOR)
    page.goto("/opdrachten")
    if words:
        fill(page, "q", words)
    tick(page, "leerjaar", "3")
    tick(page, "competentie", "netwerken")
    tab_to(page, page.locator("main [name=q]")) if not words else None
    link = page.get_by_role("link", name=TITLE)
    page.wait_for_url(re.compile(r"\?(?=.*leerjaar=3)(?=.*competentie=netwerken)"))
    expect(link).to_be_visible()
    press(page, link)
    page.wait_for_url(f"**{shared['address']}")
    expect(page.get_by_text(BODY)).to_be_visible()


def test_mentor_finds_it_without_script(open_as: Open, shared: dict[str, str]) -> None:
    page = open_as(MENTOR, script=False)
    page.goto("/opdrachten")
    page.locator("main [name=q]").fill("vuurtorenwachter")
    page.locator("main [name=leerjaar][value='3']").check()
    page.get_by_role("button", name="Zoek", exact=True).click()
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()
    expect(page.get_by_text(re.compile("^1 opdracht")).first).to_be_visible()


def sheets(page: Page, address: str, path: Path) -> list[str]:
    """The text of each printed page."""
    page.goto(address)
    page.pdf(path=path, format="A4")
    return [" ".join(sheet.extract_text().split()) for sheet in PdfReader(path).pages]


def test_mentor_prints_two_sheets(open_as: Open, shared: dict[str, str], tmp_path: Path) -> None:
    page = open_as(MENTOR)
    page.goto(shared["address"])
    press(page, page.get_by_role("link", name="Print").first)
    page.wait_for_url("**/print*")
    pupil, teacher = sheets(page, page.url, tmp_path / "both.pdf")
    assert TITLE in pupil
    assert BODY in pupil
    assert QUESTION in pupil
    assert NOTES not in pupil
    assert TITLE in teacher
    assert NOTES in teacher


def test_pupil_sheet_alone_has_no_notes(
    open_as: Open, shared: dict[str, str], tmp_path: Path
) -> None:
    address = f"{shared['address']}/print?blad=leerling"
    [pupil] = sheets(open_as(MENTOR), address, tmp_path / "pupil.pdf")
    assert BODY in pupil
    assert NOTES not in pupil


def test_decaan_sees_the_cell_one_higher(open_as: Open, shared: dict[str, str]) -> None:
    page = open_as(DECAAN)
    assert cell(page) == int(shared["before"]) + 1
    row = page.locator("table tr", has_text="Netwerken").first
    press(page, row.locator("td").nth(2).get_by_role("link").first)
    page.wait_for_url("**/opdrachten?*")
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()
    expect(page.locator("ol.results > li")).to_have_count(int(shared["before"]) + 1)


def test_neighbour_does_not_see_it(open_as: Open, shared: dict[str, str]) -> None:
    page = open_as(NEIGHBOUR)
    page.goto("/opdrachten?q=vuurtorenwachter")
    expect(page.get_by_role("link", name=TITLE)).to_have_count(0)
    answer = page.goto(shared["address"])
    assert answer is not None
    assert answer.status == 404


def test_docent_shares_it_with_the_board(open_as: Open, shared: dict[str, str]) -> None:
    page = open_as(DOCENT)
    page.goto(shared["address"])
    press(page, page.get_by_role("link", name="Bewerk"))
    page.wait_for_url("**/bewerken")
    if not page.locator("main [name=visibility][value=bestuur]").is_visible():
        press(page, page.locator("summary", has_text="Meer (mag later)"))
    tab_to(page, page.locator("main [name=visibility]:checked"))
    page.keyboard.press("ArrowDown")
    expect(page.locator("main [name=visibility][value=bestuur]")).to_be_checked()
    save = page.get_by_role("button", name=re.compile("Bewaar wijziging|Zet in onze map")).first
    press(page, save)
    page.wait_for_url(f"**{shared['address']}")


def test_neighbour_sees_it_now_without_the_colleague(open_as: Open, shared: dict[str, str]) -> None:
    page = open_as(NEIGHBOUR)
    page.goto("/opdrachten?q=vuurtorenwachter")
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()
    page.goto(shared["address"])
    expect(page.locator("main")).to_contain_text("Demo College")
    expect(page.locator("main")).not_to_contain_text("Joost")
