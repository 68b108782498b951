"""What one sees and does in **Shared models and notebooks**, for the browser tests of Studio."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page

from bench.mailbox import by_me, write
from tests.browser.long_here import joined_long_ago

ME = "scientist"

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


def scroll(page: Page, seconds: float, step: int = 300) -> Any:
    return page.evaluate(SCROLL, [step, seconds * 1000])
