"""Ensembles: who is chosen with which weight, one graph out of the members', and its size."""

from __future__ import annotations

import numpy as np
import onnx
import pytest

from jupyterlab_canvas_share.autopilot.caps import choose, size_notice
from jupyterlab_canvas_share.autopilot.ensemble import merge, select
from jupyterlab_canvas_share.autopilot.stack import stack
from jupyterlab_canvas_share.autopilot.trainers.base import Scores
from jupyterlab_canvas_share.autopilot.trainers.registry import trainer
from jupyterlab_canvas_share.bundle.graph_check import ALLOWED
from jupyterlab_canvas_share.model.job_requests import TrainedAlgorithm
from jupyterlab_canvas_share.model.metrics import ProblemType

from .trainers_fixtures import PROBLEMS, UNUSUAL, by_graph, folds, table

TRUTH = np.linspace(0, 1, 50)[:, None]


def quality(scores: Scores) -> float:
    return -float(np.mean((scores - TRUTH) ** 2))


def test_members_are_chosen_greedily_with_weights() -> None:
    """Two members that err in opposite directions beat each of them; a third adds nothing."""
    members = {"low": TRUTH - 0.2, "high": TRUTH + 0.1, "wild": 1 - TRUTH}
    weights = select(members, quality)
    assert weights == pytest.approx({"low": 1 / 3, "high": 2 / 3}, abs=0.02)
    assert select({"only": TRUTH}, lambda _: None) == {"only": 1.0}


def test_a_worse_round_may_come_before_a_better_one() -> None:
    """Greedy selection goes on past a round without a gain: of all rounds the best one counts."""
    bend = np.where(np.arange(50) % 2, 0.1, -0.1)[:, None]
    members = {"a": TRUTH + 0.3 * bend, "b": TRUTH - 0.95 * bend + 0.001}
    weights = select(members, quality)
    assert quality(sum(w * members[n] for n, w in weights.items())) > quality(members["a"]) * 0.1
    assert set(weights) == {"a", "b"}


def test_an_ensemble_too_large_leaves_out_members_and_says_the_cost() -> None:
    members = {"low": TRUTH - 0.2, "high": TRUTH + 0.1}
    sizes = {"low": 60, "high": 50}
    assert choose(members, quality, sizes, limit=110).left_out == ()
    choice = choose(members, quality, sizes, limit=109)
    assert (choice.weights, choice.left_out) == ({"high": 1.0}, ("low",))
    assert choice.cost == pytest.approx(0.01, abs=1e-6)
    told = "To keep the model below 10 MB, low was left out."
    assert size_notice(choice.left_out, choice.cost, "MSE") == f"{told} It costs 0.01 of MSE."
    assert size_notice(choice.left_out, -1e-9, "MSE") == f"{told} It costs nothing of MSE."
    assert size_notice(choice.left_out, None, "MSE") == told
    assert size_notice((), None, "MSE") is None
    # one member stays, whatever its size
    assert choose(members, quality, sizes, limit=10).weights == {"high": 1.0}


def test_an_ensemble_takes_the_best_member_and_what_there_is_room_for_beside_it() -> None:
    members = {"best": TRUTH - 0.05, "large": TRUTH + 0.06, "small": TRUTH + 0.2}
    sizes = {"best": 60, "large": 60, "small": 20}
    assert set(choose(members, quality, sizes, limit=200).weights) == {"best", "large"}
    choice = choose(members, quality, sizes, limit=100)
    assert choice.weights == pytest.approx({"best": 0.8, "small": 0.2})
    assert choice.left_out == ("large",)


ENSEMBLED: tuple[TrainedAlgorithm, ...] = ("linear-learner", "lightgbm", "xgboost", "extra-trees")


@pytest.mark.parametrize("problem", PROBLEMS)
def test_an_ensemble_is_one_graph_that_answers_alike(problem: ProblemType) -> None:
    data = table(problem, 600)
    made = {name: trainer(name).fuse(folds(data, name, 2)) for name in ENSEMBLED}
    graphs = {name: model.graph().SerializeToString() for name, model in made.items()}
    rows = np.concatenate([data.matrix, UNUSUAL])
    answers = {name: model.scores(rows) for name, model in made.items()}

    weights = {"extra-trees": 0.25, "lightgbm": 0.5, "linear-learner": 0.25}
    expected = sum(weight * answers[name] for name, weight in weights.items())
    merged = merge(graphs, weights).SerializeToString()
    assert np.abs(by_graph(merged, rows) - expected).max() < 1e-5

    # stacked in the units of a target; members and graph answer standardised values
    mean, deviation = (0.0, 1.0) if data.is_classification else (200.0, 30.0)
    in_units = {name: scores * deviation + mean for name, scores in answers.items()}
    known = {name: scores[: len(data.target)] for name, scores in in_units.items()}
    classes = data.outputs if data.is_classification else 0
    found = stack(known, data.target * deviation + mean, None, classes, 3)
    assert set(found.weights) <= set(ENSEMBLED)
    assert all(weight > 0 for weight in found.weights.values())
    stacked = found.graph(graphs, mean=mean, deviation=deviation)
    answer = by_graph(stacked.SerializeToString(), rows)
    assert np.abs(answer - (found.scores(in_units) - mean) / deviation).max() < 1e-5
    used = {(node.domain, node.op_type) for node in stacked.graph.node}
    assert all(operator in ALLOWED[domain] for domain, operator in used)
    assert isinstance(stacked, onnx.ModelProto)


def test_stacking_corrects_what_all_members_get_wrong() -> None:
    """Probabilities that are all too timid, and values that are all too small, cannot be mended by
    a mean; one member that only guesses gets no say."""
    draw = np.random.default_rng(0)
    signal = draw.normal(size=4000)
    probability = 1 / (1 + np.exp(-2 * signal))
    target = (draw.random(4000) < probability).astype(np.float64)
    timid = 1 / (1 + np.exp(-0.7 * (signal + 0.1 * draw.normal(size=4000))))
    guess = draw.random(4000)
    members = {
        name: np.column_stack([1 - p, p]) for name, p in (("timid", timid), ("guess", guess))
    }
    found = stack(members, target, None, 2, 0)
    assert found.weights["timid"] > 1.5
    assert found.weights.get("guess", 0.0) < 0.1
    assert np.abs(found.scores(members)[:, 1] - probability).mean() < 0.05
    values = {"half": 5 * signal[:, None] + 3, "noise": draw.normal(size=(4000, 1))}
    numbers = stack(values, 10 * signal, None, 0, 0)
    assert np.abs(numbers.scores(values)[:, 0] - 10 * signal).mean() < 0.1
    again = stack(values, 10 * signal, None, 0, 0)
    assert (again.weights, again.intercept.tolist()) == (
        numbers.weights,
        numbers.intercept.tolist(),
    )


def test_rows_without_weight_do_not_count_in_a_stack() -> None:
    signal = np.linspace(-1, 1, 400)
    target, weight = signal.copy(), np.ones(400)
    target[::2] = 50.0
    weight[::2] = 0.0
    members = {"a": signal[:, None] * 0.5, "b": signal[:, None] * 0.9}
    found = stack(members, target, weight, 0, 0)
    assert np.abs(found.scores(members)[:, 0] - signal).max() < 0.1
