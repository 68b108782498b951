"""randomforest: trees on random rows and features."""

from __future__ import annotations

import math
from collections.abc import Sequence

from .base import Hyperparameters, TrainingData
from .forest import (
    TREES,
    FittedForest,
    fit_forest,
    forest_space,
    fuse_forests,
    leaves_of_a_tree,
    refit_parameters,
)
from .space import FloatRange, Space


class RandomForest:
    def default(self, data: TrainingData) -> Hyperparameters:
        """A root of the features for classes and a third for numbers (Breiman 2001)."""
        features = data.matrix.shape[1]
        share = 1 / math.sqrt(features) if data.is_classification else 1 / 3
        return {
            "trees": TREES,
            "max_leaves": leaves_of_a_tree(data),
            "min_leaf_rows": 2,
            "feature_share": round(share, 4),
            "row_share": 1.0,
        }

    def space(self, data: TrainingData) -> Space:
        return {**forest_space(data), "row_share": FloatRange(low=0.6, high=1.0)}

    def fit(
        self,
        data: TrainingData,
        hyperparameters: Hyperparameters,
        seed: int,
        *,
        stopping: TrainingData | None,
        deadline: float,
    ) -> FittedForest:
        from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

        kind = RandomForestClassifier if data.is_classification else RandomForestRegressor
        estimator = kind(
            max_leaf_nodes=hyperparameters["max_leaves"],
            min_samples_leaf=hyperparameters["min_leaf_rows"],
            max_features=hyperparameters["feature_share"],
            max_samples=hyperparameters["row_share"],
            random_state=seed,
            n_jobs=1,
            warm_start=True,
        )
        return fit_forest(estimator, data, hyperparameters, stopping=stopping, deadline=deadline)

    def fuse(self, fitted: Sequence[FittedForest]) -> FittedForest:
        return fuse_forests(fitted)

    def refit_parameters(self, fitted: Sequence[FittedForest]) -> Hyperparameters:
        return refit_parameters(fitted)
