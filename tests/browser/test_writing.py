"""The form under somebody's fingers: what is typed is kept, what is pasted keeps its shape."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import PASSWORD

DOCENT = "docent@demo.lobbib.nl"
MENTOR = "mentor@demo.lobbib.nl"
NEW = "/opdrachten/nieuw"
PHONE = 360

Open = Callable[..., Page]


def type_title(page: Page, title: str) -> None:
    page.locator("[data-draft-state]").evaluate("line => { line.textContent = '' }")
    page.locator("[name=title]").fill(title)


def wait_until_kept(page: Page) -> None:
    expect(page.locator("[data-draft-state]")).to_have_text(re.compile(r"^Bewaard om \d+\.\d\d$"))


def notice(page: Page) -> str:
    return " ".join(page.locator("#bewaard").inner_text().split())


def left_behind(page: Page) -> int:
    return int(
        page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('lobbib-klad')).length")
    )


@pytest.fixture
def form(open_as: Open) -> Callable[..., Page]:
    """A new form whose drafts reach nobody: what a test leaves behind is not the next one's."""

    def opened(**options: object) -> Page:
        page = open_as(DOCENT, **options)
        page.goto(NEW)
        page.locator("#opdracht").evaluate("form => { form.dataset.keep = '/nergens' }")
        return page

    return opened


@pytest.fixture(autouse=True)
def nothing_kept(open_as: Open) -> Iterator[None]:
    """The demo's people begin and end without a draft."""
    yield
    for who in (DOCENT, MENTOR):
        page = open_as(who)
        page.goto("/opdrachten/mijn")
        while page.get_by_role("button", name="Gooi weg").count():
            page.get_by_role("button", name="Gooi weg").first.click()


# -- Drafts -----------------------------------------------------------------------------------


def test_what_was_typed_comes_back_in_another_browser(open_as: Open) -> None:
    page = open_as(DOCENT, width=PHONE)
    page.goto(NEW)
    type_title(page, "Nog niet klaar")
    page.locator("[name=years][value='2']").check(force=True)
    page.locator("[name=questions]").fill("Wat viel je op?")
    wait_until_kept(page)
    assert left_behind(page) == 0
    page.context.close()
    again = open_as(DOCENT, width=PHONE)
    again.goto(NEW)
    assert notice(again).startswith("We hebben bewaard wat je zojuist typte: “Nog niet klaar”")
    expect(again.locator("[name=title]")).to_have_value("")
    again.get_by_role("link", name="Ga verder").click()
    again.wait_for_url("**/nieuw?klad=*")
    expect(again.locator("[name=title]")).to_have_value("Nog niet klaar")
    expect(again.locator("[name=questions]")).to_have_value("Wat viel je op?")
    expect(again.locator("[name=years][value='2']")).to_be_checked()
    assert notice(again) == ""


def test_saving_ends_the_draft(open_as: Open) -> None:
    page = open_as(DOCENT)
    page.goto(NEW)
    type_title(page, "Klaar als concept")
    wait_until_kept(page)
    page.get_by_role("button", name="Bewaar als concept").click()
    page.wait_for_url(re.compile(r"/opdrachten/\d+$"))
    page.goto(NEW)
    page.wait_for_load_state("networkidle")
    assert (notice(page), left_behind(page)) == ("", 0)


def test_leaving_at_once_loses_nothing(open_as: Open) -> None:
    page = open_as(DOCENT)
    page.goto(NEW)
    type_title(page, "De bel ging")
    page.goto("/opdrachten")
    page.goto(NEW)
    expect(page.locator("#bewaard")).to_contain_text("De bel ging")


def test_throwing_away_is_for_good(open_as: Open) -> None:
    page = open_as(DOCENT)
    page.goto(NEW)
    type_title(page, "Toch maar niet")
    wait_until_kept(page)
    page.goto(NEW)
    page.get_by_role("button", name="Gooi weg").click()
    expect(page.get_by_text("Weggegooid.")).to_be_visible()
    assert notice(page) == ""


def log_in_again(context: BrowserContext, email: str) -> Page:
    page = context.new_page()
    page.goto("/inloggen")
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/")
    return page


