"""Real life at a keyboard: two clicks at once, a session that ends, a colleague who is faster."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import PASSWORD

DOCENT = "docent@demo.lobbib.nl"
MENTOR = "mentor@demo.lobbib.nl"

Open = Callable[..., Page]


def write(page: Page, title: str) -> None:
    page.goto("/opdrachten/nieuw")
    page.locator("[name=title]").fill(title)
    page.locator("[name=body]").fill("Bel met een oud-leerling en vraag door.")
    page.locator("[name=years][value='2']").check(force=True)
    page.locator("[name=competencies][value=netwerken]").check(force=True)


def test_two_clicks_add_one_assignment(open_as: Open) -> None:
    page = open_as(DOCENT)
    write(page, "Dubbelklikker")
    sent: list[Route] = []

    def hold(route: Route) -> None:
        sent.append(route)

    page.route("**/opdrachten/nieuw", hold)
    button = page.get_by_role("button", name="Zet in onze map")
    button.evaluate("button => { button.click(); setTimeout(() => button.click(), 150); }")
    page.wait_for_timeout(600)
    assert len(sent) == 1
    sent[0].continue_()
    page.wait_for_url(re.compile(r"/opdrachten/\d+$"))
    page.goto("/opdrachten/mijn")
    expect(page.get_by_role("link", name="Dubbelklikker")).to_have_count(1)


def test_session_that_ended_keeps_what_was_typed(open_as: Open) -> None:
    page = open_as(DOCENT)
    write(page, "Na de pauze")
    page.context.clear_cookies()
    page.get_by_role("button", name="Zet in onze map").click()
    page.get_by_label("E-mailadres").fill(DOCENT)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Verstuur opnieuw").click()
    page.wait_for_url(re.compile(r"/opdrachten/\d+$"))
    expect(page.locator("h1")).to_have_text("Na de pauze")
    expect(page.get_by_text("Bel met een oud-leerling en vraag door.")).to_be_visible()


def test_two_editors_lose_nothing(open_as: Open) -> None:
    first, second = open_as(DOCENT), open_as(MENTOR)
    for page in (first, second):
        page.goto("/opdrachten/2/bewerken")
    first.locator("[name=needs]").evaluate("field => { field.value = 'Een doos krijt.' }")
    first.get_by_role("button", name="Bewaar wijziging").click()
    first.wait_for_url("**/opdrachten/2")
    second.locator("[name=needs]").evaluate("field => { field.value = 'Een doos stiften.' }")
    second.get_by_role("button", name="Bewaar wijziging").click()
    conflict = second.locator("section.conflict")
    expect(conflict).to_contain_text("krijt")
    expect(conflict).to_contain_text("stiften")
    expect(second.locator("[name=needs]")).to_have_value("Een doos stiften.")
    second.get_by_role("button", name="Bewaar mijn versie").first.click()
    second.wait_for_url("**/opdrachten/2")
    expect(second.get_by_text("Een doos stiften.")).to_be_visible()
    second.goto("/opdrachten/2/versies")
    expect(second.locator("main")).to_contain_text("Versie 2")


def test_live_results_follow_the_typing(open_as: Open) -> None:
    page = open_as(MENTOR)
    page.goto("/opdrachten")
    before = page.locator("ol.results > li").count()
    page.locator("main [name=q]").press_sequentially("egelopvang", delay=30)
    expect(page.locator("ol.results > li")).to_have_count(1)
    assert before > 1
    assert page.url.endswith("q=egelopvang")
    expect(page.locator("main [name=q]")).to_be_focused()
    expect(page.locator("#announcer")).to_contain_text("1 opdracht")
    page.reload()
    expect(page.locator("ol.results > li")).to_have_count(1)
