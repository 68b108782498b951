"""Which candidates an ensemble is made of: by their answers to rows held back, and their size."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ..model.metrics import MetricName, direction
from .caps import Choice, choose, room
from .folder import read_json, write_json
from .held_back import Chosen, answered
from .measures import MEASURES, Answers
from .task import Task, Work
from .trainers.base import Scores

#: Members are weighed on so many rows at most, drawn with the seed: it takes hundreds of looks.
WEIGHED_ROWS = 20_000
#: Objectives that jump from row to row, or that a threshold decides: their members are chosen by
#: the log loss of the probabilities, the threshold comes after.
_BY_LOG_LOSS = frozenset(
    {"F1", "BalancedAccuracy", "Precision", "Recall", "F1macro", "PrecisionMacro", "RecallMacro"}
)


def members_of(work: Work, task: Task, candidates: Sequence[str], chosen: Chosen) -> Choice:
    """The ``candidates`` worth having that fit together. The ensembles of a job are made of the
    same ones: who asks first chooses, who asks meanwhile waits."""
    path = work.path / "members.json"
    with (work.path / "members.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        choice = read_json(path, Choice)
        if choice is None:
            choice = _choose(work, task, candidates, chosen)
            write_json(path, choice)
    return choice


def scores_of(work: Work, members: Iterable[str], name: str) -> dict[str, Scores]:
    """What each of the members answers."""
    return {member: work.scores(member, name) for member in members}


def answered_by_all(members: Mapping[str, Scores]) -> NDArray[np.int64]:
    """The rows that every member has an answer to."""
    return np.flatnonzero(np.all([answered(scores) for scores in members.values()], axis=0))


def judge(task: Task) -> MetricName:
    """The metric that members are chosen by."""
    return "LogLoss" if task.objective in _BY_LOG_LOSS else task.objective


def _choose(work: Work, task: Task, candidates: Sequence[str], chosen: Chosen) -> Choice:
    members = _comparable(scores_of(work, candidates, chosen.scored_on), task, chosen)
    rows = _sample(answered_by_all(members), task.seed)
    return choose(
        {name: scores[rows] for name, scores in members.items()},
        _quality(task, chosen, rows),
        {name: work.graph_size(name) for name in members},
        room(task),
    )


def _comparable(members: dict[str, Scores], task: Task, chosen: Chosen) -> dict[str, Scores]:
    """The best member, and those that answered all rows that it did: one for which time left out
    folds does not make the others be measured on fewer rows, unless it is better on these rows."""
    there = {name: answered(scores) for name, scores in members.items()}
    first, *others = sorted(members, key=lambda name: (-there[name].sum(), name))
    best = first
    for name in others:
        # those before it answered these rows, too: folds are left out from the last one on
        rows = np.flatnonzero(there[name])
        quality = _quality(task, chosen, rows)
        own, other = (quality(members[each][rows]) for each in (name, best))
        if own is not None and (other is None or own > other):
            best = name
    return {name: scores for name, scores in members.items() if there[name][there[best]].all()}


def _sample(rows: NDArray[np.int64], seed: int) -> NDArray[np.int64]:
    if len(rows) <= WEIGHED_ROWS:
        return rows
    return np.sort(np.random.default_rng([seed, 31]).choice(rows, WEIGHED_ROWS, replace=False))


def _quality(
    task: Task, chosen: Chosen, rows: NDArray[np.int64]
) -> Callable[[Scores], float | None]:
    name = judge(task)
    measure = MEASURES[task.problem_type][name]
    sign = -1.0 if direction(name) == "Minimize" else 1.0
    target = chosen.target[rows]
    weight = np.ones(len(rows)) if chosen.weight is None else chosen.weight[rows]

    def quality(scores: Scores) -> float | None:
        value = measure(Answers(target, scores, weight))
        return None if value is None else sign * value

    return quality