def test_a_session_that_ended_keeps_it_in_this_browser(open_as: Open) -> None:
    page = open_as(DOCENT)
    page.goto(NEW)
    page.context.clear_cookies()
    type_title(page, "Na het uitloggen")
    expect(page.locator("[data-draft-state]")).to_contain_text("Je bent uitgelogd.")
    assert left_behind(page) == 1
    page.close()
    stranger = log_in_again(page.context, MENTOR)
    stranger.goto(NEW)
    stranger.wait_for_load_state("networkidle")
    assert (notice(stranger), left_behind(stranger)) == ("", 1)
    stranger.context.clear_cookies()
    writer = log_in_again(page.context, DOCENT)
    writer.goto(NEW)
    expect(writer.locator("#bewaard")).to_contain_text("Na het uitloggen")
    assert left_behind(writer) == 0


def test_logging_in_elsewhere_makes_the_old_page_work_again(open_as: Open) -> None:
    page = open_as(DOCENT)
    page.goto(NEW)
    page.context.clear_cookies()
    type_title(page, "Even weg")
    expect(page.locator("[data-draft-state]")).to_contain_text("Je bent uitgelogd.")
    log_in_again(page.context, DOCENT)
    type_title(page, "Even weg en terug")
    wait_until_kept(page)
    page.get_by_role("button", name="Bewaar als concept").click()
    page.wait_for_url(re.compile(r"/opdrachten/\d+$"))
    expect(page.locator("h1")).to_have_text("Even weg en terug")


def test_no_network_keeps_it_and_sends_it_later(open_as: Open) -> None:
    page = open_as(DOCENT)
    page.goto(NEW)
    page.context.set_offline(True)
    type_title(page, "In de trein")
    expect(page.locator("[data-draft-state]")).to_contain_text("Geen verbinding.")
    assert left_behind(page) == 1
    page.context.set_offline(False)
    wait_until_kept(page)
    assert left_behind(page) == 0


def test_two_windows_on_one_draft_lose_nothing(open_as: Open) -> None:
    page = open_as(DOCENT)
    page.goto(NEW)
    type_title(page, "Samen begonnen")
    wait_until_kept(page)
    page.goto(NEW)
    page.get_by_role("link", name="Ga verder").click()
    page.wait_for_url("**klad=*")
    other = page.context.new_page()
    other.goto(page.url)
    for window, title in ((page, "Venster een"), (other, "Venster twee")):
        type_title(window, title)
        wait_until_kept(window)
    page.close()
    other.goto("/opdrachten/mijn")
    titles = other.locator("section", has_text="Nog niet bewaard").locator("h3").all_inner_texts()
    assert sorted(titles) == ["Venster een", "Venster twee"]


def test_a_draft_of_an_edit_shows_what_a_colleague_did_meanwhile(open_as: Open) -> None:
    page = open_as(DOCENT)
    page.goto("/opdrachten/3/bewerken")
    page.locator("[name=needs]").evaluate(
        "field => { field.value = 'Een stopwatch.';"
        " field.dispatchEvent(new Event('input', {bubbles: true})); }"
    )
    wait_until_kept(page)
    colleague = open_as(MENTOR)
    colleague.goto("/opdrachten/3/bewerken")
    colleague.locator("[name=summary]").evaluate("field => { field.value = 'Kort.' }")
    colleague.get_by_role("button", name="Bewaar wijziging").click()
    colleague.wait_for_url("**/opdrachten/3")
    page.goto("/opdrachten/3/bewerken")
    expect(page.locator("#bewaard")).to_contain_text("De opdracht is intussen veranderd.")
    page.get_by_role("link", name="Ga verder").click()
    page.wait_for_url("**klad=*")
    expect(page.locator("[name=needs]")).to_have_value("Een stopwatch.")
    page.get_by_role("button", name="Bewaar wijziging").click()
    expect(page.locator("section.conflict")).to_contain_text("Kort.")
    page.get_by_role("button", name="Bewaar mijn versie").first.click()
    page.wait_for_url("**/opdrachten/3")
    page.goto("/opdrachten/3/bewerken")
    assert notice(page) == ""


