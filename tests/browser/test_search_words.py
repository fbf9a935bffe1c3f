"""Search with the keyboard alone: completing a word, taking a chip off, pinning one."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener
from tests.browser.keyboard import tab_to

DECAAN = "decaan@demo.lobbib.nl"


def violations(page: Page) -> list[str]:
    return [found["id"] for found in Axe().run(page).response["violations"]]


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


@pytest.mark.parametrize("width", [320, 1280])
def test_a_word_is_completed_with_the_keyboard(open_as: Opener, width: int) -> None:
    page = open_as(DECAAN, width=width)
    page.goto("/opdrachten")
    field = page.get_by_role("combobox", name="Zoek in de opdrachten")
    tab_to(page, field)
    page.keyboard.type("sollicit")
    listbox = page.get_by_role("listbox", name="Aanvullingen")
    expect(listbox).to_be_visible()
    assert violations(page) == []
    assert not scrolls_sideways(page)
    page.keyboard.press("ArrowDown")
    first = listbox.get_by_role("option").first
    expect(first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", first.get_attribute("id") or "")
    chosen = first.inner_text()
    page.keyboard.press("Enter")
    expect(field).to_have_value(chosen)
    expect(listbox).to_be_hidden()
    expect(page).to_have_url(re.compile(f"q={chosen}"))
    page.keyboard.type("x")
    page.keyboard.press("Escape")
    expect(listbox).to_be_hidden()
    expect(field).to_be_focused()


def test_a_title_leads_to_its_assignment_with_the_keyboard(open_as: Opener) -> None:
    page = open_as(DECAAN, width=320)
    page.goto("/opdrachten")
    page.locator("#zoek").focus()
    page.keyboard.type("met een stu")
    titles = page.get_by_role("listbox", name="Aanvullingen").get_by_role(
        "group", name="Naar een opdracht"
    )
    option = titles.get_by_role("option").first
    expect(option).to_be_visible()
    assert violations(page) == []
    assert not scrolls_sideways(page)
    page.keyboard.press("ArrowUp")  # from the field to the last of the list
    last = titles.get_by_role("option").last
    expect(last).to_have_attribute("aria-selected", "true")
    title = last.inner_text().splitlines()[0].strip()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_a_chip_is_taken_off_and_a_hint_pinned_with_the_keyboard(open_as: Opener) -> None:
    page = open_as(DECAAN, width=320)
    page.goto("/opdrachten?q=iets+met+ouders+voor+de+brugklas")
    assert violations(page) == []
    assert not scrolls_sideways(page)
    chip = page.locator(".understood a.chip", has_text="Klas 1")
    tab_to(page, chip)
    page.keyboard.press("Delete")
    expect(chip).to_have_count(0)
    expect(page).to_have_url(re.compile("gewoon=brugklas"))
    expect(page.locator("#zoek")).to_be_focused()
    pin = page.get_by_role("link", name="alleen met ouders")
    tab_to(page, pin)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("ouders=1"))
    expect(page.locator("input[name=ouders]")).to_be_checked()
    page.go_back()
    expect(page).to_have_url(re.compile("gewoon=brugklas"))


def test_without_script_the_field_and_the_chips_just_work(open_as: Opener) -> None:
    page = open_as(DECAAN, script=False)
    page.goto("/opdrachten")
    page.get_by_label("Zoek in de opdrachten").fill("netwerken brugklas")
    page.get_by_role("button", name="Zoek", exact=True).click()
    expect(page.locator(".understood a.chip")).to_have_count(2)
    page.locator(".understood a.chip", has_text="Netwerken").click()
    expect(page.locator(".understood a.chip")).to_have_count(1)
    expect(page).to_have_url(re.compile("gewoon=netwerken"))
