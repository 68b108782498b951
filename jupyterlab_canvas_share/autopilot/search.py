"""Hyperparameter search with Optuna, reproducible whatever order the trials finish in.

Trial ``n`` is asked for when the results of all up to ``n - LAG`` are known, and with those only,
told in the order of their numbers: so its parameters follow from numbers, not from who was faster.
Sampler: Watanabe, "Tree-structured Parzen estimator" (2023); pending trials count as bad ones.
"""

from __future__ import annotations

import math
import statistics
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from ..model.job_requests import TrainedAlgorithm
from ..model.jobs import Algorithm
from ..model.metrics import Objective, direction
from .schedule import Trial

if TYPE_CHECKING:
    from optuna import Study
    from optuna.trial import Trial as Asked

    from .trainers.space import Space

LAG = 4
#: Each algorithm gets so many turns before results decide whose turn it is.
ROUNDS = 3
#: Random trials of an algorithm before the sampler learns.
STARTUP = 6
#: From so many told trials of an algorithm on, a first fold worse than their median is given up.
GIVE_UP_FROM = 8


class Search(Protocol):
    """What a job trains next."""

    def ask(self) -> Trial | None:
        """None: nothing more, or nothing before older results are told."""

    @property
    def finished(self) -> bool:
        """Whether ``ask`` will never again have a trial."""

    def tell(self, number: int, value: float | None, first_fold: float | None) -> None:
        """The objective of a trial, None if it failed or gave up; ``first_fold`` is the objective
        on its first fold. Results may come in any order."""


@dataclass
class _Algorithm:
    study: Study
    distributions: dict[str, Any]
    count: int
    values: list[float] = field(default_factory=list)
    first_folds: list[float] = field(default_factory=list)


class HyperparameterSearch:
    """A ``Search`` of ``most`` trials over ``spaces``. Each algorithm starts with its default, or,
    where ``made`` says how many candidates of it there are already, with a drawn one. Numbers start
    at ``first``."""

    def __init__(
        self,
        spaces: Mapping[TrainedAlgorithm, Space],
        objective: Objective,
        *,
        most: int,
        seed: int,
        bag: bool,
        first: int = 0,
        made: Mapping[Algorithm, int] | None = None,
    ) -> None:
        self._sign = -1.0 if direction(objective) == "Minimize" else 1.0
        self._most, self._bag, self._first = most, bag, first
        self._asked, self._told = 0, 0
        self._results: dict[int, tuple[float | None, float | None]] = {}
        self._trials: list[tuple[TrainedAlgorithm, Asked | None]] = []
        already: Mapping[Algorithm, int] = made or {}
        self._algorithms = {
            algorithm: _Algorithm(
                _study(seed + 7919 * i), _distributions(space), already.get(algorithm, 0)
            )
            for i, (algorithm, space) in enumerate(spaces.items())
        }

    @property
    def finished(self) -> bool:
        return self._asked >= self._most or not self._algorithms

    def ask(self) -> Trial | None:
        if self.finished or not self._tell_up_to(self._asked - LAG):
            return None
        algorithm = self._next_algorithm()
        state = self._algorithms[algorithm]
        asked = state.study.ask(state.distributions) if state.count else None
        state.count += 1
        trial = Trial(
            candidate=f"{algorithm}-{state.count}",
            algorithm=algorithm,
            number=self._first + self._asked,
            hyperparameters=asked.params if asked else {},
            bag=self._bag,
            give_up_beyond=self._threshold(state),
        )
        self._trials.append((algorithm, asked))
        self._asked += 1
        return trial

    def tell(self, number: int, value: float | None, first_fold: float | None) -> None:
        known = value if value is not None and math.isfinite(value) else None
        self._results[number - self._first] = (known, first_fold)

    def _tell_up_to(self, last: int) -> bool:
        while self._told <= last:
            if self._told not in self._results:
                return False
            algorithm, asked = self._trials[self._told]
            value, first_fold = self._results.pop(self._told)
            state = self._algorithms[algorithm]
            if value is not None:
                state.values.append(value)
            if first_fold is not None:
                state.first_folds.append(first_fold)
            if asked is not None:
                _conclude(state.study, asked, self._sign, value, first_fold)
            self._told += 1
        return True

    def _threshold(self, state: _Algorithm) -> float | None:
        if len(state.first_folds) < GIVE_UP_FROM:
            return None
        return statistics.median(state.first_folds)

    def _next_algorithm(self) -> TrainedAlgorithm:
        names = list(self._algorithms)
        turn = self._asked - ROUNDS * len(names)
        if turn < 0:
            return names[self._asked % len(names)]
        ranked = sorted(names, key=lambda name: -self._best(name))
        place = turn % 4
        if place == 3:
            return names[turn // 4 % len(names)]
        return ranked[1] if place == 2 and len(ranked) > 1 else ranked[0]

    def _best(self, algorithm: TrainedAlgorithm) -> float:
        values = self._algorithms[algorithm].values
        return max((self._sign * value for value in values), default=-math.inf)


def _study(seed: int) -> Study:
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    with warnings.catch_warnings():
        # two of the sampler's options are marked experimental
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        sampler = optuna.samplers.TPESampler(
            seed=seed % 2**32, multivariate=True, constant_liar=True, n_startup_trials=STARTUP
        )
    return optuna.create_study(sampler=sampler, direction="maximize")


def _distributions(space: Space) -> dict[str, Any]:
    from optuna.distributions import (
        CategoricalDistribution,
        FloatDistribution,
        IntDistribution,
    )

    found: dict[str, Any] = {}
    for name, allowed in space.items():
        if allowed.kind == "choice":
            found[name] = CategoricalDistribution(allowed.values)
        elif allowed.kind == "int":
            found[name] = IntDistribution(allowed.low, allowed.high, log=allowed.log)
        else:
            found[name] = FloatDistribution(allowed.low, allowed.high, log=allowed.log)
    return found


def _conclude(
    study: Study, asked: Asked, sign: float, value: float | None, first_fold: float | None
) -> None:
    from optuna.trial import TrialState

    if value is not None:
        study.tell(asked, sign * value)
    elif first_fold is not None and math.isfinite(first_fold):
        asked.report(sign * first_fold, step=0)
        study.tell(asked, state=TrialState.PRUNED)
    else:
        study.tell(asked, state=TrialState.FAIL)
