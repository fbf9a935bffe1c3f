"""Suggestions under somebody's fingers: seen, accepted with one tap, and never in the way."""

import re
import time
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.keyboard import press

DOCENT = "docent@demo.lobbib.nl"
NEW = "/opdrachten/nieuw"
PHONE = 360
TITLE = "Interview een ondernemer uit je straat"
LESSON = (
    "Leerlingen van 3 havo bedenken bij economie in tweetallen vijf vragen voor een winkelier of "
    "zzp'er in de buurt. Wie kent er iemand? Thuis vragen ze rond en ze maken samen een lijst van "
    "mensen die ze zouden kunnen bellen. Daarna bellen ze zelf: je stelt je voor, je zegt via wie "
    "je komt en je maakt een afspraak. In het gesprek vraagt de een en schrijft de ander. Jullie "
    "vragen hoe de eerste klanten kwamen en wie er toen hielp. Terug op school hangen we alle "
    "namen op en trekken we lijnen: wie stuurde wie door naar wie? Stuur dezelfde week een "
    "bedankje met iets wat je hebt onthouden, zodat je later nog eens contact kunt zoeken."
)
Open = Callable[..., Page]


@pytest.fixture
def form(open_as: Open) -> Open:
    """A new form whose drafts reach nobody: what a test leaves behind is not the next one's."""

    def opened(**options: object) -> Page:
        page = open_as(DOCENT, **options)
        page.goto(NEW)
        page.locator("#opdracht").evaluate("form => { form.dataset.keep = '/nergens' }")
        return page

    return opened


def offer(page: Page, name: str) -> Locator:
    return page.locator("[data-suggest] .offer").filter(has_text=name)


class Hand:
    """Taps, counted; each must be on something of at least 44 px."""

    def __init__(self) -> None:
        self.taps = 0

    def tap(self, target: Locator) -> None:
        box = target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
        target.click()
        self.taps += 1


def test_a_lesson_is_added_tagged_and_shared_in_a_few_taps(open_as: Open) -> None:
    """A lesson of 120 words on a phone: at most 12 taps, and 30 seconds beyond its typing."""
    assert 110 <= len(LESSON.split()) <= 130
    page, hand = open_as(DOCENT, width=PHONE), Hand()
    page.goto(NEW)
    begin = time.monotonic()
    hand.tap(page.locator("[name=title]"))
    page.keyboard.insert_text(TITLE)
    hand.tap(page.locator("[name=body]"))
    page.keyboard.insert_text(LESSON)
    hand.tap(offer(page, "Klas 3"))
    hand.tap(offer(page, "Netwerken"))
    expect(page.locator("[name=years][value='3']")).to_be_checked()
    hand.tap(page.get_by_role("button", name="Zet in onze map"))
    page.wait_for_url(re.compile(r"/opdrachten/\d+$"))
    assert hand.taps <= 12
    assert time.monotonic() - begin <= 30
    expect(page.get_by_text("Je opdracht staat in onze map.")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Netwerken")


def test_nothing_is_chosen_by_itself(form: Open) -> None:
    page = form(width=PHONE)
    page.locator("[name=body]").fill(LESSON)
    expect(offer(page, "Netwerken")).to_contain_text("door")
    assert page.locator("[name=competencies]:checked, [name=years]:checked").count() == 0


@pytest.mark.parametrize(("width", "dark"), [(PHONE, False), (1280, True)])
def test_axe_finds_nothing_beside_suggestions(form: Open, width: int, dark: bool) -> None:
    page = form(width=width, dark=dark)
    page.locator("[name=body]").fill(LESSON)
    page.locator("[name=questions]").fill("Vond je het leuk?")
    expect(page.locator("[data-suggest=question] .hint")).to_be_visible()
    expect(offer(page, "Netwerken")).to_be_visible()
    page.locator("[name=competencies][value=netwerken]").check()
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found] == []


def test_nothing_scrolls_sideways_beside_suggestions(form: Open) -> None:
    page = form(width=320)
    page.locator("[name=body]").fill(LESSON)
    page.locator("[name=questions]").fill("Vond je het bezoek aan de haven interessant?")
    expect(page.locator("[data-suggest=question] .hint")).to_be_visible()
    page.locator("[name=competencies][value=kwaliteitenreflectie]").check()
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320


