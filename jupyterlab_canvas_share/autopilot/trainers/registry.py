"""The algorithms by their SageMaker names."""

from __future__ import annotations

from collections.abc import Callable

from ...model.job_requests import TrainedAlgorithm
from ...model.jobs import Algorithm
from .base import Attribution, Matrix, Trainer


def trainer(algorithm: TrainedAlgorithm) -> Trainer:
    """The trainer of an algorithm."""
    from .extra_trees import ExtraTrees
    from .lightgbm import LightGBM
    from .linear_learner import LinearLearner
    from .mlp import MultilayerPerceptron
    from .random_forest import RandomForest
    from .xgboost import XGBoost

    trainers: dict[TrainedAlgorithm, Trainer] = {
        "linear-learner": LinearLearner(),
        "lightgbm": LightGBM(),
        "xgboost": XGBoost(),
        "extra-trees": ExtraTrees(),
        "randomforest": RandomForest(),
        "mlp": MultilayerPerceptron(),
    }
    return trainers[algorithm]


def attribution_of(algorithm: Algorithm, dump: bytes) -> Callable[[Matrix], Attribution]:
    """Exact SHAP values out of ``Fitted.dump``. KeyError for an algorithm that dumps nothing."""
    from .lightgbm import FittedLightGBM
    from .linear_learner import LinearAttribution
    from .xgboost import FittedXGBoost

    loaders: dict[Algorithm, Callable[[bytes], Callable[[Matrix], Attribution]]] = {
        "linear-learner": LinearAttribution.load,
        "lightgbm": lambda dumped: FittedLightGBM.load(dumped).attribution,
        "xgboost": lambda dumped: FittedXGBoost.load(dumped).attribution,
    }
    return loaders[algorithm](dump)
