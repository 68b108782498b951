"""Several boosters as one: all their trees, each answering its share.

For boosters of the same objective and base score the margin (log-odds, or value) of the fused one
is the mean of theirs, and so are its exact SHAP values. One booster is one node in ONNX.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .tree_readers import END_OF_TREES, lightgbm_texts

if TYPE_CHECKING:
    import lightgbm
    import xgboost

#: The lines of a tree in LightGBM's text that are in units of the answer.
_ANSWERS = ("leaf_value", "internal_value")


def fuse_lightgbm(boosters: Sequence[lightgbm.Booster]) -> lightgbm.Booster:
    """In LightGBM's model text, a head and a block ``Tree=<number>`` for each tree."""
    import lightgbm

    texts = [booster.model_to_string() for booster in boosters]
    head, tail = texts[0].split("\nTree=", 1)[0], texts[0][texts[0].index(END_OF_TREES) :]
    # byte lengths of the blocks; LightGBM reads on without them
    kept = [line for line in head.split("\n") if not line.startswith("tree_sizes=")]
    trees = [_share_lightgbm(tree, len(texts)) for text in texts for tree in lightgbm_texts(text)]
    blocks = "".join(f"Tree={number}\n{tree}" for number, tree in enumerate(trees))
    return lightgbm.Booster(model_str="\n".join(kept).rstrip("\n") + f"\n\n{blocks}{tail}")


def _share_lightgbm(tree: str, models: int) -> str:
    lines = []
    for line in tree.split("\n"):
        name, _, values = line.partition("=")
        if name in _ANSWERS:
            shares = (repr(float(value) / models) for value in values.split())
            lines.append(f"{name}={' '.join(shares)}")
        else:
            lines.append(line)
    return "\n".join(lines)


def fuse_xgboost(boosters: Sequence[xgboost.Booster]) -> xgboost.Booster:
    """In XGBoost's JSON: ``trees``, the output of each in ``tree_info``, and in
    ``iteration_indptr`` where each round begins. A leaf is a node without children, with its
    answer in ``split_conditions``."""
    models = [json.loads(booster.save_raw("json")) for booster in boosters]
    fused = models[0]
    trees: list[Any] = []
    outputs: list[int] = []
    starts = [0]
    for model in models:
        found = model["learner"]["gradient_booster"]["model"]
        starts += [len(trees) + start for start in found["iteration_indptr"][1:]]
        outputs += found["tree_info"]
        for tree in found["trees"]:
            tree["id"] = len(trees)
            trees.append(_share_xgboost(tree, len(models)))
    target = fused["learner"]["gradient_booster"]["model"]
    target.update(trees=trees, tree_info=outputs, iteration_indptr=starts)
    target["gbtree_model_param"]["num_trees"] = str(len(trees))
    return load_xgboost(fused)


def _share_xgboost(tree: dict[str, Any], models: int) -> dict[str, Any]:
    conditions = zip(tree["split_conditions"], tree["left_children"], strict=True)
    return {
        **tree,
        "split_conditions": [c / models if left == -1 else c for c, left in conditions],
        "base_weights": [weight / models for weight in tree["base_weights"]],
    }


def load_xgboost(model: Any) -> xgboost.Booster:
    """A booster out of XGBoost's JSON, as parsed."""
    import xgboost

    booster = xgboost.Booster({"nthread": 1})
    booster.load_model(bytearray(json.dumps(model), "utf-8"))
    return booster
