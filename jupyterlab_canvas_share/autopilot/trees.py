"""Decision trees as branches and leaves, and as ONNX's operator TreeEnsemble.

Format: https://onnx.ai/onnx/operators/onnx_aionnxml_TreeEnsemble.html (ai.onnx.ml 5). A leaf and
its share of the branches take about 25 bytes in it, and 65 in the operators before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
_SUM = 1
#: Comparisons: the true side is for rows of at most the split, or for rows below it.
_AT_MOST, _BELOW = 0, 1


@dataclass(frozen=True)
class Tree:
    """``feature``, ``split`` and ``missing_true`` (whether what is missing goes to the true side)
    are ``[branches]``, as are the children ``true`` and ``false``: the number of a branch, or
    ``~number`` of a leaf. Branch 0 is the root. ``answers`` are ``[leaves, outputs]``, or
    ``[leaves, 1]`` where a tree answers one number."""

    feature: Ints
    split: Floats
    true: Ints
    false: Ints
    missing_true: NDArray[np.bool_]
    answers: Floats

    @classmethod
    def bare(cls, answer: Floats) -> Self:
        """A single leaf with this answer ``[outputs]``: the operator wants a branch, so there is
        one with the leaf on both sides."""
        zero, leaf = np.zeros(1, np.int64), np.full(1, ~0)
        return cls(zero, np.zeros(1), leaf, leaf, np.zeros(1, bool), answer[None, :])


def tree_ensemble(
    trees: Sequence[Tree],
    answers: Floats,
    source: str,
    target: str,
    *,
    output_of: Sequence[int],
    below: bool = False,
) -> onnx.NodeProto:
    """The operator from ``source`` to ``target`` ``[N, 1 + max(output_of)]``: each tree adds the
    number ``answers`` ``[leaves of all trees]`` to the output that ``output_of`` ``[trees]`` tells.
    ``below``: rows that are equal to a split go to the false side."""
    first_branch = np.cumsum([0, *(len(tree.feature) for tree in trees)])[:-1]
    leaves = [len(tree.answers) for tree in trees]
    first_leaf = np.cumsum([0, *leaves])[:-1]

    def children(name: str) -> tuple[list[int], list[int]]:
        found: list[Ints] = [getattr(tree, name) for tree in trees]
        moved = [
            np.where(child < 0, ~child + leaf, child + branch)
            for child, leaf, branch in zip(found, first_leaf, first_branch, strict=True)
        ]
        return np.concatenate(moved).tolist(), (np.concatenate(found) < 0).astype(int).tolist()

    true, true_is_leaf = children("true")
    false, false_is_leaf = children("false")
    splits = np.concatenate([tree.split for tree in trees]).astype(np.float32)
    modes = np.full(len(splits), _BELOW if below else _AT_MOST, np.uint8)
    missing_true = np.concatenate([tree.missing_true for tree in trees])
    return helper.make_node(
        "TreeEnsemble",
        [source],
        [target],
        domain="ai.onnx.ml",
        aggregate_function=_SUM,
        n_targets=1 + max(output_of),
        tree_roots=first_branch.tolist(),
        nodes_featureids=np.concatenate([tree.feature for tree in trees]).tolist(),
        nodes_splits=numpy_helper.from_array(splits, "splits"),
        nodes_modes=numpy_helper.from_array(modes, "modes"),
        nodes_missing_value_tracks_true=missing_true.astype(int).tolist()
        if missing_true.any()
        else None,
        nodes_truenodeids=true,
        nodes_trueleafs=true_is_leaf,
        nodes_falsenodeids=false,
        nodes_falseleafs=false_is_leaf,
        leaf_targetids=np.repeat(np.array(output_of, np.int64), leaves).tolist(),
        leaf_weights=numpy_helper.from_array(answers.astype(np.float32), "weights"),
    )
