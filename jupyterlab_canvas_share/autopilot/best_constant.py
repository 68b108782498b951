"""What the best constant answer reaches: the zero that every metric is read against.

For each metric the constant that serves it best on the same rows: the most frequent class for
accuracy, always the positive class for F1 and recall, the class shares as probabilities for log
loss, the mean for squared errors, a median for absolute ones.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ..model.metrics import MetricName, ProblemType

Floats = NDArray[np.float64]


def best_constant(
    problem: ProblemType, target: Floats, weight: Floats, classes: int
) -> Mapping[MetricName, float | None]:
    """By metric. ``target`` ``[rows]`` are class indices, below ``classes``, or numbers."""
    if problem == "Regression":
        return _numbers(target, weight)
    shares = np.bincount(target.astype(np.int64), weights=weight, minlength=classes)
    shares = shares / shares.sum()
    there = shares[shares > 0]
    most, entropy = float(there.max()), float(-np.sum(there * np.log(there)))
    each = 1.0 / len(there)
    if problem == "BinaryClassification":
        positive = float(shares[1])
        return {
            "Accuracy": most,
            "F1": 2 * positive / (1 + positive),
            "AUC": 0.5 if len(there) == 2 else None,
            "BalancedAccuracy": each,
            "Precision": positive,
            "Recall": 1.0 if positive else None,
            "LogLoss": entropy,
        }
    return {
        "Accuracy": most,
        "BalancedAccuracy": each,
        "F1macro": each * 2 * most / (1 + most),
        "PrecisionMacro": each * most,
        "RecallMacro": each,
        "LogLoss": entropy,
    }


def _numbers(target: Floats, weight: Floats) -> dict[MetricName, float | None]:
    mean = float(np.average(target, weights=weight))
    mse = float(np.average((target - mean) ** 2, weights=weight))
    middle = _median(target, weight)
    known = (target != 0) & (weight > 0)
    shown: float | None = None
    if known.any():
        # |constant - y| / |y| is an absolute error that counts 1 / |y|
        values, weights = target[known], weight[known]
        closest = _median(values, weights / np.abs(values))
        shown = float(np.average(np.abs(closest - values) / np.abs(values), weights=weights))
    return {
        "MSE": mse,
        "RMSE": math.sqrt(mse),
        "MAE": float(np.average(np.abs(target - middle), weights=weight)),
        "R2": 0.0 if mse > 0 else None,
        "MAPE": shown,
    }


def _median(values: Floats, weight: Floats) -> float:
    """A weighted median: the sum of weighted distances to it is the least."""
    order = np.argsort(values, kind="stable")
    passed = np.cumsum(weight[order])
    return float(values[order][np.searchsorted(passed, passed[-1] / 2)])
