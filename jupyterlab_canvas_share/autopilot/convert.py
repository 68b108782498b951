"""From scikit-learn to ONNX: one float32 input ``x``, one output. Trees are in tree_graphs.py.

The converter's own graphs have a label and copies of it besides; only what leads to the scores is
kept. Every graph made here goes through the parity check before it may be shared, since some
conversions are wrong without an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnx.compose import add_prefix_graph

if TYPE_CHECKING:
    from .trainers.preprocessing import GraphPart

OPSET, ML_OPSET, IR_VERSION = 18, 5, 10
#: What skl2onnx knows.
SKLEARN_ML_OPSET = 3
INPUT = "x"
#: Name of the output of a trainer's graph, before it gets its final name.
SCORES = "scores"
PROBABILITIES, VALUE = "probabilities", "value"


def make_model(
    nodes: list[onnx.NodeProto],
    constants: list[onnx.TensorProto],
    features: int,
    output: str,
    width: int,
) -> onnx.ModelProto:
    """A checked model: ``x`` float32 ``[N, features]`` to ``output`` ``[N, width]``."""
    graph = helper.make_graph(
        nodes,
        "model",
        [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, ["N", features])],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, ["N", width])],
        constants,
    )
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("ai.onnx.ml", ML_OPSET)]
    model = helper.make_model(graph, opset_imports=opsets, producer_name="jupyterlab-canvas-share")
    model.ir_version = IR_VERSION
    onnx.checker.check_model(model)
    return model


def sklearn_graph(estimator: Any, part: GraphPart, *, features: int, width: int) -> onnx.ModelProto:
    """A fitted scikit-learn estimator behind its preprocessing ``part``, writing ``scores``."""
    return _behind(part, _from_sklearn(estimator, part), features=features, width=width)


def sklearn_mean_graph(
    estimators: Sequence[Any], part: GraphPart, *, features: int, width: int
) -> onnx.ModelProto:
    """The mean of the answers of estimators that share their preprocessing."""
    nodes, constants, answers = list(part.nodes), list(part.constants), []
    for number, estimator in enumerate(estimators):
        prefix = f"estimator{number}_"
        found = _estimator(_from_sklearn(estimator, part), prefix, part.output)
        nodes += found[0]
        constants += found[1]
        answers.append(found[2])
    nodes.append(helper.make_node("Sum", answers, ["sum_of_answers"]))
    nodes.append(helper.make_node("Mul", ["sum_of_answers", "share"], [SCORES]))
    constants.append(numpy_helper.from_array(np.array(1 / len(answers), np.float32), "share"))
    return make_model(nodes, constants, features, SCORES, width)


def _from_sklearn(estimator: Any, part: GraphPart) -> onnx.ModelProto:
    from skl2onnx import to_onnx
    from skl2onnx.common.data_types import FloatTensorType

    classifier = hasattr(estimator, "predict_proba")
    return to_onnx(
        estimator,
        initial_types=[("input", FloatTensorType([None, part.width]))],
        options={id(estimator): {"zipmap": False}} if classifier else None,
        target_opset={"": OPSET, "ai.onnx.ml": SKLEARN_ML_OPSET},
    )


def _behind(
    part: GraphPart, converted: onnx.ModelProto, *, features: int, width: int
) -> onnx.ModelProto:
    nodes, constants, score = _estimator(converted, "estimator_", part.output)
    nodes.append(helper.make_node("Identity", [score], [SCORES]))
    return make_model([*part.nodes, *nodes], [*part.constants, *constants], features, SCORES, width)


def _estimator(
    converted: onnx.ModelProto, prefix: str, source: str
) -> tuple[list[onnx.NodeProto], list[onnx.TensorProto], str]:
    """What of a converter's graph leads to its scores, reading ``source``; and their name."""
    # the converters' names may be those of ours
    graph = add_prefix_graph(converted.graph, prefix)
    outputs = [output.name for output in graph.output]
    probabilities = f"{prefix}probabilities"
    score = probabilities if probabilities in outputs else outputs[0]
    nodes, constants = _needed(graph, score)
    for node in nodes:
        for index, name in enumerate(node.input):
            if name == graph.input[0].name:
                node.input[index] = source
    return nodes, constants, score


def _needed(
    graph: onnx.GraphProto, output: str
) -> tuple[list[onnx.NodeProto], list[onnx.TensorProto]]:
    """The nodes and constants that ``output`` depends on, in their order."""
    wanted, kept = {output}, []
    for node in reversed(graph.node):
        if wanted.intersection(node.output):
            wanted.update(node.input)
            kept.append(node)
    return kept[::-1], [c for c in graph.initializer if c.name in wanted]


def finish_classification(model: onnx.ModelProto, classes: int) -> onnx.ModelProto:
    """The trainer's graph with its output named ``probabilities``, ``[N, classes]``."""
    node = helper.make_node("Identity", [SCORES], [PROBABILITIES])
    return _append(model, [node], [], PROBABILITIES, classes)


def finish_regression(model: onnx.ModelProto, mean: float, deviation: float) -> onnx.ModelProto:
    """The trainer's graph in the units of the target: ``value``, ``[N, 1]``.

    Trainers learn the standardised target. Going back in float64 loses nothing but the last
    rounding, also when the mean is large against the deviation (years, for example).
    """
    nodes = [
        helper.make_node("Cast", [SCORES], ["scores_double"], to=TensorProto.DOUBLE),
        helper.make_node("Mul", ["scores_double", "target_deviation"], ["scaled_scores"]),
        helper.make_node("Add", ["scaled_scores", "target_mean"], ["value_double"]),
        helper.make_node("Cast", ["value_double"], [VALUE], to=TensorProto.FLOAT),
    ]
    constants = [
        numpy_helper.from_array(np.array(deviation, np.float64), "target_deviation"),
        numpy_helper.from_array(np.array(mean, np.float64), "target_mean"),
    ]
    return _append(model, nodes, constants, VALUE, 1)


def _append(
    model: onnx.ModelProto,
    nodes: list[onnx.NodeProto],
    constants: list[onnx.TensorProto],
    output: str,
    width: int,
) -> onnx.ModelProto:
    return make_model(
        [*model.graph.node, *nodes],
        [*model.graph.initializer, *constants],
        feature_count(model),
        output,
        width,
    )


def feature_count(model: onnx.ModelProto) -> int:
    """Columns of the input ``x``."""
    return int(model.graph.input[0].type.tensor_type.shape.dim[1].dim_value)
