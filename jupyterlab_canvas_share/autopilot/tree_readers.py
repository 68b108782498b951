"""The trees of LightGBM, XGBoost and scikit-learn.

A column that was never missing in training has no side for what is missing: there LightGBM takes 0
in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from .trees import Floats, Ints, Tree

#: Bits of LightGBM's ``decision_type``: the side of what is missing, and whether it has one.
_DEFAULT_LEFT, _MISSING_IS_NAN = 2, 8
END_OF_TREES = "end of trees"


def lightgbm_texts(text: str) -> list[str]:
    """The block of each tree in LightGBM's model text."""
    return re.split(r"(?m)^Tree=\d+\n", text[: text.index(END_OF_TREES)])[1:]


def lightgbm_trees(text: str) -> Iterator[Tree]:
    """Of LightGBM's model text: a line for each property, values separated by blanks, a child that
    is a leaf as ``~number``."""
    for block in lightgbm_texts(text):
        lines = dict(line.split("=", 1) for line in block.splitlines() if "=" in line)
        answers = _floats(lines["leaf_value"])
        if len(answers) == 1:
            yield Tree.bare(answers)
            continue
        split = floor32(_floats(lines["threshold"]))
        decision = _ints(lines["decision_type"])
        has_side = decision & _MISSING_IS_NAN > 0
        yield Tree(
            feature=_ints(lines["split_feature"]),
            split=split,
            true=_ints(lines["left_child"]),
            false=_ints(lines["right_child"]),
            missing_true=np.where(has_side, decision & _DEFAULT_LEFT > 0, split >= 0),
            answers=answers[:, None],
        )


def _floats(values: str) -> Floats:
    return np.array(values.split(), np.float64)


def _ints(values: str) -> Ints:
    return np.array(values.split(), np.int64)


def xgboost_trees(model: Any) -> Iterator[Tree]:
    """Of XGBoost's JSON, as parsed. A leaf has its answer in ``split_conditions``."""
    for tree in model["learner"]["gradient_booster"]["model"]["trees"]:
        conditions = np.array(tree["split_conditions"], np.float64)
        yield _of_nodes(
            (np.array(tree["left_children"]), np.array(tree["right_children"])),
            np.array(tree["split_indices"]),
            conditions,
            np.array(tree["default_left"]) == 1,
            conditions[:, None],
        )


def forest_trees(forest: Any) -> Iterator[Tree]:
    """Of a fitted forest of scikit-learn. ``answers`` are probabilities of the classes, or the
    value."""
    for estimator in forest.estimators_:
        tree = estimator.tree_
        values: Floats = tree.value[:, 0, :]
        if hasattr(forest, "classes_"):
            values = values / values.sum(axis=1, keepdims=True)
        yield _of_nodes(
            (tree.children_left, tree.children_right),
            tree.feature,
            floor32(tree.threshold),
            np.zeros(tree.node_count, bool),
            values,
        )


def floor32(thresholds: Floats) -> Floats:
    """The largest float32 that is not above each. For a float32 ``x`` it is the same comparison:
    ``x <= t`` exactly when ``x <= floor32(t)``; rounded to the nearest, a row may cross a split."""
    nearest = thresholds.astype(np.float32)
    lower = np.nextafter(nearest, np.float32(-np.inf))
    return np.where(nearest.astype(np.float64) > thresholds, lower, nearest).astype(np.float64)


def _of_nodes(
    children: tuple[Ints, Ints],
    feature: Ints,
    split: Floats,
    missing_left: Any,
    values: Floats,
) -> Tree:
    """Of lists over all nodes, the root first; a node without a left child is a leaf, and one that
    nothing leads to was pruned. ``values`` are ``[nodes, outputs]``."""
    left, right = children
    branch = left >= 0
    if not branch[0]:
        return Tree.bare(values[0])
    leaf = np.zeros(len(left), bool)
    leaf[left[branch]] = leaf[right[branch]] = True
    leaf &= ~branch
    number = np.where(branch, branch.cumsum() - 1, ~(leaf.cumsum() - 1))
    return Tree(
        feature=feature[branch].astype(np.int64),
        split=split[branch],
        true=number[left[branch]],
        false=number[right[branch]],
        missing_true=missing_left[branch],
        answers=values[leaf],
    )