# -- Questions --------------------------------------------------------------------------------


def questions(page: Page) -> list[str]:
    return [field.input_value() for field in page.locator("[name=questions]").all()]


def test_enter_begins_the_next_question_and_backspace_goes_back(form: Open) -> None:
    page = form(width=PHONE)
    page.locator("[name=questions]").focus()
    for text in ("Wat verraste je?", "Wie hielp je?", ""):
        page.keyboard.type(text)
        page.keyboard.press("Enter") if text else page.keyboard.press("Backspace")
    page.keyboard.type(" En waarom?")
    assert questions(page) == ["Wat verraste je?", "Wie hielp je? En waarom?"]
    assert [row.get_attribute("id") for row in page.locator("[name=questions]").all()] == [
        "question-0",
        "question-1",
    ]


def test_a_thirteenth_question_does_not_come(form: Open) -> None:
    page = form()
    page.locator("[name=questions]").focus()
    for number in range(14):
        page.keyboard.type(f"Vraag {number}")
        page.keyboard.press("Enter")
    assert len(questions(page)) == 12
    expect(page.locator("#announcer")).to_have_text("Meer dan 12 vragen past niet.")


def test_a_long_question_is_seen_whole(form: Open) -> None:
    page = form(width=PHONE)
    field = page.locator("[name=questions]")
    field.fill("Wat zou je een leerling uit de brugklas vertellen " * 5)
    assert field.evaluate("area => area.scrollHeight <= area.clientHeight + 1")


def test_what_is_needed_fits_one_phone(form: Open) -> None:
    """On 390 × 844: everything up to the last competence, and the button that finishes it."""
    page = form(width=390)
    page.set_viewport_size({"width": 390, "height": 844})
    button = page.get_by_role("button", name="Zet in onze map").bounding_box()
    last = page.locator(".competency-choice").last.bounding_box()
    assert button is not None
    assert last is not None
    assert last["y"] + last["height"] <= button["y"]
    assert button["y"] + button["height"] <= 844


# -- Pasting ----------------------------------------------------------------------------------

CLIPBOARD = Path(__file__).parent / "clipboard"
BEGIN = (
    "# Interview een ondernemer\n\nJe gaat **twee lessen** op pad. Lees eerst *alles* goed door."
)
KVK = "[de site van de KVK](https://www.kvk.nl/starten/?a=1&b=%282%29)"
PASTED = {
    "word": f"""{BEGIN}

## Zo doe je het

1. Bedenk vijf vragen.
    1. Begin met **Wat**, **Hoe** of **Wie**.
2. Bel de winkel & maak een afspraak.

## Neem mee

- pen en papier
    - of je telefoon

Kijk ook op {KVK}, of hier.
Veel succes!

| **Les** | Wat |
| --- | --- |
| 1 | Vragen bedenken |""",
    "libreoffice": f"""{BEGIN}

## Zo doe je het

1. Bedenk vijf vragen.
2. Bel de winkel & maak een afspraak.
3. Schrijf op wat je verraste.

## Neem mee

- pen en papier
- je telefoon
- opgeladen

Kijk ook op {KVK}.

| Les | Wat |
| --- | --- |
| 1 | Vragen \\| bedenken |""",
    "google-docs": f"""{BEGIN}

## Zo doe je het

1. Bedenk vijf vragen.
    1. Begin met **Wat**.
2. Bel de winkel & maak een afspraak.

## Neem mee

- pen en papier
- je telefoon

Kijk ook op {KVK}.""",
    "word-online": f"{BEGIN}\n\n- pen en papier\n- je telefoon",
}
PICTURES = {"word": 1, "google-docs": 1}


def paste(page: Page, name: str, html: str, plain: str = "") -> None:
    """As a browser does it: the clipboard's HTML and text in an event on the field."""
    page.locator(f"[name={name}]").focus()
    page.locator(f"[name={name}]").evaluate(
        """(field, [html, plain]) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/html", html);
            clipboardData.setData("text/plain", plain);
            const options = { clipboardData, bubbles: true, cancelable: true };
            field.dispatchEvent(new ClipboardEvent("paste", options));
        }""",
        [html, plain],
    )


