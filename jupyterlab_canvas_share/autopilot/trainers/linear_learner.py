"""linear-learner: logistic regression, or ridge regression, on standardised features."""

from __future__ import annotations

import copy
import json
import time
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..convert import sklearn_graph
from .base import (
    Attribution,
    Hyperparameters,
    Matrix,
    Scores,
    TrainingData,
    in_time,
    sklearn_scores,
)
from .preprocessing import Standardization
from .space import FloatRange, Space

if TYPE_CHECKING:
    import onnx

#: Iterations of the solver in all, and between two looks at the clock: fewer for larger data, by
#: the numbers that one iteration goes through.
MOST, STEPS, CELLS = 1000, (10, 100), 2_000_000_000


class LinearLearner:
    def default(self, data: TrainingData) -> Hyperparameters:
        del data
        return {"l2": 1.0}

    def space(self, data: TrainingData) -> Space:
        del data
        return {"l2": FloatRange(low=1e-3, high=1e3, log=True)}

    def fit(
        self,
        data: TrainingData,
        hyperparameters: Hyperparameters,
        seed: int,
        *,
        stopping: TrainingData | None,
        deadline: float,
    ) -> FittedLinear:
        """``stopping`` is not needed: the solution is the only one."""
        del stopping
        from sklearn.linear_model import LogisticRegression, Ridge

        in_time(deadline)
        preparation = Standardization.fit(data.population, data.features)
        prepared = preparation.apply(data.matrix).astype(np.float64)
        strength = float(hyperparameters["l2"] or 0.0)
        if data.is_classification:
            step = int(np.clip(CELLS // (prepared.size * data.outputs), *STEPS))
            estimator = LogisticRegression(
                C=1.0 / strength, max_iter=step, warm_start=True, random_state=seed
            )
            _solve(estimator, prepared, data, deadline)
        else:
            estimator = Ridge(alpha=strength, random_state=seed)
            estimator.fit(prepared, data.target, sample_weight=data.weight)
        return FittedLinear(
            hyperparameters=hyperparameters,
            preparation=preparation,
            estimator=estimator,
            mean=prepared.mean(axis=0),
            features=data.matrix.shape[1],
            outputs=data.outputs,
        )

    def fuse(self, fitted: Sequence[FittedLinear]) -> FittedLinear:
        """The mean of the coefficients: what it answers is the mean, in log-odds for classes."""
        first = fitted[0]
        estimator = copy.copy(first.estimator)
        estimator.coef_ = np.mean([f.estimator.coef_ for f in fitted], axis=0)
        estimator.intercept_ = np.mean([f.estimator.intercept_ for f in fitted], axis=0)
        return FittedLinear(
            hyperparameters=first.hyperparameters,
            preparation=first.preparation,
            estimator=estimator,
            mean=np.mean([f.mean for f in fitted], axis=0),
            features=first.features,
            outputs=first.outputs,
        )

    def refit_parameters(self, fitted: Sequence[FittedLinear]) -> Hyperparameters:
        return fitted[0].hyperparameters


def _solve(
    estimator: Any, prepared: NDArray[np.float64], data: TrainingData, deadline: float
) -> None:
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        # a step that has not converged is followed by another
        warnings.simplefilter("ignore", ConvergenceWarning)
        for _ in range(MOST // estimator.max_iter):
            estimator.fit(prepared, data.codes(), sample_weight=data.weight)
            if estimator.n_iter_.max() < estimator.max_iter or time.monotonic() >= deadline:
                return


@dataclass(frozen=True)
class FittedLinear:
    hyperparameters: Hyperparameters
    preparation: Standardization
    estimator: Any
    mean: NDArray[np.float64]
    features: int
    outputs: int
    size_notice: None = None

    def scores(self, matrix: Matrix) -> Scores:
        prepared = self.preparation.apply(matrix).astype(np.float64)
        return sklearn_scores(self.estimator, prepared)

    def graph(self) -> onnx.ModelProto:
        return sklearn_graph(
            self.estimator, self.preparation.part(), features=self.features, width=self.outputs
        )

    def _closed_form(self) -> LinearAttribution:
        return LinearAttribution(
            preparation=self.preparation,
            weights=np.atleast_2d(np.asarray(self.estimator.coef_, dtype=np.float64)),
            intercept=np.atleast_1d(np.asarray(self.estimator.intercept_, dtype=np.float64)),
            mean=self.mean,
            features=self.features,
        )

    def attribution(self, matrix: Matrix) -> Attribution:
        return self._closed_form()(matrix)

    def dump(self) -> bytes:
        return self._closed_form().dump()


@dataclass(frozen=True)
class LinearAttribution:
    """``coefficient * (value - training mean)``: SHAP values of a linear model with features
    taken as independent (Lundberg and Lee 2017, Corollary 1). For classification they are in
    log-odds; for more than two classes, in each class's log-odds against all the others
    taken together before normalisation."""

    preparation: Standardization
    weights: NDArray[np.float64]
    intercept: NDArray[np.float64]
    mean: NDArray[np.float64]
    features: int

    def __call__(self, matrix: Matrix) -> Attribution:
        prepared = self.preparation.apply(matrix).astype(np.float64)
        parts = (prepared - self.mean)[:, :, None] * self.weights.T[None, :, :]
        values = np.zeros((len(matrix), self.features, self.weights.shape[0]))
        for position, feature in enumerate(self.preparation.source.tolist()):
            values[:, feature] += parts[:, position]
        expected = self.intercept + self.weights @ self.mean
        return Attribution("linear-closed-form", values, expected)

    def dump(self) -> bytes:
        arrays = {"weights": self.weights, "intercept": self.intercept, "mean": self.mean}
        dumped = {
            "preparation": self.preparation.dump(),
            "features": self.features,
            **{name: array.tolist() for name, array in arrays.items()},
        }
        return json.dumps(dumped, allow_nan=False).encode()

    @staticmethod
    def load(dumped: bytes) -> LinearAttribution:
        content = json.loads(dumped)
        return LinearAttribution(
            preparation=Standardization.load(content["preparation"]),
            weights=np.array(content["weights"]),
            intercept=np.array(content["intercept"]),
            mean=np.array(content["mean"]),
            features=content["features"],
        )
