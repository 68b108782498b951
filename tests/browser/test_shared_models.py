"""**Shared models and notebooks** in two real JupyterLabs over two real servers on one store.

The tests of the class follow one another, as two people work; the scientist has shared much before.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bench.mailbox import by_me, write
from tests.browser.chromium import PATIENCE, chromium, open_page, screenshot
from tests.browser.long_here import joined_long_ago
from tests.servers import Server, eventually, free_port, running
from tests.trained import train

pytestmark = pytest.mark.browser

ME = "scientist"
#: Seconds within which an open page shows what somebody else did.
PROMPT = 2.0
MANY = 2_000
#: Most cards that are ever in the page, however long the list.
MOST_ROWS = 60

#: Scroll for a while as fast as frames come; answers the most cards seen, and the gaps in ms.
SCROLL = """async ([step, milliseconds]) => {
  const feed = document.querySelector('.jp-CanvasShare-feedScroll');
  const until = performance.now() + milliseconds;
  const gaps = [];
  let rows = 0, empty = 0, last = performance.now();
  while (performance.now() < until) {
    feed.scrollTop += step;
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    gaps.push(now - last);
    last = now;
    const cards = [...feed.querySelectorAll('article')];
    rows = Math.max(rows, cards.length);
    const { top, bottom } = feed.getBoundingClientRect();
    const seen = cards.filter(card => {
      const at = card.getBoundingClientRect();
      return at.bottom > top && at.top < bottom;
    });
    empty += seen.length === 0 ? 1 : 0;
  }
  gaps.sort((a, b) => a - b);
  return {
    rows, empty, median: gaps[gaps.length >> 1], longest: gaps[gaps.length - 1],
    top: feed.scrollTop, frames: gaps.length
  };
}"""


@dataclass
class Stage:
    """A JupyterLab for each: the scientist's, and berta's to whom models are shared."""

    home: Path
    browser: Browser
    servers: ExitStack
    scientist: Server
    berta: Server
    port: int
    mine: Page
    hers: Page
    models: list[Any]

    @property
    def listing(self) -> Locator:
        return region(self.mine)

    def share(self, recipient: str = "berta", note: str = "", number: int = 0) -> Any:
        model = {"source": "autopilot", "model_id": self.models[number]["id"]}
        people = {"recipients": [recipient], "note": note, "request": token_hex(8)}
        return self.scientist.post("/shared-models", {**model, **people})

    def restart(self) -> None:
        self.berta = self.servers.enter_context(studio(self.home, self.port))


def region(page: Page) -> Locator:
    return page.get_by_role("region", name="Shared models and notebooks")


def banner(page: Page) -> Locator:
    return page.get_by_role("region", name="News of shared models")


def act(card: Locator, action: str) -> Locator:
    """Choose from a card's menu; answers the dialog."""
    card.get_by_role("button", name=re.compile("^More actions")).click()
    card.page.get_by_role("menuitem", name=action).click()
    return card.page.get_by_role("dialog")


def open_from_home(page: Page, entry: str) -> None:
    home = page.get_by_role("navigation", name="Home")
    if not home.is_visible():
        page.get_by_role("tab", name=re.compile("^Home")).click()
    home.get_by_role("button", name=re.compile(f"^{entry}")).click()


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.evaluate("() => window.location.href")).query)


def shared_before(store: Path, count: int) -> None:
    """Somebody who is in the Domain for long, and has shared that much."""
    joined_long_ago(store, ME)
    write(store, ME, by_me(ME, count))


def studio(home: Path, port: int) -> Any:
    return running(home / "berta", home / "store", "berta", program="jupyterlab", port=port)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    home = tmp_path_factory.mktemp("shared-models")
    expect.set_options(timeout=PATIENCE)
    with running(home / "carl", home / "store", "carl", apps=("Canvas",)):
        pass  # whose profile stays
    shared_before(home / "store", MANY)
    port = free_port()
    with (
        ExitStack() as servers,
        running(home / "mine", home / "store", ME, program="jupyterlab") as scientist,
        chromium() as browser,
    ):
        berta = servers.enter_context(studio(home, port))
        train(scientist)
        models = scientist.get("/models")["items"]
        mine = open_page(browser, scientist.page("lab") + "&shared-models=by-me")
        hers = open_page(browser, berta.page("lab"))
        hers.locator("#jp-left-stack").wait_for()
        yield Stage(home, browser, servers, scientist, berta, port, mine, hers, models)
        for page in (mine, hers):
            assert page.evaluate("() => window.__failure") is None


