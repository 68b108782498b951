"""``statistics.json``: the performance report in the schema of Model Monitor.

Source: Amazon SageMaker Developer Guide, "Model quality metrics" and "Schema for statistics
(statistics.json file)". A confusion matrix has the actual class outside, the predicted one inside.
What is not defined is the text ``"NaN"``, as is a standard deviation below 200 rows.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ...model.bundle import BundleContents
from ...model.insights import ConfusionMatrix, Curve, Statistic
from ...model.metrics import ProblemType

_BLOCKS: dict[ProblemType, str] = {
    "BinaryClassification": "binary_classification_metrics",
    "MulticlassClassification": "multiclass_classification_metrics",
    "Regression": "regression_metrics",
}


def statistics(contents: BundleContents, evaluated_at: datetime | None) -> dict[str, Any]:
    """JSON-compatible; ``evaluated_at`` is left out where nobody knows it. A bundle made before
    its figures were recorded has fewer keys."""
    manifest, insights = contents.manifest, contents.insights
    dataset: dict[str, Any] = {"item_count": manifest.provenance.validation_rows}
    if evaluated_at is not None:
        dataset["evaluation_time"] = evaluated_at.isoformat()
    metrics: dict[str, Any] = {}
    if insights.confusion_matrix is not None:
        metrics["confusion_matrix"] = _matrix(insights.confusion_matrix)
    for statistic in insights.statistics:
        metrics[statistic.name] = _value(statistic)
        # the schema of a regression has none
        if statistic.best_constant is not None and manifest.problem_type != "Regression":
            metrics[f"{statistic.name}_best_constant_classifier"] = {
                "value": statistic.best_constant,
                "standard_deviation": "NaN",
            }
    if insights.roc is not None:
        metrics["receiver_operating_characteristic_curve"] = _curve(
            insights.roc, "false_positive_rates", "true_positive_rates"
        )
    if insights.precision_recall is not None:
        metrics["precision_recall_curve"] = _curve(
            insights.precision_recall, "recalls", "precisions"
        )
    return {"version": 0, "dataset": dataset, _BLOCKS[manifest.problem_type]: metrics}


def _matrix(matrix: ConfusionMatrix) -> dict[str, dict[str, int]]:
    return {
        actual: dict(zip(matrix.labels, counts, strict=True))
        for actual, counts in zip(matrix.labels, matrix.counts, strict=True)
    }


def _value(statistic: Statistic) -> dict[str, Any]:
    value, deviation = statistic.value, statistic.standard_deviation
    return {
        "value": "NaN" if value is None else value,
        "standard_deviation": "NaN" if deviation is None else deviation,
    }


def _curve(curve: Curve, x: str, y: str) -> dict[str, list[float]]:
    return {x: [point.x for point in curve.points], y: [point.y for point in curve.points]}
