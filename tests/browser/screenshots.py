"""Take the README's pictures from the running product: `python -m tests.browser.screenshots`."""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS, Server, log_in

OUT = Path(__file__).parent.parent.parent / "docs" / "screenshots"
DECAAN = "decaan@demo.lobbib.nl"
MENTOR = "mentor@demo.lobbib.nl"
DOCENT = "docent@demo.lobbib.nl"
# (name, who, address, width, height)
PICTURES = [
    ("line", DECAAN, "/lijn?niveau=havo", 1280, 800),
    ("search", MENTOR, "/opdrachten?q=iets+met+ouders+voor+de+brugklas", 1280, 800),
    ("add", DOCENT, "/opdrachten/nieuw", 400, 800),
]


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder))
        server.wait()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for picture in PICTURES:
            take(browser, server, *picture)
        browser.close()
        server.stop()


def take(
    browser: Browser, server: Server, name: str, who: str, address: str, width: int, height: int
) -> None:
    size = {"width": width, "height": height}
    context = browser.new_context(base_url=server.url, viewport=size)
    page = context.new_page()
    log_in(page, who)
    page.goto(address)
    page.screenshot(path=OUT / f"{name}.png")
    context.close()


if __name__ == "__main__":
    main()
