"""Every algorithm: what it learns, that folds become one model, and that ONNX answers the same."""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from jupyterlab_canvas_share.autopilot.trainers.base import OutOfTime, TrainingData
from jupyterlab_canvas_share.autopilot.trainers.preprocessing import Standardization
from jupyterlab_canvas_share.autopilot.trainers.registry import attribution_of, trainer
from jupyterlab_canvas_share.autopilot.trainers.size import LEAF, LEAVES
from jupyterlab_canvas_share.autopilot.trainers.space import Choice
from jupyterlab_canvas_share.model.bundle import Feature
from jupyterlab_canvas_share.model.job_requests import TrainedAlgorithm
from jupyterlab_canvas_share.model.metrics import ProblemType

from .trainers_fixtures import (
    ALGORITHMS,
    PROBLEMS,
    UNUSUAL,
    by_graph,
    folds,
    mean_in_log_odds,
    table,
)

EXACT: tuple[TrainedAlgorithm, ...] = ("linear-learner", "lightgbm", "xgboost")


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_the_models_of_the_folds_become_one_that_onnx_answers_alike(
    algorithm: TrainedAlgorithm, problem: ProblemType
) -> None:
    data = table(problem)
    fitted = folds(data, algorithm)
    fused = trainer(algorithm).fuse(fitted)
    rows = np.concatenate([data.matrix, UNUSUAL])
    scores = fused.scores(rows)
    assert np.isfinite(scores).all()
    assert np.ptp(scores[:, 0]) > 0.1  # it learnt something
    if algorithm in EXACT:
        mean = mean_in_log_odds(fitted, rows)
    else:
        mean = np.mean([f.scores(rows) for f in fitted], axis=0)
    assert np.abs(scores - mean).max() < 1e-5
    answer = by_graph(fused.graph().SerializeToString(), rows)
    assert answer.shape == scores.shape
    assert np.abs(answer - scores).max() < 1e-5
    if data.is_classification:
        assert (answer.argmax(axis=1) == scores.argmax(axis=1)).all()


