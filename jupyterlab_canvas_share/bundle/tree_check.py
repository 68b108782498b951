"""The trees of a ``model.onnx``: lists that ONNX Runtime trusts more than we do."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, TypeVar

from ..model.bundle import Manifest
from .errors import BundleInvalid

if TYPE_CHECKING:
    import onnx

TREE_DEPTH_LIMIT = 1_000
#: A forest tells the leaf of each of its trees: memory for so many numbers a row.
TREES_TOLD_LIMIT = 2_000
#: Comparisons as TreeEnsemble numbers them; the next one, membership, has a list besides.
_MODES = frozenset(range(6))
_FLOAT, _UINT8 = 1, 2

Attributes = Mapping[str, "onnx.AttributeProto"]
Node = TypeVar("Node", bound=Hashable)


def require(holds: bool, otherwise: str) -> None:
    """Raises ``BundleInvalid`` with what is wrong with the graph."""
    if not holds:
        raise BundleInvalid(f"“model.onnx” {otherwise}.")


def check_trees(attributes: Attributes, manifest: Manifest) -> None:
    """Of a TreeEnsemble (ai.onnx.ml 5). Branches and leaves are counted apart, and a child is the
    number of one or of the other. Raises ``BundleInvalid``."""
    modes = _tensor(attributes, "nodes_modes", _UINT8)
    _require_lists(attributes, "nodes_", len(modes))
    require(_MODES.issuperset(modes), "has trees with an unknown comparison")
    require("membership_values" not in attributes, "has trees that look for members of a set")
    leaves = len(_tensor(attributes, "leaf_weights", _FLOAT))
    answers, features = _ints(attributes, "leaf_targetids"), _ints(attributes, "nodes_featureids")
    whole = len(modes) == len(_tensor(attributes, "nodes_splits", _FLOAT)) == len(features)
    require(whole and len(answers) == leaves, "has trees whose lists differ in length")
    children: dict[int, list[int]] = {branch: [] for branch in range(len(modes))}
    for side in ("true", "false"):
        found = _ints(attributes, f"nodes_{side}nodeids")
        is_leaf = _ints(attributes, f"nodes_{side}leafs")
        require(len(found) == len(is_leaf) == len(modes), "has trees without children")
        for branch, (child, leaf) in enumerate(zip(found, is_leaf, strict=True)):
            if leaf:
                require(0 <= child < leaves, "has trees with a leaf that does not exist")
            else:
                children[branch].append(child)
    roots = _check_shape(set(children), children)
    told = _ints(attributes, "tree_roots")
    require(len(told) == len(roots) and roots == set(told), "has trees with other roots")
    require("n_targets" in attributes, "has trees without a number of answers")
    most = max(len(manifest.classes), min(len(roots), TREES_TOLD_LIMIT))
    _check_answers(attributes, answers, most)
    _check_features(attributes, manifest)


def check_older_trees(attributes: Attributes, manifest: Manifest) -> None:
    """Of a TreeEnsembleRegressor or TreeEnsembleClassifier. Raises ``BundleInvalid``."""
    trees, ids = _ints(attributes, "nodes_treeids"), _ints(attributes, "nodes_nodeids")
    _require_lists(attributes, "nodes_", len(trees))
    known = set(zip(trees, ids, strict=False))
    require(len(known) == len(trees) == len(ids), "has trees with a node twice")
    modes = attributes["nodes_modes"].strings if "nodes_modes" in attributes else []
    sides = zip(
        _ints(attributes, "nodes_truenodeids"),
        _ints(attributes, "nodes_falsenodeids"),
        strict=False,
    )
    children = {
        (tree, node): ((tree, left), (tree, right))
        for tree, node, (left, right), mode in zip(trees, ids, sides, modes, strict=False)
        if mode != b"LEAF"
    }
    _check_shape(known, children)
    for kind in ("class_", "target_"):
        answers = _ints(attributes, f"{kind}ids")
        _require_lists(attributes, kind, len(answers))
        leaves = zip(
            _ints(attributes, f"{kind}treeids"), _ints(attributes, f"{kind}nodeids"), strict=False
        )
        require(known.issuperset(leaves), "has trees with a leaf that does not exist")
        _check_answers(attributes, answers, len(manifest.classes) or 1)
    _check_features(attributes, manifest)


def _ints(attributes: Attributes, name: str) -> list[int]:
    return list(attributes[name].ints) if name in attributes else []


def _tensor(attributes: Attributes, name: str, kind: int) -> list[float]:
    from onnx import numpy_helper

    tensor = attributes[name].t if name in attributes else None
    fits = tensor is not None and tensor.data_type == kind and len(tensor.dims) == 1
    require(fits, f"has trees without the list {name!r}")
    try:
        values: list[float] = numpy_helper.to_array(tensor).tolist()
    except (TypeError, ValueError):
        raise BundleInvalid(f"“model.onnx” has trees with a broken list {name!r}.") from None
    return values


def _require_lists(attributes: Attributes, kind: str, length: int) -> None:
    """Every list of this kind that there is has the ``length``."""
    lengths = {
        len(a.ints) or len(a.floats) or len(a.strings) or (a.t.dims[0] if a.t.dims else 0)
        for name, a in attributes.items()
        if name.startswith(kind)
    }
    require(lengths <= {length, 0}, "has trees whose lists differ in length")


def _check_shape(nodes: set[Node], children: Mapping[Node, Iterable[Node]]) -> set[Node]:
    """Trees and nothing else: no cycle, no branch that two nodes share, no endless depth. ONNX
    Runtime builds them by recursion, and copies a shared branch for each of its parents. Returns
    the roots."""
    below = [child for found in children.values() for child in found]
    require(nodes.issuperset(below), "has trees with a child that does not exist")
    require(len(set(below)) == len(below), "has trees that share a branch")
    roots = nodes.difference(below)
    level, found, depth = roots, 0, 0
    while level:
        found, depth = found + len(level), depth + 1
        require(depth <= TREE_DEPTH_LIMIT, f"has a tree deeper than {TREE_DEPTH_LIMIT:,}")
        level = {child for node in level for child in children.get(node, ())}
    # what no root leads to hangs on itself
    require(found == len(nodes), "has trees that run in a circle")
    return roots


def _check_answers(attributes: Attributes, answers: Iterable[int], most: int) -> None:
    if "n_targets" in attributes:
        require(1 <= attributes["n_targets"].i <= most, "has trees with too many answers")
        most = attributes["n_targets"].i
    require(all(0 <= i < most for i in answers), "has trees with a wrong class")


def _check_features(attributes: Attributes, manifest: Manifest) -> None:
    # one-hot encoded, a feature is as wide as its categories, with one for missing and unseen each
    width = sum(3 + len(feature.categories or ()) for feature in manifest.features)
    features = _ints(attributes, "nodes_featureids")
    require(all(0 <= i < width for i in features), "has trees that read beyond the features")
