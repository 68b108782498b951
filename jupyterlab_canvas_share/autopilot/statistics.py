"""The figures of Model Monitor's model quality statistics, under their names there.

Source: Amazon SageMaker Developer Guide, "Model quality metrics". Weighted scores of several
classes count each class by its rows. A standard deviation is that over five random samples of 80 %
of the rows; below 200 rows there is none. Each row counts 1.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ..model.insights import Statistic, StatisticName
from ..model.metrics import ProblemType
from .best_constant import best_constant
from .measures import (
    MEASURES,
    Answers,
    accuracy,
    auc,
    f_score,
    finite,
    precision,
    ratio,
    recall,
)

Floats = NDArray[np.float64]
Values = Mapping[StatisticName, float | None]

SAMPLES, SAMPLE_SHARE, ENOUGH_ROWS = 5, 0.8, 200
_BETAS: Mapping[StatisticName, float] = {"f0_5": 0.5, "f1": 1.0, "f2": 2.0}
_WEIGHTED_BETAS: Mapping[StatisticName, float] = {
    "weighted_f0_5": 0.5,
    "weighted_f1": 1.0,
    "weighted_f2": 2.0,
}


def statistics(
    problem: ProblemType, target: Floats, scores: Floats, decision: tuple[float, ...], seed: int
) -> tuple[Statistic, ...]:
    """``target`` ``[rows]`` are class indices or numbers, ``scores`` ``[rows, outputs]``."""
    answers = Answers(target, scores, np.ones(len(target)), decision)
    measure = {
        "Regression": _regression,
        "BinaryClassification": _binary,
        "MulticlassClassification": _weighted,
    }[problem]
    values, constants = measure(answers), _constants(problem, answers)
    samples = [measure(answers.rows(rows)) for rows in _samples(len(target), seed)]
    return tuple(
        Statistic(
            name=name,
            value=finite(value),
            standard_deviation=_deviation([sample[name] for sample in samples]),
            best_constant=finite(constants.get(name)),
        )
        for name, value in values.items()
    )


def _samples(count: int, seed: int) -> list[NDArray[np.int64]]:
    if count < ENOUGH_ROWS:
        return []
    draw = np.random.default_rng([seed, 29])
    size = int(SAMPLE_SHARE * count)
    return [draw.choice(count, size, replace=False) for _ in range(SAMPLES)]


def _deviation(values: list[float | None]) -> float | None:
    known = [value for each in values if (value := finite(each)) is not None]
    return float(np.std(known)) if len(known) == SAMPLES else None


def _regression(answers: Answers) -> Values:
    measures = MEASURES["Regression"]
    return {
        "mae": measures["MAE"](answers),
        "mse": measures["MSE"](answers),
        "rmse": measures["RMSE"](answers),
        "r2": measures["R2"](answers),
    }


def _binary(answers: Answers) -> Values:
    counts = answers.counts
    negative, positive = counts.sum(axis=1)
    return {
        "accuracy": accuracy(counts),
        "precision": precision(counts),
        "recall": recall(counts),
        **{name: f_score(counts, beta) for name, beta in _BETAS.items()},
        "auc": auc(answers.codes == 1, answers.scores[:, 1]),
        "true_positive_rate": ratio(counts[1, 1], positive),
        "true_negative_rate": ratio(counts[0, 0], negative),
        "false_positive_rate": ratio(counts[0, 1], negative),
        "false_negative_rate": ratio(counts[1, 0], positive),
    }


def _weighted(answers: Answers) -> Values:
    return _of_counts(answers.counts)


def _of_counts(counts: Floats) -> Values:
    """Each class's scores, weighted by its rows; a class never predicted has a precision of 0."""
    hits, predicted, there = np.diag(counts), counts.sum(axis=0), counts.sum(axis=1)
    share = there / there.sum()

    def mean(part: Floats, whole: Floats) -> float:
        each = np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)
        return float(np.sum(share * each))

    return {
        "accuracy": accuracy(counts),
        "weighted_precision": mean(hits, predicted),
        "weighted_recall": mean(hits, there),
        **{
            name: mean((1 + beta**2) * hits, predicted + beta**2 * there)
            for name, beta in _WEIGHTED_BETAS.items()
        },
    }


def _constants(problem: ProblemType, answers: Answers) -> Values:
    classes = answers.scores.shape[1]
    if problem == "Regression":
        best = best_constant(problem, answers.target, answers.weight, 1)
        return {"mae": best["MAE"], "mse": best["MSE"], "rmse": best["RMSE"], "r2": best["R2"]}
    rows = np.bincount(answers.codes, minlength=classes).astype(np.float64)
    if problem == "BinaryClassification":
        # always the positive class serves each of these best, but accuracy
        always = np.array([[0.0, rows[0]], [0.0, rows[1]]])
        return {
            "accuracy": float(rows.max() / rows.sum()),
            "precision": precision(always),
            "recall": recall(always),
            **{name: f_score(always, beta) for name, beta in _BETAS.items()},
        }
    # the most frequent class serves all of these best
    always = np.zeros((classes, classes))
    always[:, rows.argmax()] = rows
    return _of_counts(always)
