"""Ensembles: of the candidates that there are, by their answers to rows held back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ..model.metrics import MetricName, direction
from . import ensemble
from .held_back import Chosen, answered, chosen_by
from .measures import MEASURES, Answers
from .schedule import Trial
from .task import Task, Work
from .trained import Trained
from .trainers.base import Hyperparameters, Scores

#: Members are weighed on so many rows at most, drawn with the seed: it takes hundreds of looks.
WEIGHED_ROWS = 20_000
#: Objectives that jump from row to row, or that a threshold decides: their members are chosen by
#: the log loss of the probabilities, the threshold comes after.
_BY_LOG_LOSS = frozenset(
    {"F1", "BalancedAccuracy", "Precision", "Recall", "F1macro", "PrecisionMacro", "RecallMacro"}
)


def weigh(work: Work, task: Task, trial: Trial, names: Sequence[str]) -> Trained:
    """A weighted ensemble of ``trial.members``; ``names`` are the scores that it needs."""
    chosen = chosen_by(work)
    members = {name: work.scores(name, chosen.scored_on) for name in trial.members}
    rows = _rows(members, task.seed)
    weights = ensemble.select(
        {name: scores[rows] for name, scores in members.items()}, _quality(task, chosen, rows)
    )
    graph = ensemble.merge({name: work.graph(name) for name in weights}, weights)
    scores = {
        name: np.sum([w * work.scores(member, name) for member, w in weights.items()], axis=0)
        for name in {*names, chosen.scored_on}
    }
    parameters: Hyperparameters = {f"weight of {name}": w for name, w in weights.items()}
    return Trained(parameters, graph, scores)


def _rows(members: Mapping[str, Scores], seed: int) -> NDArray[np.int64]:
    """Rows that every member has an answer to, a sample of them where there are many."""
    rows = np.flatnonzero(np.all([answered(scores) for scores in members.values()], axis=0))
    if len(rows) > WEIGHED_ROWS:
        rows = np.sort(np.random.default_rng([seed, 31]).choice(rows, WEIGHED_ROWS, replace=False))
    return rows


def _quality(
    task: Task, chosen: Chosen, rows: NDArray[np.int64]
) -> Callable[[Scores], float | None]:
    name: MetricName = "LogLoss" if task.objective in _BY_LOG_LOSS else task.objective
    measure = MEASURES[task.problem_type][name]
    sign = -1.0 if direction(name) == "Minimize" else 1.0
    target = chosen.target[rows]
    weight = np.ones(len(rows)) if chosen.weight is None else chosen.weight[rows]

    def quality(scores: Scores) -> float | None:
        value = measure(Answers(target, scores, weight))
        return None if value is None else sign * value

    return quality
