"""Seeded, stratified splits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

#: SageMaker's default ``ValidationFraction``.
VALIDATION_FRACTION = 0.2
#: A regression target is stratified by this many quantiles.
QUANTILES = 10


def stratified(
    target: NDArray[np.float64], classification: bool, fraction: float, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Row numbers of the two parts, each ascending; the second has about ``fraction`` of them.

    Of every class (or quantile of a number) the second part gets its share; a class of one row
    stays in the first, and one of two rows or more is in both.
    """
    if classification:
        strata = target.astype(np.int64)
    else:
        inner = np.linspace(0, 1, QUANTILES + 1)[1:-1]
        strata = np.searchsorted(np.quantile(target, inner), target).astype(np.int64)
    draw = np.random.default_rng([seed, 17])
    second = np.zeros(len(target), dtype=bool)
    for stratum in np.unique(strata):
        rows = np.flatnonzero(strata == stratum)
        if len(rows) < 2:
            continue
        count = min(max(1, round(fraction * len(rows))), len(rows) - 1)
        second[draw.permutation(rows)[:count]] = True
    return np.flatnonzero(~second), np.flatnonzero(second)
