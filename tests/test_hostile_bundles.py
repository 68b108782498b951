"""Bundles that are well formed, rightly announced, and meant to harm who looks at them."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_canvas_share.bundle.container import pack
from jupyterlab_canvas_share.bundle.errors import BundleInvalid
from jupyterlab_canvas_share.bundle.verify import open_bundle, read_bundle
from jupyterlab_canvas_share.model.bundle import MEMBERS
from jupyterlab_canvas_share.model.errors import Refused
from jupyterlab_canvas_share.services.analysis import analysis, explainability, performance
from tests.bundle_fixtures import make_bundle

Members = dict[str, Any]
Edit = Callable[[Members], None]

BIN = {"low": 0.0, "high": 1.0, "count": 1}
CELL = {"x_low": 0.0, "x_high": 1.0, "y_low": 0.0, "y_high": 1.0, "count": 1}
SHARE = {"predicted": 0.5, "observed": 0.5, "count": 1}
POINT = {"x": 0.0, "y": 0.0}
SCORES = {
    **{"name": "Yes", "rows": 1, "accuracy": 1.0, "precision": None, "recall": 1.0},
    **{"f1": 1.0, "auc": 0.5},
}
STATISTIC = {"name": "f1", "value": 1.0}
METRIC = {"name": "F1", "set": "Train", "value": 1.0, "direction": "Maximize"}


def members(kind: str = "linear", classes: int = 2) -> tuple[Members, bytes]:
    made = make_bundle(kind, classes)
    found = {
        "bundle.json": made.contents.manifest,
        "transforms.json": made.contents.transforms,
        "insights.json": made.contents.insights,
        "explanations.json": made.contents.explanations,
        "parity.json": made.contents.parity,
    }
    return {name: value.model_dump(mode="json") for name, value in found.items()}, made.graph


def written(path: Path, found: Members, graph: bytes) -> Path:
    """The bundle as a hostile server would write it: the container is right, the rest is theirs."""
    data = [graph if n == "model.onnx" else json.dumps(found[n]).encode() for n in MEMBERS]
    path.write_bytes(pack(data))
    return path


def insight(name: str, value: Any) -> Edit:
    return lambda found: found["insights.json"].__setitem__(name, value)


def manifest(name: str, value: Any) -> Edit:
    return lambda found: found["bundle.json"].__setitem__(name, value)


def column(name: str, value: Any, number: int = 0) -> Edit:
    return lambda found: found["bundle.json"]["columns"][number].__setitem__(name, value)


def provenance(name: str, value: Any) -> Edit:
    return lambda found: found["bundle.json"]["provenance"].__setitem__(name, value)


def attribution(name: str, value: Any) -> Edit:
    return lambda found: found["explanations.json"]["attributions"][0].__setitem__(name, value)


HOSTILE: dict[str, Edit] = {
    "a million bins": insight("residuals", [BIN] * 100_000),
    "a million cells": insight("predicted_actual", [CELL] * 100_000),
    "a bin upside down": insight("residuals", [{**BIN, "low": 2.0}]),
    "a cell upside down": insight("residuals_by_prediction", [{**CELL, "y_low": 2.0}]),
    "a negative count": insight("residuals", [{**BIN, "count": -1}]),
    "a giant count": insight("calibration", [{**SHARE, "count": 2**53 + 1}]),
    "a count of 400 digits": insight("calibration", [{**SHARE, "count": 10**400}]),
    "a share of 7": insight("calibration", [{**SHARE, "observed": 7.0}]),
    "an edge that overflows": insight("residuals", [{**BIN, "low": -1e308, "high": 1e308}]),
    "a curve without end": insight("roc", {"points": [POINT] * 10_000, "area": 0.5}),
    "a curve out of range": insight("roc", {"points": [{"x": 0.0, "y": -9.0}], "area": 0.5}),
    "an area of 2": insight("precision_recall", {"points": [], "area": 2.0}),
    "a metric twice": insight("metrics", [METRIC, METRIC]),
    "a metric that overflows": insight("metrics", [{**METRIC, "value": 1e300}]),
    "a negative importance": attribution("value", -1.0),
    "an importance that overflows": attribution("value", 1.7e308),
    "a negative error": attribution("standard_error", -0.1),
    "a negative seed": provenance("seed", -1),
    "negative rows": provenance("validation_rows", -1),
    "more rows held back than read": provenance("validation_rows", 10**6),
    "a million settings": manifest("hyperparameters", {f"p{i}": 1 for i in range(2_000)}),
    "a setting of 1 MB": manifest("hyperparameters", {"p": "x" * 10**6}),
    "a name of 1 MB": manifest("name", "x" * 10**6),
    "a category of 1 MB": column("categories", ["x" * 10**6], 2),
    "a million categories": column("categories", [str(i) for i in range(200_000)], 2),
    "a default that overflows": column("default", 1e301),
    "half a character": manifest("target", "\ud800"),
    "a definition of 1 MB": lambda found: found["explanations.json"].update(definition="x" * 10**6),
    "no end of features": lambda found: found["bundle.json"].update(
        features=found["bundle.json"]["features"] * 2_000
    ),
    "decision weights of another length": manifest("decision_weights", [1.0]),
    "a million decision weights": manifest("decision_weights", [1.0] * 1_000_000),
    "a decision weight of 0": manifest("decision_weights", [0.0, 1.0]),
    "a negative decision weight": manifest("decision_weights", [-1.0, 1.0]),
    "a decision weight that overflows": manifest("decision_weights", [1e99, 1.0]),
    "a decision weight in words": manifest("decision_weights", ["0.5", "much"]),
    "no folds": provenance("folds", 0),
    "a gain out of range": insight("gain", {"points": [{"x": 0.5, "y": 1.5}], "area": 0.5}),
    "a gain without end": insight("gain", {"points": [POINT] * 10_000, "area": 0.5}),
    "a lift of nobody": insight("lift", [{"x": 0.0, "y": 1.0}]),
    "a lift beyond all": insight("lift", [{"x": 0.5, "y": 9.0}]),
    "a million lifts": insight("lift", [{"x": 1.0, "y": 1.0}] * 100_000),
    "a standardised cell upside down": insight("standardized_residuals", [{**CELL, "x_low": 2.0}]),
    "negative outliers": insight("outliers", -1),
    "scores of a class that is none": insight("per_class", [{**SCORES, "name": "Perhaps"}]),
    "scores of a class twice": insight("per_class", [SCORES, SCORES]),
    "scores beyond 1": insight("per_class", [{**SCORES, "f1": 7.0}]),
    "scores of less than no rows": insight("per_class", [{**SCORES, "rows": -1}]),
    "a statistic twice": insight("statistics", [STATISTIC, STATISTIC]),
    "a statistic of another name": insight("statistics", [{**STATISTIC, "name": "<b>"}]),
    "a statistic that varies by less than nothing": insight(
        "statistics", [{**STATISTIC, "standard_deviation": -1.0}]
    ),
    "a statistic that overflows": insight("statistics", [{**STATISTIC, "value": 1e300}]),
    "a constant that overflows": insight("metrics", [{**METRIC, "best_constant": -1e300}]),
    "a metric that varies by less than nothing": insight(
        "metrics", [{**METRIC, "standard_deviation": -1.0}]
    ),
    "words of a column that is no text": column("words", ["good"]),
    "a column called like a pattern": column("name", "^.*$"),
    "a fraction of 7 that is missing": column("missing_fraction", 7.0),
    "one feature fed a million times": lambda found: found["bundle.json"]["inputs"][0].update(
        features=["tenure"] * 200_000
    ),
    "no end of steps": lambda found: found["transforms.json"].update(
        steps=[{**found["transforms.json"]["steps"][0], "parts": []}] * 20_000
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_figure_or_list_is_refused(tmp_path: Path, case: str) -> None:
    found, graph = copy.deepcopy(members())
    HOSTILE[case](found)
    with pytest.raises(BundleInvalid) as refused:
        read_bundle(written(tmp_path / "m", found, graph))
    assert len(refused.value.message) < 500


def test_what_a_file_claims_is_quoted_on_one_line(tmp_path: Path) -> None:
    found, graph = copy.deepcopy(members())
    found["bundle.json"]["\n[W] all is well\x1b[2J\u202e"] = 1
    with pytest.raises(BundleInvalid, match="all is well") as refused:
        read_bundle(written(tmp_path / "m", found, graph))
    assert refused.value.message.isprintable()


def test_what_only_looks_extreme_is_shown(tmp_path: Path) -> None:
    """The largest and smallest of all that is allowed, in every picture and sentence."""
    found, graph = copy.deepcopy(members())
    most = 2**53
    labels = found["bundle.json"]["classes"]
    found["insights.json"] = {
        "metrics": [{**METRIC, "value": v, "name": n} for n, v in (("F1", -1e100), ("AUC", 1e100))],
        "confusion_matrix": {"labels": labels, "counts": [[most, 0], [0, 0]]},
        "roc": {"points": [], "area": None},
        "precision_recall": {"points": [POINT, {"x": 1.0, "y": 1.0}], "area": 1.0},
        "calibration": [{**SHARE, "count": most}] * 10,
        "residuals": [{**BIN, "low": -1e100, "high": 1e100, "count": most}] * 100,
        "residuals_by_prediction": [{**CELL, "x_high": 1e100, "y_high": 1e100, "count": most}] * 9,
        "predicted_actual": [{**CELL, "x_low": 0.0, "x_high": 0.0, "count": 0}],
    }
    for each in found["explanations.json"]["attributions"]:
        each.update(value=1e100, standard_error=1e100)
    contents = open_bundle(written(tmp_path / "m", found, graph)).contents
    for shown in (analysis(contents), explainability(contents), performance(contents)):
        # the answer to a page: no NaN, no infinity, which would read null
        assert not re.search(r"\b(nan|inf|infinity)\b", shown.model_dump_json(), re.IGNORECASE)


def test_a_background_without_finite_answers_is_a_refusal_not_a_crash(tmp_path: Path) -> None:
    found, graph = copy.deepcopy(members("linear", 0))
    found["explanations.json"]["background"] = [[3e38, 3e38, None, None, None]]
    opened = open_bundle(written(tmp_path / "m", found, graph))
    assert opened.predict([{"tenure": 1.0}])
    with pytest.raises(Refused) as refused:
        opened.predict([{"tenure": 1.0}], contributions=True)
    assert refused.value.code == "prediction_failed"
