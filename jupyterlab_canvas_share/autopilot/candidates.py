"""Which candidates a job makes, as its mode, its algorithms and its limits say."""

from __future__ import annotations

from collections import Counter

from ..model.job_requests import TrainedAlgorithm
from .folder import JobFolder, JobRecord
from .mode import algorithms_of, trial_limit
from .portfolio import SEARCHED, Portfolio, portfolio
from .search import HyperparameterSearch, Search
from .task import Task, Work
from .trainers.registry import trainer
from .trainers.space import Space


def search_of(folder: JobFolder, record: JobRecord, task: Task) -> tuple[Search, int]:
    """The search of a job, and how many models it trains at most."""
    request, mode = record.request, record.mode
    algorithms, most = algorithms_of(request, mode), trial_limit(request, mode)
    if mode == "HYPERPARAMETER_TUNING":
        spaces = _spaces(folder, task, algorithms)
        search = HyperparameterSearch(spaces, task.objective, most=most, seed=task.seed, bag=False)
        return search, most
    trials = portfolio(algorithms, most)
    left = most - len(trials)
    if request.max_candidates is None or not left:
        return Portfolio(trials), len(trials)
    searched = tuple(a for a in SEARCHED if a in algorithms) or algorithms
    then = HyperparameterSearch(
        _spaces(folder, task, searched),
        task.objective,
        most=left,
        seed=task.seed,
        bag=True,
        first=len(trials),
        made=Counter(trial.algorithm for trial in trials),
    )
    return Portfolio(trials, then), most


def _spaces(
    folder: JobFolder, task: Task, algorithms: tuple[TrainedAlgorithm, ...]
) -> dict[TrainedAlgorithm, Space]:
    data = Work(folder.work).training_data(task)
    return {algorithm: trainer(algorithm).space(data) for algorithm in algorithms}
