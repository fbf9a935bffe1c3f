"""A real server with the demo's content, and a real Chromium in front of it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.conftest import missing

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "lobbib-demo"
START_SECONDS = 90
PATIENCE_MS = 8_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """`lobbib start` in a process of its own, on a data folder of its own."""

    def __init__(self, data: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        environment = {k: v for k, v in os.environ.items() if not k.startswith("LOBBIB_")}
        self._log = (data / "server.log").open("w", encoding="utf-8")
        self._process = subprocess.Popen(
            [str(Path(sys.executable).parent / "lobbib"), "start", "--port", str(self.port)],
            env=environment | {"LOBBIB_DATA": str(data / "data")},
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        self.data = data / "data"

    def wait(self) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            try:
                with urlopen(f"{self.url}/healthz", timeout=2):
                    return
            except (URLError, OSError):
                if self._process.poll() is not None:
                    break
                time.sleep(0.2)
        self.stop()
        pytest.fail(f"no server:\n{Path(self._log.name).read_text(encoding='utf-8')}")

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(timeout=20)
        self._log.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("server"))
    running.wait()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    if not CHROMIUM:
        missing("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


Opener = Callable[..., Page]


def new_context(
    chromium: Browser, server: Server, width: int = 1280, dark: bool = False, script: bool = True
) -> BrowserContext:
    """A new browser profile on the server."""
    context = chromium.new_context(
        base_url=server.url,
        viewport={"width": width, "height": 800},
        color_scheme="dark" if dark else "light",
        java_script_enabled=script,
        locale="nl-NL",
    )
    context.set_default_timeout(PATIENCE_MS)
    return context


@pytest.fixture
def open_page(chromium: Browser, server: Server) -> Iterator[Opener]:
    """`open_page(width=…, dark=…, script=…)`: an empty page in a new browser profile."""
    contexts: list[BrowserContext] = []

    def open_new(**options: Any) -> Page:
        contexts.append(new_context(chromium, server, **options))
        return contexts[-1].new_page()

    yield open_new
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def cookies(chromium: Browser, server: Server) -> Callable[[str], list[dict[str, object]]]:
    """The cookies of a demo account, logged in once per run: the login is not what is tested."""
    known: dict[str, list[dict[str, object]]] = {}

    def cookies_of(email: str) -> list[dict[str, object]]:
        if email not in known:
            context = new_context(chromium, server)
            page = context.new_page()
            log_in(page, email)
            known[email] = list(context.cookies())
            context.close()
        return known[email]

    return cookies_of


@pytest.fixture
def open_as(open_page: Opener, cookies: Callable[[str], list[dict[str, object]]]) -> Opener:
    """`open_as("mentor@demo.lobbib.nl", width=…)`: a page in which that person is logged in."""

    def open_logged_in(email: str, **options: object) -> Page:
        page = open_page(**options)
        page.context.add_cookies(cookies(email))
        return page

    return open_logged_in


def log_in(page: Page, email: str) -> None:
    """By the login form, with the keyboard alone."""
    page.goto("/inloggen")
    page.get_by_label("E-mailadres").focus()
    page.keyboard.type(email)
    page.keyboard.press("Tab")
    page.get_by_label("Wachtwoord").focus()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")
