"""``performance.html`` in a browser without a network."""

from __future__ import annotations

from pathlib import Path

import pytest

from jupyterlab_canvas_share.services.reports.document import document
from jupyterlab_canvas_share.services.reports.html import html
from jupyterlab_canvas_share.services.reports.origin import Origin

from ..report_fixtures import HOSTILE, hostile, measured
from .chromium import chromium, screenshot

pytestmark = pytest.mark.browser


def test_the_report_opens_offline(tmp_path: Path) -> None:
    for name, made in (("binary", measured("binary")), ("hostile", hostile())):
        written = html(document(made, Origin(title=HOSTILE[0])))
        (tmp_path / f"{name}.html").write_text(written, encoding="utf-8")
    with chromium() as browser:
        context = browser.new_context(offline=True, viewport={"width": 900, "height": 900})
        page = context.new_page()
        said: list[str] = []
        asked: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("request", lambda request: asked.append(request.url))
        for name in ("binary", "hostile"):
            url = (tmp_path / f"{name}.html").as_uri()
            page.goto(url)
            # its title, as text: no script has run
            assert page.title() == f"{HOSTILE[0]}: performance report"
            assert page.locator("h1").all_inner_texts() == [HOSTILE[0]]
            for figure in page.locator("figure svg").all():
                box = figure.bounding_box()
                assert box is not None
                assert box["width"] > 300
                assert box["height"] > 50
            # no long word makes the page scroll sideways
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            screenshot(page, f"report-{name}")
        assert asked == [(tmp_path / f"{name}.html").as_uri() for name in ("binary", "hostile")]
        assert said == []
