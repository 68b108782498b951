"""A model by cross-validation: every training row is held back once, by the model of its fold.

The folds' models become the candidate: fused into one that answers their mean ("bagging"), or one
trained once more on all rows, as long as the folds found best.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..model.metrics import Objective, direction
from .schedule import Trial
from .split import stratified
from .task import Task
from .trainers.base import Fitted, Hyperparameters, OutOfTime, Scores, Trainer, TrainingData

#: Without folds boosting stops early on this share of the training rows.
STOPPING_SHARE = 0.1
#: Of a trial's time the first fold may take this share; then it is known how many more there are.
_FIRST_FOLD_SHARE = 0.5

Objectives = Callable[[NDArray[np.int64], Scores], float | None]


class GaveUp(Exception):
    """The first fold was not good enough to go on; ``value`` is its objective."""

    def __init__(self, value: float) -> None:
        super().__init__("not among the better half after its first fold")
        self.value = value


@dataclass(frozen=True)
class CrossFitted:
    """``scores`` ``[training rows, outputs]`` are the answers of the folds' models, as learnt; NaN
    for the rows of ``left_out`` folds, which were not reached in time; None without folds.
    ``size_notice`` says what keeping the model small has cost; None: nothing."""

    model: Fitted
    scores: Scores | None
    fold_values: tuple[float | None, ...]
    left_out: int
    size_notice: str | None


def cross_fit(
    trainer: Trainer,
    task: Task,
    data: TrainingData,
    folds: NDArray[np.int8] | None,
    trial: Trial,
    *,
    objective: Objectives,
    deadline: float,
) -> CrossFitted:
    """``objective`` measures answers to the given training rows. Seeds follow from the task and
    the fold. Raises GaveUp, OutOfTime, and what the trainer raises."""
    parameters: Hyperparameters = {**trainer.default(data), **trial.hyperparameters}
    if folds is None:
        return _held_out(trainer, task, data, parameters, deadline)
    numbers = range(int(folds.max()) + 1)
    scores = np.full((len(data.target), data.outputs), np.nan)
    fitted: list[Fitted] = []
    values: list[float | None] = []
    started = time.monotonic()
    most = len(numbers)
    for fold in numbers:
        if fold >= most:
            break
        inside, outside = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        held_back = data.rows(outside)
        try:
            model = trainer.fit(
                data.rows(inside),
                parameters,
                task.seed + 1009 * fold,
                stopping=held_back,
                deadline=_fold_deadline(started, deadline, fold, most),
            )
        except OutOfTime:
            if not fitted:
                raise
            break
        fitted.append(model)
        scores[outside] = model.scores(held_back.matrix)
        values.append(objective(outside, scores[outside]))
        if fold == 0:
            _check_promising(task.objective, trial.give_up_beyond, values[0])
            most = _affordable(time.monotonic() - started, deadline - time.monotonic(), most)
    left_out = len(numbers) - len(fitted)
    final: Fitted | None = None
    if not trial.bag and not left_out:
        refit = {**parameters, **trainer.refit_parameters(fitted)}
        with suppress(OutOfTime):  # then the folds' models serve, and are as good
            final = trainer.fit(data, refit, task.seed, stopping=None, deadline=deadline)
    if final is None:
        final = fitted[0] if len(fitted) == 1 else trainer.fuse(fitted)
    return CrossFitted(final, scores, tuple(values), left_out, _size_notice(fitted))


def _held_out(
    trainer: Trainer, task: Task, data: TrainingData, parameters: Hyperparameters, deadline: float
) -> CrossFitted:
    inside, outside = stratified(data.target, data.is_classification, STOPPING_SHARE, task.seed)
    model = trainer.fit(
        data.rows(inside), parameters, task.seed, stopping=data.rows(outside), deadline=deadline
    )
    return CrossFitted(model, None, (), 0, _size_notice([model]))


def _size_notice(fitted: Sequence[Fitted]) -> str | None:
    """That of the first model that was kept small. A model trained once more is as small as these
    were, and cannot know what that has cost."""
    return next((model.size_notice for model in fitted if model.size_notice), None)


def _fold_deadline(started: float, deadline: float, fold: int, folds: int) -> float:
    if fold == 0:
        return started + (deadline - started) * _FIRST_FOLD_SHARE
    now = time.monotonic()
    return now + (deadline - now) / (folds - fold)


def _affordable(first_seconds: float, left_seconds: float, folds: int) -> int:
    """How many folds there is time for, the first among them."""
    return min(folds, 1 + max(0, int(left_seconds / max(first_seconds, 1e-9))))


def _check_promising(objective: Objective, bound: float | None, value: float | None) -> None:
    if bound is None or value is None:
        return
    worse = value > bound if direction(objective) == "Minimize" else value < bound
    if worse:
        raise GaveUp(value)