def all_rows(data: TrainingData) -> TrainingData:
    return data.rows(np.arange(len(data.target)))


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_model_on_all_rows_trains_as_long_as_the_folds_found_best(
    algorithm: TrainedAlgorithm,
) -> None:
    data = table("BinaryClassification", 500)
    made = trainer(algorithm)
    fitted = folds(data, algorithm)
    parameters = {**made.default(data), **made.refit_parameters(fitted)}
    for name in {"rounds", "epochs"} & parameters.keys():
        assert parameters[name] == round(np.mean([f.hyperparameters[name] for f in fitted]))
    later = time.monotonic() + 60
    first, again = (made.fit(data, parameters, 7, stopping=None, deadline=later) for _ in range(2))
    assert dict(first.hyperparameters) == parameters
    # the same seed gives the same model, to the byte
    graphs = [f.graph().SerializeToString(deterministic=True) for f in (first, again)]
    assert graphs[0] == graphs[1]


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_fit_ends_at_its_deadline_with_what_it_has_or_says_that_it_is_nothing(
    algorithm: TrainedAlgorithm,
) -> None:
    data = table("BinaryClassification", 4000)
    made = trainer(algorithm)
    with pytest.raises(OutOfTime):
        made.fit(data, made.default(data), 0, stopping=data, deadline=time.monotonic())
    endless = {**made.default(data), "rounds": 100_000, "epochs": 100_000, "trees": 100_000}
    started = time.monotonic()
    fitted = made.fit(data, endless, 0, stopping=None, deadline=started + 0.3)
    assert time.monotonic() - started < 5
    assert np.isfinite(fitted.scores(data.matrix)).all()


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_rows_count_by_their_weight(algorithm: TrainedAlgorithm) -> None:
    """Half of the rows say the opposite of the other half: the heavier half is believed."""
    data = table("Regression", 600)
    heavy = np.arange(600) // 2 % 2 == 0
    large = data.matrix[:, 0] > np.median(data.matrix[:, 0])
    target = (large == heavy).astype(np.float64)
    for weight, sign in ((np.where(heavy, 1.9, 0.1), 1), (np.where(heavy, 0.1, 1.9), -1)):
        weighted = replace(
            data, problem_type="BinaryClassification", outputs=2, target=target, weight=weight
        )
        (fitted,) = folds(weighted, algorithm, 2)[:1]
        answer = fitted.scores(data.matrix)[:, 1]
        assert sign * np.corrcoef(answer, data.matrix[:, 0])[0, 1] > 0.5


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("algorithm", EXACT)
def test_exact_shapley_values_come_back_from_a_dump_and_add_up(
    algorithm: TrainedAlgorithm, problem: ProblemType
) -> None:
    data = table(problem, 500)
    fitted = folds(data, algorithm, 2)
    fused = trainer(algorithm).fuse(fitted)
    dump = fused.dump()
    assert dump is not None
    json.loads(dump, parse_constant=pytest.fail)  # neither NaN nor Infinity
    rows = data.matrix[:200]
    found = attribution_of(algorithm, dump)(rows)
    total = found.expected + found.values.sum(axis=1)
    scores = fused.scores(rows)
    if problem == "Regression":
        answer = total
    elif problem == "BinaryClassification":
        answer = 1 / (1 + np.exp(-np.column_stack([-total[:, 0], total[:, 0]])))
    else:
        answer = np.exp(total) / np.exp(total).sum(axis=1, keepdims=True)
    assert np.abs(answer - scores).max() < 1e-5
    each = [attribution_of(algorithm, f.dump() or b"")(rows) for f in fitted]
    if algorithm != "linear-learner":  # whose expected value is of all training rows
        mean = np.mean([one.values for one in each], axis=0)
        assert np.abs(found.values - mean).max() < 1e-5


@pytest.mark.parametrize("algorithm", ["extra-trees", "randomforest", "mlp"])
def test_other_algorithms_have_no_exact_values(algorithm: TrainedAlgorithm) -> None:
    data = table("BinaryClassification", 500)
    assert folds(data, algorithm, 2)[0].dump() is None
    with pytest.raises(KeyError):
        attribution_of(algorithm, b"")


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_corner_of_the_space_can_be_trained_and_holds_the_default(
    algorithm: TrainedAlgorithm,
) -> None:
    data = table("MulticlassClassification", 500)
    made = trainer(algorithm)
    default, space = made.default(data), made.space(data)
    for name, found in space.items():
        if name not in default:
            continue
        if isinstance(found, Choice):
            assert default[name] in found.values
        else:
            assert found.low <= default[name] <= found.high, name
    for corner in (0, -1):
        ends = {
            name: found.values[corner]
            if isinstance(found, Choice)
            else (found.low, found.high)[corner]
            for name, found in space.items()
        }
        fitted = made.fit(
            data, {**default, **ends}, 0, stopping=data, deadline=time.monotonic() + 2
        )
        assert fitted.scores(data.matrix).shape == (500, 3)


@pytest.mark.parametrize("algorithm", ["lightgbm", "xgboost"])
def test_a_booster_that_is_cut_short_for_its_size_says_what_it_costs(
    algorithm: TrainedAlgorithm,
) -> None:
    """Twelve classes and large trees make a round large; small steps ask for many rounds."""
    data = table("Regression", 1200)
    target = np.digitize(data.target, np.quantile(data.target, np.linspace(0, 1, 13)[1:-1]))
    data = replace(
        data,
        problem_type="MulticlassClassification",
        outputs=12,
        target=target.astype(np.float64),
        models=5,
    )
    made = trainer(algorithm)
    parameters = {**made.default(data), "learning_rate": 0.01}
    parameters |= {"num_leaves": 31} if algorithm == "lightgbm" else {"max_leaves": 31}
    fitted = made.fit(data, parameters, 0, stopping=data, deadline=time.monotonic() + 60)
    assert fitted.hyperparameters["rounds"] == 64
    fused = made.fuse([fitted] * 5)
    assert len(fused.graph().SerializeToString()) < LEAVES * LEAF * 1.2
    assert str(fitted.size_notice).startswith("Training ended after 64 rounds to keep the model")
    cost = float(str(fitted.size_notice).split()[-1].rstrip("%."))
    assert 0.5 < cost < 10
    assert folds(table("BinaryClassification", 500), algorithm, 2)[0].size_notice is None


