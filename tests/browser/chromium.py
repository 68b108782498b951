"""The system's Chromium, driven by Playwright; what every browser test starts from."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: Build output, never committed.
SCREENSHOTS = Path(__file__).parents[2] / "build-output" / "screenshots"
#: In milliseconds; a slow machine must not make a test fail.
PATIENCE = 30_000


@contextmanager
def chromium() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, NAMES)), None)
    assert path, "no Chromium on the PATH; `make test` installs it on Debian"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"],
        )
        yield browser
        browser.close()


def open_page(browser: Browser, url: str, *, dark: bool = False, width: int = 1400) -> Page:
    """A page of its own profile, that fails the test on any script error."""
    page = browser.new_page(
        color_scheme="dark" if dark else "light", viewport={"width": width, "height": 900}
    )
    page.set_default_timeout(PATIENCE)
    page.on("pageerror", lambda error: page.evaluate("e => { window.__failure = e }", str(error)))
    page.goto(url)
    return page


def screenshot(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True, animations="disabled")
