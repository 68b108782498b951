"""``Standardization`` as ONNX: the same float32 operations in the same order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from .preprocessing import CLIP, GraphPart

if TYPE_CHECKING:
    import onnx

    from .preprocessing import Standardization


class _Builder:
    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: NDArray[Any]) -> str:
        self.constants.append(numpy_helper.from_array(value, name))
        return name

    def node(self, operator: str, inputs: list[str], output: str, **attributes: int) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def columns(self, source: str, name: str, chosen: NDArray[np.int64]) -> str:
        return self.node("Gather", [source, self.constant(name, chosen)], f"{name}_picked", axis=1)


def graph_part(standardization: Standardization) -> GraphPart:
    """Reads ``x``, writes ``prepared``, ``[N, width]``."""
    builder = _Builder()
    outputs: list[str] = []
    if standardization.numbers.size:
        outputs.append(_numbers(builder, standardization))
    if standardization.flagged.size:
        picked = builder.columns("x", "flagged", standardization.flagged)
        missing = builder.node("IsNaN", [picked], "flagged_missing")
        outputs.append(builder.node("Cast", [missing], "flags", to=TensorProto.FLOAT))
    if standardization.onehot.size:
        outputs.append(_indicators(builder, standardization))
    output = builder.node("Concat", outputs, "prepared", axis=1)
    return GraphPart(
        tuple(builder.nodes), tuple(builder.constants), output, standardization.source.size
    )


def _numbers(builder: _Builder, standardization: Standardization) -> str:
    node, constant = builder.node, builder.constant
    picked = builder.columns("x", "numbers", standardization.numbers)
    missing = node("IsNaN", [picked], "numbers_missing")
    fill = constant("fill", standardization.fill[None, :])
    filled = node("Where", [missing, fill, picked], "filled")
    if standardization.middle.size:
        filled = _with_logarithms(builder, standardization, filled)
    centered = node("Sub", [filled, constant("mean", standardization.mean[None, :])], "centered")
    scaled = node("Mul", [centered, constant("factor", standardization.factor[None, :])], "scaled")
    low = constant("low", np.array(-CLIP, np.float32))
    high = constant("high", np.array(CLIP, np.float32))
    return node("Clip", [scaled, low, high], "standardized")


def _with_logarithms(builder: _Builder, standardization: Standardization, filled: str) -> str:
    node, constant = builder.node, builder.constant
    width = standardization.numbers.size
    plain = width - standardization.middle.size
    skewed = builder.columns(filled, "skewed", np.arange(plain, width))
    middle = constant("middle", standardization.middle[None, :])
    spread = constant("spread", standardization.spread[None, :])
    distance = node("Div", [node("Sub", [skewed, middle], "from_middle"), spread], "distance")
    size = node("Abs", [distance], "distance_size")
    above = node("Add", [size, constant("log_one", np.array(1.0, np.float32))], "above_one")
    logarithm = node("Log", [above], "logarithm")
    shaped = node("Mul", [node("Sign", [distance], "distance_sign"), logarithm], "shaped")
    if not plain:
        return shaped
    kept = builder.columns(filled, "plain", np.arange(plain))
    return node("Concat", [kept, shaped], "shaped_numbers", axis=1)


def _indicators(builder: _Builder, standardization: Standardization) -> str:
    node, constant = builder.node, builder.constant
    codes = builder.columns("x", "onehot", standardization.onehot)
    category = constant("category", standardization.category[None, :])
    # 1 - min((code - category)^2, 1): codes are whole, and bundles have no Equal
    distance = node("Sub", [codes, category], "code_distance")
    square = node("Mul", [distance, distance], "square")
    one = constant("one", np.array(1.0, np.float32))
    differs = node("Min", [square, one], "differs")
    return node("Sub", [one, differs], "indicators")
