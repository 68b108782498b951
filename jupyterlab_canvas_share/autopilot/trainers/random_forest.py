"""randomforest: trees on random rows and features."""

from __future__ import annotations

import math
from typing import Any

from .base import Hyperparameters, TrainingData
from .forest import TREES, Forest, leaves_of_a_tree
from .space import FloatRange, Space


class RandomForest(Forest):
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
        return {**super().space(data), "row_share": FloatRange(low=0.6, high=1.0)}

    def _estimator(self, data: TrainingData, hyperparameters: Hyperparameters) -> Any:
        from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

        kind = RandomForestClassifier if data.is_classification else RandomForestRegressor
        return kind(
            max_leaf_nodes=hyperparameters["max_leaves"],
            min_samples_leaf=hyperparameters["min_leaf_rows"],
            max_features=hyperparameters["feature_share"],
            max_samples=hyperparameters["row_share"],
        )