@pytest.mark.parametrize("source", PASTED)
def test_pasted_text_keeps_headings_lists_marks_and_links(form: Open, source: str) -> None:
    page = form(width=PHONE)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    paste(page, "body", (CLIPBOARD / f"{source}.html").read_text(encoding="utf-8"))
    expect(page.locator("[name=body]")).to_have_value(PASTED[source])
    expect(page.locator(".paste-note")).to_have_count(PICTURES.get(source, 0))
    assert said == []
    page.keyboard.press("Control+z")
    expect(page.locator("[name=body]")).to_have_value("")


def test_pasting_goes_where_the_cursor_is(form: Open) -> None:
    page = form()
    body = page.locator("[name=body]")
    body.fill("Begin. Einde.")
    body.evaluate("area => area.setSelectionRange(7, 7)")
    paste(page, "body", "<p>Het <b>midden</b>.</p>")
    expect(body).to_have_value("Begin. Het **midden**.Einde.")


ODD = {
    "<p>3 * 4 * 5 en een_naam en *ster*</p>": r"3 * 4 * 5 en een_naam en \*ster\*",
    "<p># geen kop</p><p>&gt; geen citaat</p>": "\\# geen kop\n\n\\> geen citaat",
    "<p>half<b>woord</b>, en <b>met komma,</b>daarna</p>": "half**woord**, en **met komma**,daarna",
    "<p><b> ruimte </b>erom</p>": "**ruimte** erom",
    "<p><b><i>allebei</i></b></p>": "***allebei***",
    "<p>a<br>b</p>": "a\nb",
    '<a href="javascript:alert(1)">klik</a>': "klik",
    '<a href="data:text/html,x">klik</a>': "klik",
    '<a href="mailto:lob@school.nl">mail</a>': "[mail](mailto:lob@school.nl)",
    '<p>a [1](x) en <a href="https://a.nl/">[2]</a></p>': r"a \[1](x) en [\[2\]](https://a.nl/)",
    "<table><tr><td>Een kader<ul><li>punt</li></ul></td></tr></table>": "Een kader\n\n- punt",
    '<ol start="4"><li>vier</li><li>vijf<ul><li>diep</li></ul></li></ol>': (
        "4. vier\n5. vijf\n    - diep"
    ),
    "<p>nu<del>toen</del></p><script>alert(1)</script><style>p{}</style>": "nu",
    '<p>zien</p><p style="display:none">verborgen</p>': "zien",
    "los <b>vet</b> zonder alinea": "los **vet** zonder alinea",
}


def test_odd_html_becomes_harmless_text(form: Open) -> None:
    page = form()
    found = {html: page.evaluate("html => lobbib.markdownOf(html).text", html) for html in ODD}
    assert found == ODD


def test_nothing_in_the_clipboard_runs_or_is_fetched(form: Open) -> None:
    page = form()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("window.broken = 0")
    paste(
        page,
        "body",
        '<img src="/boem.png" onerror="window.broken=1"><svg onload="window.broken=1"></svg>'
        '<p onclick="window.broken=1">tekst</p><iframe src="/boem"></iframe>'
        '<script>window.broken=1</script><link rel="stylesheet" href="/boem.css">',
    )
    expect(page.locator("[name=body]")).to_have_value("tekst")
    page.wait_for_timeout(300)
    assert page.evaluate("window.broken") == 0
    assert [url for url in asked if "boem" in url] == []


def test_several_lines_become_several_questions(form: Open) -> None:
    page = form()
    page.locator("[name=questions]").focus()
    page.locator("[name=questions]").evaluate(
        """field => { const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", "1. Wat viel op?\\r\\n\\r\\n- Wie hielp?");
            field.dispatchEvent(new ClipboardEvent("paste",
                { clipboardData, bubbles: true, cancelable: true })); }"""
    )
    assert questions(page) == ["Wat viel op?", "Wie hielp?"]
