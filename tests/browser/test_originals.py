"""What changed in an original, from the page of an adaptation into its form."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

DOCENT = "docent@buur.lobbib.nl"

Open = Callable[..., Page]


def whole(page: Page, width: int) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "dark"), [(320, False), (1280, True)])
def test_a_change_of_the_original_is_taken_over(open_as: Open, width: int, dark: bool) -> None:
    page = open_as(DOCENT, width=width, dark=dark)
    page.goto("/opdrachten?school=eigen")
    page.locator("ol.results h2 a, ol.results h3 a").first.click()
    original = page.url
    page.get_by_role("button", name="Maak een kopie").click()
    copy = page.url.removesuffix("/bewerken")
    said = f"Vraag thuis wat er die dag anders ging ({width})."
    page.goto(f"{original}/bewerken")
    page.locator("#body").fill(said)
    page.get_by_role("button", name="Bewaar wijziging").click()
    page.goto(copy)
    page.get_by_role("link", name="Bekijk wat er anders is").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Het origineel is veranderd")
    whole(page, width)
    page.get_by_role("button", name="Zet in mijn formulier").click()
    expect(page.locator("#body")).to_have_value(said)
