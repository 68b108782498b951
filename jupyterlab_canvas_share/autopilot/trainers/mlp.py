"""mlp: a small feed-forward network on standardised features."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

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

EPOCHS = 80


class MultilayerPerceptron:
    def configuration(self, number: int, seed: int) -> Hyperparameters:
        if number == 0:
            return {"layers": "64,32", "learning_rate": 0.001, "l2": 0.001}
        draw = np.random.default_rng([seed, 4, number])
        return {
            "layers": str(draw.choice(["32", "64,64", "128,32"])),
            "learning_rate": float(draw.choice([0.0005, 0.002, 0.005])),
            "l2": float(10 ** draw.uniform(-4, 0)),
        }

    def fit(self, data: TrainingData, hyperparameters: Hyperparameters, seed: int) -> FittedMLP:
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.neural_network import MLPClassifier, MLPRegressor

        kind = MLPClassifier if data.is_classification else MLPRegressor
        estimator = kind(
            hidden_layer_sizes=[int(n) for n in str(hyperparameters["layers"]).split(",")],
            alpha=hyperparameters["l2"],
            learning_rate_init=hyperparameters["learning_rate"],
            early_stopping=_can_hold_out(data),
            n_iter_no_change=8,
            max_iter=EPOCHS,
            random_state=seed,
        )
        preparation = Standardization.fit(data.matrix, data.features)
        target = data.codes() if data.is_classification else data.target
        with warnings.catch_warnings():
            # the number of epochs is a bound of ours, not a failure
            warnings.simplefilter("ignore", ConvergenceWarning)
            estimator.fit(preparation.apply(data.matrix), target)
        return FittedMLP(
            hyperparameters={**hyperparameters, "epochs": int(estimator.n_iter_)},
            preparation=preparation,
            estimator=estimator,
            features=data.matrix.shape[1],
            outputs=data.outputs,
        )


def _can_hold_out(data: TrainingData) -> bool:
    """Whether scikit-learn's stratified tenth for early stopping has room for every class."""
    if not data.is_classification:
        return True
    counts = np.bincount(data.codes())
    return bool(counts.min() >= 10 and len(data.target) >= 10 * len(counts))


@dataclass(frozen=True)
class FittedMLP:
    hyperparameters: Hyperparameters
    preparation: Standardization
    estimator: Any
    features: int
    outputs: int

    def scores(self, matrix: Matrix) -> Scores:
        return sklearn_scores(self.estimator, self.preparation.apply(matrix))

    def graph(self) -> onnx.ModelProto:
        return sklearn_graph(
            self.estimator, self.preparation.part(), features=self.features, width=self.outputs
        )

    def attribution(self, matrix: Matrix) -> Attribution | None:
        """None: a network has no closed form."""
        del matrix
        return None
