"""Small tables that are hard on a conversion: float32 neighbours, missing, unseen, huge, skewed."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from jupyterlab_canvas_share.autopilot.convert import INPUT
from jupyterlab_canvas_share.autopilot.trainers.base import Fitted, Matrix, Scores, TrainingData
from jupyterlab_canvas_share.autopilot.trainers.registry import trainer
from jupyterlab_canvas_share.bundle.session import open_session
from jupyterlab_canvas_share.model.bundle import Feature
from jupyterlab_canvas_share.model.job_requests import TrainedAlgorithm
from jupyterlab_canvas_share.model.metrics import ProblemType

ALGORITHMS: tuple[TrainedAlgorithm, ...] = (
    "linear-learner", "lightgbm", "xgboost", "extra-trees", "randomforest", "mlp",
)  # fmt: skip
PROBLEMS: tuple[ProblemType, ...] = (
    "BinaryClassification", "MulticlassClassification", "Regression",
)  # fmt: skip
#: NaN, categories never seen (-2, 7), missing (-1), and values that float32 can just hold.
UNUSUAL = np.array(
    [
        [np.nan, -1, np.nan, np.nan],
        [1e30, -2, -1e30, 3e38],
        [-3e38, 7, 3e38, -3e38],
        [0, 0, 0, 0],
    ],
    dtype=np.float32,
)


def table(problem: ProblemType, rows: int = 900, *, weighted: bool = False) -> TrainingData:
    """Numbers one float32 step apart, a category, numbers that are often missing, skewed ones."""
    draw = np.random.default_rng(0)
    steps = np.float32(1.0) + np.arange(40, dtype=np.float32) * np.float32(2**-23)
    matrix = np.column_stack(
        [
            draw.choice(steps, rows),
            draw.integers(-1, 5, rows),
            draw.normal(size=rows),
            np.exp(3 * draw.normal(size=rows)),
        ]
    ).astype(np.float32)
    signal = (matrix[:, 0] > steps[17]) + 0.7 * matrix[:, 2] + 0.3 * (matrix[:, 1] == 2)
    signal += 0.2 * np.log(matrix[:, 3]) + 0.4 * draw.normal(size=rows)
    matrix[::7, 2] = np.nan
    if problem == "Regression":
        target = (signal - signal.mean()) / signal.std()
    elif problem == "BinaryClassification":
        target = (signal > 0.6).astype(np.float64)
    else:
        target = np.digitize(signal, [0.2, 1.2]).astype(np.float64)
    outputs = {"Regression": 1, "BinaryClassification": 2}.get(problem, 3)
    features = tuple(
        Feature(name=name, column=name, categories=categories)
        for name, categories in (("a", None), ("b", tuple("vwxyz")), ("c", None), ("d", None))
    )
    weight = draw.uniform(0.5, 1.5, rows) if weighted else None
    return TrainingData(problem, outputs, features, matrix, target, weight)


def folds(
    data: TrainingData, algorithm: TrainedAlgorithm, count: int = 3, seconds: float = 60.0
) -> list[Fitted]:
    """The models of ``count`` folds, as a job trains them."""
    made = trainer(algorithm)
    fold = np.arange(len(data.target)) % count
    deadline = time.monotonic() + seconds
    return [
        made.fit(
            data.rows(np.flatnonzero(fold != number)),
            made.default(data),
            number,
            stopping=data.rows(np.flatnonzero(fold == number)),
            deadline=deadline,
        )
        for number in range(count)
    ]


def by_graph(graph: bytes, matrix: Matrix) -> Scores:
    (answer,) = open_session(graph).run(None, {INPUT: matrix})
    return np.asarray(answer, dtype=np.float64)


def mean_in_log_odds(fitted: Sequence[Fitted], matrix: Matrix) -> Scores:
    """The mean of the models' log-odds (as probabilities again), or of their values."""
    scores = [f.scores(matrix) for f in fitted]
    if scores[0].shape[1] == 1:
        return np.asarray(np.mean(scores, axis=0))
    product = np.exp(np.mean([np.log(np.maximum(s, 1e-300)) for s in scores], axis=0))
    return np.asarray(product / product.sum(axis=1, keepdims=True))
