"""Every algorithm: what it learns, that folds become one model, and that ONNX answers the same."""

from __future__ import annotations

import numpy as np
import pytest

from jupyterlab_canvas_share.autopilot.trainers.registry import trainer
from jupyterlab_canvas_share.model.jobs import TrainedAlgorithm
from jupyterlab_canvas_share.model.metrics import ProblemType

from .trainers_fixtures import (
    ALGORITHMS,
    PROBLEMS,
    UNUSUAL,
    by_graph,
    folds,
    mean_in_log_odds,
    table,
)

EXACT: tuple[TrainedAlgorithm, ...] = ("linear-learner", "lightgbm", "xgboost")


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_the_models_of_the_folds_become_one_that_onnx_answers_alike(
    algorithm: TrainedAlgorithm, problem: ProblemType
) -> None:
    data = table(problem)
    fitted = folds(data, algorithm)
    fused = trainer(algorithm).fuse(fitted)
    rows = np.concatenate([data.matrix, UNUSUAL])
    scores = fused.scores(rows)
    assert np.isfinite(scores).all()
    assert np.ptp(scores[:, 0]) > 0.1  # it learnt something
    if algorithm in EXACT:
        mean = mean_in_log_odds(fitted, rows)
    else:
        mean = np.mean([f.scores(rows) for f in fitted], axis=0)
    assert np.abs(scores - mean).max() < 1e-5
    answer = by_graph(fused.graph().SerializeToString(), rows)
    assert answer.shape == scores.shape
    assert np.abs(answer - scores).max() < 1e-5
    if data.is_classification:
        assert (answer.argmax(axis=1) == scores.argmax(axis=1)).all()
