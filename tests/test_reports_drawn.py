"""The reports that are drawn: HTML that nothing gets out of, and PDF that nothing breaks."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from jupyterlab_canvas_share.model.bundle import BundleContents
from jupyterlab_canvas_share.model.errors import Unavailable
from jupyterlab_canvas_share.services.analysis import analysis
from jupyterlab_canvas_share.services.reports.document import Document, document
from jupyterlab_canvas_share.services.reports.draw import Drawing, draw
from jupyterlab_canvas_share.services.reports.html import html
from jupyterlab_canvas_share.services.reports.origin import Origin
from jupyterlab_canvas_share.services.reports.pdf import pdf

from .report_fixtures import HOSTILE, explained, hostile, measured

KINDS = ("binary", "multiclass", "regression")
#: Everything that an offline page without scripts needs.
ELEMENTS = {
    "html", "head", "meta", "title", "style", "body", "main", "section", "h1", "h2", "h3", "p",
    "div", "table", "caption", "thead", "tbody", "tr", "th", "td", "figure", "figcaption",
    "svg", "g", "path", "line", "text", "tspan", "defs", "clippath", "rect", "lineargradient",
    "stop",
}  # fmt: skip


class Reader(HTMLParser):
    """Elements, attributes and text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


def of(contents: BundleContents, title: str = "churn / lightgbm-1") -> Document:
    return document(contents, Origin(title=title))


@pytest.mark.parametrize("kind", KINDS)
def test_every_picture_is_there_with_its_sentence(kind: str) -> None:
    made = measured(kind)
    page = Reader(html(of(made)))
    shown = analysis(made)
    assert page.elements.count("svg") == page.elements.count("figure") == len(shown.charts) + 1
    for chart in shown.charts:
        assert chart.title in page.text
        assert chart.sentence in page.text
    for metric in shown.metrics:
        assert metric.sentence in page.text
    head = page.text[: page.text.index("How good the model is")]
    for fact in ("lightgbm-1", made.manifest.objective, "600 rows"):
        assert fact in head


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_needs_nothing_else(kind: str) -> None:
    written = html(of(measured(kind)))
    page = Reader(written)
    assert set(page.elements) <= ELEMENTS
    names = {name for name, _ in page.attributes}
    assert not {name for name in names if name.startswith("on")} | names & {"src", "href", "style"}
    ids = [value for name, value in page.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]*)\)", written)) <= set(ids)
    policies = [value for name, value in page.attributes if name == "content"]
    assert any("default-src 'none'" in policy for policy in policies)


def test_hostile_words_stay_words() -> None:
    title = HOSTILE[0]
    page = Reader(html(of(hostile(), title)))
    assert set(page.elements) <= ELEMENTS
    assert not {name for name, _ in page.attributes if name.startswith("on")}
    assert page.elements.count("h1") == 1
    for name in (HOSTILE[0], HOSTILE[1], HOSTILE[4]):
        assert name in page.text
    # nothing turns what follows around, and nothing ends the line
    assert not set("\u202e\u2066\x00\x1b") & set(page.text)


def test_an_explanation_that_is_missing_is_said() -> None:
    made = explained(measured("binary"), attributions=(), sample_size=0)
    page = Reader(html(of(made)))
    assert "is not computed yet" in page.text
    assert page.elements.count("svg") == len(analysis(made).charts)


def pages(report: bytes) -> int:
    assert report.startswith(b"%PDF-")
    assert report.rstrip().endswith(b"%%EOF")
    return len(re.findall(rb"/Type /Page\b", report))


@pytest.mark.parametrize("kind", KINDS)
def test_a_pdf_has_its_pictures_and_is_the_same_twice(kind: str) -> None:
    made = measured(kind)
    report = pdf(of(made))
    assert pages(report) > 1
    assert report.count(b"/Subtype /Image") == len(analysis(made).charts) + 1
    assert pdf(of(made)) == report


def test_a_pdf_survives_hostile_words() -> None:
    report = pdf(of(hostile(), " ".join(HOSTILE)))
    assert 1 < pages(report) < 16
    # words in other scripts are pictures
    assert report.count(b"/Subtype /Image") > len(analysis(hostile()).charts) + 1


@pytest.mark.parametrize("megabytes", [20, 200])
async def test_a_drawing_that_takes_too_much_memory_says_so(megabytes: int) -> None:
    """Of which one of the libraries that draw, or Python, finds none."""
    task = Drawing(
        report="performance.html", contents=measured("binary"), origin=Origin(title="churn")
    )
    with pytest.raises(Unavailable, match=rf"than the {megabytes / 1024:.2g} GB") as failed:
        await draw(task.model_dump_json().encode(), megabytes << 20)
    assert failed.value.code == "report_memory"


async def test_a_drawing_that_fails_is_an_answer() -> None:
    """As it is when a library ends its process; here it ends over what is no task."""
    with pytest.raises(Unavailable) as failed:
        await draw(b"{}")
    assert failed.value.code == "report_failed"
