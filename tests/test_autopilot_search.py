"""What is trained next follows from results by their numbers, never from who finished first."""

from __future__ import annotations

import random
import statistics
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from jupyterlab_canvas_share.autopilot.mode import ensembles_of, resolve_mode, trial_limit
from jupyterlab_canvas_share.autopilot.portfolio import Portfolio, portfolio
from jupyterlab_canvas_share.autopilot.schedule import Trial
from jupyterlab_canvas_share.autopilot.search import GIVE_UP_FROM, LAG, HyperparameterSearch
from jupyterlab_canvas_share.autopilot.trainers.space import Choice, FloatRange, IntRange
from jupyterlab_canvas_share.model.job_requests import ALGORITHMS, CreateAutoMLJob

SPACES: Any = {
    "linear-learner": {"l2": FloatRange(low=1e-3, high=1e3, log=True)},
    "xgboost": {
        "eta": FloatRange(low=0.01, high=0.3, log=True),
        "max_depth": IntRange(low=3, high=10),
        "grow": Choice(values=("depthwise", "lossguide")),
    },
}


def searching(**more: Any) -> HyperparameterSearch:
    asked: Any = {"most": 40, "seed": 5, "bag": False, **more}
    return HyperparameterSearch(SPACES, "MSE", **asked)


def loss(trial: Trial) -> float:
    """Best at eta 0.05, and worse for linear models."""
    eta = trial.hyperparameters.get("eta", 0.2)
    assert isinstance(eta, float)
    return abs(eta - 0.05) + (trial.algorithm == "linear-learner")


def run(search: HyperparameterSearch, seed: int, most_at_once: int) -> list[Trial]:
    """As a job does it, with workers of any speed: what runs finishes in any order."""
    order = random.Random(seed)  # noqa: S311 - any order will do
    asked: list[Trial] = []
    running: list[Trial] = []
    while not search.finished or running:
        while len(running) < most_at_once and (trial := search.ask()):
            asked.append(trial)
            running.append(trial)
        done = running.pop(order.randrange(len(running)))
        failed = done.number % 7 == 6
        search.tell(done.number, None if failed else loss(done), None if failed else loss(done))
    return asked


def test_the_order_in_which_workers_finish_changes_nothing() -> None:
    expected = run(searching(), 0, 1)
    assert len(expected) == 40
    for seed in range(1, 6):
        for at_once in (2, LAG):
            assert run(searching(), seed, at_once) == expected
    assert run(searching(seed=6), 0, 1) != expected


def test_nothing_is_asked_before_older_results_are_told() -> None:
    search = searching()
    asked = [search.ask() for _ in range(LAG)]
    assert None not in asked
    assert search.ask() is None
    assert not search.finished
    search.tell(1, 1.0, 1.0)  # not the oldest
    assert search.ask() is None
    search.tell(0, 1.0, 1.0)
    assert search.ask() is not None


def test_each_algorithm_starts_with_its_default_and_the_better_one_gets_more_turns() -> None:
    trials = run(searching(), 3, 2)
    assert [trial.candidate for trial in trials[:4]] == [
        "linear-learner-1",
        "xgboost-1",
        "linear-learner-2",
        "xgboost-2",
    ]
    assert trials[0].hyperparameters == {}
    assert trials[1].hyperparameters == {}
    assert set(trials[3].hyperparameters) == {"eta", "max_depth", "grow"}
    turns = Counter(trial.algorithm for trial in trials[6:])
    assert turns["xgboost"] > 1.5 * turns["linear-learner"] > 0
    found = [loss(trial) for trial in trials if trial.algorithm == "xgboost"]
    # it learns: the last ones are better than the first, drawn ones
    assert statistics.median(found[-6:]) < statistics.median(found[1:7]) / 2


def test_hopeless_trials_are_given_up_by_those_before_them() -> None:
    trials = run(searching(), 3, 1)
    boosted = [trial for trial in trials if trial.algorithm == "xgboost"]
    assert all(trial.give_up_beyond is None for trial in boosted[:GIVE_UP_FROM])
    bounds = [trial.give_up_beyond for trial in boosted[GIVE_UP_FROM + LAG :]]
    assert bounds
    assert all(bound is not None and 0 < bound < 0.25 for bound in bounds)


def test_a_trial_that_gave_up_counts_as_bad_and_not_as_broken() -> None:
    """What its first fold reached is learnt from; of one that broke there is nothing to learn."""

    def asked(told: Callable[[float], float | None]) -> list[Any]:
        search, trials = searching(most=40), []
        while trial := search.ask():
            trials.append(trial.hyperparameters)
            value = loss(trial)
            bad = value > 0.1
            search.tell(trial.number, None if bad else value, told(value) if bad else value)
        assert len(trials) == 40
        return trials

    assert asked(lambda value: value) != asked(lambda value: None)


@pytest.mark.parametrize("most", [1, 4, 10, 30])
def test_the_portfolio_is_numbered_and_a_search_follows_on(most: int) -> None:
    trials = portfolio(ALGORITHMS["ENSEMBLING"], most)
    names = [trial.candidate for trial in trials]
    assert len(names) == len(set(names)) == min(most, 11)
    assert names[0] == "linear-learner-1"
    then = searching(most=3, bag=True, first=len(trials), made={"xgboost": 4, "linear-learner": 1})
    search = Portfolio(trials, then)
    asked: list[Trial] = []
    while trial := search.ask():
        asked.append(trial)
        search.tell(trial.number, loss(trial), loss(trial))
    assert search.finished
    assert [trial.number for trial in asked] == list(range(len(trials) + 3))
    assert [trial.candidate for trial in asked[-3:]] == [
        "linear-learner-2",
        "xgboost-5",
        "linear-learner-3",
    ]
    # their defaults are in the portfolio
    assert all(trial.hyperparameters and trial.bag for trial in asked[-3:])


def test_only_chosen_algorithms_are_trained() -> None:
    trials = portfolio(("xgboost", "mlp"), 10)
    assert Counter(trial.algorithm for trial in trials) == {"xgboost": 4, "mlp": 1}


def wanted(**more: Any) -> CreateAutoMLJob:
    return CreateAutoMLJob(name="j", input_path="a.csv", target="y", **more)


def test_auto_goes_by_size_and_says_so() -> None:
    assert resolve_mode(wanted(mode="HYPERPARAMETER_TUNING"), 5)[0] == "HYPERPARAMETER_TUNING"
    small, why_small = resolve_mode(wanted(), 100_000_000)
    large, why_large = resolve_mode(wanted(), 100_000_001)
    assert (small, large) == ("ENSEMBLING", "HYPERPARAMETER_TUNING")
    assert "100.0 MB, no more than 100 MB" in why_small
    assert "more than 100 MB" in why_large
    weighted, why = resolve_mode(wanted(sample_weight_column="w"), 10**9)
    assert weighted == "ENSEMBLING"
    assert "sample weights" in why


@pytest.mark.parametrize(
    ("most", "ensembles", "trials"), [(None, 2, 10), (1, 0, 1), (2, 0, 2), (3, 1, 2), (10, 2, 8)]
)
def test_ensembles_count_among_the_candidates_asked_for(
    most: int | None, ensembles: int, trials: int
) -> None:
    request = wanted(max_candidates=most)
    both = ("WeightedEnsemble", "StackedEnsemble")
    assert ensembles_of(request, "ENSEMBLING") == both[:ensembles]
    assert trial_limit(request, "ENSEMBLING") == trials
    assert ensembles_of(request, "HYPERPARAMETER_TUNING") == ()
    assert trial_limit(request, "HYPERPARAMETER_TUNING") == (most or 100)
