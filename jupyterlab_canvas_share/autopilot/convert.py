"""From scikit-learn, LightGBM and XGBoost to ONNX: one float32 input ``x``, one output.

The converters' own graphs have a label and copies of it besides; only what leads to the scores is
kept. Every graph made here goes through the parity check before it may be shared, since some
conversions are wrong without an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnx.compose import add_prefix_graph

from .trees import compact

if TYPE_CHECKING:
    import lightgbm
    import xgboost

    from .trainers.preprocessing import GraphPart

OPSET, ML_OPSET, IR_VERSION = 18, 5, 10
#: What skl2onnx knows.
SKLEARN_ML_OPSET = 3
INPUT = "x"
#: Trees whose answers are added up one by one.
PART_TREES = 64
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


def lightgbm_graph(
    booster: lightgbm.Booster, part: GraphPart, *, features: int, width: int
) -> onnx.ModelProto:
    """A booster with float32 thresholds (``float32_thresholds``) behind its preprocessing."""
    from onnxmltools.convert import convert_lightgbm
    from onnxmltools.convert.common.data_types import FloatTensorType

    converted = convert_lightgbm(
        booster,
        initial_types=[("input", FloatTensorType([None, part.width]))],
        target_opset=15,
        zipmap=False,
    )
    nodes = [made for node in converted.graph.node for made in _in_parts(node)]
    del converted.graph.node[:]
    converted.graph.node.extend(nodes)
    return _behind(part, converted, features=features, width=width)


def _in_parts(node: onnx.NodeProto) -> list[onnx.NodeProto]:
    """A sum over very many trees as a sum of sums: in single precision, what is added to a large
    sum one by one is rounded every time, and LightGBM adds in double."""
    values = {a.name: helper.get_attribute_value(a) for a in node.attribute}
    trees = 1 + max(values.get("nodes_treeids", (0,)))
    if node.op_type != "TreeEnsembleRegressor" or trees <= PART_TREES:
        return [node]
    parts = []
    for first in range(0, trees, PART_TREES):
        chosen = dict(values)
        for kind in ("nodes_", "target_"):
            of_part = [first <= tree < first + PART_TREES for tree in values[f"{kind}treeids"]]
            for name, value in values.items():
                if name.startswith(kind):
                    chosen[name] = list(compress(value, of_part))
        output = f"{node.output[0]}_{first}"
        parts.append(
            helper.make_node(node.op_type, node.input, [output], domain=node.domain, **chosen)
        )
    return [*parts, helper.make_node("Sum", [each.output[0] for each in parts], node.output)]


def xgboost_graph(
    booster: xgboost.Booster, part: GraphPart, *, features: int, width: int
) -> onnx.ModelProto:
    """A booster behind its preprocessing. Its thresholds are float32 already."""
    from onnxmltools.convert import convert_xgboost
    from onnxmltools.convert.common.data_types import FloatTensorType

    converted = convert_xgboost(
        booster, initial_types=[("input", FloatTensorType([None, part.width]))], target_opset=15
    )
    return _behind(part, converted, features=features, width=width)


def float32_thresholds(booster: lightgbm.Booster, rounds: int) -> lightgbm.Booster:
    """The first ``rounds`` of a booster with each threshold floored to float32.

    For a float32 ``x`` it is the same function: ``x <= t`` exactly when ``x <= floor32(t)``. Left
    to the converter, thresholds are rounded to the nearest and a row may cross a split.
    """
    import lightgbm

    lines = booster.model_to_string(num_iteration=rounds).split("\n")
    kept = []
    for line in lines:
        if line.startswith("tree_sizes="):
            continue  # byte lengths of the text we change; LightGBM reads on without them
        if line.startswith("threshold="):
            values = (_floor32(float(text)) for text in line.partition("=")[2].split())
            kept.append("threshold=" + " ".join(values))
        else:
            kept.append(line)
    return lightgbm.Booster(model_str="\n".join(kept))


def _floor32(threshold: float) -> str:
    nearest = np.float32(threshold)
    if float(nearest) > threshold:
        nearest = np.nextafter(nearest, np.float32(-np.inf))
    return repr(float(nearest))


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
    found, constants = _needed(graph, score)
    nodes = []
    for node in found:
        for index, name in enumerate(node.input):
            if name == graph.input[0].name:
                node.input[index] = source
        if node.op_type.startswith("TreeEnsemble"):
            smaller = compact(node)
            nodes += smaller[0]
            constants += smaller[1]
        else:
            nodes.append(node)
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
