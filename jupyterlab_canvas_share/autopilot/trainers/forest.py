"""What forests share: trees bounded in leaves so that the bundle stays small."""

from __future__ import annotations

import copy
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..tree_graphs import forest_graph
from .base import (
    Hyperparameters,
    Matrix,
    Scores,
    TrainingData,
    in_time,
    sklearn_scores,
)
from .preprocessing import Imputation
from .size import forest_leaves
from .space import FloatRange, IntRange, Space

if TYPE_CHECKING:
    import onnx

#: Trees of one fold, and those grown between two looks at the clock.
TREES, STEP = 30, 5


def leaves_of_a_tree(data: TrainingData) -> int:
    """One for twenty rows, within bounds, and so that ``TREES`` trees fit into the budget of a
    fold."""
    wanted = max(32, min(192, len(data.target) // 20))
    return max(8, min(wanted, forest_leaves(data) // TREES))


class Forest:
    """A trainer of forests, of which each algorithm has its own default and estimator."""

    def space(self, data: TrainingData) -> Space:
        """More leaves to a tree mean fewer trees."""
        most = leaves_of_a_tree(data)
        return {
            "max_leaves": IntRange(low=max(8, most // 3), high=most * 5 // 3, log=True),
            "min_leaf_rows": IntRange(low=1, high=20, log=True),
            "feature_share": FloatRange(low=0.2, high=1.0),
        }

    def fit(
        self,
        data: TrainingData,
        hyperparameters: Hyperparameters,
        seed: int,
        *,
        stopping: TrainingData | None,
        deadline: float,
    ) -> FittedForest:
        """Grow the estimator a few trees at a time."""
        in_time(deadline)
        budget = forest_leaves(data) * (1 if stopping else data.models)
        trees = min(
            int(hyperparameters["trees"] or TREES),
            budget // int(hyperparameters["max_leaves"] or 1),
        )
        imputation = Imputation.median(data.population)
        filled = imputation.apply(data.matrix)
        estimator = self._estimator(data, hyperparameters)
        estimator.set_params(random_state=seed, n_jobs=1, warm_start=True, n_estimators=0)
        while estimator.n_estimators < trees:
            estimator.n_estimators = min(estimator.n_estimators + STEP, trees)
            estimator.fit(filled, data.labels(), sample_weight=data.weight)
            if time.monotonic() >= deadline:
                break
        found = {**hyperparameters, "trees": estimator.n_estimators}
        return FittedForest(found, imputation, estimator, data.outputs)

    def fuse(self, fitted: Sequence[FittedForest]) -> FittedForest:
        """One forest of all trees. For forests of as many trees each it answers their mean."""
        first = fitted[0]
        estimator = copy.copy(first.estimator)
        estimator.estimators_ = [tree for f in fitted for tree in f.estimator.estimators_]
        estimator.n_estimators = len(estimator.estimators_)
        return FittedForest(
            self.refit_parameters(fitted), first.imputation, estimator, first.outputs
        )

    def refit_parameters(self, fitted: Sequence[FittedForest]) -> Hyperparameters:
        """As many trees as the folds have together."""
        trees = sum(f.estimator.n_estimators for f in fitted)
        return {**fitted[0].hyperparameters, "trees": trees}

    def _estimator(self, data: TrainingData, hyperparameters: Hyperparameters) -> Any:
        """Scikit-learn's, as configured."""
        raise NotImplementedError


@dataclass(frozen=True)
class FittedForest:
    hyperparameters: Hyperparameters
    imputation: Imputation
    estimator: Any
    outputs: int
    size_notice: None = None

    def scores(self, matrix: Matrix) -> Scores:
        return sklearn_scores(self.estimator, self.imputation.apply(matrix))

    def graph(self) -> onnx.ModelProto:
        part = self.imputation.part()
        return forest_graph(self.estimator, part, features=part.width, width=self.outputs)

    def dump(self) -> None:
        """None: exact TreeSHAP over a forest costs more than sampling."""
