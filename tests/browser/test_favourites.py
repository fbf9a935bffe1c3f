"""The star without a new page; without script it comes back to the same place."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

MENTOR = "mentor@demo.lobbib.nl"

Open = Callable[..., Page]


def test_a_star_goes_on_and_off_where_one_is(open_as: Open) -> None:
    page = open_as(MENTOR, width=360)
    page.goto("/opdrachten?q=ouders")
    page.wait_for_load_state("networkidle")  # Chromium fetches the page's icon when it likes
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method))
    star = page.locator("button.star").nth(2)
    for words in ("Haal uit mijn favorieten", "Zet bij mijn favorieten"):
        star.click()
        expect(star).to_contain_text(words)
        expect(star).to_be_focused()
    expect(page.locator("#announcer")).to_have_text("Staat niet meer bij je favorieten")
    assert asked == ["POST", "POST"]
    # What is typed next replaces the list; its stars work as well.
    page.locator("main [name=q]").fill("egelopvang")
    expect(page.locator("ol.results > li")).to_have_count(1)
    page.locator("button.star").click()
    expect(page.locator("button.star")).to_contain_text("Haal uit mijn favorieten")
    page.goto("/favorieten")
    expect(page.locator("ol.results > li")).to_have_count(1)
    page.locator("button.star").click()
    expect(page.locator("button.star")).to_contain_text("Zet bij mijn favorieten")


def test_without_script_a_star_comes_back_to_the_same_place(open_as: Open) -> None:
    page = open_as(MENTOR, script=False)
    page.goto("/opdrachten?q=iets+met+ouders&leerjaar=3")
    star = page.locator("button.star").nth(1)
    star.click()
    page.wait_for_url(re.compile(r"/opdrachten\?q=iets\+met\+ouders&leerjaar=3#opdracht-\d+$"))
    expect(page.locator("button.star").nth(1)).to_contain_text("Haal uit mijn favorieten")
    page.locator("button.star").nth(1).click()
    expect(page.locator("button.star").nth(1)).to_contain_text("Zet bij mijn favorieten")
