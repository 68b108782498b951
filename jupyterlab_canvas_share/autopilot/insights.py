"""How good a model is, in pictures' worth of numbers: curves and bins, never a single row.

Metrics count rows by their sample weight; what is counted here are rows.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..bundle.decision import predicted_classes
from ..model.insights import ClassScores, ConfusionMatrix, Insights
from ..model.metrics import Metric, ProblemType
from . import curves, residuals
from .measures import accuracy, auc, confusion, f_score, precision, recall
from .statistics import statistics
from .task import Held, Task
from .trainers.base import Scores

Floats = NDArray[np.float64]


def insights(
    task: Task, found: tuple[Metric, ...], held: Held, scores: Scores, decision: tuple[float, ...]
) -> Insights:
    """Everything ``insights.json`` says. ``found`` are the metrics of both splits, ``scores``
    ``[rows, outputs]`` the answers to the rows held back."""
    if not task.classes:
        return regression_insights(found, held.target, scores[:, 0], seed=task.seed)
    codes = held.target.astype(np.int64)
    return classification_insights(
        found, codes, scores, task.classes, decision=decision, seed=task.seed
    )


def classification_insights(
    metrics: tuple[Metric, ...],
    actual: NDArray[np.int64],
    scores: Scores,
    classes: Sequence[str],
    *,
    decision: tuple[float, ...] = (),
    seed: int = 0,
) -> Insights:
    """Curves are of the positive (second) class of two; with more classes there are none."""
    predicted = predicted_classes(scores, decision)
    counts = confusion(actual, predicted, len(classes))
    problem: ProblemType = (
        "BinaryClassification" if len(classes) == 2 else "MulticlassClassification"
    )
    common = Insights(
        metrics=metrics,
        confusion_matrix=ConfusionMatrix(
            labels=tuple(classes), counts=tuple(tuple(int(n) for n in row) for row in counts)
        ),
        per_class=tuple(
            _class_scores(name, number, counts, actual, scores)
            for number, name in enumerate(classes)
        ),
        statistics=statistics(problem, actual.astype(np.float64), scores, decision, seed),
    )
    if len(classes) != 2:
        return common
    positive, score = actual == 1, scores[:, 1]
    return common.model_copy(
        update={
            "roc": curves.roc(positive, score),
            "precision_recall": curves.precision_recall(positive, score),
            "gain": curves.gain(positive, score),
            "lift": curves.lift(positive, score),
            "calibration": curves.calibration(positive, score),
        }
    )


def _class_scores(
    name: str, number: int, counts: Floats, actual: NDArray[np.int64], scores: Scores
) -> ClassScores:
    """One class against all the others, out of the whole confusion matrix."""
    hit, predicted, there = counts[number, number], counts[:, number].sum(), counts[number].sum()
    rest = counts.sum() - predicted - there + hit
    pair = np.array([[rest, predicted - hit], [there - hit, hit]])
    return ClassScores(
        name=name,
        rows=int(there),
        accuracy=accuracy(pair),
        precision=precision(pair),
        recall=recall(pair),
        f1=f_score(pair),
        auc=auc(actual == number, scores[:, number]),
    )


def regression_insights(
    metrics: tuple[Metric, ...], actual: Floats, predicted: Floats, *, seed: int = 0
) -> Insights:
    residual = actual - predicted
    standardized, outliers = residuals.standardized_residuals(residual, predicted)
    return Insights(
        metrics=metrics,
        residuals=residuals.residual_histogram(residual),
        residuals_by_prediction=residuals.residuals_by_prediction(residual, predicted),
        standardized_residuals=standardized,
        outliers=outliers,
        predicted_actual=residuals.predicted_actual(predicted, actual),
        average_prediction=float(np.mean(predicted)),
        statistics=statistics("Regression", actual, predicted[:, None], (), seed),
    )
