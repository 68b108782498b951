"""The JSON reports, read by somebody who knows the published schemas and nothing else."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from typing import Any

import pytest

from jupyterlab_canvas_share.services.reports.clarify import clarify
from jupyterlab_canvas_share.services.reports.statistics import statistics

from . import contents
from .report_fixtures import attribution, explained, measured

AT = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
BINARY = {
    "accuracy", "precision", "recall", "f0_5", "f1", "f2", "auc", "true_positive_rate",
    "true_negative_rate", "false_positive_rate", "false_negative_rate",
}  # fmt: skip
WEIGHTED = {
    "accuracy", "weighted_precision", "weighted_recall", "weighted_f0_5", "weighted_f1",
    "weighted_f2",
}  # fmt: skip
CONSTANTS = {"accuracy", "precision", "recall", "f0_5", "f1", "f2"}


def read(value: Any) -> Any:
    """As strict JSON, which has no NaN of its own."""

    def refuse(name: str) -> None:
        raise AssertionError(name)

    return json.loads(json.dumps(value, allow_nan=False), parse_constant=refuse)


def constant(name: str) -> str:
    return f"{name}_best_constant_classifier"


def test_statistics_of_two_classes() -> None:
    found = read(statistics(measured("binary"), AT))
    assert set(found) == {"version", "dataset", "binary_classification_metrics"}
    assert found["version"] == 0
    assert found["dataset"]["item_count"] == 600
    assert datetime.fromisoformat(found["dataset"]["evaluation_time"]) == AT
    metrics = found["binary_classification_metrics"]
    curves = {"receiver_operating_characteristic_curve", "precision_recall_curve"}
    assert set(metrics) == BINARY | set(map(constant, CONSTANTS)) | curves | {"confusion_matrix"}
    matrix = metrics["confusion_matrix"]
    hit, missed = matrix["Yes"]["Yes"], matrix["Yes"]["No"]
    false, right = matrix["No"]["Yes"], matrix["No"]["No"]
    assert hit + missed + false + right == 600
    # the actual class is outside: only so do these come out
    assert metrics["recall"]["value"] == pytest.approx(hit / (hit + missed))
    assert metrics["precision"]["value"] == pytest.approx(hit / (hit + false))
    assert metrics["true_negative_rate"]["value"] == pytest.approx(right / (right + false))
    assert metrics[constant("recall")]["value"] == 1
    assert metrics[constant("precision")]["value"] == pytest.approx((hit + missed) / 600)
    for name in BINARY:
        assert 0 < metrics[name]["standard_deviation"] < 0.1
    roc = metrics["receiver_operating_characteristic_curve"]
    pairs = list(zip(roc["false_positive_rates"], roc["true_positive_rates"], strict=True))
    assert pairs == sorted(pairs)
    assert (pairs[0], pairs[-1]) == ((0, 0), (1, 1))
    pr = metrics["precision_recall_curve"]
    assert len(pr["precisions"]) == len(pr["recalls"]) > 10
    assert max(pr["recalls"]) == 1


def test_statistics_of_several_classes() -> None:
    found = read(statistics(measured("multiclass"), AT))
    metrics = found["multiclass_classification_metrics"]
    assert set(metrics) == WEIGHTED | set(map(constant, WEIGHTED)) | {"confusion_matrix"}
    matrix = metrics["confusion_matrix"]
    rows = sum(sum(row.values()) for row in matrix.values())
    recall = sum(matrix[name][name] for name in matrix) / rows
    assert metrics["weighted_recall"]["value"] == pytest.approx(recall)
    largest = max(sum(row.values()) for row in matrix.values())
    assert metrics[constant("accuracy")]["value"] == pytest.approx(largest / rows)


def test_statistics_of_a_regression() -> None:
    found = read(statistics(measured("regression"), AT))
    assert set(found) == {"version", "dataset", "regression_metrics"}
    metrics = found["regression_metrics"]
    assert set(metrics) == {"mae", "mse", "rmse", "r2"}
    assert metrics["rmse"]["value"] == pytest.approx(math.sqrt(metrics["mse"]["value"]))
    assert metrics["rmse"]["value"] == pytest.approx(4, rel=0.1)


def test_a_deviation_of_few_rows_is_the_text_nan() -> None:
    metrics = read(statistics(measured("binary", 199), AT))["binary_classification_metrics"]
    assert {metrics[name]["standard_deviation"] for name in BINARY} == {"NaN"}


def test_an_older_bundle_says_what_it_knows() -> None:
    found = read(statistics(contents.binary(), None))
    assert found["dataset"] == {"item_count": 200}
    metrics = found["binary_classification_metrics"]
    assert metrics["confusion_matrix"]["Yes"] == {"No": 21, "Yes": 32}
    assert "accuracy" not in metrics


def labels_of(value: Any) -> Any:
    found = read(value)
    assert found["version"] == "1.0"
    assert set(found["explanations"]) == {"kernel_shap"}
    return found["explanations"]["kernel_shap"]


def test_the_analysis_has_one_label_for_one_output() -> None:
    assert labels_of(clarify(contents.binary().explanations)) == {
        "label0": {
            "global_shap_values": {"MonthlyCharges": 0.25, "tenure": 0.6, "Contract": 0.15},
            "expected_value": -1.2,
        }
    }


def test_the_analysis_has_a_label_for_each_class() -> None:
    made = explained(
        contents.multiclass(),
        expected_value=(0.5, 0.3, 0.2),
        attributions=(attribution("tenure", 0.3, 0.2, 0.1), attribution("Contract", 0.0, 0.1, 0.5)),
    )
    assert labels_of(clarify(made.explanations)) == {
        "label0": {"global_shap_values": {"tenure": 0.3, "Contract": 0.0}, "expected_value": 0.5},
        "label1": {"global_shap_values": {"tenure": 0.2, "Contract": 0.1}, "expected_value": 0.3},
        "label2": {"global_shap_values": {"tenure": 0.1, "Contract": 0.5}, "expected_value": 0.2},
    }
