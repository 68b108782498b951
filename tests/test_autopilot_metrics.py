"""Metrics, the best constant answer, deviations over folds, and the class that is predicted."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics as peer

from jupyterlab_canvas_share.autopilot.decision import choose_decision
from jupyterlab_canvas_share.autopilot.metrics import metrics, objective_value
from jupyterlab_canvas_share.model.metrics import Metric, Objective, ProblemType

from .metrics_fixtures import ROWS, binary, many, numbers


def found(metrics_: tuple[Metric, ...]) -> dict[str, Metric]:
    return {metric.name: metric for metric in metrics_}


@pytest.mark.parametrize("weighted", [False, True])
def test_binary_metrics_are_scikit_learns(weighted: bool) -> None:
    target, scores, weight = binary()
    weight = weight if weighted else np.ones(ROWS)
    got = found(metrics("BinaryClassification", target, scores, "Validation", weight=weight))
    label, score = scores.argmax(axis=1), scores[:, 1]
    own = {"sample_weight": weight}
    assert {name: metric.value for name, metric in got.items()} == pytest.approx(
        {
            "Accuracy": peer.accuracy_score(target, label, **own),
            "F1": peer.f1_score(target, label, **own),
            "AUC": peer.roc_auc_score(target, score, **own),
            "BalancedAccuracy": peer.balanced_accuracy_score(target, label, **own),
            "Precision": peer.precision_score(target, label, **own),
            "Recall": peer.recall_score(target, label, **own),
            "LogLoss": peer.log_loss(target, scores, **own),
        }
    )


@pytest.mark.parametrize("weighted", [False, True])
def test_multiclass_metrics_are_scikit_learns(weighted: bool) -> None:
    target, scores, weight = many()
    weight = weight if weighted else np.ones(ROWS)
    got = found(metrics("MulticlassClassification", target, scores, "Validation", weight=weight))
    label, own = scores.argmax(axis=1), {"sample_weight": weight}
    macro = {"average": "macro", "zero_division": 0.0, **own}
    assert {name: metric.value for name, metric in got.items()} == pytest.approx(
        {
            "Accuracy": peer.accuracy_score(target, label, **own),
            "BalancedAccuracy": peer.balanced_accuracy_score(target, label, **own),
            "F1macro": peer.f1_score(target, label, **macro),
            "PrecisionMacro": peer.precision_score(target, label, **macro),
            "RecallMacro": peer.recall_score(target, label, **macro),
            "LogLoss": peer.log_loss(target, scores, **own),
        }
    )


@pytest.mark.parametrize("weighted", [False, True])
def test_regression_metrics_are_scikit_learns(weighted: bool) -> None:
    target, scores, weight = numbers()
    weight = weight if weighted else np.ones(ROWS)
    got = found(metrics("Regression", target, scores, "Validation", weight=weight))
    answer, own = scores[:, 0], {"sample_weight": weight}
    assert {name: metric.value for name, metric in got.items()} == pytest.approx(
        {
            "MSE": peer.mean_squared_error(target, answer, **own),
            "RMSE": peer.root_mean_squared_error(target, answer, **own),
            "MAE": peer.mean_absolute_error(target, answer, **own),
            "R2": peer.r2_score(target, answer, **own),
            "MAPE": peer.mean_absolute_percentage_error(target, answer, **own),
        }
    )


def test_percentages_leave_out_rows_that_are_zero() -> None:
    target, scores = np.array([0.0, 2.0, 4.0]), np.array([[1.0], [3.0], [3.0]])
    got = found(metrics("Regression", target, scores, "Validation"))["MAPE"]
    assert got.value == pytest.approx((0.5 + 0.25) / 2)
    nothing = found(metrics("Regression", np.zeros(3), scores, "Validation"))
    assert nothing["MAPE"].value is None
    assert nothing["R2"].value is None


def test_the_deviation_is_that_of_the_folds() -> None:
    target, scores, weight = binary()
    folds = (np.arange(ROWS) % 5).astype(np.int8)
    got = found(
        metrics("BinaryClassification", target, scores, "Validation", weight=weight, folds=folds)
    )
    each = [
        objective_value(
            "F1",
            "BinaryClassification",
            target[folds == fold],
            scores[folds == fold],
            weight=weight[folds == fold],
        )
        for fold in range(5)
    ]
    assert got["F1"].standard_deviation == pytest.approx(np.std(np.array(each, float), ddof=1))
    plain = metrics("BinaryClassification", target, scores, "Validation")
    assert all(metric.standard_deviation is None for metric in plain)
    # a fold without a positive row has no AUC of its own: the others still have a deviation
    rare = np.where((folds == 0) | (np.arange(ROWS) > 400), 0.0, target)
    some = found(metrics("BinaryClassification", rare, scores, "Validation", folds=folds))
    assert some["AUC"].standard_deviation is not None


def constant_values(
    problem: ProblemType, target: np.ndarray, weight: np.ndarray, classes: int
) -> dict[str, list[float]]:
    """Of each metric what every constant answer reaches."""
    if problem == "Regression":
        constants = np.quantile(target, np.linspace(0, 1, 801))[:, None, None]
    else:
        constants = np.eye(classes)[:, None, :]
    reached: dict[str, list[float]] = {}
    for constant in constants:
        scores = np.broadcast_to(constant, (len(target), constant.shape[-1]))
        for metric in metrics(problem, target, scores, "Validation", weight=weight):
            if metric.value is not None:
                reached.setdefault(metric.name, []).append(metric.value)
    return reached


@pytest.mark.parametrize(
    ("problem", "data"),
    [
        ("BinaryClassification", binary),
        ("MulticlassClassification", many),
        ("Regression", numbers),
    ],
)
def test_no_constant_answer_is_better_than_the_best(problem: ProblemType, data) -> None:  # type: ignore[no-untyped-def]
    target, scores, weight = data()
    got = found(metrics(problem, target, scores, "Validation", weight=weight))
    reached = constant_values(problem, target, weight, scores.shape[1])
    for name, metric in got.items():
        best = metric.best_constant
        assert best is not None
        if name == "LogLoss":
            shares = np.bincount(target.astype(int), weights=weight) / weight.sum()
            everywhere = np.broadcast_to(shares, scores.shape)
            assert best == pytest.approx(peer.log_loss(target, everywhere, sample_weight=weight))
        elif metric.direction == "Maximize":
            assert best == pytest.approx(max(reached[name]), abs=1e-4)
        else:
            assert best <= min(reached[name])
            assert best == pytest.approx(min(reached[name]), rel=1e-3)


@pytest.mark.parametrize("objective", ["F1", "BalancedAccuracy", "Precision", "Recall"])
def test_a_threshold_serves_its_objective(objective: Objective) -> None:
    target, scores, weight = binary()
    decision = choose_decision(objective, target, scores, weight)
    assert sum(decision) == pytest.approx(1)

    def value(name: Objective, decision: tuple[float, ...] = ()) -> float:
        measured = metrics(
            "BinaryClassification", target, scores, "Validation", weight=weight, decision=decision
        )
        got = found(measured)[name].value
        assert got is not None
        return got

    assert value(objective, decision) > value(objective) + 0.01
    thresholds = [(t, 1 - t) for t in np.linspace(0.005, 0.995, 199)]
    if objective in ("F1", "BalancedAccuracy"):
        best = max(value(objective, each) for each in thresholds)
        assert value(objective, decision) >= best - 0.002
    else:
        other: Objective = "Recall" if objective == "Precision" else "Precision"
        assert value(other, decision) >= value(other) / 2
    # no row is so close to the threshold that rounding could change its class
    assert np.abs(scores[:, 1] - decision[0]).min() > 1e-4


@pytest.mark.parametrize("objective", ["F1macro", "BalancedAccuracy", "RecallMacro"])
def test_class_weights_serve_their_objective(objective: Objective) -> None:
    target, scores, _ = many()
    decision = choose_decision(objective, target, scores)
    assert len(decision) == 5
    assert max(decision) == 1
    assert min(decision) > 0
    before, after = (
        found(metrics("MulticlassClassification", target, scores, "Validation", decision=each))[
            objective
        ].value
        for each in ((), decision)
    )
    assert before is not None
    assert after is not None
    assert after > before + 0.03


def test_other_objectives_are_left_alone() -> None:
    target, scores, weight = binary()
    assert choose_decision("Accuracy", target, scores, weight) == ()
    assert choose_decision("AUC", target, scores, weight) == ()
    # nothing to gain: the most probable class is always right
    sure = np.column_stack([1 - target, target])
    assert choose_decision("F1", target, sure, weight) == ()
    # the same answer for all rows
    assert choose_decision("BalancedAccuracy", target, np.full((ROWS, 2), 0.5)) == ()
