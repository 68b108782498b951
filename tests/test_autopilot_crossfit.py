"""Cross-fitting: whose answers count, what a lack of time costs, and who is given up."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from jupyterlab_canvas_share.autopilot.crossfit import GaveUp, cross_fit
from jupyterlab_canvas_share.autopilot.metrics import objective_value
from jupyterlab_canvas_share.autopilot.schedule import Trial
from jupyterlab_canvas_share.autopilot.split import fold_of
from jupyterlab_canvas_share.autopilot.trainers.base import OutOfTime, TrainingData
from jupyterlab_canvas_share.autopilot.trainers.linear_learner import LinearLearner
from jupyterlab_canvas_share.autopilot.trainers.registry import trainer
from jupyterlab_canvas_share.model.bundle import Feature

from .task_fixtures import make_task
from .trainers_fixtures import table

ROWS = 300


class Watched(LinearLearner):
    """Linear models that note what they are given, and may be slow."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds
        self.learnt_from: list[Any] = []
        self.fused = 0

    def fit(self, data: TrainingData, *args: Any, **more: Any) -> Any:
        self.learnt_from.append(data.matrix[:, 0].tolist())
        time.sleep(self.seconds)
        if time.monotonic() > more["deadline"]:
            raise OutOfTime
        return super().fit(data, *args, **more)

    def fuse(self, fitted: Sequence[Any]) -> Any:
        self.fused = len(fitted)
        return super().fuse(fitted)


@pytest.fixture(scope="module")
def data() -> TrainingData:
    draw = np.random.default_rng(0)
    matrix = draw.normal(size=(ROWS, 3)).astype(np.float32)
    target = (matrix[:, 0] + draw.normal(size=ROWS) > 0).astype(np.float64)
    features = tuple(Feature(name=f"f{i}", column=f"f{i}") for i in range(3))
    return TrainingData("BinaryClassification", 2, features, matrix, target)


def fitted(trainer: Watched, data: TrainingData, seconds: float = 600.0, **trial: Any) -> Any:
    def objective(rows: Any, scores: Any) -> float | None:
        return objective_value("AUC", "BinaryClassification", data.target[rows], scores)

    return cross_fit(
        trainer,
        make_task(),
        data,
        fold_of(data.target, True, 5, 1),
        Trial(candidate="linear-learner-1", algorithm="linear-learner", number=0, **trial),
        objective=objective,
        deadline=time.monotonic() + seconds,
    )


def test_every_row_is_answered_by_a_model_that_has_not_seen_it(data: TrainingData) -> None:
    trainer = Watched()
    found = fitted(trainer, data)
    folds = fold_of(data.target, True, 5, 1)
    assert (trainer.fused, found.left_out, len(found.fold_values)) == (5, 0, 5)
    for fold, learnt_from in enumerate(trainer.learnt_from):
        assert not set(learnt_from) & set(data.matrix[folds == fold, 0].tolist())
    assert not np.isnan(found.scores).any()
    # the answers of its fold's model, not those of the candidate that saw the row
    assert not np.allclose(found.scores, found.model.scores(data.matrix), atol=1e-6)
    assert 0.6 < min(found.fold_values) < max(found.fold_values) < 0.95


def test_without_bagging_the_candidate_learns_from_all_rows(data: TrainingData) -> None:
    trainer = Watched()
    found = fitted(trainer, data, bag=False)
    assert trainer.fused == 0
    assert [len(rows) for rows in trainer.learnt_from] == [240] * 5 + [ROWS]
    assert found.left_out == 0


def test_with_too_little_time_folds_are_left_out_and_nothing_is_made_up(
    data: TrainingData,
) -> None:
    trainer = Watched(seconds=0.3)
    found = fitted(trainer, data, seconds=1.1)
    assert 1 <= found.left_out <= 3
    assert len(found.fold_values) == 5 - found.left_out
    missing = np.isnan(found.scores).any(axis=1)
    assert missing.sum() == pytest.approx(found.left_out * ROWS / 5, abs=5)
    with pytest.raises(OutOfTime):
        fitted(Watched(seconds=0.3), data, seconds=0.1)


def test_a_first_fold_below_the_bound_ends_the_trial(data: TrainingData) -> None:
    trainer = Watched()
    with pytest.raises(GaveUp) as gave_up:
        fitted(trainer, data, give_up_beyond=0.99)
    assert len(trainer.learnt_from) == 1
    assert 0.6 < gave_up.value.value < 0.99
    assert fitted(Watched(), data, give_up_beyond=0.5).left_out == 0


@pytest.mark.parametrize("bag", [True, False])
def test_what_staying_small_cost_is_told_however_the_folds_become_a_model(bag: bool) -> None:
    """One that is trained once more on all rows, as long as the folds, cannot know it."""
    numbers = table("Regression", 900)
    target = np.digitize(numbers.target, np.quantile(numbers.target, np.linspace(0, 1, 13)[1:-1]))
    data = replace(
        numbers,
        problem_type="MulticlassClassification",
        outputs=12,
        target=target.astype(np.float64),
        models=5,
    )
    found = cross_fit(
        trainer("lightgbm"),
        make_task(),
        data,
        fold_of(data.target, True, 2, 1),
        Trial(
            candidate="lightgbm-1",
            algorithm="lightgbm",
            number=0,
            hyperparameters={"learning_rate": 0.01, "num_leaves": 31},
            bag=bag,
        ),
        objective=lambda *_: None,
        deadline=time.monotonic() + 600,
    )
    assert found.left_out == 0
    rounds = found.model.hyperparameters["rounds"]
    assert str(found.size_notice).startswith(f"Training ended after {rounds} rounds to keep the")
