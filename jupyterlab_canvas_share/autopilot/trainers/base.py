"""What an algorithm gets and what it gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ...model.bundle import AttributionMethod, Feature
from ...model.metrics import ProblemType

if TYPE_CHECKING:
    import onnx

Matrix = NDArray[np.float32]
Scores = NDArray[np.float64]
Hyperparameters = Mapping[str, str | int | float | bool | None]


@dataclass(frozen=True)
class TrainingData:
    """The training split as numbers.

    ``matrix`` is ``[rows, features]`` as the Encoder makes it: NaN for a missing number, the index
    for a category. ``target`` is ``[rows]``: class indices, or the standardised target
    (mean 0, standard deviation 1) for regression. ``outputs`` is the number of classes, 1 for
    regression.
    """

    problem_type: ProblemType
    outputs: int
    features: tuple[Feature, ...]
    matrix: Matrix
    target: NDArray[np.float64]

    @property
    def is_classification(self) -> bool:
        return self.problem_type != "Regression"

    def codes(self) -> NDArray[np.int64]:
        """Class indices ``[rows]``."""
        return self.target.astype(np.int64)


@dataclass(frozen=True)
class Attribution:
    """Exact SHAP values of one model: ``values`` is ``[rows, features, outputs]`` and
    ``expected`` ``[outputs]``, so that ``expected + values.sum(1)`` is the explained output."""

    method: AttributionMethod
    values: NDArray[np.float64]
    expected: NDArray[np.float64]


class Fitted(Protocol):
    """A trained model.

    For regression everything is in the units of the standardised target.
    """

    @property
    def hyperparameters(self) -> Hyperparameters:
        """As configured, with what training found out (rounds, epochs)."""

    def scores(self, matrix: Matrix) -> Scores:
        """Probabilities ``[rows, classes]``, or values ``[rows, 1]``, by the trainer itself."""

    def graph(self) -> onnx.ModelProto:
        """The same function as ONNX: input ``x``, output ``scores`` of the same shape."""

    def attribution(self, matrix: Matrix) -> Attribution | None:
        """Exact SHAP values where the algorithm has them, else None."""


class Trainer(Protocol):
    """One algorithm. ``configuration(0)`` is its default, each further number a seeded draw."""

    def configuration(self, number: int, seed: int) -> Hyperparameters: ...

    def fit(self, data: TrainingData, hyperparameters: Hyperparameters, seed: int) -> Fitted: ...


def sklearn_scores(estimator: Any, prepared: NDArray[np.floating]) -> Scores:
    """``Fitted.scores`` of a scikit-learn estimator on prepared rows."""
    if hasattr(estimator, "predict_proba"):
        return np.asarray(estimator.predict_proba(prepared), dtype=np.float64)
    return np.asarray(estimator.predict(prepared), dtype=np.float64).reshape(-1, 1)
