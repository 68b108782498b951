"""What an algorithm gets and what it gives back."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ...model.bundle import AttributionMethod, Feature
from ...model.metrics import ProblemType
from .space import Space

if TYPE_CHECKING:
    import onnx

Matrix = NDArray[np.float32]
Scores = NDArray[np.float64]
Hyperparameters = Mapping[str, str | int | float | bool | None]


class OutOfTime(Exception):
    """The deadline came before there was a model."""


@dataclass(frozen=True)
class TrainingData:
    """Training rows as numbers.

    ``matrix`` is ``[rows, features]`` as the Encoder makes it: NaN for a missing number, the index
    for a category. ``target`` is ``[rows]``: class indices, or the standardised target
    (mean 0, standard deviation 1) for regression. ``outputs`` is the number of classes, 1 for
    regression. ``weight`` is ``[rows]``, with mean 1 over the training split.

    ``whole`` is the matrix of all training rows where these are a part of them. ``models``, those
    of the folds, become one, and share what it may take.
    """

    problem_type: ProblemType
    outputs: int
    features: tuple[Feature, ...]
    matrix: Matrix
    target: NDArray[np.float64]
    weight: NDArray[np.float64] | None = None
    whole: Matrix | None = None
    models: int = 1

    @property
    def is_classification(self) -> bool:
        return self.problem_type != "Regression"

    @property
    def population(self) -> Matrix:
        """What preprocessing is fitted on. It sees no target, and the models of all folds need the
        same one to become one model."""
        return self.matrix if self.whole is None else self.whole

    def codes(self) -> NDArray[np.int64]:
        """Class indices ``[rows]``."""
        return self.target.astype(np.int64)

    def labels(self) -> NDArray[np.int64] | NDArray[np.float64]:
        """The target as scikit-learn wants it."""
        return self.codes() if self.is_classification else self.target

    def rows(self, chosen: NDArray[np.int64]) -> TrainingData:
        """Some of the rows, prepared as all of them."""
        return replace(
            self,
            matrix=np.ascontiguousarray(self.matrix[chosen]),
            target=self.target[chosen],
            weight=None if self.weight is None else self.weight[chosen],
            whole=self.population,
        )


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

    @property
    def size_notice(self) -> str | None:
        """What keeping the model small has cost in its fit, as a sentence; None: nothing."""

    def scores(self, matrix: Matrix) -> Scores:
        """Probabilities ``[rows, classes]``, or values ``[rows, 1]``, by the trainer itself."""

    def graph(self) -> onnx.ModelProto:
        """The same function as ONNX: input ``x``, output ``scores`` of the same shape."""

    def dump(self) -> bytes | None:
        """JSON that ``registry.attribution_of`` makes exact SHAP values from, None where the
        algorithm has none."""


class Trainer(Protocol):
    """One algorithm.

    ``fit`` raises OutOfTime if nothing is there at the ``deadline`` (of ``time.monotonic``), else
    it ends there with what it has. Out of memory it raises MemoryError, or what the library has
    instead (``memory.is_out_of_memory``). ``stopping`` are rows to stop early on, those
    of the fold held back; without them it trains as long as ``refit_parameters`` say. ``fuse``
    makes the models of the folds into one that answers their mean; ``refit_parameters`` are for
    all rows at once what the folds found best.
    """

    def default(self, data: TrainingData) -> Hyperparameters: ...

    def space(self, data: TrainingData) -> Space: ...

    def fit(
        self,
        data: TrainingData,
        hyperparameters: Hyperparameters,
        seed: int,
        *,
        stopping: TrainingData | None,
        deadline: float,
    ) -> Fitted: ...

    def fuse(self, fitted: Sequence[Any]) -> Fitted: ...

    def refit_parameters(self, fitted: Sequence[Any]) -> Hyperparameters: ...


def in_time(deadline: float) -> None:
    """Raises OutOfTime from the deadline on."""
    if time.monotonic() >= deadline:
        raise OutOfTime("The time limit ended before there was a model.")


def mean_of(fitted: Sequence[Fitted], name: str) -> int:
    """A whole hyperparameter that training found out, as its mean over the folds, at least 1."""
    return max(1, round(float(np.mean([float(f.hyperparameters[name] or 0) for f in fitted]))))


def sklearn_scores(estimator: Any, prepared: NDArray[np.floating]) -> Scores:
    """``Fitted.scores`` of a scikit-learn estimator on prepared rows."""
    if hasattr(estimator, "predict_proba"):
        return np.asarray(estimator.predict_proba(prepared), dtype=np.float64)
    return np.asarray(estimator.predict(prepared), dtype=np.float64).reshape(-1, 1)
