"""Seeded, stratified splits, and which rows are held back in a job."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..model.job_requests import AutoMLMode
from .trainers.size import trees_of_a_round

#: SageMaker's default ``ValidationFraction``.
VALIDATION_FRACTION = 0.2
#: A regression target is stratified by this many quantiles.
QUANTILES = 10
FOLDS = 5
#: Hyperparameter tuning cross-validates up to so many rows, as SageMaker's does.
TUNED_ROWS = 50_000
#: Bags are made of all folds up to so many cells (rows times features) and answers (rows times
#: classes), and of the few up to so many cells: of a model of many classes a fold's share is small,
#: so with many rows fewer and larger ones are better, and sooner there.
BAGGED_CELLS, BAGGED_ANSWERS = 5_000_000, 100_000
FEW_FOLDS, FEW_FOLDS_CELLS = 3, 20_000_000


@dataclass(frozen=True)
class SplitPlan:
    """Row numbers of the frame, ascending. ``folds`` is ``[train rows]``: the fold that holds a row
    back, None without a cross-validation. ``validation`` is empty where the folds are the only
    split: then every row is held back once."""

    train: NDArray[np.int64]
    validation: NDArray[np.int64]
    folds: NDArray[np.int8] | None

    @property
    def fold_count(self) -> int:
        """1 without a cross-validation."""
        return 1 if self.folds is None else int(self.folds.max()) + 1


def plan(
    target: NDArray[np.float64],
    classification: bool,
    *,
    mode: AutoMLMode,
    features: int,
    fraction: float | None,
    own: int,
    seed: int,
) -> SplitPlan:
    """Which rows are held back: by the shape of the data alone, never by a clock.

    ``target`` is ``[rows]``; the last ``own`` of them are a validation set of one's own, 0 if there
    is none; ``fraction`` is the share asked for, None for automatic. Automatic is a
    cross-validation of all rows, and for tables too large for that a part held back once. With a
    part held back, Ensembling still cross-validates inside the rest, to choose its members there.
    """
    rows = len(target) - own
    classes = len(np.unique(target)) if classification else 1
    count = fold_count(mode, rows, features, classes)
    everything = np.arange(len(target))
    if own:
        train, validation = everything[:rows], everything[rows:]
    elif fraction is not None or count == 1:
        train, validation = stratified(
            target, classification, fraction or VALIDATION_FRACTION, seed
        )
    else:
        train, validation = everything, everything[:0]
    if len(validation) and (mode == "HYPERPARAMETER_TUNING" or (fraction is None and not own)):
        count = 1
    if count > 1 and classification and np.unique(target[train], return_counts=True)[1].min() < 2:
        # a class of one row would be unknown to the model of the fold that holds it back
        count = 1
    folds = None if count == 1 else fold_of(target[train], classification, count, seed)
    return SplitPlan(train, validation, folds)


def fold_count(mode: AutoMLMode, rows: int, features: int, classes: int) -> int:
    """How often a table of this size is cross-validated; 1: not at all."""
    if mode == "HYPERPARAMETER_TUNING":
        return FOLDS if rows <= TUNED_ROWS else 1
    answers = rows * trees_of_a_round(classes)
    if rows * features <= BAGGED_CELLS and answers <= BAGGED_ANSWERS:
        return FOLDS
    return FEW_FOLDS if rows * features <= FEW_FOLDS_CELLS else 1


def stratified(
    target: NDArray[np.float64], classification: bool, fraction: float, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Row numbers of the two parts, each ascending; the second has about ``fraction`` of them.

    Of every class (or quantile of a number) the second part gets its share; a class of one row
    stays in the first, and one of two rows or more is in both.
    """
    draw = np.random.default_rng([seed, 17])
    second = np.zeros(len(target), dtype=bool)
    for rows in _strata(target, classification):
        if len(rows) < 2:
            continue
        count = min(max(1, round(fraction * len(rows))), len(rows) - 1)
        second[draw.permutation(rows)[:count]] = True
    return np.flatnonzero(~second), np.flatnonzero(second)


def fold_of(
    target: NDArray[np.float64], classification: bool, count: int, seed: int
) -> NDArray[np.int8]:
    """The fold ``0 … count - 1`` of each row ``[rows]``: folds differ by one row at most, and so do
    the rows they have of one class (or quantile)."""
    draw = np.random.default_rng([seed, 19])
    folds = np.zeros(len(target), dtype=np.int8)
    dealt = 0
    for rows in _strata(target, classification):
        # dealt like cards, where the last stratum left off: so the folds stay of one size
        folds[draw.permutation(rows)] = (dealt + np.arange(len(rows))) % count
        dealt += len(rows)
    return folds


def _strata(target: NDArray[np.float64], classification: bool) -> list[NDArray[np.int64]]:
    if classification:
        strata = target.astype(np.int64)
    else:
        inner = np.linspace(0, 1, QUANTILES + 1)[1:-1]
        strata = np.searchsorted(np.quantile(target, inner), target).astype(np.int64)
    return [np.flatnonzero(strata == stratum) for stratum in np.unique(strata)]
