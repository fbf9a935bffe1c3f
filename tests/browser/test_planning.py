"""A year at a keyboard and on a phone: fill what is missing, answer a call, say it was done."""

import re
from collections.abc import Callable

from docx import Document
from playwright.sync_api import Locator, Page, expect

from tests.browser.keyboard import fill, press, tab_to

DOCENT = "docent@demo.lobbib.nl"
MENTOR = "mentor@demo.lobbib.nl"
DECAAN = "decaan@demo.lobbib.nl"
LINE = "/lijn?niveau=havo"

Open = Callable[..., Page]


def cell(page: Page, competency: str, year: int) -> int:
    """A number in the matrix of what is planned for havo."""
    page.goto(LINE)
    row = page.locator(
        "table.matrix tr", has=page.locator(f".c-{competency}, [class*={competency}]")
    )
    text = row.first.locator("td").nth(year - 1).inner_text()
    found = re.search(r"\d+", text)
    assert found is not None
    return int(found.group())


def choose(page: Page, field: Locator, label: str) -> None:
    """With the arrow keys, until the field says `label`."""
    tab_to(page, field)
    for _ in range(40):
        if field.evaluate("e => e.selectedOptions[0].label") == label:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"no {label}")


def test_decaan_fills_what_is_missing_most_with_the_keyboard(open_as: Open) -> None:
    page = open_as(DECAAN)
    page.goto(LINE)
    form = page.locator("form[action*='/lijn/'], li.gap form").first
    year = int(form.locator("[name=leerjaar]").input_value())
    competency = form.locator("[name=competentie]").input_value()
    before = cell(page, competency, year)
    press(page, page.locator("li.gap form button").first)
    page.wait_for_url("**/bewerken")
    title = page.locator("[name=title]").input_value()
    press(page, page.get_by_role("button", name="Zet in onze map"))
    page.wait_for_url(re.compile(r"/opdrachten/\d+$"))
    press(page, page.get_by_role("link", name="Zet in de jaarplanning"))
    page.wait_for_url("**/jaarplanning/plaatsen?*")
    choose(page, page.locator("[name=class_type]"), f"{year} havo")
    choose(page, page.locator("[name=period]"), "Periode 3")
    press(page, page.get_by_role("button", name="Zet in de jaarplanning"))
    page.wait_for_url("**/jaarplanning?*")
    stands = page.locator(f"td[data-name='{year} havo, Periode 3']")
    expect(stands.get_by_role("link", name=title, exact=True)).to_be_visible()
    assert cell(page, competency, year) == before + 1
    with page.expect_download() as report:
        press(page, page.get_by_role("link", name="Download Word"))
    matrix = Document(str(report.value.path())).tables[0]
    rows = {row.cells[0].text.lower(): row.cells for row in matrix.rows}
    assert re.findall(r"\d+", rows[competency][year].text)[0] == str(before + 1)


def test_arrow_keys_move_a_card_and_say_so(open_as: Open) -> None:
    page = open_as(DECAAN)
    page.goto("/jaarplanning?vak=wiskunde")
    card = page.locator("li.card").first
    number = card.get_attribute("id")
    place = card.locator("xpath=ancestor::td").get_attribute("data-name")
    assert place is not None
    key = "ArrowLeft" if place.endswith("4") else "ArrowRight"
    press(page, card.locator(".card__move"), key)
    moved = page.locator("#announcer")
    expect(moved).to_contain_text("Verplaatst naar")
    there = page.locator(f"#{number}").locator("xpath=ancestor::td").get_attribute("data-name")
    assert there != place
    expect(page.locator(f"#{number} .card__move")).to_be_focused()
    page.reload()
    kept = page.locator(f"#{number}").locator("xpath=ancestor::td").get_attribute("data-name")
    assert kept == there


