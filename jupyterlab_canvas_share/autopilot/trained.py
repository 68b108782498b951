"""A candidate that is trained, before it is measured, converted and written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
import onnx
from numpy.typing import NDArray

from .crossfit import cross_fit
from .held_back import MADE_UP, SAMPLE, chosen_by, sample_of
from .metrics import objective_value
from .schedule import Trial
from .task import HELD_BACK, Task, Work
from .trainers.base import Hyperparameters, Matrix, Scores
from .trainers.registry import trainer

if TYPE_CHECKING:
    from ..model.job_requests import TrainedAlgorithm


@dataclass(frozen=True)
class Trained:
    """``graph`` writes the scores as they were learnt; ``scores`` are by the trainer, in the units
    of the target, under the names of held_back.py; NaN where a fold was left out. ``dump`` is what
    exact SHAP values need, ``first_fold`` the objective on the first fold."""

    hyperparameters: Hyperparameters
    graph: onnx.ModelProto
    scores: Mapping[str, Scores]
    dump: bytes | None = None
    size_notice: str | None = None
    first_fold: float | None = None


def matrices_of(work: Work, task: Task) -> dict[str, Matrix]:
    """The rows that a finished model answers: validation rows where there are any, the sample of
    the training rows, the made-up ones."""
    train = work.matrix("train")
    matrices = {
        HELD_BACK: np.ascontiguousarray(work.matrix("validation")),
        SAMPLE: np.ascontiguousarray(train[sample_of(len(train), task.seed)]),
        MADE_UP: task.encode(task.made_up),
    }
    return {name: matrix for name, matrix in matrices.items() if len(matrix)}


def train(
    work: Work, task: Task, trial: Trial, matrices: Mapping[str, Matrix], deadline: float
) -> Trained:
    """Fit one algorithm. Raises ``GaveUp``, ``OutOfTime`` and what the trainer raises."""
    data, target, weight = work.training_data(task), work.target("train"), work.weight("train")

    def in_units(scores: Scores) -> Scores:
        return scores if task.classes else scores * task.target_deviation + task.target_mean

    def objective(rows: NDArray[np.int64], scores: Scores) -> float | None:
        return objective_value(
            task.objective,
            task.problem_type,
            target[rows],
            in_units(scores),
            weight=None if weight is None else weight[rows],
        )

    found = cross_fit(
        trainer(cast("TrainedAlgorithm", trial.algorithm)),
        task,
        data,
        work.folds(),
        trial,
        objective=objective,
        deadline=deadline,
    )
    scores = {name: in_units(found.model.scores(matrix)) for name, matrix in matrices.items()}
    if found.scores is not None:
        scores[chosen_by(work).scored_on] = in_units(found.scores)
    return Trained(
        hyperparameters=found.model.hyperparameters,
        graph=found.model.graph(),
        scores=scores,
        dump=found.model.dump(),
        size_notice=found.size_notice,
        first_fold=found.fold_values[0] if found.fold_values else None,
    )
