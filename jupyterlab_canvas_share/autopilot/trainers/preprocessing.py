"""Preprocessing as a few float32 operations that NumPy and ONNX Runtime compute alike.

Everything is fitted on the training split. Trees get their numbers unscaled, since a scaled float32
may land on the other side of a split.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ...model.bundle import Feature
from .base import Matrix

if TYPE_CHECKING:
    import onnx

#: Standardised numbers are cut here: an absurd input stays finite in float32, in every layer.
CLIP = 20.0


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
    def median(matrix: Matrix, *, only_complete: bool = False) -> Imputation:
        """Fill with the median. With ``only_complete``, only in columns that are complete in
        training: a model that learnt no branch for "missing" there would treat it as zero."""
        missing = np.isnan(matrix)
        fill = np.zeros(matrix.shape[1], dtype=np.float32)
        for index in range(matrix.shape[1]):
            present = matrix[~missing[:, index], index]
            if present.size:
                fill[index] = np.median(present)
        if only_complete:
            fill[missing.any(axis=0)] = np.nan
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


@dataclass(frozen=True)
class Standardization:
    """Median imputation, standardised numbers, and one 0/1 column for each category seen.

    ``source`` ``[width]`` names the input column of every output column, so that attributions fold
    back. Numbers come first.
    """

    numbers: NDArray[np.int64]
    fill: NDArray[np.float32]
    mean: NDArray[np.float32]
    factor: NDArray[np.float32]
    onehot: NDArray[np.int64]
    category: NDArray[np.float32]

    @staticmethod
    def fit(matrix: Matrix, features: Sequence[Feature]) -> Standardization:
        numbers = np.array([i for i, f in enumerate(features) if f.categories is None], np.int64)
        pairs = [
            (i, code)
            for i, f in enumerate(features)
            if f.categories is not None
            for code in np.unique(matrix[:, i])
        ]
        fill = Imputation.median(matrix[:, numbers]).fill
        filled = np.where(np.isnan(matrix[:, numbers]), fill, matrix[:, numbers])
        deviation = filled.astype(np.float64).std(axis=0)
        factor = np.where(deviation > 0, 1.0 / np.where(deviation > 0, deviation, 1.0), 0.0)
        return Standardization(
            numbers=numbers,
            fill=fill,
            mean=filled.mean(axis=0, dtype=np.float64).astype(np.float32),
            factor=factor.astype(np.float32),
            onehot=np.array([i for i, _ in pairs], np.int64),
            category=np.array([code for _, code in pairs], np.float32),
        )

    @property
    def source(self) -> NDArray[np.int64]:
        return np.concatenate([self.numbers, self.onehot])

    def apply(self, matrix: Matrix) -> Matrix:
        numbers = matrix[:, self.numbers]
        numbers = (np.where(np.isnan(numbers), self.fill, numbers) - self.mean) * self.factor
        flags = matrix[:, self.onehot] == self.category
        clipped = np.clip(numbers, np.float32(-CLIP), np.float32(CLIP))
        return np.concatenate([clipped, flags.astype(np.float32)], axis=1)

    def part(self) -> GraphPart:
        from onnx import helper, numpy_helper

        nodes: list[onnx.NodeProto] = []
        constants: list[onnx.TensorProto] = []
        outputs: list[str] = []

        def constant(name: str, value: NDArray[Any]) -> str:
            constants.append(numpy_helper.from_array(value, name))
            return name

        def node(operator: str, inputs: list[str], output: str, **attributes: int) -> str:
            nodes.append(helper.make_node(operator, inputs, [output], **attributes))
            return output

        if self.numbers.size:
            picked = node("Gather", ["x", constant("numbers", self.numbers)], "picked", axis=1)
            missing = node("IsNaN", [picked], "picked_missing")
            fill = constant("fill", self.fill[None, :])
            filled = node("Where", [missing, fill, picked], "filled")
            centered = node("Sub", [filled, constant("mean", self.mean[None, :])], "centered")
            scaled = node("Mul", [centered, constant("factor", self.factor[None, :])], "scaled")
            low = constant("low", np.array(-CLIP, np.float32))
            high = constant("high", np.array(CLIP, np.float32))
            outputs.append(node("Clip", [scaled, low, high], "standardized"))
        if self.onehot.size:
            codes = node("Gather", ["x", constant("onehot", self.onehot)], "codes", axis=1)
            category = constant("category", self.category[None, :])
            # 1 - min((code - category)^2, 1): codes are whole, and bundles have no Equal
            distance = node("Sub", [codes, category], "distance")
            square = node("Mul", [distance, distance], "square")
            one = constant("one", np.array(1.0, np.float32))
            differs = node("Min", [square, one], "differs")
            outputs.append(node("Sub", [one, differs], "indicators"))
        output = node("Concat", outputs, "prepared", axis=1)
        return GraphPart(tuple(nodes), tuple(constants), output, self.source.size)
