"""Predicting with a bundle: answers, notices, contributions, made-up rows."""

from __future__ import annotations

from itertools import combinations
from math import factorial

import numpy as np
import pytest

from jupyterlab_canvas_share.bundle.contributions import permutation_contributions
from jupyterlab_canvas_share.bundle.made_up import made_up_rows
from jupyterlab_canvas_share.bundle.predictor import Predictor
from jupyterlab_canvas_share.model.bundle import Value
from jupyterlab_canvas_share.model.errors import Refused
from tests.bundle_fixtures import COLUMNS, CONTRACTS, make_bundle, typed_frame

ROW: dict[str, Value] = {
    "tenure": 3.0,
    "Monthly Charges": 99.5,
    "Contract": "Month-to-month",
    "Payment": "Electronic check",
    "Since": "2021-05-06",
}


def predictor(kind: str = "lightgbm", classes: int = 2) -> Predictor:
    made = make_bundle(kind, classes)
    return Predictor(made.contents, made.graph)


@pytest.mark.parametrize("kind", ["linear", "forest", "lightgbm", "mlp"])
@pytest.mark.parametrize("classes", [0, 2, 3])
def test_answers_are_the_trainers(kind: str, classes: int) -> None:
    made = make_bundle(kind, classes)
    opened = Predictor(made.contents, made.graph)
    frame = typed_frame(300, seed=9)
    labels, probabilities = opened.predict_frame(frame)
    own = made.answer(opened.encoder.frame(frame))
    if classes:
        np.testing.assert_allclose(probabilities, own, atol=1e-5)
        assert labels == [made.contents.manifest.classes[i] for i in own.argmax(axis=1)]
    else:
        assert probabilities.shape == (300, 0)
        np.testing.assert_allclose(labels, own[:, 0], atol=1e-5 * own.std())


def test_a_single_row_and_a_frame_agree() -> None:
    opened = predictor("mlp", 3)
    frame = typed_frame(20)
    labels, probabilities = opened.predict_frame(frame)
    rows = [
        {name: v.isoformat() if name == "Since" else v for name, v in row.items()}
        for row in frame.iter_rows(named=True)
    ]
    for i, prediction in enumerate(opened.predict(rows)):
        assert prediction.value == labels[i]
        assert [p.name for p in prediction.probabilities] == ["Maybe", "No", "Yes"]
        assert [p.probability for p in prediction.probabilities] == probabilities[i].tolist()


def test_missing_values_and_extra_columns_are_fine() -> None:
    (prediction,) = predictor().predict([{"customer": "x", "Payment": " "}])
    assert prediction.value in ("No", "Yes")
    assert prediction.notices == ()


def test_unseen_categories_and_unusual_values_are_said() -> None:
    row = {**ROW, "Payment": "Bitcoin", "tenure": 500.0, "Since": "1990-01-01"}
    (prediction,) = predictor().predict([row])
    said = " ".join(prediction.notices)
    assert len(prediction.notices) == 3
    assert "“Payment”" in said
    assert "'Bitcoin'" in said
    assert "“tenure”: 500.0 is outside the usual range, 1 to 72" in said
    assert "“Since”: 1990-01-01 is outside" in said
    assert predictor().predict([ROW])[0].notices == ()


def test_wrong_values_and_misspelt_columns_are_refused() -> None:
    opened = predictor()
    for row, code in (({"tenure": "long"}, "wrong_type"), ({"Tenure": 3.0}, "schema_mismatch")):
        with pytest.raises(Refused) as caught:
            opened.predict([row])
        assert caught.value.code == code


def test_a_model_without_a_finite_answer_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        predictor("linear", 0).predict([{**ROW, "Monthly Charges": 3.4e38}])
    assert caught.value.code == "prediction_failed"


@pytest.mark.parametrize(("kind", "classes"), [("lightgbm", 2), ("mlp", 3), ("linear", 0)])
def test_contributions_add_up_to_the_prediction(kind: str, classes: int) -> None:
    rows: list[dict[str, Value]] = [ROW, {"tenure": 60.0}]
    for prediction in predictor(kind, classes).predict(rows, contributions=True):
        assert [c.column for c in prediction.contributions] == [c.name for c in COLUMNS]
        assert prediction.expected_value is not None
        explained = (
            max(p.probability for p in prediction.probabilities) if classes else prediction.value
        )
        total = prediction.expected_value + sum(c.value for c in prediction.contributions)
        assert total == pytest.approx(explained, rel=1e-6)


