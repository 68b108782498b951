"""Each candidate metric as a function of answers and truth, with sample weights.

Formulas as SageMaker names them (``AutoMLMetricEnum``); macro averages are over the classes that
occur among the rows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..bundle.decision import predicted_classes
from ..model.metrics import MetricName, ProblemType

Floats = NDArray[np.float64]

#: Probabilities are kept this far from 0 and 1 before their logarithm is taken.
LOG_LOSS_FLOOR = 1e-15


@dataclass(frozen=True)
class Answers:
    """What a model answered: ``target`` ``[rows]`` are class indices or numbers, ``scores``
    ``[rows, classes]`` or ``[rows, 1]``, ``weight`` ``[rows]`` adds up to more than 0."""

    target: Floats
    scores: Floats
    weight: Floats
    decision: tuple[float, ...] = ()

    def rows(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> Answers:
        return Answers(self.target[chosen], self.scores[chosen], self.weight[chosen], self.decision)

    @cached_property
    def codes(self) -> NDArray[np.int64]:
        return self.target.astype(np.int64)

    @cached_property
    def counts(self) -> Floats:
        """Weight ``[actual, predicted]``."""
        predicted = predicted_classes(self.scores, self.decision)
        return confusion(self.codes, predicted, self.scores.shape[1], self.weight)

    @cached_property
    def error(self) -> Floats:
        return self.scores[:, 0] - self.target

    def mean(self, values: Floats) -> float:
        return float(np.average(values, weights=self.weight))


Measure = Callable[[Answers], float | None]


def confusion(
    actual: NDArray[np.int64],
    predicted: NDArray[np.int64],
    classes: int,
    weight: Floats | None = None,
) -> Floats:
    """Rows, or their weight, ``[actual, predicted]``."""
    flat = actual * classes + predicted
    found = np.bincount(flat, weights=weight, minlength=classes * classes)
    return found.reshape(classes, classes).astype(np.float64)


def auc(positive: NDArray[np.bool_], score: Floats, weight: Floats | None = None) -> float | None:
    """Area under the ROC curve: of a positive and another row the weight of pairs in which the
    positive one has the higher score, ties counting half (Mann and Whitney 1947). None without a
    row of either."""
    weight = np.ones(len(score)) if weight is None else weight
    order = np.argsort(score, kind="stable")
    ordered, hit = score[order], positive[order]
    starts = np.flatnonzero(np.concatenate([[True], np.diff(ordered) > 0]))
    hits = np.add.reduceat(np.where(hit, weight[order], 0.0), starts)
    misses = np.add.reduceat(np.where(hit, 0.0, weight[order]), starts)
    pairs = float(hits.sum() * misses.sum())
    if pairs <= 0:
        return None
    below = np.cumsum(misses) - misses
    return float(np.sum(hits * (below + misses / 2))) / pairs


def ratio(part: float, whole: float) -> float | None:
    return float(part / whole) if whole else None


def finite(value: float | None) -> float | None:
    """None where a figure is not defined; JSON has no NaN."""
    return float(value) if value is not None and math.isfinite(value) else None


def f_score(counts: Floats, beta: float = 1.0) -> float | None:
    """The F score of the second of two classes, recall counting ``beta`` times as much."""
    true_positive, predicted, positive = counts[1, 1], counts[:, 1].sum(), counts[1].sum()
    return ratio((1 + beta**2) * true_positive, predicted + beta**2 * positive)


def precision(counts: Floats) -> float | None:
    """Of what is predicted as the second of two classes, the share that is."""
    return ratio(counts[1, 1], counts[:, 1].sum())


def recall(counts: Floats) -> float | None:
    """Of what is the second of two classes, the share predicted so."""
    return ratio(counts[1, 1], counts[1].sum())


def recall_macro(counts: Floats) -> float | None:
    """Balanced accuracy: the share of each class that is recognised, averaged."""
    rows = counts.sum(axis=1)
    there = rows > 0
    return float(np.mean(np.diag(counts)[there] / rows[there])) if there.any() else None


def precision_macro(counts: Floats) -> float | None:
    there, predicted = counts.sum(axis=1) > 0, counts.sum(axis=0)
    # a class that is there but never predicted has no precision of its own: it counts as 0
    each = np.divide(np.diag(counts), predicted, out=np.zeros(len(counts)), where=predicted > 0)
    return float(np.mean(each[there])) if there.any() else None


def f1_macro(counts: Floats) -> float | None:
    rows, predicted = counts.sum(axis=1), counts.sum(axis=0)
    there = rows > 0
    each = 2 * np.diag(counts)[there] / (rows + predicted)[there]
    return float(np.mean(each)) if there.any() else None


def accuracy(counts: Floats) -> float | None:
    return ratio(np.trace(counts), counts.sum())


def _log_loss(answers: Answers) -> float:
    chosen = answers.scores[np.arange(len(answers.codes)), answers.codes]
    return -answers.mean(np.log(np.clip(chosen, LOG_LOSS_FLOOR, 1.0)))


def _mse(answers: Answers) -> float:
    return answers.mean(answers.error**2)


def _r2(answers: Answers) -> float | None:
    variance = answers.mean((answers.target - answers.mean(answers.target)) ** 2)
    return 1.0 - _mse(answers) / variance if variance > 0 else None


def _mape(answers: Answers) -> float | None:
    """As a share of the actual value, over the rows that are not 0."""
    known = (answers.target != 0) & (answers.weight > 0)
    if not known.any():
        return None
    share = np.abs(answers.error[known] / answers.target[known])
    return float(np.average(share, weights=answers.weight[known]))


_REGRESSION: dict[MetricName, Measure] = {
    "MSE": _mse,
    "RMSE": lambda answers: math.sqrt(_mse(answers)),
    "MAE": lambda answers: answers.mean(np.abs(answers.error)),
    "R2": _r2,
    "MAPE": _mape,
}
_BINARY: dict[MetricName, Measure] = {
    "Accuracy": lambda answers: accuracy(answers.counts),
    "F1": lambda answers: f_score(answers.counts),
    "AUC": lambda answers: auc(answers.codes == 1, answers.scores[:, 1], answers.weight),
    "BalancedAccuracy": lambda answers: recall_macro(answers.counts),
    "Precision": lambda answers: precision(answers.counts),
    "Recall": lambda answers: recall(answers.counts),
    "LogLoss": _log_loss,
}
_MULTICLASS: dict[MetricName, Measure] = {
    "Accuracy": lambda answers: accuracy(answers.counts),
    "BalancedAccuracy": lambda answers: recall_macro(answers.counts),
    "F1macro": lambda answers: f1_macro(answers.counts),
    "PrecisionMacro": lambda answers: precision_macro(answers.counts),
    "RecallMacro": lambda answers: recall_macro(answers.counts),
    "LogLoss": _log_loss,
}
#: What is measured for each problem type. For two classes the second is the positive one.
MEASURES: Mapping[ProblemType, Mapping[MetricName, Measure]] = {
    "Regression": _REGRESSION,
    "BinaryClassification": _BINARY,
    "MulticlassClassification": _MULTICLASS,
}
