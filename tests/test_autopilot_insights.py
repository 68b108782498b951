"""Insights: pictures and statistics of the answers to rows held back."""

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
from jupyterlab_canvas_share.autopilot.metrics import metrics
from jupyterlab_canvas_share.model.insights import Insights, Statistic
from jupyterlab_canvas_share.model.metrics import OBJECTIVES, ProblemType

from .metrics_fixtures import ROWS, binary, many


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
