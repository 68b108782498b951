"""The algorithms by their SageMaker names."""

from __future__ import annotations

from ...model.jobs import Algorithm
from .base import Trainer


def trainer(algorithm: Algorithm) -> Trainer:
    """The trainer of an algorithm. KeyError for ``WeightedEnsemble``, which is not trained."""
    from .extra_trees import ExtraTrees
    from .lightgbm import LightGBM
    from .linear_learner import LinearLearner
    from .mlp import MultilayerPerceptron

    trainers: dict[Algorithm, Trainer] = {
        "linear-learner": LinearLearner(),
        "lightgbm": LightGBM(),
        "extra-trees": ExtraTrees(),
        "mlp": MultilayerPerceptron(),
    }
    return trainers[algorithm]
