"""Every page in every state: axe finds nothing, nothing scrolls sideways, the keyboard works."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

DOCENT = "docent@demo.lobbib.nl"
MENTOR = "mentor@demo.lobbib.nl"
DECAAN = "decaan@demo.lobbib.nl"
TEAMLEIDER = "teamleider@demo.lobbib.nl"
BEHEERDER = "beheerder@demo.lobbib.nl"

# (who, address): every page that a person can reach, empty and filled.
PAGES = [
    (None, "/inloggen"),
    (None, "/wachtwoord"),
    (None, "/wachtwoord/bestaat-niet"),
    (None, "/bestaat-niet"),
    (None, "/hulp"),
    (DOCENT, "/hulp/competenties"),
    (None, "/hulp/gesprek"),
    (None, "/hulp/lijn"),
    (None, "/hulp/delen"),
    (DOCENT, "/hulp/privacy"),
    (DOCENT, "/"),
    (MENTOR, "/"),
    (DECAAN, "/"),
    (TEAMLEIDER, "/"),
    (BEHEERDER, "/"),
    (MENTOR, "/opdrachten"),
    (MENTOR, "/opdrachten?q=ouders&leerjaar=1&competentie=netwerken"),
    (MENTOR, "/opdrachten?q=zeppelinbouwer"),
    (MENTOR, "/opdrachten?leerjaar=9&pagina=99"),
    (DOCENT, "/opdrachten/nieuw"),
    (DOCENT, "/opdrachten/mijn"),
    (DOCENT, "/opdrachten/1"),
    (DOCENT, "/opdrachten/1/bewerken"),
    (DOCENT, "/favorieten"),
    (DOCENT, "/opdrachten/1/bijlagen"),
    (DOCENT, "/opdrachten/1/versies"),
    (DOCENT, "/opdrachten/1/melden"),
    (DOCENT, "/opdrachten/1/print"),
    (DOCENT, "/boekje"),
    (DOCENT, "/boekje?opdracht=1&opdracht=2"),
    (DOCENT, "/opdrachten/999999"),
    (DECAAN, "/lijn"),
    (DECAAN, "/lijn?niveau=havo"),
    (DECAAN, "/lijn?niveau=vmbo-tl&vak=economie"),
    (DECAAN, "/lijn?niveau=vwo&laag=gedaan&schooljaar=2025-2026"),
    (DOCENT, "/lijn?niveau=havo&laag=beschikbaar"),
    (TEAMLEIDER, "/lijn?niveau=havo&lichting=2024"),
    (DECAAN, "/lijn?schooljaar=2040-2041"),
    (DOCENT, "/lijn/opdrachten?niveau=havo&leerjaar=4"),
    (DOCENT, "/lijn/opdrachten?niveau=havo&leerjaar=4&deel=1&pagina=9"),
    (DECAAN, "/lijn?niveau=vwo&werkvorm=spel"),
    (DECAAN, "/meldingen"),
    (DECAAN, "/beheer"),
    (BEHEERDER, "/beheer"),
    (DOCENT, "/beheer"),
    (DOCENT, "/profiel"),
    (DECAAN, "/jaarplanning"),
    (DOCENT, "/jaarplanning?mijn=1"),
    (TEAMLEIDER, "/jaarplanning?schooljaar=2099-2100&vak=onzin"),
    (DECAAN, "/jaarplanning/plaatsen?leerjaar=3&competentie=netwerken"),
    (DECAAN, "/jaarplanning/plaatsen?opdracht=1"),
    (TEAMLEIDER, "/jaarplanning/plaatsen?opdracht=1"),
    (DECAAN, "/jaarplanning/1"),
    (DECAAN, "/jaarplanning/vakken"),
    (DECAAN, "/jaarplanning/kopie"),
    (DECAAN, "/jaarplanning/importeren"),
    (DECAAN, "/gedaan"),
    (BEHEERDER, "/gedaan"),
    (DOCENT, "/oproepen"),
    (DECAAN, "/oproepen/1"),
    (DECAAN, "/oproepen/nieuw"),
    (DOCENT, "/oproepen/1/nieuw"),
    (DECAAN, "/lijn/afspraken"),
    (DECAAN, "/beheer/klastypen"),
    (DECAAN, "/beheer/klastypen/1"),
    (BEHEERDER, "/beheer/periodes"),
    (DECAAN, "/beheer/mijlpalen"),
    (DECAAN, "/beheer/mijlpalen/1"),
]
Open = Callable[[str | None, int, bool], Page]
axe = Axe()


@pytest.fixture
def open_at(open_page: Callable[..., Page], open_as: Callable[..., Page]) -> Open:
    def opened(who: str | None, width: int, dark: bool = False) -> Page:
        options: dict[str, Any] = {"width": width, "dark": dark}
        return open_as(who, **options) if who else open_page(**options)

    return opened


def name(page: tuple[str | None, str]) -> str:
    return f"{(page[0] or 'nobody').split('@')[0]} {page[1]}"


def problems(page: Page) -> list[tuple[str, str]]:
    """What axe finds, as (rule, first element)."""
    found = axe.run(page).response["violations"]
    return [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found]


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")


@pytest.mark.parametrize("page_at", PAGES, ids=name)
def test_axe_finds_nothing(page_at: tuple[str | None, str], open_at: Open) -> None:
    who, address = page_at
    light, dark = open_at(who, 360, False), open_at(who, 1280, True)
    for page in (light, dark):
        page.goto(address)
        unfold(page)  # what is folded away is looked at too
        assert problems(page) == []


@pytest.mark.parametrize("page_at", PAGES, ids=name)
def test_nothing_scrolls_sideways(page_at: tuple[str | None, str], open_at: Open) -> None:
    """At 320 px, which is also 1280 px at a zoom of 400 %; folded and unfolded."""
    who, address = page_at
    page = open_at(who, 320)
    page.goto(address)
    for _ in range(2):
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 320
        unfold(page)


@pytest.mark.parametrize("page_at", PAGES, ids=name)
def test_keyboard_goes_through_and_is_seen(page_at: tuple[str | None, str], open_at: Open) -> None:
    """Tab reaches something each time, shows where it is, and is never trapped."""
    who, address = page_at
    page = open_at(who, 1280)
    page.goto(address)
    stops = []
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => { const e = document.activeElement;
                if (e === document.body) return null;
                const near = [e, ...(e.labels || []), ...e.querySelectorAll('circle, rect')];
                const seen = near.some(x => { const s = getComputedStyle(x);
                    return s.outlineStyle !== 'none' || s.boxShadow !== 'none'
                        || parseFloat(s.strokeWidth) >= 6; });
                return [e.outerHTML.slice(0, 120), seen]; }"""
        )
        if stop is None:
            break
        stops.append(stop)
    assert stops != []
    assert [html for html, seen in stops if not seen] == []
    assert len({html for html, _ in stops}) > min(len(stops), 4) - 1


@pytest.mark.parametrize("page_at", PAGES, ids=name)
def test_page_has_a_language_a_title_and_one_heading(
    page_at: tuple[str | None, str], open_at: Open
) -> None:
    who, address = page_at
    page = open_at(who, 1280)
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.goto(address)
    assert page.locator("html").get_attribute("lang") == "nl"
    assert page.title().endswith("· lobbib")
    expect(page.locator("h1")).to_have_count(1)
    assert [text for text in messages if "Content Security Policy" in text] == []


def test_reduced_motion_stops_movement(open_at: Open) -> None:
    page = open_at(MENTOR, 1280)
    page.emulate_media(reduced_motion="reduce")
    page.goto("/opdrachten")
    moving = page.evaluate(
        """[...document.querySelectorAll('*')].filter(e => {
            const s = getComputedStyle(e);
            return parseFloat(s.transitionDuration) > 0.01
                || parseFloat(s.animationDuration) > 0.01;
        }).length"""
    )
    assert moving == 0
