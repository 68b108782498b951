"""Bundles whose text or date step is meant to harm: each is refused, with what is wrong."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from jupyterlab_canvas_share.bundle.consistency import check_consistency
from jupyterlab_canvas_share.bundle.errors import BundleInvalid
from jupyterlab_canvas_share.model.bundle import BundleContents
from tests.bundle_fixtures import make_bundle

Parts = dict[str, Any]

COLUMN = {"name": "note", "type": "Text", "words": ["good", "late"], "minimum": 1, "maximum": 9}
STEP = {
    "step": "featurize_text",
    "column": "note",
    "statistics": ["characters"],
    "words": ["good", "late"],
}


def with_text(column: Parts | None = None, step: Parts | None = None) -> Parts:
    """A bundle that also reads notes, as its members say it; the graph is another matter."""
    parts: Parts = make_bundle("linear", 2).contents.model_dump(mode="json")
    column, step = {**COLUMN, **(column or {})}, {**STEP, **(step or {})}
    manifest = parts["manifest"]
    manifest["columns"].append(column)
    parts["transforms"]["steps"].append(step)
    names = [f"note_{name}" for name in step.get("statistics", ())]
    names += [f"note_has_{word}" for word in step.get("words", ())]
    manifest["features"] += [{"name": name, "column": "note"} for name in names]
    manifest["inputs"][0]["features"] += names
    for row in (*parts["explanations"]["background"], *parts["parity"]["made_up"]["rows"]):
        row.append("Good other")
    return parts


def checked(parts: Parts) -> None:
    check_consistency(BundleContents.model_validate(parts))


def test_a_bundle_that_reads_text_is_consistent() -> None:
    checked(with_text())


@pytest.mark.parametrize(
    ("column", "step", "words"),
    [
        ({"words": None}, {}, "must have words if and only if"),
        ({"words": ["good", "good"]}, {"words": ["good", "good"]}, "has a word twice"),
        ({"words": ["Good"]}, {"words": ["Good"]}, "a word that can be none"),
        ({"words": ["two words"]}, {"words": ["two words"]}, "a word that can be none"),
        ({"words": [""]}, {"words": [""]}, "a word that can be none"),
        ({}, {"words": ["good", "late", "secret"]}, "looks for other words"),
        ({"words": []}, {}, "looks for other words"),
        ({"maximum": 1e9}, {}, "no proper range"),
        ({"minimum": -5}, {}, "no proper range"),
        ({"type": "Numerical", "words": None}, {}, "needs the text column “note”"),
        ({}, {"column": "nothing"}, "needs the text column “nothing”"),
        ({}, {"statistics": ["words", "words"]}, "make the same feature"),
        (
            {"words": [f"w{i}" for i in range(10_001)]},
            {"words": [f"w{i}" for i in range(10_001)]},
            "more than 10,000 features",
        ),
    ],
)
def test_text_that_cannot_be(column: Parts, step: Parts, words: str) -> None:
    with pytest.raises(BundleInvalid, match=words) as refused:
        checked(with_text(column, step))
    assert len(refused.value.message) < 500


@pytest.mark.parametrize(
    "step", [{"step": "featurize_pickle"}, {"statistics": ["__class__"]}, {"words": [1]}]
)
def test_a_step_outside_the_closed_list_does_not_parse(step: Parts) -> None:
    parts = with_text()
    parts["transforms"]["steps"][-1].update(step)
    with pytest.raises(ValidationError):
        BundleContents.model_validate(parts)


def test_a_text_that_no_step_reads_is_refused() -> None:
    parts = with_text()
    parts["transforms"]["steps"].pop()
    with pytest.raises(BundleInvalid, match="needs a transformation that is not there"):
        checked(parts)
    parts["manifest"]["features"] = [
        {"name": "note", "column": "note"} if f["column"] == "note" else f
        for f in parts["manifest"]["features"][:-2]
    ]
    parts["manifest"]["inputs"][0]["features"] = [f["name"] for f in parts["manifest"]["features"]]
    with pytest.raises(BundleInvalid, match="“note” needs a transformation"):
        checked(parts)


def test_days_counted_from_beyond_the_calendar_are_refused() -> None:
    parts = with_text()
    parts["transforms"]["steps"][0]["origin"] = 1e18
    with pytest.raises(BundleInvalid, match="beyond the calendar"):
        checked(parts)


def test_words_of_a_column_that_is_no_text_are_refused() -> None:
    parts = with_text()
    parts["manifest"]["columns"][0]["words"] = ["secret"]
    with pytest.raises(BundleInvalid, match="if and only if it is text"):
        checked(parts)
