"""The candidate metrics of SageMaker's Autopilot, on one split."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..model.metrics import Metric, MetricSet, Objective, ProblemType, direction
from .best_constant import best_constant
from .measures import MEASURES, Answers, Measure, finite
from .trainers.base import Scores

Floats = NDArray[np.float64]


def metrics(
    problem: ProblemType,
    target: Floats,
    scores: Scores,
    split: MetricSet,
    *,
    weight: Floats | None = None,
    folds: NDArray[np.int8] | None = None,
    decision: tuple[float, ...] = (),
) -> tuple[Metric, ...]:
    """Every metric of the problem type, over all rows.

    ``target`` ``[rows]`` are class indices or numbers, ``scores`` ``[rows, classes]`` or
    ``[rows, 1]``. For two classes the second is the positive one. ``weight`` ``[rows]`` counts
    rows, 1 each without; ``decision`` are the weights of ``Manifest.decision_weights``.

    ``folds`` ``[rows]`` are the numbers of each row's fold: then ``standard_deviation`` is the
    sample standard deviation of the folds' own values. A metric that is not defined on these rows
    has the value None."""
    answers = _answers(target, scores, weight, decision)
    parts = [] if folds is None else [answers.rows(folds == fold) for fold in np.unique(folds)]
    parts = [part for part in parts if part.weight.any()]
    constant = best_constant(problem, target, answers.weight, scores.shape[1])
    return tuple(
        Metric(
            name=name,
            set=split,
            value=finite(measure(answers)),
            direction=direction(name),
            standard_deviation=_deviation(measure, parts),
            best_constant=finite(constant[name]),
        )
        for name, measure in MEASURES[problem].items()
    )


def objective_value(
    objective: Objective,
    problem: ProblemType,
    target: Floats,
    scores: Scores,
    *,
    weight: Floats | None = None,
    decision: tuple[float, ...] = (),
) -> float | None:
    """The objective alone, as ``metrics`` defines it."""
    return finite(MEASURES[problem][objective](_answers(target, scores, weight, decision)))


def _answers(
    target: Floats, scores: Scores, weight: Floats | None, decision: tuple[float, ...] = ()
) -> Answers:
    return Answers(target, scores, np.ones(len(target)) if weight is None else weight, decision)


def _deviation(measure: Measure, parts: list[Answers]) -> float | None:
    values = [value for part in parts if (value := finite(measure(part))) is not None]
    return float(np.std(values, ddof=1)) if len(values) > 1 else None
