"""Ensembles: one model of the candidates that there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import onnx

from . import caps, ensemble
from .held_back import Chosen, chosen_by
from .members import answered_by_all, judge, members_of, scores_of
from .schedule import Trial
from .stack import stack
from .task import Task, Work
from .trained import Trained
from .trainers.base import Scores


@dataclass(frozen=True)
class _Combined:
    weights: dict[str, float]
    graph: onnx.ModelProto
    scores: dict[str, Scores]


def combine(work: Work, task: Task, trial: Trial, names: Iterable[str]) -> Trained:
    """The weighted or the stacked ensemble of ``trial.members``; ``names`` are the scores that it
    needs, besides those that ensembles are made by."""
    chosen = chosen_by(work)
    choice = members_of(work, task, trial.members, chosen)
    if trial.algorithm == "WeightedEnsemble":
        found, cost = _weighted(work, choice, {*names, chosen.scored_on}), choice.cost
    else:
        # what leaving out members costs was measured on the weighted one
        found, cost = _stacked(work, task, choice, chosen, names), None
    return Trained(
        hyperparameters={f"weight of {name}": weight for name, weight in found.weights.items()},
        graph=found.graph,
        scores=found.scores,
        size_notice=caps.size_notice(choice.left_out, cost, judge(task)),
    )


def _weighted(work: Work, choice: caps.Choice, names: Iterable[str]) -> _Combined:
    weights = choice.weights
    scores = {name: caps.answer(scores_of(work, weights, name), weights) for name in names}
    return _Combined(weights, ensemble.merge(_graphs(work, weights), weights), scores)


def _stacked(
    work: Work, task: Task, choice: caps.Choice, chosen: Chosen, names: Iterable[str]
) -> _Combined:
    members = scores_of(work, choice.weights, chosen.scored_on)
    rows = answered_by_all(members)
    found = stack(
        {name: scores[rows] for name, scores in members.items()},
        chosen.target[rows],
        None if chosen.weight is None else chosen.weight[rows],
        len(task.classes),
        task.seed,
    )
    scores = {name: found.scores(scores_of(work, found.weights, name)) for name in names}
    if chosen.scored_on not in scores:
        scores[chosen.scored_on] = np.full((len(chosen.target), task.outputs), np.nan)
        scores[chosen.scored_on][rows] = found.held_back
    graph = found.graph(
        _graphs(work, found.weights), mean=task.target_mean, deviation=task.target_deviation
    )
    return _Combined(found.weights, graph, scores)


def _graphs(work: Work, members: Iterable[str]) -> dict[str, bytes]:
    return {name: work.graph(name) for name in members}
