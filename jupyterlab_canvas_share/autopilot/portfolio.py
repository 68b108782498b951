"""Ensembling: a fixed list of good configurations, then, with candidates left, a search."""

from __future__ import annotations

from collections.abc import Sequence

from ..model.job_requests import TrainedAlgorithm
from .schedule import Parameters, Trial
from .search import Search

#: The cheapest first, so that there is soon something to look at; what differs from the default.
_CONFIGURATIONS: tuple[tuple[TrainedAlgorithm, Parameters], ...] = (
    ("linear-learner", {}),
    ("lightgbm", {}),
    ("xgboost", {}),
    ("extra-trees", {}),
    ("randomforest", {}),
    ("mlp", {}),
    ("lightgbm", {"extra_trees": True}),
    ("xgboost", {"max_depth": 8, "min_child_weight": 4.0, "colsample_bytree": 0.6}),
    ("lightgbm", {"num_leaves": 15, "min_data_in_leaf": 5, "feature_fraction": 0.5}),
    ("xgboost", {"max_depth": 4}),
    ("xgboost", {"max_depth": 12, "max_leaves": 256, "min_child_weight": 2.0}),
)
#: What a search after the portfolio is worth its time with.
SEARCHED: tuple[TrainedAlgorithm, ...] = ("lightgbm", "xgboost")


def portfolio(algorithms: Sequence[TrainedAlgorithm], most: int) -> tuple[Trial, ...]:
    """At most ``most`` trials of these algorithms, numbered from 0."""
    trials: list[Trial] = []
    for algorithm, parameters in _CONFIGURATIONS:
        if algorithm in algorithms and len(trials) < most:
            count = sum(trial.algorithm == algorithm for trial in trials)
            trials.append(
                Trial(
                    candidate=f"{algorithm}-{count + 1}",
                    algorithm=algorithm,
                    number=len(trials),
                    hyperparameters=parameters,
                )
            )
    return tuple(trials)


class Portfolio:
    """A ``Search`` that first hands out ``trials``, then what ``then`` asks for. The numbers of
    ``then`` follow on."""

    def __init__(self, trials: Sequence[Trial], then: Search | None = None) -> None:
        self._waiting = list(trials)
        self._count = len(trials)
        self._then = then

    def ask(self) -> Trial | None:
        if self._waiting:
            return self._waiting.pop(0)
        return self._then.ask() if self._then else None

    @property
    def finished(self) -> bool:
        return not self._waiting and (self._then is None or self._then.finished)

    def tell(self, number: int, value: float | None, first_fold: float | None) -> None:
        if number >= self._count and self._then:
            self._then.tell(number, value, first_fold)
