"""The list of **Shared models and notebooks**, with much in it, in a real JupyterLab.

The tests of the class follow one another, as a person works.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.chromium import PATIENCE, chromium, open_page, screenshot
from tests.browser.studio_pages import (
    ME,
    act,
    open_from_home,
    query,
    region,
    scroll,
    shared_before,
)
from tests.servers import Server, eventually, running

pytestmark = pytest.mark.browser

MANY = 2_000
#: Most cards that are ever in the page, however long the list.
MOST_ROWS = 60


@dataclass
class Stage:
    scientist: Server
    mine: Page

    @property
    def listing(self) -> Locator:
        return region(self.mine)


@pytest.fixture(scope="class")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    home = tmp_path_factory.mktemp("shared-list")
    expect.set_options(timeout=PATIENCE)
    shared_before(home / "store", MANY)
    with (
        running(home / "mine", home / "store", ME, program="jupyterlab") as scientist,
        chromium() as browser,
    ):
        mine = open_page(browser, scientist.page("lab") + "&shared-models=by-me")
        yield Stage(scientist, mine)
        assert mine.evaluate("() => window.__failure") is None


class TestSharedList:
    def test_a_long_list_scrolls_with_few_rows(self, stage: Stage) -> None:
        feed = stage.listing.get_by_role("feed", name="Models shared by me")
        expect(feed.get_by_role("article").first).to_be_visible()
        expect(feed.get_by_role("article").first).to_have_attribute("aria-setsize", "-1")
        found = scroll(stage.mine, 3)
        assert found["rows"] < MOST_ROWS, found
        assert found["empty"] == 0, found
        # a frame is 16 ms on an idle machine; this one may be busy
        assert found["median"] < 100, found
        for _ in range(200):
            if scroll(stage.mine, 0.2, 5000)["rows"] and _end_known(feed):
                break
        scroll(stage.mine, 0.5, 100_000)
        last = feed.get_by_role("article").last
        expect(last).to_have_attribute("aria-setsize", str(MANY))
        expect(last).to_have_attribute("aria-posinset", str(MANY))
        assert feed.get_by_role("article").count() < MOST_ROWS

    def test_the_keyboard_walks_and_keeps_its_place(self, stage: Stage) -> None:
        page = stage.mine
        feed = stage.listing.get_by_role("feed")
        feed.get_by_role("article").last.focus()
        focused = page.locator("article:focus")
        for key, place in (("Home", 1), ("ArrowDown", 2), ("End", MANY), ("ArrowUp", MANY - 1)):
            page.keyboard.press(key)
            expect(focused).to_have_attribute("aria-posinset", str(place))
            expect(focused).to_be_in_viewport()
        page.keyboard.press("Home")
        expect(focused).to_have_attribute("aria-posinset", "1")
        page.keyboard.press("PageDown")
        expect(focused).not_to_have_attribute("aria-posinset", "1")
        reached = focused.get_attribute("aria-posinset")
        # far away the card with the focus is still in the page
        scroll(page, 0.5, 3000)
        expect(focused).to_have_attribute("aria-posinset", str(reached))
        page.keyboard.press("ArrowDown")
        expect(focused).to_have_attribute("aria-posinset", str(int(reached or 0) + 1))
        expect(focused).to_be_in_viewport()

    def test_the_filter_is_in_the_address_and_survives_a_reload(self, stage: Stage) -> None:
        page, listing = stage.mine, stage.listing
        button = listing.get_by_role("button", name="Filter")
        expect(button).to_have_attribute("aria-expanded", "false")
        button.click()
        expect(button).to_have_attribute("aria-expanded", "true")
        source = listing.get_by_label("Shared from")
        expect(source.locator("option")).to_have_text(
            ["All", "Autopilot", "JumpStart", "Model Registry", "Canvas", "MLflow"]
        )
        source.select_option(label="MLflow")
        listing.get_by_label("Sort by").select_option(label="Name Z to A")
        listing.get_by_role("searchbox").fill("vehicle")
        wanted = {
            "shared-models": ["by-me"],
            "shared-from": ["mlflow"],
            "shared-sort": ["-title"],
            "shared-search": ["vehicle"],
        }
        eventually(lambda: query(page) == wanted)
        cards = listing.get_by_role("article")
        expect(cards.nth(3)).to_contain_text("vehicle")
        expect(cards.filter(has_not_text="vehicle")).to_have_count(0)
        expect(cards.filter(has_not_text="MLflow")).to_have_count(0)
        names = [name.partition(" ")[0] for name in cards.locator("h3").all_inner_texts()]
        assert len(names) > 3
        assert names == sorted(names, reverse=True)
        screenshot(page, "shared-models-filtered")
        page.reload()
        expect(listing.get_by_role("searchbox")).to_have_value("vehicle")
        expect(source).to_have_value("mlflow")
        expect(listing.get_by_label("Sort by")).to_have_value("-title")
        expect(cards.first.locator("h3")).to_have_text(re.compile(f"^{names[0]} "))
        eventually(lambda: query(page) == wanted)

    def test_what_matches_nothing_offers_to_show_all(self, stage: Stage) -> None:
        listing = stage.listing
        listing.get_by_role("searchbox").fill("nothing is called so")
        expect(listing.get_by_text("No shared model matches")).to_be_visible()
        listing.get_by_role("button", name="Show all").click()
        expect(listing.get_by_role("searchbox")).to_have_value("")
        expect(listing.get_by_label("Shared from")).to_have_value("")
        listing.get_by_label("Sort by").select_option(label="Last updated")
        eventually(lambda: query(stage.mine) == {"shared-models": ["by-me"]})
        listing.get_by_role("tab", name="Shared with me").click()
        expect(listing.get_by_text("Nothing has been shared with you yet")).to_be_visible()
        listing.get_by_role("tab", name="Shared by me").click()
        expect(listing.get_by_role("article").first).to_be_visible()

    def test_another_tab_leaves_address_and_place_alone(self, stage: Stage) -> None:
        page = stage.mine
        page.goto(f"{stage.scientist.url}lab?shared-models=theirs&shared-sort=size&mine=1")
        expect(stage.listing.get_by_role("tab", name="Shared by me")).to_have_attribute(
            "aria-selected", "true"
        )
        eventually(lambda: query(page) == {"mine": ["1"], "shared-models": ["by-me"]})
        feed = page.locator(".jp-CanvasShare-feedScroll")
        expect(feed.get_by_role("article").first).to_be_visible()
        feed.evaluate("e => { e.scrollTop = 1000 }")
        expect(feed.get_by_role("article").first).not_to_have_attribute("aria-posinset", "1")
        page.wait_for_timeout(300)
        place = feed.evaluate("e => e.scrollTop")
        open_from_home(page, "AutoML")
        expect(page.get_by_role("region", name="Autopilot", exact=True)).to_be_visible()
        eventually(lambda: "shared-models" not in query(page))
        open_from_home(page, "Shared models")
        eventually(lambda: query(page).get("shared-models") == ["by-me"])
        expect(feed.get_by_role("article").first).to_be_visible()
        page.wait_for_timeout(300)
        assert feed.evaluate("e => e.scrollTop") == place
        feed.evaluate("e => { e.scrollTop = 0 }")
        expect(feed.get_by_role("article").first).to_have_attribute("aria-posinset", "1")

    def test_a_dialog_is_used_with_the_keyboard_alone(self, stage: Stage) -> None:
        page = stage.mine
        card = stage.listing.get_by_role("article").nth(1)
        more = card.get_by_role("button", name=re.compile("^More actions"))
        dialog = page.get_by_role("dialog", name="Revoke this model?")
        more.focus()
        for key in ("Enter", "ArrowDown", "ArrowDown", "Enter"):
            page.keyboard.press(key)
        # what takes something away is not what Enter does
        expect(dialog.get_by_role("button", name="Cancel").last).to_be_focused()
        page.keyboard.press("Tab")
        expect(dialog.get_by_role("button", name="Revoke")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        expect(dialog.get_by_label("Add a note (optional)")).to_be_focused()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Shift+Tab")
        expect(dialog.get_by_role("button", name="Revoke")).to_be_focused()
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(more).to_be_focused()

    def test_why_it_did_not_work_is_said_also_from_a_menu(self, stage: Stage) -> None:
        page = stage.mine
        one = re.compile("/api/shared-models/.+")
        refusal = {"code": "unavailable", "message": "The store is full.", "details": {}}
        page.route(one, lambda route: route.fulfill(status=503, json=refusal))
        dialog = act(stage.listing.get_by_role("article").nth(1), "Revoke")
        expect(dialog).to_contain_text("That did not work")
        expect(dialog).to_contain_text("The store is full.")
        page.unroute(one)
        dialog.get_by_role("button", name="Dismiss").click()
        expect(dialog).to_have_count(0)

    def test_what_has_lost_its_file_can_be_revoked_and_removed(self, stage: Stage) -> None:
        page = stage.mine
        cards = stage.listing.get_by_role("article")
        title = cards.nth(1).locator("h3").inner_text()
        dialog = act(cards.nth(1), "Revoke")
        dialog.get_by_role("button", name="Revoke", exact=True).click()
        expect(dialog).to_be_hidden()
        # it moves to the top, as what was last changed
        expect(cards.first).to_contain_text(title)
        expect(cards.first).to_contain_text("You revoked it on")
        following = cards.nth(1).locator("h3").inner_text()
        dialog = act(cards.first, "Remove")
        dialog.get_by_role("button", name="Remove", exact=True).click()
        expect(cards.first).to_contain_text(following)
        # the focus goes on where it was
        expect(page.locator("article:focus")).to_contain_text(following)


def _end_known(feed: Locator) -> bool:
    return feed.get_by_role("article").last.get_attribute("aria-setsize") != "-1"


@pytest.mark.long
def test_a_hundred_thousand_shares_scroll_with_few_rows(tmp_path: Path) -> None:
    count = 100_000
    shared_before(tmp_path / "store", count)
    with (
        running(tmp_path / "mine", tmp_path / "store", ME, program="jupyterlab") as server,
        chromium() as browser,
    ):
        page = open_page(browser, server.page("lab") + "&shared-models=by-me")
        page.set_default_timeout(4 * PATIENCE)
        feed = region(page).get_by_role("feed")
        feed.get_by_role("article").first.wait_for()
        worst = 0.0
        deadline = time.monotonic() + 600
        while not _end_known(feed):
            assert time.monotonic() < deadline
            found = scroll(page, 2, 6000)
            assert found["rows"] < MOST_ROWS, found
            worst = max(worst, found["median"])
        assert worst < 100, worst
        feed.get_by_role("article").last.focus()
        page.keyboard.press("End")
        expect(page.locator("article:focus")).to_have_attribute("aria-posinset", str(count))
