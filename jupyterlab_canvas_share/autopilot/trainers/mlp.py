"""mlp: a small feed-forward network on standardised features."""

from __future__ import annotations

import copy
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..convert import sklearn_mean_graph
from .base import (
    Hyperparameters,
    Matrix,
    Scores,
    TrainingData,
    in_time,
    mean_of,
    sklearn_scores,
)
from .preprocessing import Standardization
from .size import layers_within
from .space import Choice, FloatRange, Space

if TYPE_CHECKING:
    import onnx

#: Epochs at most, and those without a better loss on the rows held back.
EPOCHS, PATIENCE = 80, 8
#: Probabilities are kept this far from 0 before their logarithm is taken.
FLOOR = 1e-7


class MultilayerPerceptron:
    def default(self, data: TrainingData) -> Hyperparameters:
        del data
        return {"layers": "64,32", "learning_rate": 0.001, "l2": 0.001, "batch_rows": 256}

    def space(self, data: TrainingData) -> Space:
        del data
        return {
            "layers": Choice(values=("32", "64", "64,32", "128,64", "256,128")),
            "learning_rate": FloatRange(low=3e-4, high=1e-2, log=True),
            "l2": FloatRange(low=1e-5, high=1.0, log=True),
            "batch_rows": Choice(values=(64, 256, 1024)),
        }

    def fit(
        self,
        data: TrainingData,
        hyperparameters: Hyperparameters,
        seed: int,
        *,
        stopping: TrainingData | None,
        deadline: float,
    ) -> FittedMLP:
        from sklearn.neural_network import MLPClassifier, MLPRegressor

        in_time(deadline)
        configured = {k: v for k, v in hyperparameters.items() if k != "epochs"}
        preparation = Standardization.fit(data.population, data.features)
        layers = layers_within(str(configured["layers"]), preparation.source.size, data)
        kind = MLPClassifier if data.is_classification else MLPRegressor
        estimator = kind(
            hidden_layer_sizes=[int(units) for units in layers.split(",")],
            alpha=configured["l2"],
            learning_rate_init=configured["learning_rate"],
            batch_size=min(int(configured["batch_rows"] or 0), len(data.target)),
            random_state=seed,
        )
        most = EPOCHS if stopping else int(hyperparameters["epochs"] or EPOCHS)
        epochs = _train(estimator, preparation, data, stopping, most=most, deadline=deadline)
        return FittedMLP(
            hyperparameters={**configured, "layers": layers, "epochs": epochs},
            preparation=preparation,
            estimators=(estimator,),
            features=data.matrix.shape[1],
            outputs=data.outputs,
            size_notice=_notice(str(configured["layers"]), layers),
        )

    def fuse(self, fitted: Sequence[FittedMLP]) -> FittedMLP:
        """All networks behind one preparation; what they answer is averaged."""
        first = fitted[0]
        return FittedMLP(
            hyperparameters=self.refit_parameters(fitted),
            preparation=first.preparation,
            estimators=tuple(estimator for f in fitted for estimator in f.estimators),
            features=first.features,
            outputs=first.outputs,
        )

    def refit_parameters(self, fitted: Sequence[FittedMLP]) -> Hyperparameters:
        return {**fitted[0].hyperparameters, "epochs": mean_of(fitted, "epochs")}


def _notice(asked: str, layers: str) -> str | None:
    if layers == asked:
        return None
    return f"The network's layers have {layers} units instead of {asked}, to keep the model small."


def _train(
    estimator: Any,
    preparation: Standardization,
    data: TrainingData,
    stopping: TrainingData | None,
    *,
    most: int,
    deadline: float,
) -> int:
    """Train epoch by epoch and leave ``estimator`` as it was at the best; returns its number."""
    prepared, labels = preparation.apply(data.matrix), data.labels()
    held_back = preparation.apply(stopping.matrix) if stopping else None
    arguments = {"classes": np.unique(labels)} if data.is_classification else {}
    best, lowest, weights = 0, np.inf, None
    for epoch in range(1, most + 1):
        estimator.partial_fit(prepared, labels, sample_weight=data.weight, **arguments)
        if stopping is not None and held_back is not None:
            loss = _loss(sklearn_scores(estimator, held_back), stopping)
            if weights is None or loss < lowest:
                best, lowest = epoch, loss
                weights = copy.deepcopy((estimator.coefs_, estimator.intercepts_))
        else:
            best = epoch
        if epoch - best >= PATIENCE or time.monotonic() >= deadline:
            break
    if weights is not None:
        estimator.coefs_, estimator.intercepts_ = weights
    return best


def _loss(scores: Scores, data: TrainingData) -> float:
    """Mean log loss, or mean squared error."""
    losses: NDArray[np.float64]
    if data.is_classification:
        losses = -np.log(np.maximum(scores[np.arange(len(scores)), data.codes()], FLOOR))
    else:
        losses = (scores[:, 0] - data.target) ** 2
    return float(np.average(losses, weights=data.weight))


@dataclass(frozen=True)
class FittedMLP:
    hyperparameters: Hyperparameters
    preparation: Standardization
    estimators: tuple[Any, ...]
    features: int
    outputs: int
    size_notice: str | None = None

    def scores(self, matrix: Matrix) -> Scores:
        prepared = self.preparation.apply(matrix)
        answers = [sklearn_scores(estimator, prepared) for estimator in self.estimators]
        mean: Scores = np.mean(answers, axis=0)
        return mean

    def graph(self) -> onnx.ModelProto:
        return sklearn_mean_graph(
            self.estimators, self.preparation.part(), features=self.features, width=self.outputs
        )

    def dump(self) -> None:
        """None: a network has no closed form."""
