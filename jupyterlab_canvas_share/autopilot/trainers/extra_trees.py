"""extra-trees: extremely randomised trees."""

from __future__ import annotations

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
from .space import Space


class ExtraTrees:
    def default(self, data: TrainingData) -> Hyperparameters:
        return {
            "trees": TREES,
            "max_leaves": leaves_of_a_tree(data),
            "min_leaf_rows": 3,
            "feature_share": 0.5,
        }

    def space(self, data: TrainingData) -> Space:
        return forest_space(data)

    def fit(
        self,
        data: TrainingData,
        hyperparameters: Hyperparameters,
        seed: int,
        *,
        stopping: TrainingData | None,
        deadline: float,
    ) -> FittedForest:
        from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor

        kind = ExtraTreesClassifier if data.is_classification else ExtraTreesRegressor
        estimator = kind(
            max_leaf_nodes=hyperparameters["max_leaves"],
            min_samples_leaf=hyperparameters["min_leaf_rows"],
            max_features=hyperparameters["feature_share"],
            random_state=seed,
            n_jobs=1,
            warm_start=True,
        )
        return fit_forest(estimator, data, hyperparameters, stopping=stopping, deadline=deadline)

    def fuse(self, fitted: Sequence[FittedForest]) -> FittedForest:
        return fuse_forests(fitted)

    def refit_parameters(self, fitted: Sequence[FittedForest]) -> Hyperparameters:
        return refit_parameters(fitted)
