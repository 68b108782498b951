"""**Shared models and notebooks** in two real JupyterLabs over two real servers on one store.

The tests of the class follow one another, as two people work.
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

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.chromium import PATIENCE, chromium, open_page, screenshot
from tests.browser.studio_pages import ME, act, banner, region
from tests.servers import Server, eventually, free_port, running
from tests.trained import with_job

pytestmark = pytest.mark.browser

#: Seconds within which an open page shows what somebody else did.
PROMPT = 2.0


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


def toasts(page: Page, text: str) -> Locator:
    return page.locator(".Toastify__toast").filter(has_text=text)


def studio(home: Path, port: int) -> Any:
    return running(home / "berta", home / "store", "berta", program="jupyterlab", port=port)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    home = tmp_path_factory.mktemp("shared-models")
    expect.set_options(timeout=PATIENCE)
    with running(home / "carl", home / "store", "carl", apps=("Canvas",)):
        pass  # whose profile stays
    port = free_port()
    with (
        ExitStack() as servers,
        running(with_job(home / "mine"), home / "store", ME, program="jupyterlab") as scientist,
        chromium() as browser,
    ):
        berta = servers.enter_context(studio(home, port))
        models = scientist.get("/models")["items"]
        mine = open_page(browser, scientist.page("lab") + "&shared-models=by-me")
        hers = open_page(browser, berta.page("lab"))
        hers.locator("#jp-left-stack").wait_for()
        yield Stage(home, browser, servers, scientist, berta, port, mine, hers, models)
        for page in (mine, hers):
            assert page.evaluate("() => window.__failure") is None


class TestSharedModels:
    def test_a_model_is_picked_and_shared_from_here(self, stage: Stage) -> None:
        page = stage.mine
        expect(stage.listing.get_by_text("You have not shared a model yet")).to_be_visible()
        stage.listing.get_by_role("button", name="Share model").last.click()
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_role("searchbox")).to_be_focused()
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
        toast = toasts(page, "scientist shared the model churn")
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
        begun = time.monotonic()
        dialog.get_by_role("button", name="Revoke", exact=True).click()
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
        # at its next heartbeat, if nothing that it asked for failed meanwhile
        expect(banner(stage.hers)).to_contain_text("2 models were shared with you", timeout=45_000)
        for away in stage.models[1:3]:
            expect(toasts(stage.hers, away["title"])).to_have_count(0)
        screenshot(stage.hers, "banner")
        cards = region(stage.hers).get_by_role("article")
        expect(cards).to_have_count(3)
        # and from then on at once, again, also before JupyterLab's own event stream is back
        begun = time.monotonic()
        shared = stage.share(note="Back again", number=3)
        expect(toasts(stage.hers, stage.models[3]["title"])).to_have_count(1)
        expect(cards).to_have_count(4)
        stage.scientist.post(f"/shared-models/{shared['id']}/revoke", {"request": token_hex(8)})
        expect(cards.first).to_contain_text("No longer shared by scientist since")
        took = time.monotonic() - begun
        assert took < 2 * PROMPT, took
        # in a workspace of its own: the other page writes all of its own now and then
        page = open_page(stage.browser, stage.berta.page("lab/workspaces/another"))
        expect(banner(page)).to_contain_text("4 shared models have news for you")
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
        expect(region(page).get_by_role("article")).to_have_count(4)
        listing = region(page)
        assert listing.evaluate("e => e.scrollWidth <= e.clientWidth")
        screenshot(page, "shared-with-me-dark-narrow")
        page.close()
