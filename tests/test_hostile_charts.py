"""Names in charts are inert: Vega-Lite writes titles, other people's words, into expressions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from jupyterlab_canvas_share.model.bundle import BundleContents
from jupyterlab_canvas_share.services.analysis import analysis, explainability
from tests import contents

#: Names of targets, classes and columns that would end a text, or a line, of an expression.
HOSTILE = {
    "backslash": 'x\\": open("https://evil.example"), "y',
    "last backslash": "C:\\",
    "line break": "a\nb",
    "line separator": "a\N{LINE SEPARATOR}b",
    "right to left": "a\N{RIGHT-TO-LEFT OVERRIDE}b",
    "NUL": "a\0b",
}


def titles(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for each in part:
            yield from titles(each)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key == "title" and isinstance(value, str):
                yield value
            elif key != "data":
                yield from titles(value)


def renamed(made: BundleContents, name: str) -> BundleContents:
    """The same contents, with the target, the classes and the columns called that way."""
    text = made.model_dump_json()
    words = ("Churn", "plan", "price", "Yes", "basic", "tenure", "Contract")
    for number, word in enumerate(words):
        text = text.replace(json.dumps(word), json.dumps(f"{number}{name}"))
    return BundleContents.model_validate_json(text)


@pytest.mark.parametrize("kind", ["binary", "multiclass", "regression"])
@pytest.mark.parametrize("case", HOSTILE)
def test_no_name_leaves_its_text_in_a_title(kind: str, case: str) -> None:
    made = renamed(getattr(contents, kind)(), HOSTILE[case])
    found = analysis(made)
    charts = [*found.charts, found.column_impact_chart, explainability(made).chart]
    seen = [title for chart in charts for title in titles(chart.spec)]
    assert len(seen) > len(charts)
    for title in seen:
        assert "\\" not in title
        assert title.isprintable()


def test_names_in_the_data_stay_as_they_are() -> None:
    made = renamed(contents.multiclass(), "C:\\")
    spec = json.dumps(analysis(made).charts[0].spec["data"])
    assert json.dumps("4C:\\") in spec
