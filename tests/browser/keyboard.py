"""Getting around with the keyboard alone, as a person without a mouse does."""

from playwright.sync_api import Locator, Page

STOPS = 120


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until `target` has the focus."""
    target.wait_for(state="attached")
    for _ in range(STOPS):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{STOPS} × Tab did not reach {target}")


def fill(page: Page, name: str, text: str) -> None:
    """Go to the form field `name` in the page's own content, and type."""
    tab_to(page, page.locator(f"main [name={name}]").first)
    page.keyboard.type(text)


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    tab_to(page, target)
    page.keyboard.press(key)


def tick(page: Page, name: str, value: str) -> None:
    press(page, page.locator(f"main [name={name}][value='{value}']"), "Space")
