"""What becomes of a share while the analyst's page is open, in a real browser over real servers.

The tests of the class follow one another, as things happen to one model.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.bad_input_fixtures import candidates, share
from tests.browser.chromium import PATIENCE, chromium, open_page, screenshot
from tests.servers import Server, eventually, free_port, running
from tests.trained import with_job

pytestmark = pytest.mark.browser

#: Seconds within which an open page shows that a share ended.
PROMPT = 2.0


@dataclass
class Stage:
    """A data scientist with a trained model, and the analyst with the page open."""

    home: Path
    scientist: Server
    port: int
    page: Page
    best: str
    servers: ExitStack
    analyst: Server
    shared: dict[str, Any] = field(default_factory=dict)

    def start_analyst(self) -> None:
        self.analyst = self.servers.enter_context(analyst(self.home, self.port))

    def share(self, note: str = "") -> Any:
        """Share the best model."""
        answer = share(self.scientist, "analyst", model=self.best, note=note, request=token_hex(8))
        assert answer.status == 201, answer
        return answer.body

    def update(self, note: str = "") -> None:
        """Share an update of what was shared last."""
        model = {"source": "autopilot", "model_id": self.best}
        self.scientist.post(
            f"/shared-models/{self.shared['id']}/versions",
            {"kind": "updated", **model, "note": note, "request": token_hex(8)},
        )

    def ready(self, id: str) -> None:
        def state() -> bool:
            answer = self.analyst.call("GET", f"/shared-models/{id}")
            return answer.status == 200 and answer.body["shared_model"]["state"] == "ready"

        eventually(state)

    @property
    def notices(self) -> Locator:
        return self.page.get_by_role("region", name="Notifications")

    def card(self, title: str) -> Locator:
        return self.page.get_by_role("listitem").filter(has_text=title)


def analyst(home: Path, port: int) -> Any:
    return running(home / "analyst", home / "store", "analyst", apps=("Canvas",), port=port)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    home = tmp_path_factory.mktemp("canvas-shares")
    expect.set_options(timeout=PATIENCE)
    port = free_port()
    with (
        ExitStack() as servers,
        running(
            with_job(home / "scientist"), home / "store", "scientist", apps=("Studio",)
        ) as scientist,
        chromium() as browser,
    ):
        first = servers.enter_context(analyst(home, port))
        page = open_page(browser, first.page("canvas"))
        stage = Stage(
            home=home,
            scientist=scientist,
            port=port,
            page=page,
            best=candidates(scientist)[0]["model_id"],
            servers=servers,
            analyst=first,
        )
        expect(page.get_by_text("No model has been shared with you yet")).to_be_visible()
        yield stage
        assert page.evaluate("() => window.__failure") is None


class TestCanvasShares:
    def test_a_share_is_told_once_and_counted(self, stage: Stage) -> None:
        stage.shared = stage.share("Try it on March.")
        title = stage.shared["title"]
        told = stage.notices.get_by_text(f"scientist shared the model {title} with you.")
        expect(told).to_have_count(1)
        page = stage.page
        expect(page).to_have_title("(1) Models · Canvas")
        expect(page.get_by_role("link", name="Models, 1 with something new")).to_be_visible()
        stage.ready(stage.shared["id"])
        expect(stage.card(title)).to_contain_text("Ready")
        screenshot(page, "canvas-notice")
        # what is still unread is there after a reload, and still only once
        page.reload()
        expect(told).to_have_count(1)

    def test_view_update_marks_it_as_seen(self, stage: Stage) -> None:
        page = stage.page
        stage.notices.get_by_role("button", name="View update").click()
        expect(page.get_by_role("tab", name="Analyze")).to_be_visible()
        expect(page).to_have_title(f"{stage.shared['title']} · Canvas")
        expect(page.get_by_role("link", name="Models", exact=True)).to_be_visible()
        eventually(lambda: stage.analyst.get("/notifications", app="Canvas")["unread"] == 0)
        page.reload()
        expect(page.get_by_role("tab", name="Analyze")).to_be_visible()
        expect(stage.notices.get_by_role("button")).to_have_count(0)

    def test_an_update_of_the_open_model_is_shown_and_told(self, stage: Stage) -> None:
        page = stage.page
        stage.update("With April")
        expect(page.get_by_text("This page shows it now.")).to_contain_text(
            "scientist shared an update of"
        )
        history = page.get_by_role("complementary", name="Shared History")
        expect(history).to_contain_text("With April")
        expect(page.get_by_role("tab", name="Analyze")).to_be_visible()

    def test_revoke_reaches_the_open_page_at_once(self, stage: Stage) -> None:
        page = stage.page
        page.get_by_role("tab", name="Predict").click()
        form = page.get_by_role("form", name="Values to predict from")
        expect(page.get_by_text("None yet")).to_be_visible()
        form.get_by_label("tenure", exact=True).fill("7")
        stage.scientist.post(
            f"/shared-models/{stage.shared['id']}/revoke", {"note": "", "request": token_hex(8)}
        )
        answered = time.monotonic()
        over = page.get_by_role("alert").filter(has_text="No longer shared by scientist since")
        expect(over).to_be_visible()
        assert time.monotonic() - answered < PROMPT
        expect(page.get_by_role("tab")).to_have_count(0)
        expect(form.get_by_label("tenure", exact=True)).to_have_value("7")
        expect(form.get_by_label("tenure", exact=True)).to_be_disabled()
        expect(page.get_by_role("button", name="Update")).to_have_count(0)
        screenshot(page, "canvas-revoked")
        refused = stage.analyst.call(
            "POST", f"/shared-models/{stage.shared['id']}/predictions", {"rows": [{"tenure": 7}]}
        )
        assert refused.status == 410, refused

    def test_the_card_is_greyed_and_can_be_removed(self, stage: Stage) -> None:
        page = stage.page
        title = stage.shared["title"]
        page.get_by_role("link", name="← Models").click()
        card = stage.card(title)
        expect(card).to_contain_text("No longer shared by scientist since")
        expect(card.get_by_role("button")).to_have_text(["Remove"])
        screenshot(page, "canvas-revoked-card")
        remove = card.get_by_role("button", name="Remove")
        remove.click()
        dialog = page.get_by_role("dialog", name=f"Remove {title}?")
        expect(dialog).to_contain_text("only if scientist shares a new version")
        for _ in range(3):  # the focus goes round within the dialog
            page.keyboard.press("Tab")
            assert page.evaluate(
                "() => document.activeElement === document.body"
                " || document.activeElement.closest('dialog') !== null"
            )
        screenshot(page, "canvas-remove")
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(remove).to_be_focused()
        remove.click()
        dialog.get_by_role("button", name="Remove").click()
        expect(page.get_by_text(f"Removed {title}")).to_be_visible()
        expect(page.get_by_role("main")).to_be_focused()
        expect(card).to_have_count(0)
        page.goto(f"{stage.analyst.url}canvas#/models/{stage.shared['id']}/analyze")
        expect(page.get_by_text("This model was removed")).to_be_visible()
        page.get_by_role("button", name="All models").click()
        expect(page.get_by_text("No model has been shared with you yet")).to_be_visible()

    def test_what_was_removed_comes_back_with_a_new_version(self, stage: Stage) -> None:
        page = stage.page
        stage.shared = stage.share()
        id, title = stage.shared["id"], stage.shared["title"]
        stage.ready(id)
        stage.notices.get_by_role("button", name="View update").click()
        page.get_by_role("button", name="More actions").click()
        page.get_by_role("menuitem", name="Remove…").click()
        page.get_by_role("dialog").get_by_role("button", name="Remove").click()
        expect(page.get_by_text(f"Removed {title}")).to_be_visible()
        expect(stage.card(title)).to_have_count(0)
        stage.update()
        told = stage.notices.get_by_text(f"scientist shared an update of {title}.")
        expect(told).to_have_count(1)
        expect(stage.card(title)).to_have_count(1)
        expect(stage.card(title)).to_contain_text("New")
        stage.notices.get_by_role("button", name="View update").click()
        expect(page.get_by_role("tab", name="Analyze")).to_be_visible()
        page.get_by_role("link", name="← Models").click()

    def test_block_and_unblock(self, stage: Stage) -> None:
        page = stage.page
        stage.card(stage.shared["title"]).get_by_role("link").click()
        page.get_by_role("button", name="More actions").click()
        page.get_by_role("menuitem", name="Block scientist…").click()
        screenshot(page, "canvas-block")
        page.get_by_role("dialog").get_by_role("button", name="Block").click()
        expect(page.get_by_text("You have blocked scientist")).to_be_visible()
        unheard = stage.share()
        page.get_by_role("button", name="More actions").click()
        page.get_by_role("menuitem", name="Unblock scientist…").click()
        # nothing came while it was blocked; all of it comes now
        expect(stage.notices.get_by_role("button")).to_have_count(0)
        page.get_by_role("dialog").get_by_role("button", name="Unblock").click()
        expect(stage.notices.get_by_text("scientist shared the model")).to_have_count(1)
        expect(page.get_by_text("You have blocked")).to_have_count(0)
        stage.ready(unheard["id"])
        stage.notices.get_by_role("button", name="View update").click()
        expect(page).to_have_title(re.compile("^[^(].* · Canvas"))
        page.get_by_role("link", name="← Models").click()

    def test_a_share_made_while_the_server_was_down_shows_once(self, stage: Stage) -> None:
        page = stage.page
        cards = page.get_by_role("listitem")
        told = stage.notices.get_by_text("scientist shared the model")
        stage.share("Put away before")
        expect(told).to_have_count(1)
        expect(cards).to_have_count(3)
        stage.notices.get_by_role("button", name="Dismiss").click()
        expect(told).to_have_count(0)
        stage.analyst.kill()
        lost = page.get_by_text("Connection lost, trying again")
        expect(lost).to_be_visible()
        # what was read stays, without an alarm
        expect(cards).to_have_count(3)
        expect(page.get_by_role("alert")).to_have_count(0)
        screenshot(page, "canvas-lost")
        stage.share()
        stage.start_analyst()
        # what came meanwhile is told once, what was put away is not told again
        expect(told).to_have_count(1)
        expect(lost).to_have_count(0)
        expect(cards).to_have_count(4)
        page.wait_for_timeout(2000)
        expect(told).to_have_count(1)
        expect(page).to_have_title("(2) Models · Canvas")
        page.reload()
        expect(told).to_have_count(2)

    def test_search_filter_and_sort_survive_a_reload(self, stage: Stage) -> None:
        page = stage.page
        source = page.get_by_role("combobox", name="Shared from")
        source.select_option(label="Autopilot")
        page.get_by_role("combobox", name="Sort by").select_option(label="Name Z to A")
        page.get_by_role("searchbox").fill("churn")
        expect(page).to_have_url(re.compile(r"#/models\?q=churn&source=autopilot&sort=-title$"))
        page.reload()
        expect(source).to_have_value("autopilot")
        expect(page.get_by_role("combobox", name="Sort by")).to_have_value("-title")
        expect(page.get_by_role("searchbox")).to_have_value("churn")
        expect(page.get_by_role("listitem")).to_have_count(4)
        page.get_by_role("searchbox").fill("nothing like it")
        expect(page.get_by_text("No model from Autopilot matches")).to_be_visible()
        page.get_by_role("button", name="Show all").click()
        expect(page.get_by_role("listitem").first).to_be_visible()