def middle(locator: Locator) -> tuple[float, float]:
    box = locator.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_card_is_dragged_to_another_cell(open_as: Open) -> None:
    page = open_as(DECAAN)
    page.goto("/jaarplanning")
    card = page.locator("td[data-name='6 vwo, Periode 1'] li.card").first
    number = card.get_attribute("id")
    card.scroll_into_view_if_needed()
    target = page.locator("td[data-name='6 vwo, Periode 4']")
    page.mouse.move(*middle(card.locator(".card__move")))
    page.mouse.down()
    page.mouse.move(*middle(target), steps=8)
    expect(target).to_have_class(re.compile("board__target"))
    page.mouse.up()
    expect(page.locator(f"td[data-name='6 vwo, Periode 4'] #{number}")).to_be_visible()
    assert page.url.endswith("/jaarplanning")


class Finger:
    """Real touches, as the browser gets them from a screen."""

    def __init__(self, page: Page) -> None:
        self.cdp = page.context.new_cdp_session(page)
        self.cdp.send("Emulation.setTouchEmulationEnabled", {"enabled": True})

    def send(self, kind: str, *points: tuple[float, float]) -> None:
        touches = [{"x": x, "y": y} for x, y in points]
        self.cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Down at `start` and, still down, at `end`."""
        self.send("touchStart", start)
        for step in range(1, 9):
            part = step / 8
            self.send(
                "touchMove",
                (start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part),
            )

    def lift(self) -> None:
        self.send("touchEnd")


def test_card_is_dragged_by_a_finger_on_a_phone(open_as: Open) -> None:
    page = open_as(DECAAN, width=360)
    page.goto("/jaarplanning?klastype=1")
    finger = Finger(page)
    card = page.locator("li.card").first
    number = card.get_attribute("id")
    handle = card.locator(".card__move")
    cell = card.locator("xpath=ancestor::td")
    target = cell.locator("xpath=following-sibling::td[1]")
    handle.evaluate("e => window.scrollBy(0, e.getBoundingClientRect().top - 150)")
    name, scrolled = target.get_attribute("data-name"), page.evaluate("scrollY")
    top = (target.bounding_box() or {})["y"]
    assert top < 700, "both places are in sight"
    end = (middle(target)[0], min(top + 20, 730.0))
    finger.drag(middle(handle), end)
    expect(target).to_have_class(re.compile("board__target"))
    assert page.evaluate("scrollY") == scrolled, "the page stays where it is under the card"
    finger.lift()
    expect(page.locator(f"td[data-name='{name}'] #{number}")).to_be_visible()
    assert page.url.endswith("/jaarplanning?klastype=1")
    expect(page.locator(".card--dragged")).to_have_count(0)
    # A touch that the system takes over (a call comes in) moves nothing.
    handle = page.locator(f"#{number} .card__move")
    handle.evaluate("e => window.scrollBy(0, e.getBoundingClientRect().top - 150)")
    x, y = middle(handle)
    finger.drag((x, y), (x, y + 60))
    finger.send("touchCancel")
    expect(page.locator(".card--dragged")).to_have_count(0)
    expect(page.locator(f"td[data-name='{name}'] #{number}")).to_be_visible()
    # A tap is no drag: it opens the form, where buttons do the same.
    handle.evaluate("e => window.scrollBy(0, e.getBoundingClientRect().top - 150)")
    finger.send("touchStart", middle(handle))
    finger.lift()
    expect(page.get_by_role("heading", name="Verplaats of wijzig")).to_be_visible()


def test_two_on_the_same_board_lose_nothing(open_as: Open) -> None:
    first, second = open_as(DECAAN), open_as(DECAAN)
    for page in (first, second):
        page.goto("/jaarplanning")
    one = first.locator("td[data-name='4 havo, Periode 2'] li.card").first.get_attribute("id")
    other = first.locator("td[data-name='5 havo, Periode 2'] li.card").first.get_attribute("id")
    first.locator(f"#{one} .card__move").press("ArrowRight")
    expect(first.locator(f"td[data-name='4 havo, Periode 3'] #{one}")).to_be_visible()
    # Another card: both changes stand on both boards.
    second.locator(f"#{other} .card__move").press("ArrowRight")
    expect(second.locator(f"td[data-name='5 havo, Periode 3'] #{other}")).to_be_visible()
    expect(second.locator(f"td[data-name='4 havo, Periode 3'] #{one}")).to_be_visible()
    # The same card, from a board that does not know yet: both on the screen, the choice kept.
    first.locator(f"#{other} .card__move").press("ArrowLeft")
    expect(first.get_by_role("heading", name="Verplaats of wijzig")).to_be_visible()
    expect(first.locator("main")).to_contain_text("wijzigde dit terwijl jij bezig was")
    row = first.locator("table.data-table tbody tr")
    expect(row).to_have_count(1)
    assert row.inner_text().split("\t")[1:] == ["Periode 3", "Periode 1"]
    assert first.locator("[name=period]").evaluate("e => e.selectedOptions[0].label") == "Periode 1"
    first.get_by_role("button", name="Bewaar mijn keuze").click()
    first.wait_for_url("**/jaarplanning?*")
    expect(first.locator(f"td[data-name='5 havo, Periode 1'] #{other}")).to_be_visible()


def test_card_moves_without_script_and_comes_back(open_as: Open) -> None:
    page = open_as(DECAAN, width=320, script=False)
    page.goto("/jaarplanning?klastype=1")
    card = page.locator("li.card").first
    title = card.locator(".card__title").inner_text()
    number = card.get_attribute("id")
    card.locator(".card__move").click()
    page.locator("[name=period]").select_option(label="Periode 4")
    page.get_by_role("button", name="Bewaar wijziging").click()
    page.wait_for_url("**/jaarplanning?*")
    assert "klastype=1" in page.url
    expect(page.locator(f"td[data-name$='Periode 4'] #{number}")).to_be_visible()
    page.locator(f"#{number} .card__move").click()
    page.get_by_role("button", name="Haal van de planning").click()
    expect(page.locator("main")).to_contain_text(f"‘{title}’ is van de planning.")
    page.get_by_role("button", name="Zet terug").click()
    back = page.locator("td[data-name$='Periode 4']").get_by_role("link", name=title, exact=True)
    expect(back).to_be_visible()


class Taps:
    """Clicks on a phone, counted."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self, target: Locator) -> None:
        self.number += 1
        target.click()


