"""Every page in every state: axe finds nothing, nothing scrolls sideways, the keyboard works.

Each page is loaded once, is looked at from all sides, and is then judged test by test.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.browser.conftest import Opener, Server, new_context

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
    (MENTOR, "/opdrachten?q=iets+met+ouders+voor+de+brugklas&gewoon=ouders"),
    (MENTOR, "/opdrachten?q=economie+brugklas&vak=economie"),
    (MENTOR, "/opdrachten?q=solicitatie"),
    (MENTOR, "/opdrachten?q=zeppelinbouwer"),
    (MENTOR, "/opdrachten?q=kasalarm+klas+6"),
    (MENTOR, "/opdrachten?leerjaar=9&pagina=99"),
    (DOCENT, "/opdrachten/nieuw"),
    (DOCENT, "/opdrachten/mijn"),
    (DOCENT, "/opdrachten/1"),
    (DOCENT, "/opdrachten/1/bewerken"),
    (DOCENT, "/favorieten"),
    (DOCENT, "/opdrachten/1/bijlagen"),
    (DOCENT, "/opdrachten/1/versies?van=1&tot=1"),
    (DOCENT, "/opdrachten/1/melden"),
    (DOCENT, "/opdrachten/1/print"),
    (DOCENT, "/boekje"),
    (DOCENT, "/importeren"),
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
    (DECAAN, "/beheer/woorden"),
    (DOCENT, "/beheer/woorden"),
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
AXE = AXE_FILE_PATH.read_text(encoding="utf-8")
PROBLEMS = """() => axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
    violations.map(rule => [rule.id, rule.nodes[0].html.slice(0, 200)]))"""
UNFOLD = "document.querySelectorAll('details').forEach(d => { d.open = true })"
MAX_STOPS = 60
# Where the focus comes, and whether one sees that it is there.
WATCH = """() => { window.stops = []; document.addEventListener("focusin", ({ target }) => {
    const near = [target, ...(target.labels || []), ...target.querySelectorAll("circle, rect")];
    const seen = near.some(x => { const s = getComputedStyle(x);
        return s.outlineStyle !== "none" || s.boxShadow !== "none"
            || parseFloat(s.strokeWidth) >= 6; });
    window.stops.push([target.outerHTML.slice(0, 120), seen]); }); }"""


@dataclass(frozen=True, slots=True)
class Visit:
    """What was seen of a page. Problems are (rule, first element); a width is that of what can be
    scrolled through at 320 px, folded and unfolded; a stop is (element, whether one sees it).
    """

    language: str | None
    title: str
    headings: int
    messages: list[str]
    stops: list[tuple[str, bool]]
    widths: list[int]
    problems_in_light: list[tuple[str, str]]
    problems_in_dark: list[tuple[str, str]]


PageOf = Callable[[str | None], Page]


@pytest.fixture(scope="module")
def page_of(
    chromium: Browser, server: Server, cookies: Callable[[str], list[dict[str, object]]]
) -> Iterator[PageOf]:
    """The one page of each person, logged in."""
    pages: dict[str | None, Page] = {}

    def of(who: str | None) -> Page:
        if who not in pages:
            context = new_context(chromium, server)
            if who:
                context.add_cookies(cookies(who))
            pages[who] = context.new_page()
        return pages[who]

    yield of
    for page in pages.values():
        page.context.close()


def name(page: tuple[str | None, str]) -> str:
    return f"{(page[0] or 'nobody').split('@')[0]} {page[1]}"


@pytest.fixture(scope="module", params=PAGES, ids=name)
def visit(request: pytest.FixtureRequest, page_of: PageOf) -> Visit:
    who, address = request.param
    page = page_of(who)
    messages: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        messages.append(message.text)

    page.on("console", listen)
    page.set_viewport_size({"width": 320, "height": 800})
    page.emulate_media(color_scheme="light")
    page.goto(address)
    widths = [width_of(page)]
    page.set_viewport_size({"width": 1280, "height": 800})
    stops = stops_of(page)
    page.evaluate(UNFOLD)  # what is folded away is looked at too
    page.evaluate(AXE)
    page.emulate_media(color_scheme="dark")
    in_dark = page.evaluate(PROBLEMS)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 320, "height": 800})
    widths.append(width_of(page))
    in_light = page.evaluate(PROBLEMS)
    page.remove_listener("console", listen)
    return Visit(
        page.locator("html").get_attribute("lang"),
        page.title(),
        page.locator("h1").count(),
        messages,
        stops,
        widths,
        in_light,
        in_dark,
    )


def width_of(page: Page) -> int:
    return int(page.evaluate("document.scrollingElement.scrollWidth"))


def stops_of(page: Page) -> list[tuple[str, bool]]:
    """Where Tab comes from the beginning of the page on."""
    page.evaluate(WATCH)
    for _ in range(MAX_STOPS):
        page.keyboard.press("Tab")
    return [(html, seen) for html, seen in page.evaluate("window.stops")]


def test_axe_finds_nothing(visit: Visit) -> None:
    assert visit.problems_in_light == []
    assert visit.problems_in_dark == []


def test_nothing_scrolls_sideways(visit: Visit) -> None:
    """At 320 px, which is also 1280 px at a zoom of 400 %; folded and unfolded."""
    assert max(visit.widths) <= 320


def test_keyboard_goes_through_and_is_seen(visit: Visit) -> None:
    """Tab reaches something each time, shows where it is, and is never trapped."""
    assert visit.stops != []
    assert [html for html, seen in visit.stops if not seen] == []
    assert len({html for html, _ in visit.stops}) > min(len(visit.stops), 4) - 1


def test_page_has_a_language_a_title_and_one_heading(visit: Visit) -> None:
    assert visit.language == "nl"
    assert visit.title.endswith("· lobbib")
    assert visit.headings == 1
    assert [text for text in visit.messages if "Content Security Policy" in text] == []


def test_reduced_motion_stops_movement(open_as: Opener) -> None:
    page = open_as(MENTOR)
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
