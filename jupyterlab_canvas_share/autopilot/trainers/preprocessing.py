"""Preprocessing as a few float32 operations that NumPy and ONNX Runtime compute alike.

Everything is fitted on the training split. Trees get their numbers unscaled, since a scaled float32
may land on the other side of a split.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ...model.bundle import Feature
from .base import Matrix

if TYPE_CHECKING:
    import onnx

#: Standardised numbers are cut here: an absurd input stays finite in float32, in every layer, and
#: no single row decides what a linear model or a network answers.
CLIP = 5.0
#: A column is skewed beyond this skewness, and gets its logarithm taken.
SKEWED = 3.0
#: Distances are kept below this, and spreads above one by it.
LARGEST = 1e38
#: The share of missing values from which on being missing is told to linear models and networks.
TOLD_MISSING = 0.01
#: Missing values, in rows and as a share, that every fold has some of: less is no branch of a tree.
LEARNT_ROWS, LEARNT_SHARE = 20, 0.001
#: Categories that get a column of their own, over all columns: at most, and so many that the
#: prepared rows stay below ``CELLS`` numbers, but not fewer than the least.
MOST_CATEGORIES, LEAST_CATEGORIES, CELLS = 2000, 100, 50_000_000


@dataclass(frozen=True)
class GraphPart:
    """Nodes and constants of a part of a graph that reads ``x`` and writes ``output``."""

    nodes: tuple[onnx.NodeProto, ...]
    constants: tuple[onnx.TensorProto, ...]
    output: str
    width: int


@dataclass(frozen=True)
class Imputation:
    """Missing numbers become ``fill`` (``[features]``); NaN there leaves them missing."""

    fill: NDArray[np.float32]

    @staticmethod
    def median(matrix: Matrix, *, keep_common: bool = False) -> Imputation:
        """Fill with the median. With ``keep_common``, only where missing values are rarer than
        that each fold has some: a model that learnt no branch for "missing" treats it as zero."""
        missing = np.isnan(matrix)
        fill = np.zeros(matrix.shape[1], dtype=np.float32)
        for index in range(matrix.shape[1]):
            present = matrix[~missing[:, index], index]
            if present.size:
                fill[index] = np.median(present)
        if keep_common:
            fill[missing.sum(axis=0) >= max(LEARNT_ROWS, LEARNT_SHARE * len(matrix))] = np.nan
        return Imputation(fill)

    def apply(self, matrix: Matrix) -> Matrix:
        return np.where(np.isnan(matrix), self.fill, matrix)

    def part(self) -> GraphPart:
        from onnx import helper, numpy_helper

        nodes = (
            helper.make_node("IsNaN", ["x"], ["x_missing"]),
            helper.make_node("Where", ["x_missing", "x_fill", "x"], ["x_filled"]),
        )
        constants = (numpy_helper.from_array(self.fill[None, :], "x_fill"),)
        return GraphPart(nodes, constants, "x_filled", self.fill.size)

    def dump(self) -> list[float | None]:
        return [None if np.isnan(value) else float(value) for value in self.fill]

    @staticmethod
    def load(dumped: Sequence[float | None]) -> Imputation:
        values = [np.nan if value is None else value for value in dumped]
        return Imputation(np.array(values, np.float32))


@dataclass(frozen=True)
class Standardization:
    """Median imputation, standardised numbers, 0/1 columns for numbers that are often missing and
    for each category seen.

    Of the ``numbers``, first come those taken as they are, then the skewed ones, as the logarithm
    of their distance from a ``middle``, in which one ``spread`` becomes log 2.
    ``source`` ``[width]`` names the input column of every output column, so that attributions fold
    back.
    """

    numbers: NDArray[np.int64]
    fill: NDArray[np.float32]
    middle: NDArray[np.float32]
    spread: NDArray[np.float32]
    mean: NDArray[np.float32]
    factor: NDArray[np.float32]
    flagged: NDArray[np.int64]
    onehot: NDArray[np.int64]
    category: NDArray[np.float32]

    @staticmethod
    def fit(matrix: Matrix, features: Sequence[Feature]) -> Standardization:
        numbers = np.array([i for i, f in enumerate(features) if f.categories is None], np.int64)
        pairs = _categories(matrix, features)
        missing = np.isnan(matrix[:, numbers])
        fill = Imputation.median(matrix[:, numbers]).fill
        filled = np.where(missing, fill, matrix[:, numbers])
        is_skewed = np.array([_is_skewed(column) for column in filled.T], dtype=bool)
        order = np.concatenate([np.flatnonzero(~is_skewed), np.flatnonzero(is_skewed)])
        numbers, fill, filled = numbers[order], fill[order], filled[:, order]
        skewed = filled[:, len(filled.T) - int(is_skewed.sum()) :]
        scales = np.array([_scale(column) for column in skewed.T], np.float32).reshape(-1, 2)
        middle, spread = scales[:, 0], scales[:, 1]
        plain = filled[:, : filled.shape[1] - skewed.shape[1]]
        shaped = np.concatenate([plain, _logarithm(skewed, middle, spread)], axis=1)
        deviation = shaped.astype(np.float64).std(axis=0)
        factor = np.where(deviation > 0, 1.0 / np.where(deviation > 0, deviation, 1.0), 0.0)
        return Standardization(
            numbers=numbers,
            fill=fill,
            middle=middle,
            spread=spread,
            mean=shaped.mean(axis=0, dtype=np.float64).astype(np.float32),
            factor=factor.astype(np.float32),
            flagged=_one_of_each_column(
                numbers[missing.mean(axis=0)[order] >= TOLD_MISSING], features
            ),
            onehot=np.array([i for i, _ in pairs], np.int64),
            category=np.array([code for _, code in pairs], np.float32),
        )

    @property
    def source(self) -> NDArray[np.int64]:
        return np.concatenate([self.numbers, self.flagged, self.onehot])

    def apply(self, matrix: Matrix) -> Matrix:
        numbers = matrix[:, self.numbers]
        numbers = np.where(np.isnan(numbers), self.fill, numbers)
        plain = numbers.shape[1] - self.middle.size
        logarithms = _logarithm(numbers[:, plain:], self.middle, self.spread)
        with np.errstate(over="ignore"):
            numbers = np.concatenate([numbers[:, :plain], logarithms], axis=1)
            scaled = (numbers - self.mean) * self.factor
        clipped = np.clip(scaled, np.float32(-CLIP), np.float32(CLIP))
        missing = np.isnan(matrix[:, self.flagged])
        seen = matrix[:, self.onehot] == self.category
        return np.concatenate([clipped, missing, seen], axis=1, dtype=np.float32)

    def part(self) -> GraphPart:
        from .standardization_graph import graph_part

        return graph_part(self)

    def dump(self) -> dict[str, list[float]]:
        return {field.name: getattr(self, field.name).tolist() for field in fields(self)}

    @staticmethod
    def load(dumped: Mapping[str, Any]) -> Standardization:
        whole = ("numbers", "flagged", "onehot")
        arrays: dict[str, Any] = {
            name: np.array(values, np.int64 if name in whole else np.float32)
            for name, values in dumped.items()
        }
        return Standardization(**arrays)


def _one_of_each_column(
    numbers: NDArray[np.int64], features: Sequence[Feature]
) -> NDArray[np.int64]:
    """The parts of a date, or the words of a text, are missing together: once is told."""
    first = {features[index].column: index for index in sorted(numbers.tolist(), reverse=True)}
    return np.array(sorted(first.values()), np.int64)


def _categories(matrix: Matrix, features: Sequence[Feature]) -> list[tuple[int, float]]:
    """Columns and the categories seen there, the most frequent ones where there are too many."""
    found = []
    for index, feature in enumerate(features):
        if feature.categories is not None:
            codes, counts = np.unique(matrix[:, index], return_counts=True)
            found += [(-int(n), index, float(c)) for c, n in zip(codes, counts, strict=True)]
    most = max(LEAST_CATEGORIES, min(MOST_CATEGORIES, CELLS // len(matrix)))
    return sorted((index, code) for _, index, code in sorted(found)[:most])


def _logarithm(numbers: Matrix, middle: NDArray[np.float32], spread: NDArray[np.float32]) -> Matrix:
    with np.errstate(over="ignore"):
        distance: Matrix = (numbers - middle) / spread
        shaped: Matrix = np.sign(distance) * np.log(np.float32(1) + np.abs(distance))
    return shaped


def _scale(column: NDArray[np.float32]) -> tuple[float, float]:
    """``middle`` and ``spread`` of a column, so that no distance is beyond single precision."""
    numbers = column.astype(np.float64)
    middle, spread = _middle(numbers)
    return middle, max(spread, float(np.abs(numbers - middle).max()) / LARGEST, 1 / LARGEST)


def _middle(numbers: NDArray[np.float64]) -> tuple[float, float]:
    """Zero and the lower quartile of numbers above it that are of different orders; else the median
    and the distance of the quartiles, or what is left of it."""
    above = numbers[numbers > 0]
    if numbers.min() >= 0 and above.size:
        low, high = np.quantile(above, (0.25, 0.75))
        # otherwise single precision could not tell the logarithms apart
        if high > 2 * low:
            return 0.0, float(low)
    low, middle, high = np.quantile(numbers, (0.25, 0.5, 0.75))
    return float(middle), float(high - low) or float(np.mean(np.abs(numbers - middle)))


def _is_skewed(column: NDArray[np.float32]) -> bool:
    """Whether the column is skewed, and less so as a logarithm."""
    skewness = abs(_skewness(column))
    if skewness <= SKEWED:
        return False
    middle, spread = np.array(_scale(column), np.float32)
    shaped = _logarithm(column[:, None], middle[None], spread[None])
    return abs(_skewness(shaped[:, 0])) < skewness


def _skewness(column: NDArray[np.float32]) -> float:
    """Fisher and Pearson's moment coefficient."""
    centered = column.astype(np.float64) - column.mean(dtype=np.float64)
    variance = float(np.mean(centered**2))
    return float(np.mean(centered**3)) / variance**1.5 if variance > 0 else 0.0