def test_docent_answers_a_call_with_a_new_lesson_on_a_phone(open_as: Open) -> None:
    page = open_as(DOCENT, width=360)
    page.goto("/")
    page.get_by_role("link", name="Schrijf een les op").click()
    page.wait_for_url("**/oproepen/*/nieuw")
    expect(page.locator("[name=years]:checked")).to_have_count(1)
    expect(page.locator("[name=competencies]:checked")).to_have_count(1)
    fill(page, "title", "Wie belt er met de bakker?")
    fill(page, "body", "Bel een bakker en vraag wie hem hielp toen hij begon.")
    page.get_by_role("button", name="Zet in onze map").click()
    page.wait_for_url(re.compile(r"/oproepen/\d+$"))
    expect(page.locator("main")).to_contain_text("Dank je wel! Je opdracht staat bij de oproep.")
    expect(page.get_by_role("link", name="Wie belt er met de bakker?")).to_be_visible()
    page.goto("/")
    expect(page.locator("main")).not_to_contain_text("Schrijf een les op")


def test_docent_confirms_a_period_in_ten_taps(open_as: Open) -> None:
    page, tap = open_as(DOCENT, width=360), Taps()
    page.goto("/")
    asked = page.locator(".done-question")
    number = asked.count()
    assert number >= 2
    tap(asked.first.locator("input[value=anders]"))
    tap(asked.first.locator("summary"))
    asked.first.locator("input.input").fill("In twee lessen ging het beter.")
    tap(page.get_by_role("button", name="Klaar, zo ging het"))
    page.wait_for_url("**/gedaan")
    expect(page.locator("main")).to_contain_text(f"Van {number} opdrachten weten we nu")
    assert tap.number <= 10
    page.goto("/")
    expect(page.get_by_role("heading", name="Hoe ging het?")).to_have_count(0)
