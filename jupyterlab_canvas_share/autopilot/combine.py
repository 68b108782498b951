"""Ensembles: of the candidates that there are, by their answers to rows held back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ..model.metrics import MetricName, direction
from . import caps, ensemble
from .held_back import Chosen, answered, chosen_by
from .measures import MEASURES, Answers
from .schedule import Trial
from .stack import stack
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
    choice, graphs = _choose(work, task, trial, chosen)
    scores = {
        name: caps.answer(_scores(work, choice.weights, name), choice.weights)
        for name in {*names, chosen.scored_on}
    }
    return Trained(
        hyperparameters=_told(choice.weights),
        graph=ensemble.merge(graphs, choice.weights),
        scores=scores,
        size_notice=caps.size_notice(choice, _judge(task)),
    )


def stack_up(work: Work, task: Task, trial: Trial, names: Sequence[str]) -> Trained:
    """A stacked ensemble of those members that a weighted one takes."""
    chosen = chosen_by(work)
    choice, graphs = _choose(work, task, trial, chosen)
    members = _scores(work, choice.weights, chosen.scored_on)
    rows = np.flatnonzero(np.all([answered(scores) for scores in members.values()], axis=0))
    found = stack(
        {name: scores[rows] for name, scores in members.items()},
        chosen.target[rows],
        None if chosen.weight is None else chosen.weight[rows],
        len(task.classes),
        task.seed,
    )
    scores = {name: found.scores(_scores(work, found.weights, name)) for name in names}
    if chosen.scored_on not in scores:
        scores[chosen.scored_on] = np.full((len(chosen.target), task.outputs), np.nan)
        scores[chosen.scored_on][rows] = found.held_back
    return Trained(
        hyperparameters=_told(found.weights),
        graph=found.graph(graphs, mean=task.target_mean, deviation=task.target_deviation),
        scores=scores,
        size_notice=caps.size_notice(choice, _judge(task)),
    )


def _choose(
    work: Work, task: Task, trial: Trial, chosen: Chosen
) -> tuple[caps.Choice, dict[str, bytes]]:
    """The members worth having that fit together, and all members' graphs."""
    members = _comparable(_scores(work, trial.members, chosen.scored_on), task, chosen)
    graphs = {name: work.graph(name) for name in trial.members}
    rows = _rows(members, task.seed)
    sampled = {name: scores[rows] for name, scores in members.items()}
    return caps.choose(sampled, _quality(task, chosen, rows), graphs), graphs


def _comparable(members: dict[str, Scores], task: Task, chosen: Chosen) -> dict[str, Scores]:
    """The best member, and those that answered all rows that it did: one for which time left out
    folds does not make the others be measured on fewer rows, unless it is the best."""
    there = {name: answered(scores) for name, scores in members.items()}
    alone = {}
    for name, scores in members.items():
        rows = np.flatnonzero(there[name])
        quality = _quality(task, chosen, rows)(scores[rows])
        alone[name] = -np.inf if quality is None else quality
    best = there[max(sorted(alone), key=lambda name: alone[name])]
    return {name: scores for name, scores in members.items() if there[name][best].all()}


def _scores(work: Work, members: Iterable[str], name: str) -> dict[str, Scores]:
    return {member: work.scores(member, name) for member in members}


def _told(weights: Mapping[str, float]) -> Hyperparameters:
    return {f"weight of {name}": weight for name, weight in weights.items()}


def _rows(members: Mapping[str, Scores], seed: int) -> NDArray[np.int64]:
    """Rows that every member has an answer to, a sample of them where there are many."""
    rows = np.flatnonzero(np.all([answered(scores) for scores in members.values()], axis=0))
    if len(rows) > WEIGHED_ROWS:
        rows = np.sort(np.random.default_rng([seed, 31]).choice(rows, WEIGHED_ROWS, replace=False))
    return rows


def _judge(task: Task) -> MetricName:
    """The metric that members are chosen by."""
    return "LogLoss" if task.objective in _BY_LOG_LOSS else task.objective


def _quality(
    task: Task, chosen: Chosen, rows: NDArray[np.int64]
) -> Callable[[Scores], float | None]:
    name = _judge(task)
    measure = MEASURES[task.problem_type][name]
    sign = -1.0 if direction(name) == "Minimize" else 1.0
    target = chosen.target[rows]
    weight = np.ones(len(rows)) if chosen.weight is None else chosen.weight[rows]

    def quality(scores: Scores) -> float | None:
        value = measure(Answers(target, scores, weight))
        return None if value is None else sign * value

    return quality