def test_the_keyboard_accepts_and_stays_near(form: Open) -> None:
    page = form()
    page.locator("[name=body]").fill(LESSON)
    expect(offer(page, "Klas 3")).to_be_visible()
    press(page, offer(page, "Klas 3"))
    expect(page.locator("[name=years][value='3']")).to_be_checked()
    expect(page.locator("[name=years][value='3']")).to_be_focused()
    assert offer(page, "Klas 3").count() == 0


def test_a_closed_question_is_opened_and_put_back(form: Open) -> None:
    page = form(width=PHONE)
    question = page.locator("[name=questions]")
    question.fill("Vond je de gastles interessant?")
    hint = page.locator("[data-suggest=question]")
    expect(hint).to_contain_text("Hierop kun je met ja of nee antwoorden.")
    assert question.get_attribute("aria-describedby") == "question-0-hint"
    hint.get_by_role("button", name="Wat vond je van de gastles?").click()
    expect(question).to_have_value("Wat vond je van de gastles?")
    hint.get_by_role("button", name="Zet terug").click()
    expect(question).to_have_value("Vond je de gastles interessant?")


def test_an_open_question_is_left_alone(form: Open) -> None:
    page = form()
    page.locator("[name=body]").fill(LESSON)
    page.locator("[name=questions]").fill("Wat vond je van de gastles?")
    expect(offer(page, "Netwerken")).to_be_visible()
    expect(page.locator("[data-suggest=question]")).to_be_empty()


def test_the_deck_of_what_is_chosen_gives_a_question(form: Open) -> None:
    page = form()
    expect(page.locator(".deck:visible")).to_have_count(0)
    page.locator("[name=competencies][value=werkexploratie]").check()
    expect(page.locator(".deck:visible")).to_have_count(1)
    page.locator(".deck:visible summary").click()
    page.locator(".deck:visible .offer").first.click()
    expect(page.locator("[name=questions]").first).to_have_value(
        "Hoe ziet een gewone dag in dit werk eruit?"
    )


def test_an_offered_competence_wears_its_colour_and_icon(form: Open) -> None:
    page = form(width=PHONE)
    page.locator("[name=body]").fill(LESSON)
    chip = offer(page, "Netwerken").locator(".chip--competency.c-netwerken")
    expect(chip).to_be_visible()
    own = page.locator(".competency-choice.c-netwerken .choice > .icon use")
    assert chip.locator("use").get_attribute("href") == own.get_attribute("href")


def test_what_appears_moves_nothing_under_the_fingers(form: Open) -> None:
    page = form(width=PHONE)
    page.locator("[name=body]").fill(LESSON)
    question = page.locator("[name=questions]")
    question.press_sequentially("Wat viel je op?")
    assert offer(page, "Netwerken").count() == 0
    top = question.evaluate("field => field.getBoundingClientRect().top")
    expect(offer(page, "Netwerken")).to_be_attached()
    page.wait_for_timeout(100)
    assert abs(question.evaluate("field => field.getBoundingClientRect().top") - top) <= 2


def test_what_is_there_already_opens_beside_what_is_typed(form: Open) -> None:
    page = form(width=PHONE)
    other = page.context.new_page()
    other.goto("/opdrachten/3/bewerken")
    title = other.locator("[name=title]").input_value()
    body = other.locator("[name=body]").input_value()
    other.close()
    page.locator("[name=title]").fill("Net zoiets")
    page.locator("[name=body]").fill(body)
    hint = page.locator("[data-suggest=similar]")
    expect(hint).to_contain_text("Deze lijkt er sterk op")
    with page.context.expect_page() as opened:
        hint.get_by_role("link", name=title).click()
    expect(opened.value.locator("h1")).to_have_text(title)
    expect(page.locator("[name=body]")).to_have_value(body)
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found] == []


def test_without_script_a_button_proposes_and_keeps_all_typing(open_as: Open) -> None:
    page = open_as(DOCENT, script=False, width=PHONE)
    page.goto(NEW)
    page.locator("[name=title]").fill(TITLE)
    page.locator("[name=body]").fill(LESSON)
    page.locator("[name=questions]").fill("Vond je het leuk?")
    page.get_by_role("button", name="Stel labels voor").click()
    expect(page.locator("[name=body]")).to_have_value(LESSON)
    offer(page, "Netwerken").click()
    expect(page.locator("[name=competencies][value=netwerken]")).to_be_checked()
    page.get_by_role("button", name="Vraag liever: Wat vond je ervan?").click()
    expect(page.locator("[name=questions]")).to_have_value("Wat vond je ervan?")
    expect(page.locator("[name=title]")).to_have_value(TITLE)
