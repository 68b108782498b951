"""Columns that may tell the target, because they were known only after it. Warned, never dropped.

A column is suspect when it alone predicts rows it was not fitted on nearly perfectly, or when its
name has all the words of the target's name.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from ..model.metrics import ProblemType
from .findings import LARGEST_NUMBER, words_of_name
from .target import labels

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]

#: Area under the ROC curve, or R2, of one column alone from which on it is suspect.
SUSPECT = 0.995
#: Rows looked at; groups that a number is cut into, at most and by the rows of each.
ROWS, BINS, ROWS_OF_BIN = 5_000, 64, 20
SIDES: tuple[Literal["left"], Literal["right"]] = ("left", "right")
#: Classes looked at, the most frequent ones: what tells the target tells each of them.
CLASSES = 3


def suspicions(
    frame: pl.DataFrame, target: str, problem: ProblemType, names: Iterable[str]
) -> dict[str, str]:
    """By the name of each suspect column among ``names``, the sentence for the person. Every row of
    ``frame`` has a target."""
    # evenly spaced, so that a sorted file gives all of its classes
    chosen = np.unique(np.linspace(0, frame.height - 1, min(frame.height, ROWS)).astype(np.int64))
    sample = frame[chosen]
    wanted = _indicators(sample[target], problem)
    second = np.random.default_rng(29).permutation(len(chosen)) % 2 == 1
    found = {}
    target_words = words_of_name(target)
    for name in names:
        quality = _alone(_codes(sample[name]), wanted, second, problem == "Regression")
        if quality > SUSPECT:
            found[name] = (
                f"“{name}” alone predicts “{target}” nearly perfectly. Was it known before? If it "
                "was only known afterwards, leave it out."
            )
        elif target_words and target_words <= words_of_name(name):
            found[name] = (
                f"“{name}” is called like the target “{target}”. If it was only known afterwards, "
                "leave it out."
            )
    return found


def _indicators(series: pl.Series, problem: ProblemType) -> Floats:
    """``[rows, outputs]``: the number itself, or 0 and 1 for classes, for two only one."""
    import polars as pl

    if problem == "Regression":
        return series.cast(pl.Float64).to_numpy()[:, None].copy()
    text = labels(series)
    classes = text.value_counts(sort=True)[:, 0].to_list()
    looked_at = classes[: 1 if len(classes) == 2 else CLASSES]
    return np.column_stack([(text == name).to_numpy().astype(np.float64) for name in looked_at])


def _codes(series: pl.Series) -> tuple[Floats | None, NDArray[np.int64]]:
    """The column as numbers, if it is of numbers or dates, and as groups of like rows, -1 where it
    is missing."""
    import polars as pl

    if series.dtype.is_numeric() or series.dtype.is_temporal():
        if series.dtype.is_temporal():
            series = series.dt.timestamp("us")
        numbers = series.cast(pl.Float64).to_numpy().copy()
        numbers[~(np.abs(numbers) <= LARGEST_NUMBER)] = np.nan
        there = ~np.isnan(numbers)
        groups = np.full(len(numbers), -1, np.int64)
        if there.any():
            bins = min(BINS, 1 + int(there.sum()) // ROWS_OF_BIN)
            edges = np.unique(np.quantile(numbers[there], np.linspace(0, 1, bins + 1)[1:-1]))
            # both sides: a value that is an edge, as the 0 of many rows is, is a group of its own
            below, upto = (np.searchsorted(edges, numbers[there], side=s) for s in SIDES)
            groups[there] = below + upto
        return numbers, groups
    text = labels(series)
    codes = text.cast(pl.Categorical).to_physical().cast(pl.Int64).fill_null(-1)
    return None, codes.to_numpy().copy()


def _alone(
    codes: tuple[Floats | None, NDArray[np.int64]],
    wanted: Floats,
    second: NDArray[np.bool_],
    regression: bool,
) -> float:
    """The worse of both halves, each predicted from the other; of one if that is no suspicion."""
    numbers, groups = codes
    worst = 1.0
    for learn, test in ((second, ~second), (~second, second)):
        guesses = [_by_group(groups, wanted, learn)[test]]
        if regression and numbers is not None:
            guesses.append(_by_line(numbers, wanted, learn)[test])
        quality = max(_quality(guess, wanted[test], regression) for guess in guesses)
        worst = min(worst, quality)
        if worst <= SUSPECT:
            break
    return worst


def _by_group(groups: NDArray[np.int64], wanted: Floats, learn: NDArray[np.bool_]) -> Floats:
    _, group = np.unique(groups, return_inverse=True)
    counts = np.bincount(group[learn], minlength=group.max() + 1)
    mean = wanted[learn].mean(axis=0)
    means = np.tile(mean, (len(counts), 1))
    known = counts > 0
    for output in range(wanted.shape[1]):
        sums = np.bincount(group[learn], wanted[learn, output], minlength=len(counts))
        means[known, output] = sums[known] / counts[known]
    return means[group]


def _by_line(numbers: Floats, wanted: Floats, learn: NDArray[np.bool_]) -> Floats:
    there = learn & ~np.isnan(numbers)
    guess = np.full_like(wanted, wanted[learn].mean())
    if there.any() and numbers[there].std() > 0:
        x, y = numbers[there], wanted[there, 0]
        slope = np.mean((x - x.mean()) * (y - y.mean())) / np.mean((x - x.mean()) ** 2)
        line = y.mean() + slope * (numbers - x.mean())
        guess[:, 0] = np.where(np.isnan(numbers), guess[:, 0], line)
    return guess


def _quality(guess: Floats, wanted: Floats, regression: bool) -> float:
    """R2, or the mean area under the ROC curve over the classes looked at that are there."""
    from .measures import auc

    if regression:
        spread = float(((wanted - wanted.mean()) ** 2).sum())
        return 1.0 - float(((wanted - guess) ** 2).sum()) / spread if spread else 0.0
    areas = [auc(wanted[:, i] == 1, guess[:, i]) for i in range(wanted.shape[1])]
    there = [area for area in areas if area is not None]
    return float(np.mean(there)) if there else 0.0
