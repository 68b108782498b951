"""Boosters and forests as ONNX graphs behind their preprocessing, writing ``scores``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from .convert import SCORES, make_model
from .tree_readers import forest_trees, lightgbm_trees, xgboost_trees
from .trees import Floats, Tree, tree_ensemble

if TYPE_CHECKING:
    import lightgbm
    import xgboost

    from .trainers.preprocessing import GraphPart

#: Trees whose answers are added up one by one: in single precision, what is added to a large sum is
#: rounded every time. Boosters add in double, or so few at once.
PART_TREES = 64
_POSITIVE = "positive"


def lightgbm_graph(
    booster: lightgbm.Booster, part: GraphPart, *, features: int, width: int
) -> onnx.ModelProto:
    """Two classes as one margin, more as one for each, in turns."""
    trees = list(lightgbm_trees(booster.model_to_string()))
    outputs = [number % width if width > 2 else 0 for number in range(len(trees))]
    return _boosted(trees, outputs, part, features=features, width=width, below=False)


def xgboost_graph(
    booster: xgboost.Booster, part: GraphPart, *, features: int, width: int
) -> onnx.ModelProto:
    """A booster that starts from a margin of 0. Its thresholds are float32 already."""
    model = json.loads(booster.save_raw("json"))
    outputs = model["learner"]["gradient_booster"]["model"]["tree_info"]
    trees = list(xgboost_trees(model))
    return _boosted(trees, outputs, part, features=features, width=width, below=True)


def _boosted(
    trees: Sequence[Tree],
    outputs: Sequence[int],
    part: GraphPart,
    *,
    features: int,
    width: int,
    below: bool,
) -> onnx.ModelProto:
    nodes, constants = list(part.nodes), list(part.constants)
    step = PART_TREES * (1 + max(outputs))
    sums = []
    for first in range(0, len(trees), step):
        chosen = trees[first : first + step]
        answers = np.concatenate([tree.answers[:, 0] for tree in chosen])
        sums.append(f"sum_of_trees_{first}")
        nodes.append(
            tree_ensemble(
                chosen,
                answers,
                part.output,
                sums[-1],
                output_of=outputs[first : first + step],
                below=below,
            )
        )
    nodes.append(helper.make_node("Sum", sums, ["margin"]))
    if width == 1:
        nodes.append(helper.make_node("Identity", ["margin"], [SCORES]))
    elif width == 2:
        nodes.append(helper.make_node("Sigmoid", ["margin"], [_POSITIVE]))
        nodes += _both_classes(constants)
    else:
        nodes.append(helper.make_node("Softmax", ["margin"], [SCORES], axis=1))
    return make_model(nodes, constants, features, SCORES, width)


def _both_classes(constants: list[onnx.TensorProto]) -> list[onnx.NodeProto]:
    """From the probability of the positive class, ``[N, 1]``, to the scores of both."""
    constants.append(numpy_helper.from_array(np.ones(1, np.float32), "one"))
    return [
        helper.make_node("Sub", ["one", _POSITIVE], ["negative"]),
        helper.make_node("Concat", ["negative", _POSITIVE], [SCORES], axis=1),
    ]


def forest_graph(forest: Any, part: GraphPart, *, features: int, width: int) -> onnx.ModelProto:
    """A fitted forest of scikit-learn, which answers the mean of its trees."""
    trees = list(forest_trees(forest))
    nodes, constants = list(part.nodes), list(part.constants)
    answers = np.concatenate([tree.answers for tree in trees]) / len(trees)

    def constant(name: str, value: NDArray[Any]) -> str:
        constants.append(numpy_helper.from_array(value.astype(np.float32), name))
        return name

    def summed(values: Floats, target: str) -> onnx.NodeProto:
        return tree_ensemble(trees, values, part.output, target, output_of=[0] * len(trees))

    if width == 1:
        nodes.append(summed(answers[:, 0], SCORES))
    elif width == 2:
        nodes += [summed(answers[:, 1], _POSITIVE), *_both_classes(constants)]
    else:
        # a leaf of the operator answers one number: its own, by which its answers are looked up
        numbers = np.arange(len(answers), dtype=np.float64)
        every_tree = constant("every_tree", np.ones((1, len(trees))))
        nodes += [
            tree_ensemble(trees, numbers, part.output, "leaf_number", output_of=range(len(trees))),
            helper.make_node("Cast", ["leaf_number"], ["leaf"], to=TensorProto.INT64),
            helper.make_node("Gather", [constant("answers", answers), "leaf"], ["found"], axis=0),
            helper.make_node("MatMul", [every_tree, "found"], ["added_up"]),
            helper.make_node("Flatten", ["added_up"], [SCORES], axis=1),
        ]
    return make_model(nodes, constants, features, SCORES, width)
