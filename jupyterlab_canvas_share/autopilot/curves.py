"""Curves of one class against the rest: ROC, precision and recall, gain, lift, calibration.

``positive`` ``[rows]`` says which rows are of the class, ``score`` ``[rows]`` its probability.
Rows of equal probability are taken together: none of them comes first.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..model.insights import CalibrationBin, Curve, CurvePoint
from .measures import auc

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
CURVE_POINTS, CALIBRATION_BINS, DECILES = 101, 10, 10


def roc(positive: Flags, score: Floats) -> Curve | None:
    """False positive rate across, true positive rate up; None without a row of either."""
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


def precision_recall(positive: Flags, score: Floats) -> Curve | None:
    """Recall across, precision up; None without a positive row."""
    if not positive.any():
        return None
    hits, misses = _counts(positive, score)
    recall, precision = hits / hits[-1], hits / (hits + misses)
    # average precision: precision weighted by the gain in recall, without interpolation
    area = float(np.sum(np.diff(np.concatenate([[0.0], recall])) * precision))
    grid = np.linspace(0, 1, CURVE_POINTS)
    first = np.searchsorted(recall, grid - 1e-12)
    return _curve(grid, precision[np.minimum(first, len(precision) - 1)], area)


def gain(positive: Flags, score: Floats) -> Curve | None:
    """Share of the rows across, most probable first; share of all positives among them up. None
    without a positive row."""
    if not positive.any():
        return None
    x, y = _gained(positive, score)
    grid = np.linspace(0, 1, CURVE_POINTS)
    area = float(np.sum(np.diff(x) * (y[1:] + y[:-1]) / 2))
    return _curve(grid, np.interp(grid, x, y), area)


def lift(positive: Flags, score: Floats) -> tuple[CurvePoint, ...]:
    """The gain at each tenth of the rows, divided by that share: how many times as many positives
    as among as many rows taken at random."""
    if not positive.any():
        return ()
    shares = np.arange(1, DECILES + 1) / DECILES
    gained = np.interp(shares, *_gained(positive, score))
    return tuple(
        CurvePoint(x=float(share), y=float(reached / share))
        for share, reached in zip(shares, gained, strict=True)
    )


def calibration(positive: Flags, score: Floats) -> tuple[CalibrationBin, ...]:
    """Tenths of the probability that hold a row: their mean, and how many were positive."""
    number = np.minimum((score * CALIBRATION_BINS).astype(np.int64), CALIBRATION_BINS - 1)
    return tuple(
        CalibrationBin(
            predicted=float(score[number == i].mean()),
            observed=float(positive[number == i].mean()),
            count=int((number == i).sum()),
        )
        for i in np.unique(number)
    )


def _counts(positive: Flags, score: Floats) -> tuple[Floats, Floats]:
    """True and false positives at each distinct threshold, from few to all."""
    order = np.argsort(-score, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(score[order])), len(score) - 1)
    true_positives = np.cumsum(positive[order])[ends].astype(np.float64)
    return true_positives, ends + 1 - true_positives


def _gained(positive: Flags, score: Floats) -> tuple[Floats, Floats]:
    """Share of rows and of positives at each distinct threshold, from none to all."""
    hits, misses = _counts(positive, score)
    rows = np.concatenate([[0.0], (hits + misses) / len(score)])
    return rows, np.concatenate([[0.0], hits / hits[-1]])


def _curve(x: Floats, y: Floats, area: float) -> Curve:
    points = tuple(CurvePoint(x=float(a), y=float(b)) for a, b in zip(x, y, strict=True))
    return Curve(points=points, area=area)
