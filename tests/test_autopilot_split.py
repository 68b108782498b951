"""Which rows are held back: every row once, or exactly those that were asked for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyterlab_canvas_share.autopilot.split import SplitPlan, fold_of, plan

CLASSES = np.repeat([0.0, 1.0, 2.0], [700, 250, 50])


def planned(target: Any = CLASSES, **more: Any) -> SplitPlan:
    asked = {"mode": "ENSEMBLING", "features": 10, "fraction": None, "own": 0, "seed": 3, **more}
    return plan(target, bool(np.all(target % 1 == 0)), **asked)


@pytest.mark.parametrize("mode", ["ENSEMBLING", "HYPERPARAMETER_TUNING"])
def test_automatic_holds_every_row_back_once(mode: str) -> None:
    found = planned(mode=mode)
    assert (len(found.train), len(found.validation), found.fold_count) == (1000, 0, 5)
    assert found.folds is not None
    for label, rows in ((0, 140), (1, 50), (2, 10)):
        assert np.bincount(found.folds[label == CLASSES]).tolist() == [rows] * 5


def test_a_share_is_held_back_as_asked_and_folds_lie_in_the_rest() -> None:
    found = planned(fraction=0.3)
    assert (len(found.train), len(found.validation), found.fold_count) == (700, 300, 5)
    assert found.folds is not None
    assert len(found.folds) == 700
    assert np.bincount(CLASSES[found.validation].astype(int)).tolist() == [210, 75, 15]
    assert planned(fraction=0.3, mode="HYPERPARAMETER_TUNING").folds is None


@pytest.mark.parametrize("mode", ["ENSEMBLING", "HYPERPARAMETER_TUNING"])
def test_ones_own_validation_set_is_the_last_rows(mode: str) -> None:
    found = planned(own=120, mode=mode)
    assert found.train.tolist() == list(range(880))
    assert found.validation.tolist() == list(range(880, 1000))
    assert found.fold_count == (5 if mode == "ENSEMBLING" else 1)


@pytest.mark.parametrize(
    ("mode", "rows", "features", "folds"),
    [
        ("HYPERPARAMETER_TUNING", 50_000, 900, 5),
        ("HYPERPARAMETER_TUNING", 50_001, 1, 1),
        ("ENSEMBLING", 60_000, 80, 5),
        ("ENSEMBLING", 15_000, 400, 3),
        ("ENSEMBLING", 60_000, 300, 3),
        ("ENSEMBLING", 60_000, 400, 1),
    ],
)
def test_large_tables_are_held_back_once(mode: str, rows: int, features: int, folds: int) -> None:
    target = np.random.default_rng(0).normal(size=rows)
    found = planned(target, mode=mode, features=features)
    assert found.fold_count == folds
    assert len(found.validation) == (0 if folds > 1 else pytest.approx(rows / 5, abs=10))
    assert len(found.train) + len(found.validation) == rows


@pytest.mark.parametrize(("classes", "folds"), [(2, 5), (3, 5), (4, 3)])
def test_many_rows_of_many_classes_have_few_folds(classes: int, folds: int) -> None:
    target = np.arange(30_000, dtype=np.float64) % classes
    assert planned(target, mode="ENSEMBLING", features=9).fold_count == folds


def test_no_fold_hides_a_class_from_its_model() -> None:
    rare = np.concatenate([np.zeros(500), [1.0, 1.0]])
    folds = planned(rare).folds
    assert folds is not None
    assert len(set(folds[rare == 1].tolist())) == 2
    # one of the two is in the validation part: nothing is left to cross-validate with
    assert planned(rare, fraction=0.2).folds is None


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=20, max_size=200), st.integers(2, 6), st.integers(0, 9))
def test_folds_are_even_and_the_same_for_the_same_seed(
    labels: list[int], count: int, seed: int
) -> None:
    target = np.array(labels, dtype=np.float64)
    folds = fold_of(target, True, count, seed)
    sizes = np.bincount(folds, minlength=count)
    assert sizes.max() - sizes.min() <= 1
    for label in set(labels):
        shares = np.bincount(folds[target == label], minlength=count)
        assert shares.max() - shares.min() <= 1
    assert np.array_equal(folds, fold_of(target, True, count, seed))


def test_another_seed_gives_other_folds() -> None:
    target = np.random.default_rng(1).normal(size=600)
    first, second = fold_of(target, False, 5, 1), fold_of(target, False, 5, 2)
    assert not np.array_equal(first, second)
    # quantiles are spread over the folds
    means = [target[first == fold].mean() for fold in range(5)]
    assert max(means) - min(means) < 0.1