def test_very_many_trees_are_added_up_without_losing_digits() -> None:
    data = table("Regression")
    rare = replace(data, target=np.where(data.matrix[:, 3] > 40, 12.0, data.target / 100))
    made = trainer("lightgbm")
    settings = {**made.default(rare), "learning_rate": 0.02, "rounds": 1000}
    fitted = made.fit(rare, settings, 0, stopping=None, deadline=time.monotonic() + 60)
    graph = fitted.graph()
    trees = [node for node in graph.graph.node if node.op_type == "TreeEnsemble"]
    assert len(trees) == 16
    answer = by_graph(graph.SerializeToString(), data.matrix)
    assert np.abs(answer - fitted.scores(data.matrix)).max() < 1e-5


def test_missing_and_skewed_numbers_are_told_to_linear_models() -> None:
    data = table("Regression", 600)
    found = Standardization.fit(data.matrix, data.features)
    assert found.flagged.tolist() == [2]  # a seventh of it is missing
    assert found.numbers.tolist() == [0, 2, 3]
    assert found.middle.size == 1  # of the last, whose logarithm is taken
    prepared = found.apply(data.matrix)
    assert prepared.shape[1] == found.source.size
    assert (prepared[:, 3] == np.isnan(data.matrix[:, 2])).all()
    assert np.corrcoef(prepared[:, 2], np.log(data.matrix[:, 3]))[0, 1] > 0.9
    dumped = json.loads(json.dumps(found.dump()))
    assert (Standardization.load(dumped).apply(UNUSUAL) == found.apply(UNUSUAL)).all()


def test_numbers_of_all_orders_stay_finite() -> None:
    matrix = (10.0 ** np.linspace(-38, 38, 600)).astype(np.float32)[:, None]
    found = Standardization.fit(matrix, (Feature(name="n", column="n"),))
    assert found.middle.size == 1
    prepared = found.apply(matrix)
    assert np.isfinite(prepared).all()
    assert len(np.unique(prepared)) > 100


def test_many_categories_give_a_narrow_network_and_the_most_frequent_a_column() -> None:
    draw = np.random.default_rng(0)
    matrix = np.floor(draw.exponential(100, (500, 40))).astype(np.float32)
    features = tuple(
        Feature(name=f"c{i}", column=f"c{i}", categories=tuple(map(str, range(2000))))
        for i in range(40)
    )
    target = (matrix[:, 0] > 100).astype(np.float64)
    data = TrainingData("BinaryClassification", 2, features, matrix, target, models=5)
    prepared = Standardization.fit(matrix, features)
    assert prepared.source.size == 2000
    kept = set(prepared.category[prepared.onehot == 0].tolist())
    counts = Counter(matrix[:, 0].tolist())
    assert {code for code, _ in counts.most_common(10)} <= kept < counts.keys()
    fitted = folds(data, "mlp", 2)
    assert fitted[0].hyperparameters["layers"] == "64,32"
    large = trainer("mlp").fit(
        data, {**trainer("mlp").default(data), "layers": "256,128"}, 0,
        stopping=data, deadline=time.monotonic() + 1,
    )  # fmt: skip
    assert large.hyperparameters["layers"] == "75,75"
    assert large.size_notice == (
        "The network's layers have 75,75 units instead of 256,128, to keep the model small."
    )
