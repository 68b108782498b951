"""Contributions to single predictions of a real model, held to Shapley's definition."""

from __future__ import annotations

import time
from itertools import combinations
from math import factorial
from typing import Any

import numpy as np
import pytest

from jupyterlab_canvas_share.autopilot import convert
from jupyterlab_canvas_share.autopilot.ensemble import merge
from jupyterlab_canvas_share.autopilot.trainers.base import TrainingData
from jupyterlab_canvas_share.autopilot.trainers.registry import trainer
from jupyterlab_canvas_share.bundle.contributions import (
    EVALUATIONS,
    pairs,
    permutation_contributions,
)
from jupyterlab_canvas_share.bundle.made_up import made_up_rows
from jupyterlab_canvas_share.bundle.predictor import Predictor
from jupyterlab_canvas_share.model.bundle import Column, Feature, GraphInput, Transforms
from jupyterlab_canvas_share.model.job_requests import TrainedAlgorithm
from tests import contents

CATEGORIES = ("a", "b", "c")
COLUMNS = (
    *(Column(name=f"n{i}", type="Numerical", minimum=-2, maximum=2, default=0) for i in range(6)),
    *(Column(name=f"c{i}", type="Categorical", categories=CATEGORIES) for i in range(2)),
)
FEATURES = tuple(
    Feature(name=column.name, column=column.name, categories=column.categories)
    for column in COLUMNS
)
#: A model is off by this much of its own range at most; the error of so many permutations.
SAMPLING = 0.02


def data(classes: int) -> TrainingData:
    """Six numbers and two categories that work together."""
    draw = np.random.default_rng(6)
    numbers, codes = draw.normal(size=(900, 6)), draw.integers(0, 3, size=(900, 2))
    matrix = np.column_stack([numbers, codes]).astype(np.float32)
    signal = numbers[:, 0] * numbers[:, 1] + np.sin(2 * numbers[:, 2]) + numbers[:, 3]
    signal += (codes[:, 0] == 1) * numbers[:, 4] + 0.5 * (codes[:, 1] == 2)
    if classes:
        target = np.digitize(signal, np.quantile(signal, np.arange(1, classes) / classes))
    else:
        target = (signal - signal.mean()) / signal.std()
    problem: Any = {0: "Regression", 2: "BinaryClassification"}.get(
        classes, "MulticlassClassification"
    )
    return TrainingData(problem, classes or 1, FEATURES, matrix, target.astype(np.float64))


def graph(algorithm: TrainedAlgorithm, learnt: TrainingData) -> bytes:
    made = trainer(algorithm)
    fitted = made.fit(
        learnt.rows(np.arange(700)),
        made.default(learnt),
        1,
        stopping=learnt.rows(np.arange(700, 900)),
        deadline=time.monotonic() + 60,
    )
    return bytes(fitted.graph().SerializeToString())


def opened(classes: int, *algorithms: TrainedAlgorithm) -> Predictor:
    """A bundle of one model, or of several as an ensemble; of regression in units of 1,000."""
    learnt = data(classes)
    graphs = {algorithm: graph(algorithm, learnt) for algorithm in algorithms}
    merged = merge(graphs, {algorithm: 1 / len(graphs) for algorithm in graphs})
    finished = (
        convert.finish_classification(merged, classes)
        if classes
        else convert.finish_regression(merged, 5000.0, 1000.0)
    )
    base = {0: contents.regression, 2: contents.binary}.get(classes, contents.multiclass)()
    manifest = base.manifest.model_copy(
        update={
            "columns": COLUMNS,
            "features": FEATURES,
            "inputs": (GraphInput(name=convert.INPUT, features=tuple(f.name for f in FEATURES)),),
            "output": convert.PROBABILITIES if classes else convert.VALUE,
        }
    )
    background = made_up_rows(COLUMNS, 50, 3, unusual=False)
    made = base.model_copy(
        update={
            "manifest": manifest,
            "transforms": Transforms(),
            "explanations": base.explanations.model_copy(update={"background": background}),
        }
    )
    return Predictor(made, bytes(finished.SerializeToString()))


def by_definition(predictor: Predictor, row: np.ndarray) -> np.ndarray:
    """Shapley values ``[columns, outputs]``: over all 256 coalitions of the eight columns."""
    background, count = predictor.background, len(COLUMNS)
    worth = {}
    for size in range(count + 1):
        for coalition in combinations(range(count), size):
            mixed = background.copy()
            mixed[:, list(coalition)] = row[list(coalition)]
            worth[coalition] = predictor.scores(mixed).astype(np.float64).mean(axis=0)
    values = np.zeros((count, len(worth[()])))
    for coalition, reached in worth.items():
        for column in set(range(count)) - set(coalition):
            share = factorial(len(coalition)) * factorial(count - len(coalition) - 1)
            gain = worth[tuple(sorted({*coalition, column}))] - reached
            values[column] += share / factorial(count) * gain
    return values


