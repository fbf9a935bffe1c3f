"""A folder under somebody's fingers: chosen, sent, read, and ten lessons shared with one key."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.keyboard import press

DECAAN = "decaan@buur.lobbib.nl"  # of whom no other test counts what there is
READING_MS = 60_000
A_MINUTE = 60
LESSONS = 11

Open = Callable[..., Page]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Eleven lessons with all that sharing needs, one that asks for a look, and what cannot in."""
    place = tmp_path / "LOB" / "Klas 3" / "Economie"
    place.mkdir(parents=True)
    for number in range(LESSONS):
        words = " ".join(f"woord{number}x{n}" for n in range(20))
        text = f"# Ondernemer {number}\n\nInterview een ondernemer en vraag wie hielp. {words}\n"
        (place / f"les {number:02}.md").write_text(text, encoding="utf-8")
    (place / "lijst.csv").write_text("Titel;Wat doen leerlingen?\nEen;Doe iets\n", encoding="utf-8")
    (place / "knop.docm").write_bytes(b"PK\x03\x04")
    (place / "film.txt").write_bytes(b"x" * (20 * 2**20 + 5))
    (place / ".DS_Store").write_bytes(b"x")
    return tmp_path / "LOB"


def row_of(page: Page, title: str) -> Locator:
    return page.locator(".review", has=page.get_by_role("heading", name=title, exact=True))


def whole(page: Page, width: int) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width


def test_ten_lessons_go_in_with_the_keyboard_within_a_minute(open_as: Open, folder: Path) -> None:
    page = open_as(DECAAN, width=360)
    page.goto("/importeren")
    page.locator("#map").set_input_files(folder)
    press(page, page.get_by_role("button", name="Lees mijn map"))
    page.wait_for_url("**/importeren/*")
    page.locator("#stand:not([data-bezig])").wait_for(state="attached", timeout=READING_MS)
    expect(page.locator("#stand")).to_have_text(
        f"14 bestanden gelezen: {LESSONS} om na te kijken, 2 niet gelukt."
    )
    expect(page.get_by_text("Dit bestand is groter dan 20 MB.")).to_be_visible()
    expect(page.get_by_text("Hier zit een macro in")).to_be_visible()
    press(page, page.get_by_role("link", name="Begin bij de eerste"))
    began = time.monotonic()
    for number in range(10):
        row = row_of(page, f"Ondernemer {number}")
        expect(row.locator(".button--primary")).to_be_focused()
        page.keyboard.press("Enter")
        expect(row).to_have_count(0)
    assert time.monotonic() - began < A_MINUTE
    expect(page.locator("#stand")).to_contain_text("1 om na te kijken, 10 in onze map")
    whole(page, 360)
    page.reload()
    expect(page.get_by_role("heading", name="Ondernemer 10")).to_be_visible()
    page.get_by_role("link", name="lijst.csv").click()
    expect(page.get_by_label("Wat betekent kolom Titel?")).to_have_value("title")
    whole(page, 360)
    page.goto("/importeren")
    whole(page, 360)


def test_it_works_without_script_too(open_as: Open, tmp_path: Path) -> None:
    for number in range(2):
        text = f"# Netwerker {number}\n\nInterview een ondernemer en vraag wie hielp bij {number}."
        (tmp_path / f"les {number}.md").write_text(text, encoding="utf-8")
    page = open_as(DECAAN, script=False)
    page.goto("/importeren")
    page.locator("#file").set_input_files(sorted(tmp_path.glob("les*")))
    page.get_by_role("button", name="Lees mijn map").click()
    page.wait_for_url("**/importeren/*")
    deadline = time.monotonic() + READING_MS / 1000
    while time.monotonic() < deadline and page.locator("#stand[data-bezig]").count():
        page.get_by_role("link", name="Ververs").click()
        page.wait_for_load_state()
    expect(page.locator("#stand")).to_contain_text("2 bestanden gelezen: 2 om na te kijken")
    page.get_by_role("link", name="Begin bij de eerste").click()
    # The class is asked: these lie in no folder.
    row = page.locator(".review").first
    row.locator("[name=years][value='3']").check()
    row.get_by_role("button", name="Zet in onze map").click()
    expect(page.locator("#stand")).to_contain_text("1 om na te kijken, 1 in onze map")
    expect(row_of(page, "Netwerker 1").locator("[name=years][value='1']")).to_be_focused()
    row_of(page, "Netwerker 1").get_by_role("link", name="Pas aan").click()
    page.get_by_label("Titel").fill("Netwerker een")
    page.get_by_role("button", name="Bewaar als concept").click()
    row = row_of(page, "Netwerker een")
    expect(row.get_by_text("“Netwerker een” is bewaard.")).to_be_in_viewport()
    expect(row.locator("[name=years][value='1']")).to_be_focused()
    page.get_by_role("button", name="Gooi weg").click()
    expect(page.get_by_role("heading", name="Alles is nagekeken")).to_be_visible()
