"""``insights.json`` of a bundle: how good a model is on rows held back."""

from __future__ import annotations

from typing import Literal

from .base import Frozen
from .metrics import Metric


class ConfusionMatrix(Frozen):
    """``counts[actual][predicted]``, in the order of ``labels``."""

    labels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


class CurvePoint(Frozen):
    x: float
    y: float


class Curve(Frozen):
    """A curve of at most 101 points. ``area`` is the area under it."""

    points: tuple[CurvePoint, ...]
    area: float | None


class Bin(Frozen):
    low: float
    high: float
    count: int


class Bin2D(Frozen):
    """A cell of a two-dimensional histogram, for predicted (x) against actual (y)."""

    x_low: float
    x_high: float
    y_low: float
    y_high: float
    count: int


class CalibrationBin(Frozen):
    """Mean predicted probability against the observed share of the positive class."""

    predicted: float
    observed: float
    count: int


StatisticName = Literal[
    "accuracy", "precision", "recall", "auc", "f0_5", "f1", "f2",
    "true_positive_rate", "true_negative_rate", "false_positive_rate", "false_negative_rate",
    "weighted_precision", "weighted_recall", "weighted_f0_5", "weighted_f1", "weighted_f2",
    "mae", "mse", "rmse", "r2",
]  # fmt: skip


class Statistic(Frozen):
    """A figure of Model Monitor's model quality statistics, under its name there.
    ``standard_deviation`` is over five random samples of 80 % of the rows, null below 200 rows;
    ``best_constant`` is the best constant classifier's."""

    name: StatisticName
    value: float | None
    standard_deviation: float | None = None
    best_constant: float | None = None


class ClassScores(Frozen):
    """One class against all the others; ``rows`` are those actually of it."""

    name: str
    rows: int
    accuracy: float | None
    precision: float | None
    recall: float | None
    f1: float | None
    auc: float | None


class Insights(Frozen):
    """``insights.json``: how good the model is on rows held back. Everything is binned, no single
    row is in it.

    ``gain`` is cumulative positives of all positives by share of rows, most probable first, and
    ``lift`` is gain divided by that share. ``standardized_residuals`` are residuals in their own
    standard deviations by prediction; ``outliers`` counts those beyond 3.
    """

    metrics: tuple[Metric, ...]
    confusion_matrix: ConfusionMatrix | None = None
    roc: Curve | None = None
    precision_recall: Curve | None = None
    gain: Curve | None = None
    lift: tuple[CurvePoint, ...] = ()
    calibration: tuple[CalibrationBin, ...] = ()
    residuals: tuple[Bin, ...] = ()
    residuals_by_prediction: tuple[Bin2D, ...] = ()
    standardized_residuals: tuple[Bin2D, ...] = ()
    outliers: int = 0
    predicted_actual: tuple[Bin2D, ...] = ()
    average_prediction: float | None = None
    per_class: tuple[ClassScores, ...] = ()
    statistics: tuple[Statistic, ...] = ()
