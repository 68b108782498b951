"""A long list on the Canvas page, in a real browser over a real server: how it scrolls, what it
keeps, and how it looks on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bench.mailbox import with_me, write
from tests.browser.chromium import PATIENCE, chromium, open_page, screenshot
from tests.browser.long_here import joined_long_ago
from tests.servers import Server, running

pytestmark = pytest.mark.browser

MANY = 400
PHONE = 400
#: Most cards that are ever in the page: four pages of 48.
MOST_CARDS = 192

#: The link of the first card that is wholly in view, and where it is.
IN_VIEW = """() => {
  const links = [...document.querySelectorAll('[role="listitem"] a')];
  const at = link => Math.round(link.getBoundingClientRect().top);
  const link = links.find(each => at(each) > 0);
  return [link.textContent, at(link)];
}"""


@dataclass
class Stage:
    browser: Browser
    analyst: Server

    def open(self, *, dark: bool = False, width: int = 1400) -> Page:
        page = open_page(self.browser, self.analyst.page("canvas"), dark=dark, width=width)
        expect(cards(page).first).to_be_visible()
        return page


def cards(page: Page) -> Locator:
    return page.get_by_role("listitem")


def scroll_down(page: Page, pixels: int) -> None:
    """As a wheel does, until that far down; the list grows as one goes."""
    page.mouse.move(200, 500)
    while page.evaluate("() => window.scrollY") < pixels:
        page.mouse.wheel(0, 1500)
        page.wait_for_timeout(50)
        assert cards(page).count() <= MOST_CARDS
    page.wait_for_timeout(500)


def at_rest(page: Page) -> list[object]:
    found: list[object] = page.evaluate(IN_VIEW)
    return found


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    home = tmp_path_factory.mktemp("canvas-list")
    expect.set_options(timeout=PATIENCE)
    joined_long_ago(home / "store", "analyst", "Canvas")
    write(home / "store", "analyst", with_me(MANY))
    with (
        running(home / "analyst", home / "store", "analyst", apps=("Canvas",)) as analyst,
        chromium() as browser,
    ):
        yield Stage(browser, analyst)


@pytest.mark.parametrize("back", ["link", "history"])
def test_who_comes_back_from_a_model_is_where_they_were(stage: Stage, back: str) -> None:
    page = stage.open()
    page.get_by_role("combobox", name="Sort by").select_option(label="Name A to Z")
    expect(page).to_have_url(re.compile("sort=title"))
    scroll_down(page, 12_000)
    title, top = at_rest(page)
    page.get_by_role("link", name=str(title), exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(str(title))
    assert page.evaluate("() => window.scrollY") == 0
    if back == "link":
        page.get_by_role("link", name="← Models").click()
    else:
        page.go_back()
    expect(page.get_by_role("link", name=str(title), exact=True)).to_be_focused()
    assert at_rest(page) == [title, top]
    # what is read again does not move it
    page.wait_for_timeout(1500)
    assert at_rest(page) == [title, top]
    expect(page).to_have_url(re.compile("sort=title"))
    page.get_by_role("link", name="Canvas").click()
    expect(page).to_have_url(re.compile("#/models$"))
    assert page.evaluate("() => window.scrollY") == 0
    assert page.evaluate("() => window.__failure") is None
    page.close()


def test_names_are_sorted_both_ways(stage: Stage) -> None:
    page = stage.open()
    sort = page.get_by_role("combobox", name="Sort by")
    expect(sort.get_by_role("option")).to_have_text(["Last updated", "Name A to Z", "Name Z to A"])
    ends = {}
    for order, way in (("Name A to Z", "title"), ("Name Z to A", "-title")):
        sort.select_option(label=order)
        listed = stage.analyst.get("/shared-models", direction="with-me", sort=way, limit=1)
        ends[way] = listed["items"][0]["title"]
        expect(cards(page).first.get_by_role("heading")).to_have_text(ends[way])
    assert ends["title"] < ends["-title"]
    page.close()


def test_a_phone_in_the_dark(stage: Stage) -> None:
    page = stage.open(dark=True, width=PHONE)
    notices = page.get_by_role("region", name="Notifications")
    expect(notices.get_by_role("button", name="View update")).to_have_count(1)
    expect(notices.get_by_role("link")).to_have_text("More is new on the Models page")
    screenshot(page, "canvas-phone")
    _fits(page)
    cards(page).first.get_by_role("link").click()
    more = page.get_by_role("button", name="More actions")
    more.press("Enter")
    menu = page.get_by_role("menu")
    box = menu.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE
    screenshot(page, "canvas-phone-menu")
    for entry in ("Remove…", "Block "):
        if not menu.is_visible():
            more.press("Enter")
        page.get_by_role("menuitem", name=entry).press("Enter")
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
        frame = dialog.bounding_box()
        assert frame is not None
        assert frame["x"] >= 0
        assert frame["x"] + frame["width"] <= PHONE
        screenshot(page, f"canvas-phone-{entry.strip('… ').lower()}")
        page.keyboard.press("Escape")
        expect(more).to_be_focused()
    _fits(page)
    page.close()


def _fits(page: Page) -> None:
    """Nothing makes one scroll sideways."""
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE
