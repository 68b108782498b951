"""Trees in the operator TreeEnsemble of ai.onnx.ml 5, which answers what the converters' older ones
do from a third of the bytes: a leaf and its share of the branches take 23 instead of 65.

The operator lists branches and leaves apart, and a child is the number of one or of the other:
https://onnx.ai/onnx/operators/onnx_aionnxml_TreeEnsemble.html. It has no labels, starts from 0, and
a leaf answers one number; what else its predecessors did is done by operators behind it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

_SUM = 1
_MODES = {b"BRANCH_LEQ": 0, b"BRANCH_LT": 1}
Ints = NDArray[np.int64]
Values = Mapping[str, Any]


def compact(node: onnx.NodeProto) -> tuple[list[onnx.NodeProto], list[onnx.TensorProto]]:
    """Operators and constants that write the scores of a TreeEnsembleRegressor or
    TreeEnsembleClassifier, as skl2onnx and onnxmltools make them, under the same name."""
    values = {a.name: helper.get_attribute_value(a) for a in node.attribute}
    labels = values.get("classlabels_int64s") or values.get("classlabels_strings") or ()
    made = _Made(node.output[-1])
    found = _Nodes(values)
    leaves = _Leaves.read(found, values, "class_" if labels else "target_")
    structure = _structure(found, values)

    def trees(answered: Ints, answers: NDArray[np.float32], outputs: int) -> str:
        return made.node(
            "TreeEnsemble",
            [node.input[0]],
            domain="ai.onnx.ml",
            aggregate_function=_SUM,
            n_targets=outputs,
            leaf_targetids=answered.tolist(),
            leaf_weights=numpy_helper.from_array(answers, "leaf_weights"),
            **structure,
        )

    if leaves.answers.shape[1] > 1:
        # each tree tells which of its leaves a row is in, and what those answer is added up
        numbers, last = np.arange(len(leaves.tree), dtype=np.float32), int(leaves.tree.max()) + 1
        leaf = made.node("Cast", [trees(leaves.tree, numbers, last)], to=TensorProto.INT64)
        answers = made.node("Gather", [made.constant(leaves.answers), leaf], axis=0)
        every = made.constant(np.ones((1, last), np.float32))
        answer = made.node("Flatten", [made.node("MatMul", [every, answers])], axis=1)
    else:
        outputs = len(labels) if len(labels) > 2 else 1
        answer = trees(leaves.answered, leaves.answers[:, 0], outputs)
        base = np.array(values.get("base_values", ()), np.float32)
        if base.any():
            answer = made.node("Add", [answer, made.constant(base)])
        if values.get("post_transform") == b"SOFTMAX":
            answer = made.node("Softmax", [answer])
        elif values.get("post_transform") == b"LOGISTIC":
            answer = made.node("Sigmoid", [answer])
        if outputs == 1 and labels:
            other = made.node("Sub", [made.constant(np.ones(1, np.float32)), answer])
            answer = made.node("Concat", [other, answer], axis=1)
    made.nodes.append(helper.make_node("Identity", [answer], [node.output[-1]]))
    return made.nodes, made.constants


class _Made:
    """Operators and constants with names of their own, which begin with ``prefix``."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def node(self, operator: str, inputs: list[str], **attributes: Any) -> str:
        output = f"{self._prefix}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def constant(self, value: NDArray[Any]) -> str:
        name = f"{self._prefix}_constant{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(value, name))
        return name


class _Nodes:
    """``tree`` of each node, whether it ``is_leaf``, and its ``place`` among the leaves or among
    the branches; all ``[nodes]``."""

    def __init__(self, values: Values) -> None:
        self.tree: Ints = np.array(values["nodes_treeids"])
        number = np.array(values["nodes_nodeids"])
        self.is_leaf = np.array([mode == b"LEAF" for mode in values["nodes_modes"]])
        self.place: Ints = np.where(self.is_leaf, self.is_leaf.cumsum(), (~self.is_leaf).cumsum())
        self.place -= 1
        self._stride = number.max() + 1
        self._key = self.tree * self._stride + number
        self._sorter = self._key.argsort(kind="stable")

    def at(self, tree: Ints, number: Ints) -> Ints:
        """The positions of nodes by tree and number."""
        wanted = np.searchsorted(self._key, tree * self._stride + number, sorter=self._sorter)
        positions: Ints = self._sorter[wanted]
        return positions


@dataclass(frozen=True)
class _Leaves:
    """``tree`` ``[leaves]`` counts from 0. ``answers`` are ``[leaves, outputs]`` where a leaf
    answers all outputs, else ``[leaves, 1]``, for the output ``answered`` ``[leaves]``."""

    tree: Ints
    answered: Ints
    answers: NDArray[np.float32]

    @classmethod
    def read(cls, nodes: _Nodes, values: Values, kind: str) -> Self:
        tree = np.unique(nodes.tree, return_inverse=True)[1][nodes.is_leaf]
        told = nodes.at(np.array(values[f"{kind}treeids"]), np.array(values[f"{kind}nodeids"]))
        output = np.array(values[f"{kind}ids"])
        answered = np.zeros(len(tree), np.int64)
        column: Ints | int = output
        width = int(output.max()) + 1
        if len(told) == len(tree):
            answered[nodes.place[told]] = output
            column, width = 0, 1
        answers = np.zeros((len(tree), width), np.float32)
        answers[nodes.place[told], column] = values[f"{kind}weights"]
        return cls(tree, answered, answers)


def _structure(nodes: _Nodes, values: Values) -> dict[str, Any]:
    """The attributes of the branches. A tree of a single leaf becomes a branch to that, twice."""
    branches = np.flatnonzero(~nodes.is_leaf)
    _, roots = np.unique(nodes.tree, return_index=True)  # a tree begins with its root
    bare = roots[nodes.is_leaf[roots]]
    root = nodes.place[roots]
    root[nodes.is_leaf[roots]] = len(branches) + np.arange(len(bare))
    zeros = np.zeros(len(bare), np.int64)
    modes = [_MODES[mode] for mode in values["nodes_modes"] if mode != b"LEAF"]
    splits = np.append(np.array(values["nodes_values"], np.float32)[branches], zeros)
    found = {
        "tree_roots": root,
        "nodes_featureids": np.append(np.array(values["nodes_featureids"])[branches], zeros),
    }
    missing = np.array(values.get("nodes_missing_value_tracks_true", ()))
    if missing.any():
        found["nodes_missing_value_tracks_true"] = np.append(missing[branches], zeros)
    for side in ("true", "false"):
        child = nodes.at(nodes.tree[branches], np.array(values[f"nodes_{side}nodeids"])[branches])
        found[f"nodes_{side}nodeids"] = np.append(nodes.place[child], nodes.place[bare])
        found[f"nodes_{side}leafs"] = np.append(nodes.is_leaf[child], zeros + 1)
    return {
        "nodes_modes": numpy_helper.from_array(np.array([*modes, *zeros], np.uint8), "modes"),
        "nodes_splits": numpy_helper.from_array(splits.astype(np.float32), "splits"),
        **{name: value.astype(np.int64).tolist() for name, value in found.items()},
    }
