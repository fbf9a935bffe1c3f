"""Attachments under somebody's fingers: chosen is sent, too big is said, a picture is seen."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.keyboard import press
from tests.files import pdf, picture

DOCENT = "docent@demo.lobbib.nl"
MENTOR = "mentor@demo.lobbib.nl"
ADDRESS = "/opdrachten/4/bijlagen"

Open = Callable[..., Page]


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    made = {
        "plein.jpg": picture("JPEG", (900, 600)),
        "blad.pdf": pdf(b"0" * 3_000_000),
        "te groot.pdf": pdf(b"0" * 21 * 2**20),
        "mark.svg": b"<svg/>",
        "leeg.txt": b"",
    }
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
    return {name: tmp_path / name for name in made}


@pytest.fixture(autouse=True)
def no_files_stay(open_as: Open) -> Iterator[None]:
    yield
    page = open_as(DOCENT)
    page.goto(ADDRESS)
    while page.get_by_role("button", name="Haal weg").count():
        page.get_by_role("button", name="Haal weg").first.click()


def names(page: Page) -> list[str]:
    return page.locator("#bijlagen > ol .file__name").all_inner_texts()


def test_several_files_go_in_and_what_cannot_is_named(
    open_as: Open, files: dict[str, Path]
) -> None:
    page = open_as(MENTOR, width=360)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    page.goto(ADDRESS)
    page.locator("#file").set_input_files([files[name] for name in files])
    expect(page.locator("#file-error")).to_contain_text("mark.svg: Een SVG kan een programma")
    assert names(page) == ["plein.jpg", "blad.pdf"]
    said = page.locator("#file-error").inner_text().splitlines()
    assert said == [
        "te groot.pdf is te groot: 21 MB. Meer dan 20 MB past niet.",
        "leeg.txt is leeg.",
        "mark.svg: Een SVG kan een programma bevatten. Bewaar het plaatje als PNG.",
    ]
    assert sent.count("POST") == 3
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 360


def test_a_picture_is_seen_when_asked_and_costs_nothing_before(
    open_as: Open, files: dict[str, Path]
) -> None:
    page = open_as(MENTOR, width=360)
    page.goto(ADDRESS)
    page.locator("#file").set_input_files(files["plein.jpg"])
    expect(page.locator("#announcer")).to_have_text("De bijlage staat erbij.")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/opdrachten/4")
    assert [url for url in asked if url.endswith("/beeld")] == []
    press(page, page.locator("summary", has_text="Bekijk"))
    shown = page.locator(".file__picture")
    expect(shown).to_be_visible()
    page.wait_for_function("document.querySelector('.file__picture').naturalWidth === 900")
    box = shown.bounding_box()
    assert box is not None
    assert box["width"] <= 360
    with page.expect_download() as download:
        page.get_by_role("link", name="plein.jpg").click()
    assert download.value.suggested_filename == "plein.jpg"
    assert download.value.path().read_bytes() == files["plein.jpg"].read_bytes()


def test_without_script_and_by_keyboard_it_works_too(open_as: Open, files: dict[str, Path]) -> None:
    page = open_as(MENTOR, script=False)
    page.goto("/opdrachten/5/bijlagen")
    page.locator("#file").set_input_files(files["blad.pdf"])
    press_plain(page, "Voeg toe")
    expect(page.get_by_text("De bijlage staat erbij.")).to_be_visible()
    expect(page.locator("#bijlagen > ol .file__name")).to_have_text("blad.pdf")
    press_plain(page, "Haal weg: blad.pdf")
    expect(page.get_by_text("Weggehaald (1)")).to_be_visible()
    page.locator("summary", has_text="Weggehaald").click()
    press_plain(page, "Haal terug: blad.pdf")
    expect(page.locator("#bijlagen > ol .file__name")).to_have_text("blad.pdf")


def press_plain(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).focus()
    page.keyboard.press("Enter")


def test_a_page_of_its_own_cannot_be_made_of_a_picture(
    open_as: Open, files: dict[str, Path], tmp_path: Path
) -> None:
    """A picture with a page in it, opened by its address: the browser shows dots, runs nothing."""
    evil = tmp_path / "kwaad.gif"
    evil.write_bytes(picture("GIF") + b"<html><script>document.title='kwaad'</script></html>")
    page = open_as(MENTOR)
    page.goto(ADDRESS)
    page.locator("#file").set_input_files(evil)
    expect(page.locator("#announcer")).to_have_text("De bijlage staat erbij.")
    address = page.get_by_role("link", name="kwaad.gif").get_attribute("href")
    answer = page.goto(f"{address}/beeld")
    assert answer is not None
    assert answer.headers["content-type"] == "image/gif"
    assert page.title() != "kwaad"
    assert page.locator("img").count() == 1
