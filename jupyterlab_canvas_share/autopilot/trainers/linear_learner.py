"""linear-learner: logistic regression, or ridge regression, on standardised features."""

from __future__ import annotations

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
    sklearn_scores,
)
from .preprocessing import Standardization

if TYPE_CHECKING:
    import onnx


class LinearLearner:
    def configuration(self, number: int, seed: int) -> Hyperparameters:
        if number == 0:
            return {"l2": 1.0}
        return {"l2": float(10 ** np.random.default_rng([seed, 1, number]).uniform(-2, 3))}

    def fit(self, data: TrainingData, hyperparameters: Hyperparameters, seed: int) -> FittedLinear:
        from sklearn.linear_model import LogisticRegression, Ridge

        preparation = Standardization.fit(data.matrix, data.features)
        prepared = preparation.apply(data.matrix).astype(np.float64)
        strength = float(hyperparameters["l2"] or 0.0)
        if data.is_classification:
            estimator = LogisticRegression(C=1.0 / strength, max_iter=1000, random_state=seed)
            estimator.fit(prepared, data.codes())
        else:
            estimator = Ridge(alpha=strength, random_state=seed)
            estimator.fit(prepared, data.target)
        return FittedLinear(
            hyperparameters=hyperparameters,
            preparation=preparation,
            estimator=estimator,
            mean=prepared.mean(axis=0),
            features=data.matrix.shape[1],
            outputs=data.outputs,
        )


@dataclass(frozen=True)
class FittedLinear:
    hyperparameters: Hyperparameters
    preparation: Standardization
    estimator: Any
    mean: NDArray[np.float64]
    features: int
    outputs: int

    def scores(self, matrix: Matrix) -> Scores:
        prepared = self.preparation.apply(matrix).astype(np.float64)
        return sklearn_scores(self.estimator, prepared)

    def graph(self) -> onnx.ModelProto:
        return sklearn_graph(
            self.estimator, self.preparation.part(), features=self.features, width=self.outputs
        )

    def attribution(self, matrix: Matrix) -> Attribution:
        """``coefficient * (value - training mean)``: SHAP values of a linear model with features
        taken as independent (Lundberg and Lee 2017, Corollary 1). For classification they are in
        log-odds; for more than two classes, in each class's log-odds against all the others
        taken together before normalisation."""
        prepared = self.preparation.apply(matrix).astype(np.float64)
        weights = np.atleast_2d(np.asarray(self.estimator.coef_, dtype=np.float64))
        parts = (prepared - self.mean)[:, :, None] * weights.T[None, :, :]
        values = np.zeros((len(matrix), self.features, weights.shape[0]))
        for position, feature in enumerate(self.preparation.source.tolist()):
            values[:, feature] += parts[:, position]
        intercept = np.atleast_1d(np.asarray(self.estimator.intercept_, dtype=np.float64))
        return Attribution("linear-closed-form", values, intercept + weights @ self.mean)