def shapley(score, row, background, groups):  # type: ignore[no-untyped-def]
    """By the definition: over all coalitions."""

    def worth(coalition):  # type: ignore[no-untyped-def]
        mixed = background.copy()
        for group in coalition:
            mixed[:, groups[group]] = row[groups[group]]
        return score(mixed).mean(axis=0)

    count = len(groups)
    values = []
    for group in range(count):
        others = [g for g in range(count) if g != group]
        total = 0.0
        for size in range(count):
            weight = factorial(size) * factorial(count - size - 1) / factorial(count)
            for coalition in combinations(others, size):
                gain = worth([*coalition, group]) - worth(coalition)
                total = total + weight * gain
        values.append(total)
    return np.array(values)


def curved(matrix: np.ndarray) -> np.ndarray:
    """Two outputs with interactions of up to four columns."""
    a, b, c, d, e, f = matrix.T.astype(np.float64)
    return np.stack([a * b + np.sin(c * d) * e + f, np.maximum(a, c) * b * d], axis=1)


def test_contributions_against_the_definition() -> None:
    generator = np.random.default_rng(4)
    rows = generator.normal(size=(3, 6)).astype(np.float32)
    background = generator.normal(size=(40, 6)).astype(np.float32)
    groups = [[0], [1, 4], [2], [3], [5]]
    values, errors, expected = permutation_contributions(
        curved, rows, background, groups, permutations=20, seed=0
    )
    assert values.shape == errors.shape == (3, 5, 2)
    np.testing.assert_allclose(expected, curved(background).mean(axis=0))
    np.testing.assert_allclose(values.sum(axis=1) + expected, curved(rows), atol=1e-12)
    exact = np.stack([shapley(curved, row, background, groups) for row in rows])
    away = np.abs(values - exact)
    assert (away <= 4 * errors + 1e-9).all()
    assert away.max() < 0.1 * np.abs(exact).max()
    # a column without interactions is exact, and its error says so
    np.testing.assert_allclose(values[:, 4, 0], exact[:, 4, 0], atol=1e-12)
    assert errors[:, 4].max() < 1e-12


def test_two_columns_are_exact_and_the_seed_decides() -> None:
    generator = np.random.default_rng(5)
    rows = generator.normal(size=(2, 6)).astype(np.float32)
    background = generator.normal(size=(7, 6)).astype(np.float32)
    groups = [[0, 2, 4], [1, 3, 5]]
    values, errors, _ = permutation_contributions(
        curved, rows, background, groups, permutations=2, seed=1
    )
    exact = np.stack([shapley(curved, row, background, groups) for row in rows])
    np.testing.assert_allclose(values, exact, atol=1e-12)
    assert errors.max() < 1e-12
    single = [[i] for i in range(6)]
    first, again, other = (
        permutation_contributions(curved, rows, background, single, permutations=2, seed=seed)[0]
        for seed in (1, 1, 2)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    alone = permutation_contributions(curved, rows[1:], background, single, permutations=2, seed=1)[
        0
    ]
    assert np.array_equal(first[1:], alone)


def test_every_feature_must_be_in_a_group() -> None:
    rows = np.zeros((1, 6), np.float32)
    with pytest.raises(ValueError, match="exactly one group"):
        permutation_contributions(curved, rows, rows, [[0], [1]], permutations=2, seed=0)


def test_made_up_rows_are_repeatable_and_as_asked() -> None:
    usual = made_up_rows(COLUMNS, 300, 1, unusual=False)
    assert usual == made_up_rows(COLUMNS, 300, 1, unusual=False)
    assert usual != made_up_rows(COLUMNS, 300, 2, unusual=False)
    assert made_up_rows(COLUMNS, 10, 1, unusual=False) == usual[:10]
    tenure, _, contract, _, since = zip(*usual, strict=True)
    assert all(isinstance(v, float) and v.is_integer() and 1 <= v <= 72 for v in tenure)
    assert set(contract) == set(CONTRACTS)
    assert all(isinstance(v, str) and len(v) == 10 for v in since)

    unusual = made_up_rows(COLUMNS, 300, 1)
    tenure, _, contract, _, since = zip(*unusual, strict=True)
    assert None in tenure
    assert None in since
    assert any(isinstance(v, float) and not 1 <= v <= 72 for v in tenure)
    assert set(contract) - set(CONTRACTS) == {None, "unseen"}