@pytest.mark.parametrize(
    ("classes", "algorithms"),
    [
        (2, ("lightgbm",)),
        (2, ("xgboost", "extra-trees", "linear-learner")),
        (3, ("lightgbm", "mlp")),
        (0, ("xgboost",)),
        (0, ("randomforest", "linear-learner")),
    ],
)
def test_contributions_are_shapley_values(
    classes: int, algorithms: tuple[TrainedAlgorithm, ...]
) -> None:
    predictor = opened(classes, *algorithms)
    names = [column.name for column in COLUMNS]
    rows = [dict(zip(names, row, strict=True)) for row in made_up_rows(COLUMNS, 6, 9)]
    predictions = predictor.predict(rows, contributions=True)
    matrix = predictor.encoder.rows(rows)
    scores = predictor.scores(matrix).astype(np.float64)
    _, errors, _ = permutation_contributions(
        predictor.scores,
        matrix,
        predictor.background,
        [[i] for i in range(len(COLUMNS))],
        permutations=predictor.permutations,
        seed=predictor.contents.manifest.provenance.seed,
    )
    span = 1.0 if classes else float(np.ptp(predictor.scores(predictor.background)))
    for number, prediction in enumerate(predictions):
        output = int(scores[number].argmax()) if classes else 0
        exact = by_definition(predictor, matrix[number])[:, output]
        values = np.array([each.value for each in prediction.contributions])
        away = np.abs(values - exact)
        assert (away <= 5 * errors[number, :, output] + 1e-6 * span).all()
        assert away.max() < SAMPLING * span
        # and they add up: the part that was sampled is only how it is shared
        assert prediction.expected_value is not None
        answer = scores[number, output]
        assert prediction.expected_value + values.sum() == pytest.approx(answer, rel=1e-6)
        assert prediction.expected_value == pytest.approx(
            predictor.scores(predictor.background)[:, output].mean(), rel=1e-6
        )


def test_a_column_like_the_background_costs_nothing() -> None:
    """A state that does not differ from the one before is not scored again."""
    scored = []

    def score(matrix: np.ndarray) -> np.ndarray:
        scored.append(len(matrix))
        return (matrix[:, :1] * matrix[:, 1:2] + matrix[:, 2:3]).astype(np.float64)

    background = np.array([[1, 2, 3, np.nan], [0, 2, 3, np.nan]], dtype=np.float32)
    row = np.array([[5, 2, 3, np.nan]], dtype=np.float32)
    values, errors, _ = permutation_contributions(
        score, row, background, [[0], [1], [2], [3]], permutations=4, seed=1
    )
    assert values[0, :, 0].tolist() == [9, 0, 0, 0]
    assert errors.max() == 0
    # two background rows, four pairs, both ways: the first column enters once, before the end
    assert sum(scored) <= 2 + 1 + 2 * 4 * 2
    same, _, expected = permutation_contributions(
        score, background[:1], background[:1], [[0], [1], [2], [3]], permutations=2, seed=1
    )
    assert same.max() == same.min() == 0
    assert expected.tolist() == [5]


def test_few_columns_get_more_permutations_and_large_models_fewer() -> None:
    small = 100_000
    assert pairs(3, 50, small) == 16
    assert pairs(30, 50, small) == 2
    assert pairs(8, 50, small) * 50 * 2 * 7 <= EVALUATIONS
    assert pairs(1, 50, small) == 16
    assert pairs(30, 50, 2_500_000) == 1
    assert pairs(30, 50, 9_000_000) == pairs(400, 50, small) == 0


@pytest.mark.parametrize("backgrounds", [1, 40, 41])
def test_one_walk_for_each_background_row_is_unbiased(backgrounds: int) -> None:
    """The cheapest there is: it adds up exactly, and is right on average over seeds."""
    draw = np.random.default_rng(8)
    background = draw.normal(size=(backgrounds, 4)).astype(np.float32)
    row = draw.normal(size=(1, 4)).astype(np.float32)

    def score(matrix: np.ndarray) -> np.ndarray:
        a, b, c, d = matrix.T.astype(np.float64)
        return (a * b + np.sin(c * d))[:, None]

    found = []
    for seed in range(300):
        values, errors, expected = permutation_contributions(
            score, row, background, [[0], [1], [2], [3]], permutations=0, seed=seed
        )
        assert expected + values.sum(axis=1) == pytest.approx(score(row))
        assert np.isnan(errors).all()
        found.append(values[0, :, 0])
    exact, _, _ = permutation_contributions(
        score, row, background, [[0], [1], [2], [3]], permutations=400, seed=0
    )
    spread = np.std(found, axis=0) / np.sqrt(len(found))
    assert (np.abs(np.mean(found, axis=0) - exact[0, :, 0]) <= 5 * spread + 0.01).all()
