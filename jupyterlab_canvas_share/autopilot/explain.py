"""Aggregated SHAP values of a model, always folded back to the raw columns.

Boosted trees and linear models have exact values; everything else is sampled through ONNX
Runtime against made-up rows. The sample is bounded so that an explanation takes seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..bundle.contributions import permutation_contributions
from ..model.bundle import ColumnAttribution, Explanations
from .task import Task
from .trainers.base import Attribution, Matrix, Scores

if TYPE_CHECKING:
    AttributionOf = Callable[[Matrix], Attribution | None]

Floats = NDArray[np.float64]

#: Rows explained exactly, at most; fewer of a large model, whose values take as many times longer.
EXACT_ROWS, EXACT_MIN_ROWS = 1000, 50
#: Rows times bytes of the trainer's model that the boosters explain in a good half second.
EXACT_WORK = 300_000_000
#: Of the background, so many rows serve the aggregated values; per-row values use them all.
SAMPLED_BACKGROUND, PERMUTATIONS = 20, 1
#: Rows scored for one explanation, at most, unless that would explain fewer than ``MIN_ROWS``; and
#: rows times bytes of the graph, which is what it takes ONNX Runtime about a second to score.
EVALUATIONS, MIN_ROWS, MAX_ROWS = 100_000, 30, 200
SAMPLED_WORK = 150_000_000_000

_OF_TREES = (
    "Mean absolute TreeSHAP value, path-dependent: what the column adds to the model's output "
    "against the average over the training rows that reach the same branches."
)
_OF_LINES = (
    "Mean absolute value of coefficient times distance from the training mean, added up over the "
    "column's features."
)


def explain(
    task: Task,
    exact: AttributionOf | None,
    score: Callable[[Matrix], Scores],
    rows: Matrix,
    *,
    dump_size: int = 0,
    graph_size: int = 0,
) -> Explanations:
    """Explain a model on (a seeded sample of) the ``rows`` held back.

    ``exact`` is the trainer's own attribution, if it has one, and ``dump_size`` the bytes of
    ``Fitted.dump``; ``score`` the ONNX graph, of ``graph_size`` bytes. The larger the model, the
    fewer rows are explained. For two classes the positive one is explained; for more, each of
    them."""
    count = int(np.clip(EXACT_WORK // max(dump_size, 1), EXACT_MIN_ROWS, EXACT_ROWS))
    found = exact(_sample(rows, count, task.seed)) if exact else None
    if found is not None:
        values, expected, unit = _fold(task, found.values), found.expected, "log-odds"
        if not task.classes:
            values, unit = values * task.target_deviation, "target"
            expected = expected * task.target_deviation + task.target_mean
        definition = _OF_LINES if found.method == "linear-closed-form" else _OF_TREES
        return _explanations(
            task, values, expected, method=found.method, unit=unit, definition=definition
        )
    return _sampled(task, score, rows, min(EVALUATIONS, SAMPLED_WORK // max(graph_size, 1)))


def unexplained(task: Task) -> Explanations:
    """What a bundle says before its explanation is computed: the background that explains single
    predictions, and no attributions."""
    return Explanations(
        method="permutation-sampling",
        unit="probability" if task.classes else "target",
        definition="Not computed.",
        sample_size=0,
        expected_value=(0.0,) * task.outputs,
        attributions=(),
        background=task.background,
    )


def _sampled(
    task: Task, score: Callable[[Matrix], Scores], rows: Matrix, evaluations: int
) -> Explanations:
    groups = [[i for i, f in enumerate(task.features) if f.column == c.name] for c in task.columns]
    background = task.encode(task.background[:SAMPLED_BACKGROUND])
    per_row = len(background) * 2 * PERMUTATIONS * max(1, len(groups) - 1)
    count = int(np.clip(evaluations // per_row, MIN_ROWS, MAX_ROWS))
    values, _, expected = permutation_contributions(
        score,
        _sample(rows, count, task.seed),
        background,
        groups,
        permutations=PERMUTATIONS,
        seed=task.seed,
    )
    if len(task.classes) == 2:
        values, expected = values[:, :, 1:], expected[1:]
    definition = (
        "Mean absolute Shapley value by antithetic permutation sampling: what the column adds to "
        f"the {'probability' if task.classes else 'predicted value'} against {len(background)} "
        "made-up rows."
    )
    unit = "probability" if task.classes else "target"
    return _explanations(
        task, values, expected, method="permutation-sampling", unit=unit, definition=definition
    )


def _sample(rows: Matrix, count: int, seed: int) -> Matrix:
    if len(rows) <= count:
        return np.ascontiguousarray(rows)
    chosen = np.random.default_rng([seed, 23]).choice(len(rows), count, replace=False)
    return np.ascontiguousarray(rows[np.sort(chosen)])


def _fold(task: Task, values: Floats) -> Floats:
    """``[rows, features, outputs]`` to ``[rows, columns, outputs]``: Shapley values add up."""
    number = {column.name: i for i, column in enumerate(task.columns)}
    folded = np.zeros((values.shape[0], len(task.columns), values.shape[2]))
    for position, feature in enumerate(task.features):
        folded[:, number[feature.column]] += values[:, position]
    return folded


def _explanations(
    task: Task, values: Floats, expected: Floats, *, method: str, unit: str, definition: str
) -> Explanations:
    size = np.abs(values)
    per_class = size.mean(axis=0)
    # over rows, of the mean over classes: the sampling error of the bar that is shown
    bars = size.mean(axis=2)
    spread = bars.std(axis=0, ddof=1) / np.sqrt(len(bars)) if len(bars) > 1 else None
    attributions = [
        ColumnAttribution(
            column=column.name,
            value=float(per_class[i].mean()),
            standard_error=None if spread is None else float(spread[i]),
            per_class=tuple(per_class[i].tolist()) if len(task.classes) > 2 else (),
        )
        for i, column in enumerate(task.columns)
    ]
    attributions.sort(key=lambda attribution: -attribution.value)
    return Explanations.model_validate(
        {
            "method": method,
            "unit": unit,
            "definition": definition,
            "sample_size": len(values),
            "expected_value": tuple(expected.tolist()),
            "attributions": tuple(attributions),
            "background": task.background,
        }
    )
