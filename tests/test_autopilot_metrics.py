"""Metrics, the best constant answer, deviations over folds, and the class that is predicted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as peer

from jupyterlab_canvas_share.autopilot.decision import choose_decision
from jupyterlab_canvas_share.autopilot.insights import (
    classification_insights,
    regression_insights,
)
from jupyterlab_canvas_share.autopilot.metrics import metrics, objective_value
from jupyterlab_canvas_share.model.bundle import Insights, Statistic
from jupyterlab_canvas_share.model.metrics import OBJECTIVES, Metric, Objective, ProblemType

ROWS = 3000


def found(metrics_: tuple[Metric, ...]) -> dict[str, Metric]:
    return {metric.name: metric for metric in metrics_}


def binary() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A quarter positive, probabilities that are right, ties among them, and weights."""
    draw = np.random.default_rng(1)
    score = np.round(draw.beta(1, 3, ROWS), 3)
    target = (draw.random(ROWS) < score).astype(float)
    return target, np.column_stack([1 - score, score]), draw.uniform(0.1, 3, ROWS)


def many(classes: int = 5) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Probabilities that are right, of classes more and more rare."""
    draw = np.random.default_rng(2)
    scores = np.exp(draw.normal(size=(ROWS, classes)) - np.arange(classes))
    scores /= scores.sum(axis=1, keepdims=True)
    target = (draw.random((ROWS, 1)) > scores.cumsum(axis=1)).sum(axis=1).astype(float)
    return target, scores, draw.uniform(0.1, 3, ROWS)


def numbers() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    draw = np.random.default_rng(3)
    target = draw.lognormal(size=ROWS)
    return target, (target * draw.uniform(0.7, 1.2, ROWS))[:, None], draw.uniform(0.1, 3, ROWS)


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
        got = objective_value(
            name, "BinaryClassification", target, scores, weight=weight, decision=decision
        )
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
        objective_value(objective, "MulticlassClassification", target, scores, decision=each)
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


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_answers_have_metrics_and_insights(data: st.DataObject) -> None:
    """Few rows, one class only, ties, folds without a class: nothing fails, nothing is NaN."""
    classes = data.draw(st.integers(0, 4).filter(lambda n: n != 1))
    count = data.draw(st.integers(1, 12))
    draw = np.random.default_rng(data.draw(st.integers(0, 1000)))
    folds = draw.integers(0, 3, count).astype(np.int8)
    if classes:
        problem: ProblemType = (
            "BinaryClassification" if classes == 2 else "MulticlassClassification"
        )
        target = draw.integers(0, data.draw(st.integers(1, classes)), count).astype(float)
        scores = np.round(draw.dirichlet(np.ones(classes), count), 1)
        for objective in OBJECTIVES[problem]:
            decision = choose_decision(objective, target, scores)
            got: Insights = classification_insights(
                metrics(problem, target, scores, "Validation", folds=folds, decision=decision),
                target.astype(int),
                scores,
                tuple("abcd")[:classes],
                decision=decision,
            )
            assert got.confusion_matrix is not None
            assert sum(map(sum, got.confusion_matrix.counts)) == count
            got.model_dump_json()
    else:
        target = np.round(draw.normal(size=count), 0)
        scores = np.round(draw.normal(size=(count, 1)), 0)
        got = regression_insights(
            metrics("Regression", target, scores, "Validation", folds=folds), target, scores[:, 0]
        )
        for cells in (got.residuals, got.residuals_by_prediction, got.predicted_actual):
            assert sum(cell.count for cell in cells) == count
        assert "NaN" not in got.model_dump_json()


def test_gain_and_lift_count_positives_among_the_first_rows() -> None:
    target, scores, _ = binary()
    got = classification_insights((), target.astype(int), scores, ("No", "Yes"))
    order = np.argsort(-scores[:, 1], kind="stable")
    first = target[order][: ROWS // 10].sum() / target.sum()
    assert got.gain is not None
    assert got.gain.points[10].y == pytest.approx(first, abs=0.005)
    assert (got.gain.points[0].y, got.gain.points[-1].y) == (0, 1)
    assert got.lift[0].y == pytest.approx(first * 10, abs=0.05)
    assert [point.x for point in got.lift] == pytest.approx(np.arange(1, 11) / 10)
    assert got.lift[-1].y == pytest.approx(1)
    # rows of equal probability come in no order: every share of them holds its part
    flat = classification_insights((), target.astype(int), np.full((ROWS, 2), 0.5), ("No", "Yes"))
    assert [point.y for point in flat.lift] == pytest.approx([1.0] * 10)


def test_standardized_residuals_find_the_outliers() -> None:
    draw = np.random.default_rng(5)
    predicted, noise = draw.uniform(0, 10, ROWS), draw.normal(size=ROWS)
    noise[:7] = 40
    got = regression_insights((), predicted + noise, predicted)
    beyond = np.abs(noise / noise.std()) > 3
    assert got.outliers == beyond.sum() >= 7
    assert sum(c.count for c in got.standardized_residuals if c.y_low >= 3) == got.outliers
    assert sum(c.count for c in got.standardized_residuals) == ROWS
    exact = regression_insights((), predicted, predicted)
    assert (exact.standardized_residuals, exact.outliers) == ((), 0)


def by_name(insights: Insights) -> dict[str, Statistic]:
    return {statistic.name: statistic for statistic in insights.statistics}


def test_statistics_are_those_of_model_monitor() -> None:
    target, scores, _ = binary()
    label = scores.argmax(axis=1)
    got = by_name(classification_insights((), target.astype(int), scores, ("No", "Yes"), seed=4))
    for name, beta in (("f0_5", 0.5), ("f1", 1), ("f2", 2)):
        assert got[name].value == pytest.approx(peer.fbeta_score(target, label, beta=beta))
        always = peer.fbeta_score(target, np.ones(ROWS), beta=beta)
        assert got[name].best_constant == pytest.approx(always)
    rates = [
        got[f"{name}_rate"].value
        for name in ("true_negative", "false_positive", "false_negative", "true_positive")
    ]
    counts = peer.confusion_matrix(target, label, normalize="true").ravel()
    assert rates == pytest.approx(counts.tolist())
    assert got["auc"].best_constant is None
    deviation = got["accuracy"].standard_deviation
    assert deviation is not None
    # of five samples of 80 % without replacement, about a fifth of the variance of a mean
    assert 0 < deviation < 3 * np.sqrt(0.2 * 0.25 / ROWS)

    few = by_name(classification_insights((), target[:199].astype(int), scores[:199], ("a", "b")))
    assert all(statistic.standard_deviation is None for statistic in few.values())


def test_statistics_of_many_classes_weigh_each_by_its_rows() -> None:
    target, scores, _ = many()
    label = scores.argmax(axis=1)
    insights = classification_insights((), target.astype(int), scores, tuple("abcde"))
    got = by_name(insights)
    most = np.zeros(ROWS)
    for beta, name in ((0.5, "weighted_f0_5"), (1, "weighted_f1"), (2, "weighted_f2")):
        weighted = {"beta": beta, "average": "weighted", "zero_division": 0.0}
        assert got[name].value == pytest.approx(peer.fbeta_score(target, label, **weighted))
        assert got[name].best_constant == pytest.approx(peer.fbeta_score(target, most, **weighted))
    first = insights.per_class[0]
    assert first.precision == pytest.approx(peer.precision_score(target == 0, label == 0))
    assert first.recall == pytest.approx(peer.recall_score(target == 0, label == 0))
    assert first.accuracy == pytest.approx(np.mean((target == 0) == (label == 0)))
    assert first.auc == pytest.approx(peer.roc_auc_score(target == 0, scores[:, 0]))
    assert [scores.rows for scores in insights.per_class] == np.bincount(
        target.astype(int)
    ).tolist()
