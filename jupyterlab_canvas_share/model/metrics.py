"""Problem types, objectives and metrics in SageMaker's words (``AutoMLMetricEnum``)."""

from __future__ import annotations

from typing import Literal

from .base import Frozen

ProblemType = Literal["BinaryClassification", "MulticlassClassification", "Regression"]
Objective = Literal[
    "Accuracy",
    "AUC",
    "BalancedAccuracy",
    "F1",
    "Precision",
    "Recall",
    "F1macro",
    "PrecisionMacro",
    "RecallMacro",
    "MAE",
    "MSE",
    "R2",
    "RMSE",
]
MetricName = Literal[
    "Accuracy",
    "AUC",
    "BalancedAccuracy",
    "F1",
    "Precision",
    "Recall",
    "F1macro",
    "PrecisionMacro",
    "RecallMacro",
    "MAE",
    "MSE",
    "R2",
    "RMSE",
    "LogLoss",
    "InferenceLatency",
    "MAPE",
]
Direction = Literal["Maximize", "Minimize"]
MetricSet = Literal["Train", "Validation"]

#: Objectives a job may optimise; the first one is SageMaker's default for the problem type.
OBJECTIVES: dict[ProblemType, tuple[Objective, ...]] = {
    "BinaryClassification": ("F1", "Accuracy", "AUC", "BalancedAccuracy", "Precision", "Recall"),
    "MulticlassClassification": (
        "Accuracy",
        "BalancedAccuracy",
        "F1macro",
        "PrecisionMacro",
        "RecallMacro",
    ),
    "Regression": ("MSE", "MAE", "R2", "RMSE"),
}

#: Metrics of which less is better; every other one is maximised.
MINIMIZED: frozenset[MetricName] = frozenset(
    {"MAE", "MSE", "RMSE", "MAPE", "LogLoss", "InferenceLatency"}
)


def direction(name: MetricName) -> Direction:
    """Whether more (``Maximize``) or less (``Minimize``) of a metric is better."""
    return "Minimize" if name in MINIMIZED else "Maximize"


class Metric(Frozen):
    """One metric of one candidate on one split; ``value`` is null where it is not defined.

    ``standard_deviation`` is over the folds of a cross-validation, null without one.
    ``best_constant`` is what the best constant answer reaches on the same rows."""

    name: MetricName
    set: MetricSet
    value: float | None
    direction: Direction
    standard_deviation: float | None = None
    best_constant: float | None = None