def scroll(page: Page, seconds: float, step: int = 300) -> Any:
    return page.evaluate(SCROLL, [step, seconds * 1000])


class TestSharedModels:
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
        place = focused.get_attribute("aria-posinset")
        # far away the card with the focus is still in the page
        scroll(page, 0.5, 3000)
        expect(focused).to_have_attribute("aria-posinset", str(place))
        page.keyboard.press("ArrowDown")
        expect(focused).to_have_attribute("aria-posinset", str(int(place or 0) + 1))
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
        cards = listing.get_by_role("article")
        expect(cards.filter(has_not_text="vehicle")).to_have_count(0)
        expect(cards.filter(has_not_text="MLflow")).to_have_count(0)
        names = [name.partition(" ")[0] for name in cards.locator("h3").all_inner_texts()]
        assert len(names) > 3
        assert names == sorted(names, reverse=True)
        wanted = {
            "shared-models": ["by-me"],
            "shared-from": ["mlflow"],
            "shared-sort": ["-title"],
            "shared-search": ["vehicle"],
        }
        eventually(lambda: query(page) == wanted)
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

    def test_a_model_is_picked_and_shared_from_here(self, stage: Stage) -> None:
        page = stage.mine
        stage.listing.get_by_role("button", name="Share model").click()
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_label("Shared from")).to_have_value("")
        dialog.get_by_role("searchbox").fill("lightgbm-1")
        expect(dialog.get_by_role("radio")).to_have_count(1)
        expect(dialog.get_by_role("button", name="Share", exact=True)).to_be_disabled()
        dialog.get_by_role("radio").check()
        screenshot(page, "pick-model")
        dialog.get_by_role("button", name="Share", exact=True).click()
        users = dialog.get_by_role("combobox", name="Add Canvas users")
        users.fill("berta")
        users.press("Enter")
        dialog.get_by_label("Add a note").fill("Look at the contracts")
        year = time.gmtime().tm_year + 1
        dialog.get_by_label("Share until (optional)").fill(f"{year}-12-24")
        dialog.get_by_role("button", name="Share", exact=True).click()
        expect(dialog).to_be_hidden()
        card = stage.listing.get_by_role("article").first
        expect(card).to_contain_text("Look at the contracts")
        expect(card).to_contain_text("Shared to: 1 Canvas user")
        expect(card).to_contain_text(re.compile(f"Until .*{year}"))
        expect(card).to_contain_text("1 version")

    def test_the_recipient_is_told_once_and_the_count_goes_down(self, stage: Stage) -> None:
        page = stage.hers
        toast = page.locator(".Toastify__toast").filter(has_text="scientist shared churn")
        expect(toast).to_have_count(1)
        # one that an event tells of while the first read is under way comes no second time
        page.wait_for_timeout(1000)
        expect(toast).to_have_count(1)
        expect(page.get_by_role("tab", name="Home (1 new)")).to_be_visible()
        toast.get_by_role("button", name="View shared models").click()
        listing = region(page)
        expect(listing.get_by_role("tab", name="Shared with me (1)")).to_have_attribute(
            "aria-selected", "true"
        )
        card = listing.get_by_role("article")
        expect(card).to_contain_text("New")
        expect(card).to_contain_text("Shared by: scientist")
        screenshot(page, "shared-with-me")
        card.get_by_role("button", name="View model").click()
        view = page.get_by_role("region", name="Shared model", exact=True)
        expect(view.locator("figure svg, figure canvas").first).to_be_visible()
        expect(page.get_by_role("tab", name="Home", exact=True)).to_be_visible()

    def test_recipients_are_added(self, stage: Stage) -> None:
        card = stage.listing.get_by_role("article").first
        dialog = act(card, "Add recipients")
        users = dialog.get_by_role("combobox", name="Add Canvas users")
        users.press("ArrowDown")
        expect(dialog.get_by_role("option", name="berta")).to_be_disabled()
        expect(dialog.get_by_text("1 of at most 23 Canvas users")).to_be_visible()
        users.fill("berta")
        users.press("Enter")
        expect(dialog.get_by_text("berta can see this model already.")).to_be_visible()
        users.fill("carl")
        users.press("Enter")
        expect(dialog.get_by_text("2 of at most 23 Canvas users")).to_be_visible()
        screenshot(stage.mine, "add-recipients")
        dialog.get_by_role("button", name="Share", exact=True).click()
        expect(dialog).to_be_hidden()
        expect(card).to_contain_text("Shared to: 2 Canvas users")

    def test_an_open_page_follows_a_revoke_at_once(self, stage: Stage) -> None:
        dialog = act(stage.listing.get_by_role("article").first, "Revoke")
        expect(dialog).to_contain_text("This cannot be undone")
        expect(dialog.get_by_role("listitem")).to_have_text(["berta", "carl"])
        dialog.get_by_label("Add a note (optional)").fill("Wrong data")
        screenshot(stage.mine, "revoke")
        view = stage.hers.get_by_role("region", name="Shared model", exact=True)
        notice = view.get_by_text(re.compile("No longer shared by scientist since")).first
        dialog.get_by_role("button", name="Revoke", exact=True).click()
        begun = time.monotonic()
        notice.wait_for()
        took = time.monotonic() - begun
        assert took < PROMPT, took
        expect(view.locator("figure")).to_have_count(0)
        expect(view.get_by_role("complementary")).to_contain_text("Wrong data")
        screenshot(stage.hers, "revoked")
        card = stage.listing.get_by_role("article").first
        expect(card).to_contain_text("You revoked it on")
        expect(card).to_have_attribute("data-ended", "true")

    def test_it_is_removed_for_good(self, stage: Stage) -> None:
        page = stage.hers
        view = page.get_by_role("region", name="Shared model", exact=True)
        view.get_by_role("button", name="Remove").click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("comes back only if scientist shares a new version")
        dialog.get_by_role("button", name="Remove", exact=True).click()
        expect(view.get_by_text("You have removed this model").first).to_be_visible()
        view.get_by_role("button", name="View shared models").click()
        expect(region(page).get_by_text("Nothing has been shared with you yet")).to_be_visible()

    def test_nothing_new_comes_from_whom_one_blocks(self, stage: Stage) -> None:
        stage.share(note="Before")
        card = region(stage.hers).get_by_role("article")
        expect(card).to_contain_text("Before")
        dialog = act(card, f"Block {ME}")
        dialog.get_by_role("button", name="Block", exact=True).click()
        expect(dialog).to_be_hidden()
        card.get_by_role("button", name=re.compile("^More actions")).click()
        stage.hers.get_by_role("menuitem", name=f"Unblock {ME}").click()
        eventually(
            lambda: (
                not stage.berta.get("/shared-models", direction="with-me")["items"][0]["blocked"]
            )
        )

    def test_what_arrived_while_away_is_told_once_in_a_banner(self, stage: Stage) -> None:
        stage.berta.kill()
        stage.share(note="While away", number=1)
        stage.share(note="While away, too", number=2)
        stage.restart()
        # the page that was open all the time finds out by itself
        expect(banner(stage.hers)).to_contain_text("2 models were shared with you")
        expect(stage.hers.locator(".Toastify__toast").filter(has_text="mlp")).to_have_count(0)
        screenshot(stage.hers, "banner")
        expect(region(stage.hers).get_by_role("article")).to_have_count(3)
        page = open_page(stage.browser, stage.berta.page("lab"))
        expect(banner(page)).to_contain_text("shared with you")
        banner(page).get_by_role("button", name="Dismiss").click()
        expect(banner(page)).to_have_count(0)
        # what was dismissed is kept a moment later
        page.wait_for_timeout(2000)
        with page.expect_response(re.compile("/notifications")):
            page.reload()
        expect(page.get_by_role("tab", name=re.compile("Home .*new"))).to_be_visible()
        expect(banner(page)).to_have_count(0)
        page.close()

    def test_a_narrow_page_and_the_dark_theme(self, stage: Stage) -> None:
        settings = stage.berta.folder.parent / "jupyter-config" / "lab" / "user-settings"
        theme = settings / "@jupyterlab" / "apputils-extension" / "themes.jupyterlab-settings"
        theme.write_text('{"theme": "JupyterLab Dark"}')
        page = open_page(
            stage.browser,
            stage.berta.page("lab") + "&shared-models=with-me",
            dark=True,
            width=700,
        )
        expect(region(page).get_by_role("article")).to_have_count(3)
        listing = region(page)
        assert listing.evaluate("e => e.scrollWidth <= e.clientWidth")
        screenshot(page, "shared-with-me-dark-narrow")
        page.close()


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
