"""extra-trees: extremely randomised trees."""

from __future__ import annotations

from typing import Any

from .base import Hyperparameters, TrainingData
from .forest import TREES, Forest, leaves_of_a_tree


class ExtraTrees(Forest):
    def default(self, data: TrainingData) -> Hyperparameters:
        return {
            "trees": TREES,
            "max_leaves": leaves_of_a_tree(data),
            "min_leaf_rows": 3,
            "feature_share": 0.5,
        }

    def _estimator(self, data: TrainingData, hyperparameters: Hyperparameters) -> Any:
        from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor

        kind = ExtraTreesClassifier if data.is_classification else ExtraTreesRegressor
        return kind(
            max_leaf_nodes=hyperparameters["max_leaves"],
            min_samples_leaf=hyperparameters["min_leaf_rows"],
            max_features=hyperparameters["feature_share"],
        )
