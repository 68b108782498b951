"""extra-trees: extremely randomised trees, bounded in leaves so that the bundle stays small."""

from __future__ import annotations

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
from .preprocessing import Imputation

if TYPE_CHECKING:
    import onnx


class ExtraTrees:
    def configuration(self, number: int, seed: int) -> Hyperparameters:
        if number == 0:
            return {"trees": 100, "max_leaves": 192, "min_leaf_rows": 3, "feature_share": 0.5}
        draw = np.random.default_rng([seed, 2, number])
        return {
            "trees": 100,
            "max_leaves": int(draw.choice([96, 192, 320])),
            "min_leaf_rows": int(draw.choice([2, 5, 10])),
            "feature_share": float(draw.choice([0.3, 0.7, 1.0])),
        }

    def fit(
        self, data: TrainingData, hyperparameters: Hyperparameters, seed: int
    ) -> FittedExtraTrees:
        from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor

        kind = ExtraTreesClassifier if data.is_classification else ExtraTreesRegressor
        estimator = kind(
            n_estimators=hyperparameters["trees"],
            max_leaf_nodes=hyperparameters["max_leaves"],
            min_samples_leaf=hyperparameters["min_leaf_rows"],
            max_features=hyperparameters["feature_share"],
            random_state=seed,
            n_jobs=1,
        )
        imputation = Imputation.median(data.matrix)
        target = data.codes() if data.is_classification else data.target
        estimator.fit(imputation.apply(data.matrix), target)
        return FittedExtraTrees(hyperparameters, imputation, estimator, data.outputs)


@dataclass(frozen=True)
class FittedExtraTrees:
    hyperparameters: Hyperparameters
    imputation: Imputation
    estimator: Any
    outputs: int

    def scores(self, matrix: Matrix) -> Scores:
        return sklearn_scores(self.estimator, self.imputation.apply(matrix))

    def graph(self) -> onnx.ModelProto:
        part = self.imputation.part()
        return sklearn_graph(self.estimator, part, features=part.width, width=self.outputs)

    def attribution(self, matrix: Matrix) -> Attribution | None:
        """None: exact TreeSHAP over a forest costs more than sampling."""
        del matrix
        return None
