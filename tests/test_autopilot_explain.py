"""Aggregated SHAP values: exact where there are exact ones, else sampled, and always of columns."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pytest

from jupyterlab_canvas_share.autopilot.convert import INPUT
from jupyterlab_canvas_share.autopilot.explain import explain, unexplained
from jupyterlab_canvas_share.autopilot.task import Task
from jupyterlab_canvas_share.autopilot.trainers.base import Fitted, Matrix, Scores, TrainingData
from jupyterlab_canvas_share.autopilot.trainers.registry import attribution_of, trainer
from jupyterlab_canvas_share.bundle.made_up import made_up_rows
from jupyterlab_canvas_share.bundle.session import open_session
from jupyterlab_canvas_share.model.bundle import Column, Explanations, Feature
from jupyterlab_canvas_share.model.job_requests import TrainedAlgorithm
from jupyterlab_canvas_share.model.metrics import OBJECTIVES, ProblemType

from .task_fixtures import make_task

#: ``when`` is one column and two features, as a date is.
COLUMNS = tuple(
    Column(name=name, type="Numerical", minimum=-2, maximum=2, default=0)
    for name in ("strong", "weak", "when", "noise")
)
FEATURES = (
    Feature(name="strong", column="strong"),
    Feature(name="when_year", column="when"),
    Feature(name="weak", column="weak"),
    Feature(name="when_month", column="when"),
    Feature(name="noise", column="noise"),
)
PROBLEMS: dict[int, ProblemType] = {
    0: "Regression", 2: "BinaryClassification", 3: "MulticlassClassification",
}  # fmt: skip
DEVIATION, MEAN = 250.0, 1000.0


def data(classes: int, rows: int = 1500) -> TrainingData:
    draw = np.random.default_rng(11)
    matrix = draw.normal(size=(rows, 5)).astype(np.float32)
    signal = 3 * matrix[:, 0] + matrix[:, 1] - matrix[:, 3] + 0.3 * matrix[:, 2]
    signal = signal + 0.3 * draw.normal(size=rows)
    if classes:
        target = np.digitize(signal, np.quantile(signal, np.arange(1, classes) / classes))
    else:
        target = (signal - signal.mean()) / signal.std()
    return TrainingData(
        PROBLEMS[classes], classes or 1, FEATURES, matrix, target.astype(np.float64)
    )


def task(classes: int) -> Task:
    return make_task(
        problem_type=PROBLEMS[classes],
        classes=tuple("abc")[:classes],
        positive_class="b" if classes == 2 else None,
        objective=OBJECTIVES[PROBLEMS[classes]][0],
        target_mean=MEAN,
        target_deviation=DEVIATION,
        columns=COLUMNS,
        features=FEATURES,
        made_up=made_up_rows(COLUMNS, 5, 1),
        background=made_up_rows(COLUMNS, 50, 2, unusual=False),
    )


def fitted(algorithm: TrainedAlgorithm, learnt: TrainingData) -> Fitted:
    made = trainer(algorithm)
    return made.fit(
        learnt.rows(np.arange(1200)),
        made.default(learnt),
        1,
        stopping=learnt.rows(np.arange(1200, 1500)),
        deadline=time.monotonic() + 60,
    )


def never(matrix: Matrix) -> Scores:
    raise AssertionError("an exact explanation needs no graph")


def by_graph(model: Fitted) -> Callable[[Matrix], Scores]:
    session = open_session(model.graph().SerializeToString())
    return lambda matrix: np.asarray(session.run(None, {INPUT: matrix})[0], dtype=np.float64)


def ranked(found: Explanations) -> list[str]:
    return [attribution.column for attribution in found.attributions]


@pytest.mark.parametrize("algorithm", ["lightgbm", "xgboost", "linear-learner"])
@pytest.mark.parametrize("classes", [0, 2, 3])
def test_exact_values_are_of_columns_and_in_their_unit(
    algorithm: TrainedAlgorithm, classes: int
) -> None:
    learnt = data(classes)
    model = fitted(algorithm, learnt)
    dump = model.dump()
    assert dump is not None
    found = explain(task(classes), attribution_of(algorithm, dump), never, learnt.matrix[:400])
    assert found.sample_size == 400
    assert found.unit == ("log-odds" if classes else "target")
    assert ranked(found)[:2] == ["strong", "when"]

    own = model.attribution(learnt.matrix[:400])
    assert own is not None
    assert found.method == own.method
    scale = 1.0 if classes else DEVIATION
    when = np.abs(own.values[:, 1] + own.values[:, 3]) * scale
    attribution = next(each for each in found.attributions if each.column == "when")
    assert attribution.value == pytest.approx(when.mean(), rel=1e-5)
    assert attribution.standard_error == pytest.approx(
        when.mean(axis=1).std(ddof=1) / np.sqrt(400), rel=1e-4
    )
    if classes == 3:
        assert attribution.per_class == pytest.approx(when.mean(axis=0).tolist(), rel=1e-5)
    else:
        assert attribution.per_class == ()
    shift = 0.0 if classes else MEAN
    expected = (own.expected * scale + shift).tolist()
    assert list(found.expected_value) == pytest.approx(expected, rel=1e-5)


def test_one_row_alone_has_no_sampling_error() -> None:
    learnt = data(2)
    dump = fitted("linear-learner", learnt).dump()
    assert dump is not None
    found = explain(task(2), attribution_of("linear-learner", dump), never, learnt.matrix[:1])
    assert found.sample_size == 1
    assert {attribution.standard_error for attribution in found.attributions} == {None}


@pytest.mark.parametrize(("algorithm", "classes"), [("extra-trees", 2), ("mlp", 3)])
def test_other_models_are_sampled_and_repeatable(algorithm: TrainedAlgorithm, classes: int) -> None:
    learnt = data(classes)
    model = fitted(algorithm, learnt)
    assert model.dump() is None
    score = by_graph(model)
    found = explain(task(classes), None, score, learnt.matrix)
    assert (found.method, found.unit) == ("permutation-sampling", "probability")
    assert ranked(found)[:2] == ["strong", "when"]
    assert found.sample_size == 200
    assert explain(task(classes), None, score, learnt.matrix) == found
    assert all(each.standard_error is not None for each in found.attributions)
    large = explain(task(classes), None, score, learnt.matrix, graph_size=10**9)
    assert large.sample_size == 30


def test_the_larger_a_model_the_fewer_rows() -> None:
    learnt = data(2)
    model = fitted("lightgbm", learnt)
    sizes = [
        explain(task(2), model.attribution, never, learnt.matrix, dump_size=size).sample_size
        for size in (0, 100_000, 1_000_000, 10**9)
    ]
    assert sizes == [1000, 1000, 300, 50]


@pytest.mark.parametrize("classes", [0, 2, 3])
def test_before_it_is_explained_a_model_says_nothing(classes: int) -> None:
    found = unexplained(task(classes))
    assert (found.attributions, found.sample_size) == ((), 0)
    assert len(found.expected_value) == (classes or 1)
    assert len(found.background) == 50
