"""The candidate metrics of SageMaker's Autopilot, on one split."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..model.metrics import Metric, MetricName, MetricSet, Objective, ProblemType, direction

if TYPE_CHECKING:
    from .trainers.base import Scores

#: Probabilities are kept this far from 0 and 1 before their logarithm is taken.
LOG_LOSS_FLOOR = 1e-15


def metrics(
    problem: ProblemType, target: NDArray[np.float64], scores: Scores, split: MetricSet
) -> tuple[Metric, ...]:
    """Every metric of the problem type. ``target`` ``[rows]`` are class indices or numbers,
    ``scores`` ``[rows, classes]`` or ``[rows, 1]``. For two classes the second is the positive
    one. A metric that is not defined on these rows has the value None."""
    if problem == "Regression":
        values = _regression(target, scores[:, 0])
    elif problem == "BinaryClassification":
        values = _binary(target.astype(np.int64), scores)
    else:
        values = _multiclass(target.astype(np.int64), scores)
    return tuple(
        Metric(name=name, set=split, value=_finite(value), direction=direction(name))
        for name, value in values.items()
    )


def objective_value(
    objective: Objective, problem: ProblemType, target: NDArray[np.float64], scores: Scores
) -> float | None:
    """The objective alone, as ``metrics`` defines it."""
    found = metrics(problem, target, scores, "Validation")
    return next(metric.value for metric in found if metric.name == objective)


def _finite(value: float | None) -> float | None:
    return float(value) if value is not None and math.isfinite(value) else None


def _regression(
    actual: NDArray[np.float64], predicted: NDArray[np.float64]
) -> dict[MetricName, float | None]:
    error = predicted - actual
    mse = float(np.mean(error**2))
    variance = float(np.var(actual))
    return {
        "MSE": mse,
        "RMSE": math.sqrt(mse),
        "MAE": float(np.mean(np.abs(error))),
        "R2": 1.0 - mse / variance if variance > 0 else None,
    }


def _binary(actual: NDArray[np.int64], scores: Scores) -> dict[MetricName, float | None]:
    counts = confusion(actual, scores)
    true_positive, predicted = counts[1, 1], counts[:, 1].sum()
    positive = counts[1].sum()
    return {
        "Accuracy": _ratio(np.trace(counts), counts.sum()),
        "F1": _ratio(2 * true_positive, predicted + positive),
        "AUC": auc(actual == 1, scores[:, 1]),
        "BalancedAccuracy": _balanced(counts),
        "Precision": _ratio(true_positive, predicted),
        "Recall": _ratio(true_positive, positive),
        "LogLoss": _log_loss(actual, scores),
    }


def _multiclass(actual: NDArray[np.int64], scores: Scores) -> dict[MetricName, float | None]:
    counts = confusion(actual, scores)
    there = counts.sum(axis=1) > 0
    hits = np.diag(counts)[there].astype(np.float64)
    predicted = counts.sum(axis=0)[there]
    positive = counts.sum(axis=1)[there]
    # a class that is there but never predicted has no precision of its own: it counts as 0
    precision = np.divide(hits, predicted, out=np.zeros_like(hits), where=predicted > 0)
    return {
        "Accuracy": _ratio(np.trace(counts), counts.sum()),
        "BalancedAccuracy": _balanced(counts),
        "F1macro": float(np.mean(2 * hits / (predicted + positive))),
        "PrecisionMacro": float(np.mean(precision)),
        "RecallMacro": float(np.mean(hits / positive)),
        "LogLoss": _log_loss(actual, scores),
    }


def confusion(actual: NDArray[np.int64], scores: Scores) -> NDArray[np.int64]:
    """Counts ``[actual, predicted]``; the class of the highest probability is predicted."""
    classes = scores.shape[1]
    flat = actual * classes + scores.argmax(axis=1)
    return np.bincount(flat, minlength=classes * classes).reshape(classes, classes)


def auc(positive: NDArray[np.bool_], score: NDArray[np.float64]) -> float | None:
    """Area under the ROC curve, by ranks with ties shared (Mann and Whitney 1947)."""
    from scipy.stats import rankdata  # type: ignore[import-untyped]

    hits, misses = int(positive.sum()), int((~positive).sum())
    if not hits or not misses:
        return None
    ranks = float(rankdata(score)[positive].sum())
    return (ranks - hits * (hits + 1) / 2) / (hits * misses)


def _balanced(counts: NDArray[np.int64]) -> float:
    rows = counts.sum(axis=1)
    return float(np.mean(np.diag(counts)[rows > 0] / rows[rows > 0]))


def _log_loss(actual: NDArray[np.int64], scores: Scores) -> float:
    chosen = scores[np.arange(len(actual)), actual]
    return float(-np.mean(np.log(np.clip(chosen, LOG_LOSS_FLOOR, 1.0))))


def _ratio(part: float, whole: float) -> float | None:
    return float(part / whole) if whole else None
