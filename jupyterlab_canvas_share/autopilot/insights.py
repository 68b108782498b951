"""How good a model is, in pictures' worth of numbers: curves and bins, never a single row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..model.bundle import (
    Bin,
    Bin2D,
    CalibrationBin,
    ConfusionMatrix,
    Curve,
    CurvePoint,
    Insights,
)
from ..model.metrics import Metric
from .metrics import auc, confusion

if TYPE_CHECKING:
    from .trainers.base import Scores

Floats = NDArray[np.float64]
CURVE_POINTS, CALIBRATION_BINS, RESIDUAL_BINS, GRID_BINS = 101, 10, 30, 20


def classification_insights(
    metrics: tuple[Metric, ...], actual: NDArray[np.int64], scores: Scores, classes: Sequence[str]
) -> Insights:
    """Validation split. ROC, precision-recall and calibration are of the positive (second) class
    of two; with more classes there are none."""
    matrix = ConfusionMatrix(
        labels=tuple(classes),
        counts=tuple(tuple(int(n) for n in row) for row in confusion(actual, scores)),
    )
    if len(classes) != 2:
        return Insights(metrics=metrics, confusion_matrix=matrix)
    positive, score = actual == 1, scores[:, 1]
    return Insights(
        metrics=metrics,
        confusion_matrix=matrix,
        roc=_roc(positive, score),
        precision_recall=_precision_recall(positive, score),
        calibration=_calibration(positive, score),
    )


def regression_insights(metrics: tuple[Metric, ...], actual: Floats, predicted: Floats) -> Insights:
    """Validation split. What lies outside the 1st to 99th percentile counts in the outer bins."""
    residual = actual - predicted
    edges, residual_edges = _edges(predicted), _edges(residual)
    both = _edges(np.concatenate([actual, predicted]))
    return Insights(
        metrics=metrics,
        residuals=_histogram(residual),
        residuals_by_prediction=_grid(predicted, residual, edges, residual_edges),
        predicted_actual=_grid(predicted, actual, both, both),
        average_prediction=float(np.mean(predicted)),
    )


def _counts(positive: NDArray[np.bool_], score: Floats) -> tuple[Floats, Floats]:
    """True and false positives at each distinct threshold, from none to all."""
    order = np.argsort(-score, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(score[order])), len(score) - 1)
    true_positives = np.cumsum(positive[order])[ends].astype(np.float64)
    return true_positives, ends + 1 - true_positives


def _roc(positive: NDArray[np.bool_], score: Floats) -> Curve | None:
    area = auc(positive, score)
    if area is None:
        return None
    hits, misses = _counts(positive, score)
    x = np.concatenate([[0.0], misses / misses[-1]])
    y = np.concatenate([[0.0], hits / hits[-1]])
    grid = np.linspace(0, 1, CURVE_POINTS)
    # where the curve is vertical the upper end is taken, but it starts at the origin
    upper = np.maximum.accumulate(np.interp(grid, x, y))
    return _curve(grid, np.concatenate([[0.0], upper[1:]]), area)


def _precision_recall(positive: NDArray[np.bool_], score: Floats) -> Curve | None:
    if not positive.any():
        return None
    hits, misses = _counts(positive, score)
    recall, precision = hits / hits[-1], hits / (hits + misses)
    # average precision: precision weighted by the gain in recall, without interpolation
    area = float(np.sum(np.diff(np.concatenate([[0.0], recall])) * precision))
    grid = np.linspace(0, 1, CURVE_POINTS)
    first = np.searchsorted(recall, grid - 1e-12)
    return _curve(grid, precision[np.minimum(first, len(precision) - 1)], area)


def _curve(x: Floats, y: Floats, area: float) -> Curve:
    points = tuple(CurvePoint(x=float(a), y=float(b)) for a, b in zip(x, y, strict=True))
    return Curve(points=points, area=area)


def _calibration(positive: NDArray[np.bool_], score: Floats) -> tuple[CalibrationBin, ...]:
    number = np.minimum((score * CALIBRATION_BINS).astype(np.int64), CALIBRATION_BINS - 1)
    return tuple(
        CalibrationBin(
            predicted=float(score[number == i].mean()),
            observed=float(positive[number == i].mean()),
            count=int((number == i).sum()),
        )
        for i in np.unique(number)
    )


def _edges(values: Floats, bins: int = GRID_BINS) -> Floats:
    low, high = np.quantile(values, [0.01, 0.99])
    if low == high:
        low, high = low - 0.5, high + 0.5
    return np.linspace(low, high, bins + 1)


def _histogram(values: Floats) -> tuple[Bin, ...]:
    edges = _edges(values, RESIDUAL_BINS)
    counts, _ = np.histogram(np.clip(values, edges[0], edges[-1]), edges)
    return tuple(
        Bin(low=float(edges[i]), high=float(edges[i + 1]), count=int(count))
        for i, count in enumerate(counts)
    )


def _grid(x: Floats, y: Floats, x_edges: Floats, y_edges: Floats) -> tuple[Bin2D, ...]:
    """The cells that are not empty."""
    counts, _, _ = np.histogram2d(
        np.clip(x, x_edges[0], x_edges[-1]), np.clip(y, y_edges[0], y_edges[-1]), [x_edges, y_edges]
    )
    return tuple(
        Bin2D(
            x_low=float(x_edges[i]),
            x_high=float(x_edges[i + 1]),
            y_low=float(y_edges[j]),
            y_high=float(y_edges[j + 1]),
            count=int(counts[i, j]),
        )
        for i, j in np.argwhere(counts > 0)
    )
